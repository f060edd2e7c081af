//! The health check for Applications: without one, Argo CD does not wait for child Applications, and a stack has no order.

use serde_json::{Map, Value};

use super::settings::data;
use super::{Check, Facts, Group, Home, Status};
use crate::marks::{HEALTH_CHECK_BEGIN, STACK_LABEL};
use crate::object::Resource;

const ID: &str = "application-health";
/// The key of the check (Argo CD's manual, "Resource Health": it has none for Applications since 1.8).
const KEY: &str = "resource.customizations.health.argoproj.io_Application";
/// The older key of all customizations, in which the check is one of them.
const ALL_KEY: &str = "resource.customizations";

/// Says whether there is one; how much its absence hurts depends on whether any Application has children.
pub(super) fn check(facts: &Facts<'_>, home: &Home<'_>) -> Check {
    let new = |status, what: &str| Check::new(ID, Group::ArgoCd, status, what);
    let settings = match facts.settings_of(&home.namespace) {
        Err(gap) => {
            let what = "whether Argo CD has a health check for Applications is not known";
            return Check::unseen(ID, Group::ArgoCd, what, &gap);
        }
        Ok(settings) => settings,
    };
    let found = settings.and_then(health_check);
    let stacks = || {
        facts
            .applications_of(&home.namespace)
            .any(|one| one.metadata.labels.contains_key(STACK_LABEL))
    };
    match found {
        Some(text) if text.contains(HEALTH_CHECK_BEGIN) => new(
            Status::Ok,
            "child Applications are waited for: helm stack's health check is there",
        ),
        Some(_) if stacks() => new(
            Status::Warning,
            "the health check for Applications is not that of helm stack",
        )
        .why("whether members of a stack wait for each other is up to somebody else's check")
        .next("helm stack setup --apply adds helm stack's part to it"),
        Some(_) => new(
            Status::Ok,
            "child Applications are waited for: there is a health check for them",
        ),
        None => missing(facts, home),
    }
}

fn missing(facts: &Facts<'_>, home: &Home<'_>) -> Check {
    let parents = facts.applications_of(&home.namespace);
    let parents: Vec<String> = parents
        .filter(|application| application.status.resources.applications > 0)
        .map(|application| {
            format!(
                "{}/{}",
                application.metadata.namespace, application.metadata.name
            )
        })
        .collect();
    let (status, why) = match parents.len() {
        0 => (
            Status::Warning,
            "the order of an app of apps, and of a stack, would not be kept".to_owned(),
        ),
        1 => (
            Status::Failed,
            "1 Application has child Applications, whose order is not kept".to_owned(),
        ),
        several => (
            Status::Failed,
            format!("{several} Applications have child Applications, whose order is not kept"),
        ),
    };
    Check::new(
        ID,
        Group::ArgoCd,
        status,
        "Argo CD has no health check for Applications, so it waits for none",
    )
    .why(why)
    .next(format!(
        "helm stack setup --apply, or set {KEY} in argocd-cm"
    ))
    .affects(parents)
}

fn health_check(settings: &Resource) -> Option<String> {
    let own = data(settings, KEY).map(str::to_owned);
    own.or_else(|| among_all(data(settings, ALL_KEY)?))
        .filter(|text| !text.trim().is_empty())
}

fn among_all(text: &str) -> Option<String> {
    let all: Map<String, Value> = serde_saphyr::from_str(text).ok()?;
    let of_applications = all.get("argoproj.io/Application")?;
    of_applications
        .get("health.lua")?
        .as_str()
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::super::world::World;
    use super::*;

    fn found(world: &World) -> Check {
        let facts = world.facts();
        let homes = facts.homes();
        check(&facts, &homes[0])
    }

    fn set(key: &str, text: &str) -> World {
        let mut world = World::installed();
        world.settings("argocd", &[(key, text)]);
        world
    }

    #[test]
    fn a_check_of_either_key_is_one() {
        assert_eq!(found(&set(KEY, "return {}")).status, Status::Ok);
        assert_eq!(
            found(&set(
                ALL_KEY,
                "argoproj.io/Application:\n  health.lua: return {}\n"
            ))
            .status,
            Status::Ok
        );
        assert_eq!(
            found(&set(ALL_KEY, "apps/Deployment:\n  health.lua: return {}\n")).status,
            Status::Warning
        );
        assert!(
            found(&set(KEY, &format!("{HEALTH_CHECK_BEGIN}\n")))
                .what
                .contains("helm stack's")
        );
    }

    #[test]
    fn members_of_a_stack_want_helm_stacks_own() {
        let mut world = set(KEY, "return {}");
        world.label(STACK_LABEL, "shop");
        assert_eq!(found(&world).status, Status::Warning);
    }

    #[test]
    fn none_warns_and_fails_where_there_are_children() {
        let mut world = World::installed();
        assert_eq!(found(&world).status, Status::Warning);
        world.status(
            "resources",
            serde_json::json!([{"group": "argoproj.io", "kind": "Application", "name": "child"}]),
        );
        let failed = found(&world);
        assert_eq!(failed.status, Status::Failed);
        assert_eq!(failed.affects, ["argocd/web"]);
        assert_eq!(
            failed.why.as_deref(),
            Some("1 Application has child Applications, whose order is not kept")
        );
    }

    #[test]
    fn settings_that_may_not_be_read_do_not_tell() {
        let mut world = World::installed();
        world.forbidden_settings("argocd");
        assert_eq!(found(&world).status, Status::Unknown);
    }
}
