//! Git and cluster differ and nothing is under way: why not?

use super::case::Case;
use super::{Cause, Finding, Step, command, note, operation, spec};
use crate::application::{ManagedResource, Phase, SyncResult};
use crate::object::ObjectRef;
use crate::settings::Settings;
use crate::sync::SyncStatus;
use crate::{marks, tracking};

/// Tries of self-heal in a row from which on somebody fights it.
pub(super) const FIGHT: i64 = 2;

/// Fits when another Application manages an object too.
pub(super) fn shared(case: &Case<'_>) -> Option<Finding> {
    is_out_of_sync(case)?;
    note::shared(case)
}

/// Fits when no sync window lets auto-sync begin.
pub(super) fn window(case: &Case<'_>) -> Option<Finding> {
    (case.reason() == "SyncWindow").then(|| operation::closed(case, false))
}

/// Fits when this revision was deployed, an object differs all the same, and nobody seems to have changed it: applying
/// it said `unchanged` (kubectl), its spec is the one it was created with, or Argo CD's own mark is missing.
pub(super) fn no_visible_difference(case: &Case<'_>) -> Option<Finding> {
    is_out_of_sync(case)?;
    let operation = case
        .operation()
        .filter(|operation| operation.phase == Phase::Succeeded)?;
    let compared = case.question.application.status.reconciled_at? >= operation.finished_at?;
    let deployed = matches!(
        case.reason(),
        "SelfHealDisabled" | "SelfHealBackoff" | "NotAttempted"
    );
    let differs = |resource: &&ManagedResource| {
        resource.status == Some(SyncStatus::OutOfSync) && !resource.requires_pruning
    };
    let differing = case
        .managed()
        .iter()
        .filter(differs)
        .filter(|_| compared && deployed);
    let (object, why) = differing
        .map(ManagedResource::reference)
        .find_map(|object| Some((object.clone(), invisible(case, &object)?)))?;
    let application = case.question.application;
    let mut finding = Finding::new(
        Cause::NoVisibleDifference,
        format!("{object} stays OutOfSync: {why}"),
    )
    .steps([Step::new(&object, format!("OutOfSync: {why}"))])
    .next(
        "see what Argo CD compares",
        command::addons("diff", application),
    );
    finding.next.push(command::edit_spec(
        case,
        "if others fill that in: ",
        "spec.ignoreDifferences",
    ));
    Some(finding)
}

