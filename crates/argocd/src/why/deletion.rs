//! It is being deleted, and something keeps it from going.

use super::case::Case;
use super::{Cause, Finding, Step, command};
use crate::application::ManagedResource;

/// Fits when the deletion waits for somebody's word.
pub(super) fn unconfirmed(case: &Case<'_>) -> Option<Finding> {
    let application = case.question.application;
    let asked = case.reason() == "DeletionBlocked"
        && case
            .question
            .lifecycle
            .message
            .contains("waits for confirmation");
    asked.then(|| {
        let held = case
            .managed()
            .iter()
            .filter(|resource| resource.requires_deletion_confirmation);
        let steps = held.take(3).map(|resource: &ManagedResource| {
            Step::new(&resource.reference(), "its deletion must be confirmed")
        });
        Finding::new(
            Cause::WaitsForConfirmation,
            &case.question.lifecycle.message,
        )
        .steps(steps)
        .next(
            "let it go (DESTRUCTIVE: deletes them from the cluster)",
            command::addons("approve", application),
        )
    })
}

/// Fits when an object that is being deleted is held by finalizers.
pub(super) fn held_object(case: &Case<'_>) -> Option<Finding> {
    (case.reason() == "DeletionBlocked").then_some(())?;
    let nodes = case.question.tree.nodes.iter();
    let held = nodes
        .filter_map(|node| case.resource(&node.reference))
        .find(|resource| {
            resource.metadata.deletion_timestamp.is_some()
                && !resource.metadata.finalizers.is_empty()
        })?;
    let finalizers = held.metadata.finalizers.join(", ");
    Some(
        Finding::new(
            Cause::DeletionBlocked,
            format!("{} cannot go: it waits for {finalizers}", held.reference),
        )
        .steps([Step::new(
            &held.reference,
            format!("being deleted, finalizers: {finalizers}"),
        )])
        .next(
            "see what it says, and whether the controller of that finalizer runs",
            command::of_object("describe", &held.reference),
        ),
    )
}

/// Fits when the deletion is blocked otherwise.
pub(super) fn blocked(case: &Case<'_>) -> Option<Finding> {
    let application = case.question.application;
    (case.reason() == "DeletionBlocked").then(|| {
        Finding::new(Cause::DeletionBlocked, &case.question.lifecycle.message)
            .steps([Step::new(
                &application.reference(),
                format!("finalizers: {}", application.metadata.finalizers.join(", ")),
            )])
            .next("see what is left", command::addons("tree", application))
            .next("see what Argo CD says", command::addons("get", application))
    })
}

/// Fits every other deletion.
pub(super) fn under_way(case: &Case<'_>) -> Option<Finding> {
    (case.reason() == "Deleting").then(|| {
        Finding::new(Cause::StillProgressing, &case.question.lifecycle.message).next(
            "follow it",
            format!("{} -w", command::addons("tree", case.question.application)),
        )
    })
}
