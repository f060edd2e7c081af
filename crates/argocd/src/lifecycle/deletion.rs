//! Line 1: the Application is being deleted.
//!
//! Argo CD deletes its resources first (`finalizeApplicationDeletion`); what keeps that
//! from ending is told apart from what merely takes its time.

use jiff::{SignedDuration, Timestamp};

use super::case::{Case, quoting, verdict};
use super::{Lifecycle, State};
use crate::project::ProjectKnown;

/// A deletion that takes longer counts as blocked.
const SLOW: SignedDuration = SignedDuration::from_mins(10);

/// Annotation with the instant at which somebody confirmed the deletion.
const APPROVED: &str = "argocd.argoproj.io/deletion-approved";

/// Finalizer by which Argo CD deletes the resources with the Application; `/foreground`
/// and `/background` may follow.
const CASCADE: &str = "resources-finalizer.argocd.argoproj.io";

/// Fits when Argo CD reports that the deletion failed.
pub(super) fn failed(case: &Case<'_>) -> Option<Lifecycle> {
    asked_for(case)?;
    let condition = case.condition("DeletionError")?;
    Some(blocked(quoting("Deletion failed", &condition.message)))
}

/// Fits when the AppProject does not exist: without it Argo CD deletes nothing.
pub(super) fn project_gone(case: &Case<'_>) -> Option<Lifecycle> {
    asked_for(case)?;
    let project = case.application.project();
    (case.project == ProjectKnown::Gone).then(|| {
        blocked(format!(
            "Deletion is blocked: its AppProject {project} does not exist"
        ))
    })
}

/// Fits when Argo CD is told to leave the Application alone.
pub(super) fn skipped(case: &Case<'_>) -> Option<Lifecycle> {
    asked_for(case)?;
    case.is_skipped()
        .then(|| blocked("Deletion is blocked: Argo CD is told to skip this Application"))
}

/// Fits when resources may be deleted only after somebody's word, given no earlier than
/// the deletion was asked for (`IsDeletionConfirmed`).
pub(super) fn unconfirmed(case: &Case<'_>) -> Option<Lifecycle> {
    let asked_at = asked_for(case)?;
    let count = case
        .application
        .status
        .resources
        .requires_deletion_confirmation;
    let finalizers = &case.application.metadata.finalizers;
    let cascades = finalizers.iter().any(|name| name.starts_with(CASCADE));
    (count > 0 && cascades && !is_confirmed(case, asked_at)).then(|| {
        blocked(format!(
            "Deletion waits for confirmation of {count} of its resources"
        ))
    })
}

fn is_confirmed(case: &Case<'_>, asked_at: Timestamp) -> bool {
    let approved = case.annotation(APPROVED).and_then(|at| at.parse().ok());
    approved.is_some_and(|at: Timestamp| at >= asked_at)
}

/// Fits when the deletion takes more than ten minutes.
pub(super) fn slow(case: &Case<'_>) -> Option<Lifecycle> {
    let asked_at = asked_for(case)?;
    case.is_over(Some(asked_at), SLOW).then(|| {
        let how_long = case.for_how_long(Some(asked_at));
        let finalizers = &case.application.metadata.finalizers;
        blocked(format!(
            "Deletion has been under way{how_long}; it waits for {}",
            match finalizers.is_empty() {
                true => "Kubernetes".to_owned(),
                false => finalizers.join(", "),
            }
        ))
    })
}

/// Fits every other deletion.
pub(super) fn under_way(case: &Case<'_>) -> Option<Lifecycle> {
    let how_long = case.for_how_long(Some(asked_for(case)?));
    let message = format!("Being deleted{how_long}");
    Some(verdict(State::Deploying, "Deleting", message))
}

fn asked_for(case: &Case<'_>) -> Option<Timestamp> {
    case.application.metadata.deletion_timestamp
}

fn blocked(message: impl Into<String>) -> Lifecycle {
    verdict(State::Degraded, "DeletionBlocked", message)
}
