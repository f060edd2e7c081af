//! Among all clusters that an Argo CD knows, the one that a destination means.

use super::{ClusterSecret, comparable};
use crate::application::{Application, Destination};
use crate::nearest::nearest;
use crate::redact::without_credentials;

/// Which cluster is meant.
#[derive(Debug)]
pub enum Found<'a> {
    /// The one Argo CD runs in, by a name of its own.
    InCluster,
    /// The one of this Secret.
    Secret(&'a ClusterSecret),
}

/// Returns the cluster that an Application's destination means.
///
/// A name must be borne by one Secret alone. Of several Secrets with one URL, that of the Application's project
/// counts, else the only one that belongs to no project.
///
/// # Errors
/// A sentence that says why nobody can tell, for behind "objects in cluster …: ".
pub fn find<'a>(
    application: &Application,
    secrets: &'a [ClusterSecret],
) -> Result<Found<'a>, String> {
    let destination = &application.spec.destination;
    if destination.is_in_cluster() {
        return Ok(Found::InCluster);
    }
    let found = match (&*destination.name, &*destination.server) {
        ("", "") => return Err("the Application names no cluster".to_owned()),
        (name, "") => by_name(name, secrets)?,
        ("", server) => by_server(server, application, secrets)?,
        _ => {
            return Err(
                "the Application gives both a name and a URL, which Argo CD refuses".to_owned(),
            );
        }
    };
    Ok(match is_in_cluster(found) {
        true => Found::InCluster,
        false => Found::Secret(found),
    })
}

fn is_in_cluster(secret: &ClusterSecret) -> bool {
    comparable(&secret.server) == Destination::IN_CLUSTER_SERVER
}

fn by_name<'a>(name: &str, secrets: &'a [ClusterSecret]) -> Result<&'a ClusterSecret, String> {
    let named: Vec<_> = secrets
        .iter()
        .filter(|secret| secret.name == name)
        .collect();
    match named[..] {
        [one] => Ok(one),
        [] => Err(unknown(
            "name",
            name,
            secrets.iter().map(|secret| &*secret.name),
        )),
        _ => Err(format!(
            "{} bear this name, so nobody can tell which is meant",
            all(&named)
        )),
    }
}

fn by_server<'a>(
    server: &str,
    application: &Application,
    secrets: &'a [ClusterSecret],
) -> Result<&'a ClusterSecret, String> {
    let wanted = comparable(server);
    let there = secrets
        .iter()
        .filter(|secret| comparable(&secret.server) == wanted);
    let there: Vec<_> = there.collect();
    let of_project = |project: &str| {
        let mut fitting = there.iter().filter(|secret| secret.project == project);
        fitting.next().filter(|_| fitting.next().is_none())
    };
    match there[..] {
        [one] => Ok(one),
        [] => Err(unknown(
            "URL",
            server,
            secrets.iter().map(|secret| &*secret.server),
        )),
        _ => of_project(application.project())
            .or_else(|| of_project(""))
            .copied()
            .ok_or_else(|| {
                format!(
                    "{} have this URL, so nobody can tell whose credentials are meant",
                    all(&there)
                )
            }),
    }
}

fn all(secrets: &[&ClusterSecret]) -> String {
    let names: Vec<&str> = secrets.iter().map(|secret| &*secret.secret).collect();
    format!("the cluster Secrets {}", names.join(" and "))
}

fn unknown<'a>(word: &str, typed: &str, known: impl Iterator<Item = &'a str>) -> String {
    let near = nearest(typed, known.filter(|known| !known.is_empty()), 1);
    let near = near
        .first()
        .map(|near| format!("; the nearest is {}", without_credentials(near)));
    format!(
        "no cluster Secret of Argo CD has this {word}{}",
        near.unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::*;
    use crate::destination::Access;

    fn secret(line: &str) -> ClusterSecret {
        let words: Vec<&str> = line.split_whitespace().collect();
        ClusterSecret {
            secret: words[0].to_owned(),
            name: words[1].trim_matches('-').to_owned(),
            server: words[2].to_owned(),
            project: words.get(3).copied().unwrap_or_default().to_owned(),
            access: Access::read(words[2], b""),
        }
    }

    /// Returns the name of the Secret that is found, or what is said.
    fn found(destination: serde_json::Value, secrets: &str) -> String {
        let application = json!({"metadata": {"name": "web", "namespace": "argocd"},
            "spec": {"project": "payments", "destination": destination}});
        let application = Application::from_value(&application).unwrap();
        let secrets: Vec<ClusterSecret> = secrets.lines().map(secret).collect();
        match find(&application, &secrets) {
            Ok(Found::InCluster) => "in-cluster".to_owned(),
            Ok(Found::Secret(secret)) => secret.secret.clone(),
            Err(why) => why,
        }
    }

    #[test]
    fn a_name_and_a_url_lead_to_the_secret() {
        let secrets = "s1 blue https://blue:6443\ns2 green https://green:6443/";
        assert_eq!(found(json!({"name": "green"}), secrets), "s2");
        assert_eq!(
            found(json!({"server": "https://GREEN:6443//"}), secrets),
            "s2"
        );
    }

    #[test]
    fn the_cluster_of_argo_cd_may_bear_another_name() {
        let secrets = "s1 hub https://kubernetes.default.svc/";
        assert_eq!(found(json!({"name": "hub"}), secrets), "in-cluster");
        assert_eq!(found(json!({"name": "in-cluster"}), ""), "in-cluster");
        assert_eq!(
            found(json!({"server": "https://kubernetes.default.svc/"}), ""),
            "in-cluster"
        );
    }

    #[test]
    fn two_secrets_of_one_name_are_both_named() {
        let secrets = "s1 blue https://a:6443\ns2 blue https://b:6443";
        assert_snapshot!(found(json!({"name": "blue"}), secrets), @"the cluster Secrets s1 and s2 bear this name, so nobody can tell which is meant");
    }

    #[test]
    fn of_two_secrets_with_one_url_the_projects_own_counts() {
        let server = json!({"server": "https://a:6443"});
        let plain = "s1 blue https://a:6443\ns2 green https://a:6443";
        assert_snapshot!(found(server.clone(), plain), @"the cluster Secrets s1 and s2 have this URL, so nobody can tell whose credentials are meant");
        let of_projects = "s1 blue https://a:6443\ns2 green https://a:6443 payments";
        assert_eq!(found(server.clone(), of_projects), "s2");
        let of_another = "s1 blue https://a:6443\ns2 green https://a:6443 search";
        assert_eq!(found(server, of_another), "s1");
    }

    #[test]
    fn an_unknown_cluster_gets_the_nearest() {
        let secrets = "s1 frankfurt https://bot:hunter2@frankfurt:6443";
        assert_snapshot!(found(json!({"name": "frankfort"}), secrets), @"no cluster Secret of Argo CD has this name; the nearest is frankfurt");
        assert_snapshot!(found(json!({"server": "https://frankfurt:6444"}), secrets), @"no cluster Secret of Argo CD has this URL");
        assert_snapshot!(found(json!({"name": "x"}), ""), @"no cluster Secret of Argo CD has this name");
    }

    #[test]
    fn a_destination_that_argo_cd_refuses_leads_nowhere() {
        assert_snapshot!(found(json!({"name": "a", "server": "https://a"}), "s a https://a"), @"the Application gives both a name and a URL, which Argo CD refuses");
        assert_snapshot!(found(json!({}), "s a https://a"), @"the Application names no cluster");
    }
}
