//! A sync runs or has failed: what Argo CD and the API server say of it.
//!
//! What a running sync waits for is read in `wait`.

use super::case::Case;
use super::rule::{self, Said};
use super::{Cause, Finding, Step, command, quote, workload};
use crate::application::{Phase, SyncResult};
use crate::object::ObjectRef;
use crate::{lifecycle, windows};

/// Wordings of Argo CD's `controller/sync.go` and of gitops-engine's `sync_context.go`.
const HELD_BY_WINDOW: &str = "Sync operation blocked by sync window";
const WAITING_FOR_CONFIRMATION: &str = "waiting for pruning confirmation of ";
const RETRIED: &str = "(retried ";

/// Fits when a sync window keeps the operation from going on.
pub(super) fn window(case: &Case<'_>) -> Option<Finding> {
    let operation = case
        .operation()
        .filter(|operation| operation.phase.is_running())?;
    operation
        .message
        .starts_with(HELD_BY_WINDOW)
        .then(|| closed(case, true))
}

/// Returns that no sync may run now, by which window and until when.
pub(super) fn closed(case: &Case<'_>, under_way: bool) -> Finding {
    let question = case.question;
    let application = question.application;
    let verdict = question.project.project().map(|project| match under_way {
        true => windows::may_go_on(project, application, question.now),
        false => windows::is_open(project, application, question.now, false),
    });
    let until = verdict
        .as_ref()
        .and_then(|verdict| verdict.until)
        .map(|until| format!(" until {until}"))
        .unwrap_or_default();
    let window = verdict.and_then(|verdict| verdict.window).map(|window| {
        format!(
            "{} window {} for {}",
            window.kind, window.schedule, window.duration
        )
    });
    let project = ObjectRef::new(
        crate::application::GROUP,
        crate::project::KIND,
        application.controller_namespace(),
        application.project(),
    );
    Finding::new(
        Cause::SyncWindowClosed,
        format!(
            "A sync window of AppProject {} forbids syncing{until}",
            application.project()
        ),
    )
    .steps([Step::new(
        &project,
        window.unwrap_or_else(|| "a sync window is closed".to_owned()),
    )])
    .next(
        "see the windows, and whether a person may sync meanwhile",
        command::addons("get", application),
    )
}

/// Fits when the sync would delete what may be deleted only after somebody's word.
pub(super) fn confirmation(case: &Case<'_>) -> Option<Finding> {
    let operation = case
        .operation()
        .filter(|operation| operation.phase.is_running())?;
    let what = operation.message.strip_prefix(WAITING_FOR_CONFIRMATION)?;
    let application = case.question.application;
    let what = what.trim_start_matches('/');
    Some(
        Finding::new(
            Cause::WaitsForConfirmation,
            format!("The sync waits for somebody to confirm the deletion of {what}"),
        )
        .steps([Step::new(&application.reference(), &operation.message)])
        .next("see what would go", command::addons("diff", application))
        .next(
            "let it go (DESTRUCTIVE: deletes it from the cluster)",
            command::approve(application),
        ),
    )
}

/// Fits when a resource failed to be applied, or the whole sync did, for a reason that is known by its text.
pub(super) fn told(case: &Case<'_>) -> Option<Finding> {
    let operation = case
        .operation()
        .filter(|operation| operation.phase != Phase::Succeeded)?;
    let failed = case.results().iter().filter(|result| has_failed(result));
    let of_resource = failed.into_iter().find_map(|result| {
        let object = result.reference();
        rule::find(case, &Said::new(&result.message, Some(&object)))
    });
    let finding = of_resource.or_else(|| rule::find(case, &Said::new(&operation.message, None)))?;
    let retries = match operation.retry_count {
        0 => String::new(),
        1 => ", tried again once".to_owned(),
        count => format!(", tried again {count} times"),
    };
    let step = Step::new(
        &case.question.application.reference(),
        format!("sync {}{retries}", operation.phase),
    );
    Some(finding.after(step))
}

fn has_failed(result: &SyncResult) -> bool {
    result.status == "SyncFailed"
        || (result.hook_type.is_empty() && matches!(result.hook_phase.as_str(), "Failed" | "Error"))
}

