//! Candidates out of Applications: their names, and what they have in common.

use std::collections::BTreeMap;

use argocd::application::{Application, Destination};
use argocd::facts::{self, Chart};
use clap_complete::CompletionCandidate;

use super::candidate::{candidate, counted};
use super::offer::Offer;
use crate::reader::NamedApplication;
use crate::view::addon::Addon;

/// Returns the names as they can be typed: alone where that fits one add-on, else with the namespace.
pub(super) fn named(applications: &[NamedApplication], slashed: bool) -> Vec<CompletionCandidate> {
    let mut fitting: BTreeMap<&str, usize> = BTreeMap::new();
    for application in applications {
        *fitting.entry(&application.name).or_default() += 1;
    }
    let candidates = applications.iter().map(|application| {
        let alone = !slashed && fitting.get(application.name.as_str()) == Some(&1);
        let value = match alone {
            true => application.name.clone(),
            false => format!("{}/{}", application.namespace, application.name),
        };
        candidate(value, &application.state)
    });
    candidates.collect()
}

/// Returns what add-ons have in common: stacks, projects, namespaces, clusters or owners.
pub(super) fn shared(offer: Offer, addons: &[Addon]) -> Vec<CompletionCandidate> {
    let of = |addon: &Addon| match offer {
        Offer::Stack => addon.stack.clone(),
        Offer::Project => Some(addon.project.clone()),
        Offer::DeployedIn => Some(addon.destination.namespace.clone()),
        Offer::Cluster => Some(addon.destination.cluster.clone()),
        Offer::Owner => addon.owner.as_ref().map(|owner| owner.name.clone()),
        _ => None,
    };
    counted(addons.iter().filter_map(of), "add-on")
}

/// Returns `CLUSTER=CONTEXT` as far as it is written: clusters that Argo CD deploys to, then contexts.
pub(super) fn ways(
    written: &str,
    clusters: impl Iterator<Item = String>,
    contexts: &[String],
) -> Vec<CompletionCandidate> {
    match written.split_once('=') {
        Some((cluster, _)) => contexts
            .iter()
            .map(|context| candidate(format!("{cluster}={context}"), ""))
            .collect(),
        None => {
            let others = clusters.filter(|cluster| cluster != Destination::IN_CLUSTER_NAME);
            counted(others.map(|cluster| format!("{cluster}=")), "add-on")
        }
    }
}

/// Returns the deployments of an add-on by id, the newest first.
pub(super) fn deployments(application: &Application) -> Vec<CompletionCandidate> {
    let deployments = facts::deployments(application).into_iter();
    deployments
        .map(|deployment| {
            let main = deployment.main_source();
            let version = main.and_then(|source| source.version.clone());
            let when = deployment
                .deployed_at
                .map(|at| at.strftime("%F %R").to_string());
            let about: Vec<String> = version.into_iter().chain(when).collect();
            candidate(deployment.id.to_string(), &about.join(", "))
        })
        .collect()
}

/// Returns what `values --diff` compares of the add-on itself.
pub(super) fn sides(application: Option<&Application>) -> Vec<CompletionCandidate> {
    let words = [
        ("deployed", "What is deployed"),
        ("desired", "What Git wants"),
        ("defaults", "The chart's own values"),
    ];
    let words = words.map(|(word, about)| candidate(word, about));
    let ids = application.map(deployments).unwrap_or_default();
    words.into_iter().chain(ids).collect()
}

/// Returns the sources of an add-on by position, from 1.
pub(super) fn sources(application: &Application) -> Vec<CompletionCandidate> {
    let sources = application.sources().into_iter().enumerate();
    sources
        .map(|(index, source)| candidate((index + 1).to_string(), &Chart::of_source(source).name))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::completion::candidate::values;

    fn application(namespace: &str, name: &str) -> NamedApplication {
        NamedApplication {
            namespace: namespace.to_owned(),
            name: name.to_owned(),
            state: String::new(),
        }
    }

    #[test]
    fn a_name_that_fits_several_comes_with_its_namespace() {
        let applications = [
            application("argocd", "grafana"),
            application("argocd", "web"),
            application("team", "web"),
        ];
        assert_eq!(
            values(&named(&applications, false)),
            ["grafana", "argocd/web", "team/web"]
        );
    }

    #[test]
    fn who_began_with_a_namespace_goes_on_with_one() {
        assert_eq!(
            values(&named(&[application("argocd", "grafana")], true)),
            ["argocd/grafana"]
        );
    }

    #[test]
    fn a_way_is_a_cluster_and_then_a_context() {
        let clusters = || {
            ["in-cluster", "edge", "edge"]
                .map(str::to_owned)
                .into_iter()
        };
        let contexts = ["a".to_owned(), "b".to_owned()];
        assert_eq!(values(&ways("", clusters(), &contexts)), ["edge="]);
        assert_eq!(
            values(&ways("edge=", clusters(), &contexts)),
            ["edge=a", "edge=b"]
        );
    }
}
