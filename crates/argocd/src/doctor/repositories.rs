//! The repositories and registries that add-ons come from: of which Argo CD complains.

use std::collections::BTreeSet;

use super::{Check, Facts, Group, Status};
use crate::application::Application;
use crate::repositories::{Connection, ConnectionKind, Repository, Trouble, join};
use crate::why::quote::telling;
use crate::why::quoted;

const ID: &str = "repositories";

/// Returns a check for each repository that Argo CD complains of, else one for all of them.
pub(super) fn checks(facts: &Facts<'_>) -> Vec<Check> {
    let applications: Vec<&Application> = facts.snapshot.applications().collect();
    let read = facts
        .connections
        .iter()
        .filter_map(|(namespace, read)| Some((namespace, read.as_ref().ok()?)));
    let known: BTreeSet<&String> = read.clone().map(|(namespace, _)| namespace).collect();
    let connections: Vec<Connection> = read
        .flat_map(|(_, connections)| connections.clone())
        .collect();
    let is_known = |namespace: &str| known.iter().any(|known| *known == namespace);
    let all = join(&connections, &applications, &is_known);
    let of_one = all
        .iter()
        .filter(|one| !matches!(one.connection, Some(kind) if is_template(kind)));
    let of_one: Vec<&Repository> = of_one.collect();
    let ailing: Vec<Check> = of_one
        .iter()
        .filter(|one| one.errors.iter().any(is_of_source))
        .map(|one| ailing(one))
        .collect();
    match (ailing.is_empty(), of_one.is_empty()) {
        (false, _) => ailing,
        (true, true) => Vec::new(),
        (true, false) => vec![well(&of_one)],
    }
    .into_iter()
    .chain(unread(facts))
    .collect()
}

/// Credentials for many repositories are none of them.
fn is_template(kind: ConnectionKind) -> bool {
    matches!(
        kind,
        ConnectionKind::Template | ConnectionKind::TemplateForWriting
    )
}

fn well(repositories: &[&Repository]) -> Check {
    let what = match repositories.len() {
        1 => "Argo CD does not complain of the repository in use".to_owned(),
        several => format!("Argo CD complains of none of {several} repositories"),
    };
    Check::new(ID, Group::Delivery, Status::Ok, what)
}

/// What Argo CD could not load of a cluster is no fault of the source (`compareAppState`).
fn is_of_source(error: &Trouble) -> bool {
    !error.message.starts_with("Failed to load live state")
}

fn ailing(repository: &Repository) -> Check {
    let errors = repository.errors.iter().filter(|error| is_of_source(error));
    let addons: BTreeSet<String> = errors.clone().map(|error| error.addon.clone()).collect();
    let count = match addons.len() {
        1 => "1 add-on".to_owned(),
        several => format!("{several} add-ons"),
    };
    let what = format!("Argo CD complains of {} at {count}", repository.url);
    let check = Check::new(ID, Group::Delivery, Status::Failed, what);
    let first = errors.clone().next();
    let check = match first {
        Some(error) => check
            .why(telling(&error.message))
            .next(format!("kubectl addons why {}", quoted(&error.addon))),
        None => check,
    };
    check.affects(addons)
}

/// That connections may not be read hides credentials, not complaints.
fn unread(facts: &Facts<'_>) -> impl Iterator<Item = Check> {
    facts.connections.iter().filter_map(|(namespace, read)| {
        let gap = read.as_ref().err()?;
        let what = "which repositories Argo CD has credentials for is not known";
        Some(Check::unseen(ID, Group::Delivery, what, gap).of(namespace))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::world::{World, gap};
    use super::*;

    #[test]
    fn no_complaint_is_well() {
        let found = checks(&World::installed().facts());
        assert_eq!((found.len(), found[0].status), (1, Status::Ok));
        assert!(checks(&World::default().facts()).is_empty());
    }

    #[test]
    fn complaints_are_told_by_repository_without_credentials() {
        let mut world = World::installed();
        let message =
            "cannot fetch https://bot:hunter2@git.example.com/web.git: authentication required";
        world.status(
            "conditions",
            json!([{"type": "ComparisonError", "message": message}]),
        );
        let found = checks(&world.facts());
        assert_eq!(found[0].status, Status::Failed);
        assert_eq!(
            found[0].what,
            "Argo CD complains of https://git.example.com/web.git at 1 add-on"
        );
        assert_eq!(found[0].next, ["kubectl addons why argocd/web"]);
        assert!(!format!("{found:?}").contains("hunter2"), "{found:?}");
    }

    #[test]
    fn connections_that_may_not_be_read_are_unknown() {
        let mut world = World::installed();
        world
            .connections
            .insert("argocd".to_owned(), Err(gap("you may not list secrets")));
        let found = checks(&world.facts());
        assert_eq!(
            found.iter().map(|one| one.status).collect::<Vec<_>>(),
            [Status::Ok, Status::Unknown]
        );
    }
}