/// Fits when a hook of the sync has failed.
pub(super) fn hook(case: &Case<'_>) -> Option<Finding> {
    case.operation()
        .filter(|operation| operation.phase != Phase::Succeeded)?;
    let failed = |result: &&SyncResult| {
        !result.hook_type.is_empty() && matches!(result.hook_phase.as_str(), "Failed" | "Error")
    };
    let Some(result) = case.results().iter().find(failed) else {
        return in_short(case);
    };
    let object = result.reference();
    let said = workload::job_failure(case, &object)
        .map(str::to_owned)
        .unwrap_or_else(|| quote::telling(&result.message));
    let summary = format!("{} hook {object} failed: {said}", result.hook_type);
    let step = Step::new(
        &object,
        format!("{} hook {}: {said}", result.hook_type, result.hook_phase),
    );
    let finding = Finding::new(Cause::HookFailed, summary).steps([step]);
    let finding = match case.question.tree.find(&object) {
        Some(node) if object.is("batch", "Job") => workload::with_job_log(case, node, finding),
        _ => finding,
    };
    Some(finding.next(
        "see what happened",
        format!(
            "{} --warnings",
            command::addons("events", case.question.application)
        ),
    ))
}

/// Fits when the failed hook is known by name alone.
fn in_short(case: &Case<'_>) -> Option<Finding> {
    let operation = case
        .operation()
        .filter(|operation| operation.phase.has_failed())?;
    let hook = operation
        .sync_result
        .as_ref()?
        .resources
        .first_hook
        .as_ref()?;
    let says = quote::telling(&operation.message);
    Some(Finding::new(
        Cause::HookFailed,
        format!("Hook {hook} failed: {says}"),
    ))
}

/// Fits when the operation makes no progress.
pub(super) fn stuck(case: &Case<'_>) -> Option<Finding> {
    let operation = case.operation()?;
    let application = case.question.application;
    let running =
        operation.phase.is_running() && lifecycle::is_stuck(application, case.question.now);
    running.then(|| {
        let since = operation
            .started_at
            .map(|at| crate::duration::in_words(case.question.now.duration_since(at)));
        let summary = format!(
            "The sync makes no progress since {}: {}",
            since.unwrap_or_default(),
            quote::telling(&operation.message)
        );
        Finding::new(Cause::OperationStuck, summary)
            .steps([Step::new(
                &application.reference(),
                format!("operation {}: {}", operation.phase, operation.message),
            )])
            .next(
                "end it; Argo CD then begins anew",
                command::terminate(application),
            )
    })
}

/// Fits when the sync was tried as often as it may be.
pub(super) fn retries(case: &Case<'_>) -> Option<Finding> {
    let operation = case
        .operation()
        .filter(|operation| operation.phase.has_failed())?;
    let exhausted = operation.message.contains(RETRIED)
        || (operation.retry_count > 0 && operation.retry_count >= operation.operation.retry.limit);
    exhausted.then(|| {
        let summary = format!(
            "The sync failed {} times and is not tried again: {}",
            operation.retry_count + 1,
            of_resource(case).unwrap_or_else(|| quote::telling(&operation.message))
        );
        again(case, Finding::new(Cause::RetriesExhausted, summary))
    })
}

/// Fits when the sync failed.
pub(super) fn failed(case: &Case<'_>) -> Option<Finding> {
    let operation = case.operation()?;
    let failing =
        operation.phase.has_failed() || (operation.phase.is_running() && operation.retry_count > 0);
    failing.then(|| {
        let summary = of_resource(case)
            .unwrap_or_else(|| format!("The sync failed: {}", quote::telling(&operation.message)));
        again(case, Finding::new(Cause::SyncFailed, summary))
    })
}

/// Returns which resource could not be applied, and why, where one is named.
fn of_resource(case: &Case<'_>) -> Option<String> {
    let result = case.results().iter().find(|result| has_failed(result))?;
    let object = match result.name.is_empty() {
        true => format!("A {} without a name", result.kind),
        false => result.reference().to_string(),
    };
    let said = quote::telling(&result.message);
    Some(format!("{object} could not be applied: {said}"))
}

fn again(case: &Case<'_>, finding: Finding) -> Finding {
    let application = case.question.application;
    let message = case
        .operation()
        .map(|operation| quote::telling(&operation.message));
    finding
        .steps([Step::new(
            &application.reference(),
            message.unwrap_or_default(),
        )])
        .next("see what happened", command::addons("events", application))
        .next(
            "try again, once it is mended",
            command::sync(application, false),
        )
}

/// Fits when a sync runs and nothing stands against it.
pub(super) fn under_way(case: &Case<'_>) -> Option<Finding> {
    let question = case.question;
    let asked = question.application.operation.is_some();
    let runs = case
        .operation()
        .is_some_and(|operation| operation.phase.is_running());
    (asked || runs).then(|| {
        Finding::new(Cause::StillProgressing, &question.lifecycle.message).next(
            "follow it",
            format!("{} -w", command::addons("tree", question.application)),
        )
    })
}
