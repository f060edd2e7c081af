//! It is being deleted, and something keeps it from going.

use super::case::Case;
use super::{Cause, Finding, Step, command};
use crate::application::ManagedResource;
use crate::object::Resource;

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
            command::approve(application),
        )
    })
}

/// Fits when an object that is being deleted is held by finalizers.
pub(super) fn held_object(case: &Case<'_>) -> Option<Finding> {
    let blocked = case.reason() == "DeletionBlocked";
    if !blocked && case.reason() != "Deleting" {
        return None;
    }
    let nodes = case.question.tree.nodes.iter();
    let held = nodes
        .filter_map(|node| case.resource(&node.reference))
        .find(|resource| is_held(resource, blocked))?;
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

/// Kubernetes' own finalizers go by themselves and hold only what takes long; anybody else's wait for its controller.
fn is_held(resource: &Resource, long: bool) -> bool {
    let own = |finalizer: &String| {
        matches!(
            finalizer.as_str(),
            "foregroundDeletion" | "orphan" | "kubernetes"
        ) || finalizer.starts_with("kubernetes.io/")
            || finalizer.starts_with("resources-finalizer.argocd.argoproj.io")
    };
    let finalizers = &resource.metadata.finalizers;
    let counts = |finalizer: &String| long || !own(finalizer);
    resource.metadata.deletion_timestamp.is_some() && finalizers.iter().any(counts)
}

/// Fits when the deletion is blocked otherwise.
pub(super) fn blocked(case: &Case<'_>) -> Option<Finding> {
    let application = case.question.application;
    (case.reason() == "DeletionBlocked" && unconfirmed(case).is_none()).then(|| {
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
