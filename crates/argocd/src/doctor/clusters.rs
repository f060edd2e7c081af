//! The clusters that Applications deploy to: whether Argo CD knows them, and whether they can be looked into from here.

use std::collections::{BTreeMap, BTreeSet};

use super::{Check, Facts, Group, Home, Status};
use crate::application::Application;
use crate::destination::{ClusterSecret, comparable, find};
use crate::redact::{first_line, without_credentials};
use crate::snapshot::{Gap, GapReason};

const ID: &str = "clusters";

/// Returns a check for each cluster something is wrong with, else one for all of them.
pub(super) fn checks(facts: &Facts<'_>, home: &Home<'_>) -> Vec<Check> {
    let abroad: Vec<&Application> = facts
        .applications_of(&home.namespace)
        .filter(|one| !one.spec.destination.is_in_cluster())
        .collect();
    let secrets = match facts.clusters.get(&home.namespace) {
        Some(Ok(secrets)) => secrets.as_slice(),
        _ if abroad.is_empty() => return vec![all_at_home(home)],
        Some(Err(gap)) => return vec![unseen(&abroad, gap)],
        None => return Vec::new(),
    };
    let missing = missing(&abroad, secrets);
    let known: Vec<&Application> = abroad
        .iter()
        .filter(|one| find(one, secrets).is_ok())
        .copied()
        .collect();
    let mut checks: Vec<Check> = missing
        .into_iter()
        .chain(doubles(secrets))
        .chain(unreached(facts, &known))
        .collect();
    if checks.is_empty() {
        checks.push(well(secrets, &abroad));
    }
    checks
}

fn new(status: Status, what: String) -> Check {
    Check::new(ID, Group::Delivery, status, what)
}

fn all_at_home(home: &Home<'_>) -> Check {
    let what = match home.applications {
        0 => "no Application deploys anywhere yet",
        _ => "all Applications deploy to the cluster that Argo CD runs in",
    };
    new(Status::Ok, what.to_owned())
}

fn unseen(abroad: &[&Application], gap: &Gap) -> Check {
    let what = format!(
        "the cluster Secrets, by which {} are deployed elsewhere, could not be read",
        count(abroad.len())
    );
    Check::unseen(ID, Group::Delivery, what, gap)
        .next("--cluster-context CLUSTER=CONTEXT reads a cluster with a context of yours")
}

fn well(secrets: &[ClusterSecret], abroad: &[&Application]) -> Check {
    let used: BTreeSet<&str> = abroad
        .iter()
        .map(|one| one.spec.destination.cluster())
        .collect();
    let what = match (secrets.len(), used.len()) {
        (0, _) => "all Applications deploy to the cluster that Argo CD runs in".to_owned(),
        (1, 1) => "the other cluster that Argo CD knows can be looked into".to_owned(),
        (known, used) => {
            format!("Argo CD knows {known} other clusters; the {used} in use can be looked into")
        }
    };
    new(Status::Ok, what)
}

fn count(applications: usize) -> String {
    match applications {
        1 => "1 Application".to_owned(),
        several => format!("{several} Applications"),
    }
}

fn names(applications: &[&Application]) -> Vec<String> {
    let names = applications.iter().map(|one| &one.metadata);
    names
        .map(|metadata| format!("{}/{}", metadata.namespace, metadata.name))
        .collect()
}

/// Argo CD cannot tell either which cluster is meant, and deploys nothing.
fn missing(abroad: &[&Application], secrets: &[ClusterSecret]) -> Vec<Check> {
    let mut lost: BTreeMap<(String, String), Vec<&Application>> = BTreeMap::new();
    for application in abroad {
        if let Err(why) = find(application, secrets) {
            let cluster = without_credentials(application.spec.destination.cluster());
            lost.entry((cluster, why)).or_default().push(application);
        }
    }
    let lost = lost.into_iter().map(|((cluster, why), applications)| {
        let what = format!(
            "{} deploy to cluster {cluster}, and Argo CD cannot tell which that is",
            count(applications.len())
        );
        new(
            Status::Failed,
            what.replace("1 Application deploy ", "1 Application deploys "),
        )
        .why(why)
        .next("add the cluster to Argo CD (argocd cluster add), or correct spec.destination")
        .affects(names(&applications))
    });
    lost.collect()
}

/// Two Secrets for one server and project: whose credentials count is chance.
fn doubles(secrets: &[ClusterSecret]) -> Vec<Check> {
    let mut same: BTreeMap<(String, &str), Vec<&str>> = BTreeMap::new();
    for secret in secrets {
        let key = (comparable(&secret.server), secret.project.as_str());
        same.entry(key).or_default().push(&secret.secret);
    }
    let double = same.into_iter().filter(|(_, names)| names.len() > 1);
    double
        .map(|((server, _), names)| {
            let what = format!(
                "the Secrets {} are all for cluster {}",
                names.join(" and "),
                without_credentials(&server)
            );
            new(Status::Warning, what)
                .why("which of their credentials Argo CD takes is chance")
                .next("delete all but one of them, or give each a project of its own")
        })
        .collect()
}

/// Argo CD may well reach what cannot be reached from here.
fn unreached(facts: &Facts<'_>, known: &[&Application]) -> Vec<Check> {
    let gaps = facts
        .snapshot
        .gaps()
        .filter(|gap| gap.reason == GapReason::OtherCluster);
    let of_ours = gaps.filter_map(|gap| {
        let of_it =
            |one: &&Application| Gap::other_cluster(&one.spec.destination, "").what == gap.what;
        let applications: Vec<&Application> = known.iter().copied().filter(of_it).collect();
        (!applications.is_empty()).then_some((gap, applications))
    });
    of_ours
        .map(|(gap, applications)| {
            let cluster = gap.what.strip_prefix("objects in ").unwrap_or(&gap.what);
            let what = format!("{cluster} cannot be looked into from here");
            let why = first_line(&gap.message);
            let (why, next) = why.rsplit_once("; ").unwrap_or((&why, ""));
            let check = new(Status::Warning, what)
                .why(why)
                .affects(names(&applications));
            match next.is_empty() {
                true => check,
                false => check.next(next),
            }
        })
        .collect()
}

#[cfg(test)]
#[path = "clusters_tests.rs"]
mod tests;