/// Returns why an object differs though nobody seems to have changed it.
fn invisible(case: &Case<'_>, object: &ObjectRef) -> Option<&'static str> {
    let unchanged = case
        .results()
        .iter()
        .any(|result| result.reference() == *object && result.message.ends_with(" unchanged"));
    let live = case.resource(object)?;
    let settings = Settings::of_namespace(
        case.question.home,
        case.question.application.controller_namespace(),
    );
    let by_itself = case
        .operation()?
        .operation
        .sync
        .as_ref()
        .is_none_or(|sync| sync.auto_heal_attempts_count == 0);
    match (unchanged, live.metadata.generation) {
        (true, _) => Some(
            "applying it changes nothing (a default, a webhook or a field that its kind does not keep)",
        ),
        (_, Some(1)) if by_itself => Some(
            "nobody has changed it since it was created (a default, or a field that its kind does not keep)",
        ),
        _ if tracking::tracked_by(&live.metadata, &settings?).is_none() => {
            Some("it has lost the mark by which Argo CD knows what it manages")
        }
        _ => None,
    }
}

/// Fits when self-heal has reverted changes several times in a row.
pub(super) fn fight(case: &Case<'_>) -> Option<Finding> {
    is_out_of_sync(case)?;
    case.question
        .application
        .spec
        .automated()
        .filter(|automated| automated.self_heal)?;
    let tries = case
        .operation()?
        .operation
        .sync
        .as_ref()?
        .auto_heal_attempts_count;
    (tries >= FIGHT).then(|| fought(case, tries))
}

/// Returns that self-heal and somebody else change an object in turns.
pub(super) fn fought(case: &Case<'_>, tries: i64) -> Finding {
    let application = case.question.application;
    let object = fought_over(case);
    let what = object
        .as_ref()
        .map_or_else(|| "its objects".to_owned(), ToString::to_string);
    let who = other_side(case, object.as_ref(), tries);
    let finding = Finding::new(
        Cause::SelfHealFight,
        format!("Each self-heal of {what} is lost again ({tries} in a row): {who}"),
    );
    let finding = match &object {
        Some(object) => {
            let fields = format!(
                "{} --show-managed-fields -o yaml",
                command::of_object("get", object)
            );
            finding
                .steps([Step::new(object, "OutOfSync again after each self-heal")])
                .next("see who writes which field", fields)
        }
        None => finding,
    };
    finding.next("see what is changed", command::addons("diff", application))
}

/// Returns the object that differs at this moment, else the one that was healed last.
/// Says who undoes what self-heal does, as far as the generation of the object tells; many kinds have none.
fn other_side(case: &Case<'_>, object: Option<&ObjectRef>, tries: i64) -> &'static str {
    match object.and_then(|object| case.resource(object)?.metadata.generation) {
        Some(generation) if generation <= tries => {
            "nobody wrote it in between, so that a webhook or its kind drops what Git says"
        }
        Some(_) => "a controller, an operator or a person writes it, too",
        None => "somebody else writes it, or a webhook or its kind drops what Git says",
    }
}

fn fought_over(case: &Case<'_>) -> Option<ObjectRef> {
    let differs = case
        .managed()
        .iter()
        .find(|resource| resource.status == Some(SyncStatus::OutOfSync));
    let healed = || case.results().first().map(SyncResult::reference);
    differs.map(ManagedResource::reference).or_else(healed)
}

/// Fits when a sync would delete every object.
pub(super) fn would_delete_all(case: &Case<'_>) -> Option<Finding> {
    let application = case.question.application;
    (case.reason() == "WouldDeleteAll").then(|| {
        let count = application.status.resources.total;
        let mut finding = Finding::new(
            Cause::WouldDeleteAll,
            format!(
                "Git has nothing left: auto-sync would delete all {count} objects and refuses to"
            ),
        )
        .steps([Step::new(
            &application.reference(),
            &case.question.lifecycle.message,
        )]);
        finding.next.push(command::edit_spec(
            case,
            "if Git is empty by mistake: ",
            &spec::field(case, "path"),
        ));
        finding.next(
            "if all shall go (DESTRUCTIVE: deletes them)",
            command::sync(application, true),
        )
    })
}

/// Fits when the ApplicationSet's rollout has not come to it.
pub(super) fn rollout_step(case: &Case<'_>) -> Option<Finding> {
    let application = case.question.application;
    let set = application
        .metadata
        .owner_references
        .iter()
        .find(|owner| owner.kind == "ApplicationSet");
    (case.reason() == "RolloutStep").then(|| {
        let name = set.map(|set| set.name.as_str()).unwrap_or_default();
        let rest = format!("applicationset {} -o yaml", command::quoted(name));
        Finding::new(
            Cause::RolloutStep,
            format!("It waits for its step in the rollout of ApplicationSet {name}"),
        )
        .next(
            "see how far the rollout is (status.applicationStatus)",
            command::at_home("get", &application.metadata.namespace, &rest),
        )
    })
}

/// Fits when somebody paused auto-sync.
pub(super) fn paused(case: &Case<'_>) -> Option<Finding> {
    is_out_of_sync(case)?;
    let application = case.question.application;
    let note = application
        .metadata
        .annotations
        .get(marks::PAUSED_ANNOTATION)?;
    let off = application.spec.automated().is_none();
    off.then(|| {
        Finding::new(Cause::AutoSyncPaused, paused_by(note))
            .steps(differing(case))
            .next(
                "see what would change",
                command::addons("diff", application),
            )
            .next("let it go on", command::resume(application))
    })
}

/// Returns who paused it, when and why, from `<user> <instant> <why>`.
fn paused_by(note: &str) -> String {
    let mut words = note.splitn(3, ' ');
    match (words.next(), words.next(), words.next()) {
        (Some(user), Some(instant), Some(why)) if instant.parse::<jiff::Timestamp>().is_ok() => {
            format!("{user} paused auto-sync at {instant}: {why}")
        }
        (Some(user), Some(instant), None) if instant.parse::<jiff::Timestamp>().is_ok() => {
            format!("{user} paused auto-sync at {instant}")
        }
        _ => format!("Auto-sync is paused: {note}"),
    }
}

/// Fits when Git differs and auto-sync is off.
pub(super) fn auto_sync_off(case: &Case<'_>) -> Option<Finding> {
    is_out_of_sync(case)?;
    let application = case.question.application;
    let explained = matches!(case.reason(), "AutoSyncPaused" | "RolloutStep")
        || case
            .operation()
            .is_some_and(|operation| operation.phase.is_running());
    (application.spec.automated().is_none() && !explained).then(|| {
        let summary = match case.reason() {
            "NeverSynced" => "It was never deployed, and auto-sync is off".to_owned(),
            _ => format!("{} and auto-sync is off", differs(case)),
        };
        Finding::new(Cause::AutoSyncOff, summary)
            .steps(differing(case))
            .next(
                "see what would change",
                command::addons("diff", application),
            )
            .next("deploy it", command::sync(application, false))
    })
}

/// Fits when all that differs is no longer in Git and prune is off.
pub(super) fn prune_off(case: &Case<'_>) -> Option<Finding> {
    is_out_of_sync(case)?;
    let application = case.question.application;
    let automated = application.spec.automated()?;
    let resources = application.status.resources;
    (!automated.prune && resources.to_prune > 0 && resources.to_apply == 0).then(|| {
        let left = case
            .managed()
            .iter()
            .find(|resource| resource.requires_pruning && !resource.hook);
        let left = left.map(|resource| Step::new(&resource.reference(), "no longer in Git"));
        Finding::new(
            Cause::PruneOff,
            format!(
                "Git no longer has {} of its objects, and prune is off",
                resources.to_prune
            ),
        )
        .steps(left)
        .next("see what would go", command::addons("diff", application))
        .next(
            "delete them (DESTRUCTIVE)",
            command::sync(application, true),
        )
    })
}

/// Fits when the cluster was changed by hand and self-heal is off.
pub(super) fn self_heal_off(case: &Case<'_>) -> Option<Finding> {
    is_out_of_sync(case)?;
    let application = case.question.application;
    let automated = application.spec.automated()?;
    let deployed = matches!(case.reason(), "SelfHealDisabled" | "Missing");
    (!automated.self_heal && deployed).then(|| {
        let summary = match case.reason() {
            "Missing" => {
                "Its objects were deleted from the cluster, and self-heal is off".to_owned()
            }
            _ => format!(
                "{} since the cluster was changed, and self-heal is off",
                differs(case)
            ),
        };
        Finding::new(Cause::SelfHealOff, summary)
            .steps(differing(case))
            .next("see what was changed", command::addons("diff", application))
            .next("take it back", command::sync(application, false))
    })
}

/// Fits when auto-sync is on and Argo CD has not begun.
pub(super) fn not_attempted(case: &Case<'_>) -> Option<Finding> {
    (case.reason() == "NotAttempted").then(|| {
        Finding::new(
            Cause::StillProgressing,
            format!("{}, and auto-sync has not begun yet", differs(case)),
        )
        .steps(differing(case))
        .next(
            "follow it",
            format!("{} -w", command::addons("tree", case.question.application)),
        )
    })
}

fn is_out_of_sync(case: &Case<'_>) -> Option<()> {
    (case.question.application.status.sync.status == Some(SyncStatus::OutOfSync)).then_some(())
}

fn differs(case: &Case<'_>) -> String {
    let resources = case.question.application.status.resources;
    match resources.out_of_sync {
        0 => "Git differs from the cluster".to_owned(),
        count => format!(
            "Git differs from the cluster in {count} of {} objects",
            resources.total
        ),
    }
}

/// Returns up to three objects that differ.
fn differing(case: &Case<'_>) -> Vec<Step> {
    let differ = case
        .managed()
        .iter()
        .filter(|resource| resource.status == Some(SyncStatus::OutOfSync));
    let says = |resource: &ManagedResource| match resource.requires_pruning {
        true => "no longer in Git",
        false => "OutOfSync",
    };
    differ
        .take(3)
        .map(|resource| Step::new(&resource.reference(), says(resource)))
        .collect()
}
