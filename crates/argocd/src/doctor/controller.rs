//! Whether the application controller compares anything: a silent one leaves every status as it once was.

use super::{Check, Facts, Group, Home, Role, Status};
use crate::lifecycle::SilentControllers;
use crate::settings::Settings;
use crate::why::quoted;

const ID: &str = "controller";

/// Says when it last compared; without an Application there is nothing to tell it by.
pub(super) fn check(facts: &Facts<'_>, home: &Home<'_>) -> Option<Check> {
    let new = |status, what: String| Check::new(ID, Group::ArgoCd, status, what);
    let applications = facts.applications_of(&home.namespace);
    let newest = applications
        .filter_map(|application| application.status.reconciled_at)
        .max()?;
    let age = facts.now.duration_since(newest).as_mins();
    let settings = Settings::of_namespace(facts.snapshot, &home.namespace);
    if settings.is_some_and(|settings| settings.reconciliation.is_none()) {
        let what = "it compares only when it is asked to (timeout.reconciliation: 0s), so silence means nothing";
        return Some(new(Status::Ok, what.to_owned()));
    }
    let silent = SilentControllers::among(facts.snapshot.applications(), |_| true, facts.now);
    if !silent
        .namespaces()
        .any(|namespace| namespace == home.namespace)
    {
        return Some(new(
            Status::Ok,
            format!("it last compared an Application {}", ago(age)),
        ));
    }
    let what = format!("it has compared nothing for {}", length(age));
    if let Some(gap) = facts.applications_gap() {
        let what = format!("{what}, of the Applications that could be read");
        return Some(Check::unseen(ID, Group::ArgoCd, what, gap));
    }
    if !facts.all_applications_seen() {
        let what = format!("{what}, of the Applications in the namespace that was asked for");
        let check = new(Status::Unknown, what).why("others of its Applications may be younger");
        return Some(check.next("leave out -n to look at all of them"));
    }
    let why = "every state, health and diff that Argo CD tells of may be old";
    let check = new(Status::Failed, what).why(why);
    Some(
        check.next(match home.component(Role::ApplicationController) {
            Some(one) => format!(
                "kubectl -n {} logs {} --tail 50",
                quoted(&one.namespace),
                quoted(&one.path())
            ),
            None => format!(
                "see why the application controller of namespace {} does not run",
                home.namespace
            ),
        }),
    )
}

fn ago(minutes: i64) -> String {
    match minutes {
        ..=0 => "less than a minute ago".to_owned(),
        1 => "a minute ago".to_owned(),
        _ => format!("{} ago", length(minutes)),
    }
}

fn length(minutes: i64) -> String {
    match minutes {
        ..120 => format!("{minutes} minutes"),
        120..2880 => format!("{} hours", minutes / 60),
        _ => format!("{} days", minutes / 1440),
    }
}

#[cfg(test)]
mod tests {
    use super::super::world::World;
    use super::*;
    use crate::application::{GROUP, KIND};
    use crate::snapshot::{Scope, Update};

    fn found(world: &World) -> Option<Check> {
        let facts = world.facts();
        let homes = facts.homes();
        check(&facts, &homes[0])
    }

    fn compared(minutes_ago: i64, settings: &[(&str, &str)]) -> Check {
        let mut world = World::installed();
        world.settings("argocd", settings);
        world.compared(minutes_ago);
        found(&world).unwrap()
    }

    #[test]
    fn a_controller_is_silent_after_a_quarter_of_an_hour() {
        assert_eq!(
            compared(0, &[]).what,
            "it last compared an Application less than a minute ago"
        );
        assert_eq!(compared(15, &[]).status, Status::Ok);
        let silent = compared(16, &[]);
        assert_eq!(
            (silent.status, &*silent.what),
            (Status::Failed, "it has compared nothing for 16 minutes")
        );
        assert_eq!(
            silent.next,
            ["kubectl -n argocd logs statefulset/argocd-application-controller --tail 50"]
        );
        assert_eq!(
            compared(600, &[]).what,
            "it has compared nothing for 10 hours"
        );
    }

    #[test]
    fn one_that_does_not_poll_may_be_silent() {
        assert_eq!(
            compared(600, &[("timeout.reconciliation", "0s")]).status,
            Status::Ok
        );
    }

    #[test]
    fn of_a_part_of_its_applications_nothing_can_be_told() {
        let mut world = World::installed();
        world.compared(600);
        world.forbidden_applications();
        assert_eq!(found(&world).unwrap().status, Status::Unknown);
    }

    #[test]
    fn of_one_namespace_nothing_can_be_told_either() {
        let mut world = World::installed();
        world.compared(600);
        world
            .snapshot
            .apply(Update::Relist(Scope::everywhere(GROUP, KIND)));
        assert_eq!(found(&world).unwrap().status, Status::Unknown);
        world.server = None;
        assert_eq!(
            found(&world).unwrap().status,
            Status::Failed,
            "a file is whole"
        );
    }

    #[test]
    fn without_applications_there_is_nothing_to_tell_it_by() {
        let mut world = World::default();
        world.settings("argocd", &[]);
        assert_eq!(found(&world), None);
    }
}
