//! The last operation, the conditions and the history of an Application as entries of a timeline.
//!
//! Argo CD writes Events for operations too, but the API server forgets those, and a sync
//! asked for through the Kubernetes API leaves none: what the Application itself says stays.

use jiff::Timestamp;

use super::{Entry, EntryKind, Source};
use crate::application::{Application, Condition, HistoryEntry, InitiatedBy, OperationState};
use crate::mask;

/// Returns what the Application itself tells of its past.
pub(super) fn entries(application: &Application) -> Vec<Entry> {
    let operation = application.status.operation_state.as_ref();
    let operation = operation.map(|operation| of_operation(application, operation));
    let history = application.detail.iter().flat_map(|detail| &detail.history);
    let history = history.map(|deployment| of_deployment(application, deployment));
    let conditions = application.status.conditions.iter();
    let errors = conditions.filter(|condition| condition.kind.ends_with("Error"));
    let errors = errors.map(|condition| of_condition(application, condition));
    let operation = operation.into_iter().flatten();
    operation.chain(errors).chain(history).collect()
}

fn of_operation(application: &Application, operation: &OperationState) -> Vec<Entry> {
    let asked = operation.operation.initiated_by.name();
    let sync = operation.operation.sync.as_ref();
    let revision = sync.map(|sync| revisions(&sync.revision, &sync.revisions));
    let begun = started(asked, revision.as_deref().unwrap_or_default());
    let start = operation.started_at.map(|time| {
        entry(
            application,
            Source::Operation,
            time,
            "OperationStarted",
            begun,
        )
    });
    start
        .into_iter()
        .chain(end(application, operation))
        .collect()
}

/// The end of an operation, or of the last try of one that will be tried again (Argo CD
/// leaves it `Running` with a `finishedAt`).
fn end(application: &Application, operation: &OperationState) -> Option<Entry> {
    let time = operation.finished_at?;
    let retrying = operation.phase.is_running();
    let reason = match retrying {
        true => "OperationRetrying".to_owned(),
        false => format!("Operation{}", operation.phase),
    };
    let message = mask::text(&operation.message).into_owned();
    Some(Entry {
        kind: match retrying || operation.phase.has_failed() {
            true => EntryKind::Warning,
            false => EntryKind::Normal,
        },
        ..entry(application, Source::Operation, time, &reason, message)
    })
}

fn of_condition(application: &Application, condition: &Condition) -> Entry {
    let message = mask::text(&condition.message).into_owned();
    Entry {
        time: condition.last_transition_time,
        first_seen: condition.last_transition_time,
        kind: EntryKind::Warning,
        ..undated(application, Source::Condition, &condition.kind, message)
    }
}

fn of_deployment(application: &Application, deployment: &HistoryEntry) -> Entry {
    let revision = revisions(&deployment.revision, &deployment.revisions);
    let message = match deployment.initiated_by.name() {
        "" => format!("deployed {revision} (history ID {})", deployment.id),
        who => format!("{who} deployed {revision} (history ID {})", deployment.id),
    };
    Entry {
        time: deployment.deployed_at,
        first_seen: deployment.deploy_started_at.or(deployment.deployed_at),
        ..undated(application, Source::History, "Deployed", message)
    }
}

fn started(who: &str, revision: &str) -> String {
    let who = if who == InitiatedBy::default().name() {
        "somebody"
    } else {
        who
    };
    match revision {
        "" => format!("{who} asked for a sync"),
        revision => format!("{who} asked for a sync to {revision}"),
    }
}

fn entry(
    application: &Application,
    source: Source,
    time: Timestamp,
    reason: &str,
    message: String,
) -> Entry {
    Entry {
        time: Some(time),
        first_seen: Some(time),
        ..undated(application, source, reason, message)
    }
}

fn undated(application: &Application, source: Source, reason: &str, message: String) -> Entry {
    Entry {
        time: None,
        first_seen: None,
        count: 1,
        kind: EntryKind::Normal,
        reason: reason.to_owned(),
        object: application.reference(),
        objects: 1,
        message,
        source,
    }
}

/// Returns the revisions as people read them: commits short, chart versions as they are.
fn revisions(single: &str, several: &[String]) -> String {
    match several {
        [] => short(single).to_owned(),
        several => several
            .iter()
            .map(|r| short(r))
            .collect::<Vec<_>>()
            .join(", "),
    }
}

fn short(revision: &str) -> &str {
    let commit = revision.len() == 40 && revision.bytes().all(|byte| byte.is_ascii_hexdigit());
    if commit { &revision[..7] } else { revision }
}
