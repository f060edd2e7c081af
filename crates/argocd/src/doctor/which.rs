//! Which version of Argo CD runs: older ones are not read, or not written for.

use std::collections::BTreeSet;

use super::{Check, Facts, Group, Home, Role, Status, Version};

const ID: &str = "version";

/// Judges the version by the images of its components, else by what Applications give away.
pub(super) fn check(facts: &Facts<'_>, home: &Home<'_>) -> Check {
    let components = home
        .components
        .iter()
        .filter(|component| component.is_argo_cd());
    let versions: BTreeSet<Version> = components
        .filter_map(|component| component.version())
        .collect();
    match (versions.first(), versions.last()) {
        (Some(oldest), Some(newest)) if oldest == newest => judged(*oldest),
        (Some(oldest), Some(_)) if *oldest >= Version::READ => mixed(home),
        (Some(oldest), _) => judged(*oldest),
        (None, _) => unknown(facts, home),
    }
}

fn judged(version: Version) -> Check {
    let new = |status, what: String| Check::new(ID, Group::ArgoCd, status, what);
    if version < Version::READ {
        let what = format!(
            "Argo CD {version} is older than {}, the oldest that is read",
            Version::READ
        );
        return new(Status::Failed, what).next("upgrade Argo CD");
    }
    if version < Version::WRITTEN {
        let what = format!(
            "Argo CD {version} is read; what helm stack writes is for {} and later",
            Version::WRITTEN
        );
        return new(Status::Warning, what).next("upgrade Argo CD before stacks are pushed to it");
    }
    new(Status::Ok, format!("Argo CD {version}"))
}

fn mixed(home: &Home<'_>) -> Check {
    let components = home
        .components
        .iter()
        .filter(|component| component.is_argo_cd());
    let said: Vec<String> = components
        .filter_map(|component| Some(format!("{} {}", component.name, component.version()?)))
        .collect();
    let what = format!(
        "its components are of several versions: {}",
        said.join(", ")
    );
    let check = Check::new(ID, Group::ArgoCd, Status::Warning, what);
    check.next("see whether an upgrade is still under way, or stopped halfway")
}

/// Argo CD since 3.0 notes in each Application where health is kept.
fn unknown(facts: &Facts<'_>, home: &Home<'_>) -> Check {
    let mut applications = facts.applications_of(&home.namespace);
    let notes =
        applications.any(|application| !application.status.resource_health_source.is_empty());
    let since = match notes {
        true => ", but it is 3.0 or later: its Applications say so",
        false => "",
    };
    let what = format!("the version of Argo CD is not known{since}");
    match (&facts.components, home.component(Role::RepoServer)) {
        (Err(gap), _) => Check::unseen(ID, Group::ArgoCd, what, gap),
        (Ok(_), Some(server)) => {
            let why = format!(
                "the image of {} has the tag `{}`, which is no version",
                server.name, server.tag
            );
            Check::new(ID, Group::ArgoCd, Status::Unknown, what).why(why)
        }
        (Ok(_), None) => {
            let why =
                "its components do not run in this cluster, or not under Argo CD's own labels";
            Check::new(ID, Group::ArgoCd, Status::Unknown, what).why(why)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::world::{World, gap};
    use super::*;

    fn found(world: &World) -> Check {
        let facts = world.facts();
        let homes = facts.homes();
        check(&facts, &homes[0])
    }

    fn running(tag: &str) -> Check {
        let mut world = World::installed();
        world.tags(|_| tag.to_owned());
        found(&world)
    }

    #[test]
    fn old_ones_are_not_written_for_and_very_old_ones_not_read() {
        assert_eq!(
            (running("v3.6.1").status, &*running("v3.6.1").what),
            (Status::Ok, "Argo CD 3.6.1")
        );
        assert_eq!(running("v3.2.0").status, Status::Ok);
        assert_eq!(running("v3.1.9").status, Status::Warning);
        assert_eq!(running("v2.13.0").status, Status::Warning);
        assert_eq!(running("v2.12.9").status, Status::Failed);
    }

    #[test]
    fn several_versions_at_once_are_an_upgrade_that_has_not_ended() {
        let mut world = World::installed();
        world.tags(|role| match role {
            Role::RepoServer => "v3.5.0".to_owned(),
            _ => "v3.6.1".to_owned(),
        });
        let found = found(&world);
        assert_eq!(found.status, Status::Warning);
        assert!(
            found.what.contains("argocd-repo-server 3.5.0"),
            "{}",
            found.what
        );
    }

    #[test]
    fn a_version_nobody_says_is_unknown() {
        let odd = running("latest");
        assert_eq!(odd.status, Status::Unknown);
        assert_eq!(
            odd.why.as_deref(),
            Some("the image of argocd-repo-server has the tag `latest`, which is no version")
        );
        let mut elsewhere = World::installed();
        elsewhere.components = Ok(Vec::new());
        assert_eq!(
            found(&elsewhere).what,
            "the version of Argo CD is not known, but it is 3.0 or later: its Applications say so"
        );
        elsewhere.components = Err(gap("you may not list deployments.apps"));
        assert_eq!(
            found(&elsewhere).why.as_deref(),
            Some("you may not list deployments.apps")
        );
    }
}
