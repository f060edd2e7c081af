//! Whether the components of Argo CD run.

use super::{Check, Component, Facts, Group, Home, Role, Status};
use crate::application::Application;
use crate::why::quoted;

const ID: &str = "components";

/// Says which do not; where none runs in this cluster, nothing can be said.
pub(super) fn check(facts: &Facts<'_>, home: &Home<'_>) -> Option<Check> {
    let new = |status, what: String| Check::new(ID, Group::ArgoCd, status, what);
    if let Err(gap) = &facts.components {
        return Some(Check::unseen(
            ID,
            Group::ArgoCd,
            "its components were not seen",
            gap,
        ));
    }
    if home.components.is_empty() {
        let why = "they may run in another cluster, or lack Argo CD's own labels";
        return Some(
            new(
                Status::Unknown,
                "none of its components was found".to_owned(),
            )
            .why(why),
        );
    }
    let missing = missing(facts, home);
    let ailing: Vec<&Component> = home
        .components
        .iter()
        .copied()
        .filter(|one| is_ailing(one))
        .collect();
    if missing.is_empty() && ailing.is_empty() {
        let names: Vec<&str> = home
            .components
            .iter()
            .map(|one| one.name.as_str())
            .collect();
        return Some(new(Status::Ok, format!("all ready: {}", names.join(", "))));
    }
    let absent = missing.iter().map(|name| format!("there is no {name}"));
    let said: Vec<String> = absent.chain(ailing.iter().map(|one| state(one))).collect();
    let needed = !missing.is_empty() || ailing.iter().any(|one| one.role != Role::Other);
    let status = if needed {
        Status::Failed
    } else {
        Status::Warning
    };
    let check = new(status, said.join("; "));
    let check = ailing
        .iter()
        .fold(check, |check, one| check.next(advice(one)));
    Some(
        check.affects(
            ailing
                .iter()
                .map(|one| format!("{}/{}", one.namespace, one.name)),
        ),
    )
}

/// A component that is scaled to nothing is as good as none, unless nothing needs it.
fn is_ailing(component: &Component) -> bool {
    let asleep = component.wanted == 0 && component.role != Role::Other;
    asleep || component.ready < component.wanted
}

fn state(component: &Component) -> String {
    match component.wanted {
        0 => format!("{} is scaled to 0", component.name),
        wanted => format!(
            "{} has {} of {wanted} ready",
            component.name, component.ready
        ),
    }
}

fn advice(component: &Component) -> String {
    let (namespace, path) = (quoted(&component.namespace), quoted(&component.path()));
    match component.wanted {
        0 => format!("kubectl -n {namespace} scale {path} --replicas 1"),
        _ => format!("kubectl -n {namespace} describe {path}"),
    }
}

/// Redis may be outside; ApplicationSets are not for everybody.
fn missing(facts: &Facts<'_>, home: &Home<'_>) -> Vec<&'static str> {
    let makes_sets = || {
        let mut applications = facts.applications_of(&home.namespace);
        applications.any(is_of_a_set)
    };
    let needed = [
        (
            "application controller, which compares and syncs",
            Role::ApplicationController,
            true,
        ),
        ("repo-server, which renders", Role::RepoServer, true),
        (
            "ApplicationSet controller, though ApplicationSets have made Applications",
            Role::ApplicationSetController,
            makes_sets(),
        ),
    ];
    let missing = needed
        .into_iter()
        .filter(|(_, role, needed)| *needed && home.component(*role).is_none());
    missing.map(|(name, ..)| name).collect()
}

fn is_of_a_set(application: &Application) -> bool {
    let mut owners = application.metadata.owner_references.iter();
    owners.any(|owner| owner.kind == "ApplicationSet")
}

#[cfg(test)]
mod tests {
    use super::super::world::{World, gap};
    use super::*;

    fn found(world: &World) -> Check {
        let facts = world.facts();
        let homes = facts.homes();
        check(&facts, &homes[0]).unwrap()
    }

    fn changed(change: impl Fn(&mut Component)) -> Check {
        let mut world = World::installed();
        world
            .components
            .as_mut()
            .unwrap()
            .iter_mut()
            .for_each(change);
        found(&world)
    }

    #[test]
    fn all_are_ready() {
        assert_eq!(found(&World::installed()).status, Status::Ok);
    }

    #[test]
    fn what_is_not_ready_or_asleep_is_named_with_what_to_do() {
        let unready = changed(|one| one.ready -= u64::from(one.role == Role::RepoServer));
        assert_eq!(
            (unready.status, &*unready.what),
            (Status::Failed, "argocd-repo-server has 0 of 1 ready")
        );
        assert_eq!(
            unready.next,
            ["kubectl -n argocd describe deployment/argocd-repo-server"]
        );
        let asleep = changed(|one| {
            if one.role == Role::ApplicationController {
                (one.wanted, one.ready) = (0, 0);
            }
        });
        assert_eq!(asleep.what, "argocd-application-controller is scaled to 0");
        assert_eq!(
            asleep.next,
            ["kubectl -n argocd scale statefulset/argocd-application-controller --replicas 1"]
        );
    }

    #[test]
    fn what_nothing_needs_only_warns() {
        let found = changed(|one| one.ready -= u64::from(one.role == Role::Other));
        assert_eq!(found.status, Status::Warning);
    }

    #[test]
    fn what_is_needed_and_not_there_fails() {
        let mut world = World::installed();
        world
            .components
            .as_mut()
            .unwrap()
            .retain(|one| one.role != Role::RepoServer);
        assert_eq!(found(&world).what, "there is no repo-server, which renders");
    }

    #[test]
    fn what_was_not_seen_is_unknown() {
        let mut world = World::installed();
        world.components = Ok(Vec::new());
        assert_eq!(found(&world).status, Status::Unknown);
        world.components = Err(gap("you may not list deployments.apps"));
        assert_eq!(found(&world).status, Status::Unknown);
    }
}
