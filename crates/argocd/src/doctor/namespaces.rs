//! Applications in namespaces that no Argo CD looks into.

use jiff::SignedDuration;

use super::settings::data;
use super::{Check, Facts, Group, Home, Role, Status};
use crate::application::Application;
use crate::glob;
use crate::snapshot::Gap;

const ID: &str = "namespaces";
/// Where an Argo CD is told which namespaces to look into (its manual, "Applications in any namespace").
const KEY: &str = "application.namespaces";
/// Who was compared within this time is looked at, whatever is said elsewhere.
const FRESH: SignedDuration = SignedDuration::from_hours(1);

/// Says which are looked at by nobody; where all live beside an Argo CD there is nothing to say.
pub(super) fn check(facts: &Facts<'_>, homes: &[Home<'_>]) -> Option<Check> {
    let new = |status, what: String| Check::new(ID, Group::ArgoCd, status, what);
    let looked_at = |one: &Application| {
        let compared = one.status.reconciled_at;
        compared.is_some_and(|at| facts.now.duration_since(at) < FRESH)
    };
    let outside: Vec<&Application> = facts
        .snapshot
        .applications()
        .filter(|one| {
            homes
                .iter()
                .all(|home| home.namespace != one.metadata.namespace)
        })
        .collect();
    if outside.is_empty() || homes.is_empty() {
        return None;
    }
    let (mut patterns, mut gaps) = (Vec::new(), Vec::new());
    for home in homes {
        match enabled(facts, home) {
            Ok(enabled) => patterns.extend(enabled),
            Err(gap) => gaps.push(gap),
        }
    }
    let alone = |one: &&&Application| {
        !looked_at(one)
            && !patterns
                .iter()
                .any(|pattern| covers(pattern, &one.metadata.namespace))
    };
    let alone: Vec<&Application> = outside.iter().filter(alone).copied().collect();
    if alone.is_empty() {
        let what = format!(
            "all {} Applications outside of its own namespace live where it looks",
            outside.len()
        );
        return Some(new(Status::Ok, what));
    }
    if let Some(gap) = gaps.first() {
        let what = "which other namespaces Argo CD looks into is not known";
        return Some(Check::unseen(ID, Group::ArgoCd, what, gap).affects(names(&alone)));
    }
    let what = match alone.len() {
        1 => "1 Application lives in a namespace that no Argo CD looks into".to_owned(),
        several => format!("{several} Applications live in namespaces that no Argo CD looks into"),
    };
    let why = "nobody compares or syncs them";
    let next = format!(
        "add their namespaces to {KEY} in argocd-cmd-params-cm and restart Argo CD, or move them"
    );
    Some(
        new(Status::Failed, what)
            .why(why)
            .next(next)
            .affects(names(&alone)),
    )
}

fn names(applications: &[&Application]) -> Vec<String> {
    let names = applications.iter();
    names
        .map(|one| format!("{}/{}", one.metadata.namespace, one.metadata.name))
        .collect()
}

/// Returns the patterns of one Argo CD: what its controller is started with, else what its parameters say.
fn enabled(facts: &Facts<'_>, home: &Home<'_>) -> Result<Vec<String>, Box<Gap>> {
    let controller = home.component(Role::ApplicationController);
    if let Some(namespaces) = controller.and_then(|one| one.namespaces.as_deref()) {
        return Ok(split(namespaces));
    }
    let parameters = facts.parameters_of(&home.namespace)?;
    Ok(parameters
        .and_then(|parameters| data(parameters, KEY))
        .map(split)
        .unwrap_or_default())
}

fn split(text: &str) -> Vec<String> {
    text.split(',')
        .map(|one| one.trim().to_owned())
        .filter(|one| !one.is_empty())
        .collect()
}

/// A pattern between slashes is a regular expression (`glob.MatchStringInList`, `REGEXP`).
fn covers(pattern: &str, namespace: &str) -> bool {
    match pattern
        .strip_prefix('/')
        .and_then(|rest| rest.strip_suffix('/'))
    {
        Some(expression) => {
            regex::Regex::new(expression).is_ok_and(|regex| regex.is_match(namespace))
        }
        None => glob::matches(pattern, namespace),
    }
}

#[cfg(test)]
mod tests {
    use super::super::world::World;
    use super::*;

    fn found(parameters: &[(&str, &str)]) -> Option<Check> {
        let mut world = World::installed();
        world.application("team-a", "shop");
        world.parameters("argocd", parameters);
        of(&world)
    }

    fn of(world: &World) -> Option<Check> {
        let facts = world.facts();
        check(&facts, &facts.homes())
    }

    #[test]
    fn an_application_that_nobody_looks_at_is_named() {
        let failed = found(&[(KEY, "team-b, blue")]).unwrap();
        assert_eq!((failed.status, failed.affects.len()), (Status::Failed, 1));
        assert_eq!(failed.affects, ["team-a/shop"]);
        assert_eq!(found(&[]).unwrap().status, Status::Failed);
    }

    #[test]
    fn patterns_enable_namespaces() {
        for pattern in ["team-*", "x, team-a", "/^team-.$/"] {
            assert_eq!(
                found(&[(KEY, pattern)]).unwrap().status,
                Status::Ok,
                "{pattern}"
            );
        }
    }

    #[test]
    fn beside_argo_cd_no_namespace_needs_to_be_enabled() {
        assert_eq!(of(&World::installed()), None);
    }

    #[test]
    fn what_the_controller_is_started_with_counts_first() {
        let mut world = World::installed();
        world.application("team-a", "shop");
        for one in world.components.as_mut().unwrap() {
            one.namespaces = Some("team-*".to_owned());
        }
        assert_eq!(of(&world).unwrap().status, Status::Ok);
    }

    #[test]
    fn who_was_compared_lately_is_looked_at() {
        let mut world = World::installed();
        world.web["metadata"]["namespace"] = "team-a".into();
        world.status("controllerNamespace", "argocd".into());
        world.parameters("argocd", &[]);
        assert_eq!(of(&world).unwrap().status, Status::Ok);
        world.compared(61);
        assert_eq!(of(&world).unwrap().status, Status::Failed);
    }

    #[test]
    fn parameters_that_are_not_in_a_file_do_not_tell() {
        let mut world = World::installed();
        world.application("team-a", "shop");
        assert_eq!(of(&world).unwrap().status, Status::Unknown);
    }
}
