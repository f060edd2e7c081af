//! The product's table: one sample a line, the smallest change that makes the line fit.

use serde_json::{Value, json};

use super::super::{Line, comparison, deletion, drift, health, operation, outcome, reconciliation};
use super::sample::{With, ago, and, drifted, running, source};

/// One line of the table with an Application that it alone fits.
pub(super) struct Sample {
    pub(super) line: Line,
    pub(super) change: Value,
    pub(super) with: With,
    pub(super) verdict: &'static str,
}

fn deleting(length: &str) -> Value {
    json!({"metadata": {"deletionTimestamp": ago(length),
                        "finalizers": ["resources-finalizer.argocd.argoproj.io"]}})
}

fn annotated(key: &str, value: &str) -> Value {
    json!({"metadata": {"annotations": {key: value}}})
}

fn conditions(kind: &str) -> Value {
    json!({"status": {"conditions": [{"type": kind, "message": "because"}]}})
}

fn health_is(status: &str) -> Value {
    json!({"status": {"health": {"status": status}}})
}

fn failed_operation() -> Value {
    json!({"status": {"operationState": {"phase": "Failed", "message": "one or more objects failed to apply"}}})
}

fn skip_reconcile() -> Value {
    annotated("argocd.argoproj.io/skip-reconcile", "true")
}

fn sample(line: Line, change: Value, with: With, verdict: &'static str) -> Sample {
    Sample {
        line,
        change,
        with,
        verdict,
    }
}

/// Returns the table in the product's order, with a sample a line.
pub(super) fn table() -> Vec<Sample> {
    let mut table = first_half();
    table.extend(second_half());
    table
}

fn first_half() -> Vec<Sample> {
    use With::{ClosedWindow, NoProject, Project};
    let asked = json!({"operation": {"initiatedBy": {"username": "alice"}, "sync": {}}});
    let confirm = and(
        deleting("1m"),
        json!({"status": {"resources": [{"kind": "PersistentVolumeClaim", "requiresDeletionConfirmation": true}]}}),
    );
    let unseen = json!({"metadata": {"creationTimestamp": ago("1m")}, "status": null});
    let terminating = json!({"status": {"operationState": {
        "phase": "Terminating", "startedAt": ago("1m"), "finishedAt": null}}});
    let waits = |what: &str| running(json!({"message": format!("waiting for {what}")}));
    vec![
        sample(
            deletion::failed,
            and(deleting("1m"), conditions("DeletionError")),
            Project,
            "Degraded/DeletionBlocked",
        ),
        sample(
            deletion::project_gone,
            deleting("1m"),
            NoProject,
            "Degraded/DeletionBlocked",
        ),
        sample(
            deletion::skipped,
            and(deleting("1m"), skip_reconcile()),
            Project,
            "Degraded/DeletionBlocked",
        ),
        sample(
            deletion::unconfirmed,
            confirm,
            Project,
            "Degraded/DeletionBlocked",
        ),
        sample(
            deletion::slow,
            deleting("11m"),
            Project,
            "Degraded/DeletionBlocked",
        ),
        sample(
            deletion::under_way,
            deleting("1m"),
            Project,
            "Deploying/Deleting",
        ),
        sample(
            reconciliation::invalid_spec,
            conditions("InvalidSpecError"),
            Project,
            "Unknown/InvalidSpec",
        ),
        sample(
            reconciliation::skipped,
            skip_reconcile(),
            Project,
            "Unknown/SkipReconcile",
        ),
        sample(
            reconciliation::not_reconciled,
            unseen,
            Project,
            "Pending/NotReconciled",
        ),
        sample(
            health::degraded,
            health_is("Degraded"),
            Project,
            "Degraded/Unhealthy",
        ),
        sample(
            operation::requested,
            asked,
            Project,
            "Pending/SyncRequested",
        ),
        sample(
            operation::terminating,
            terminating,
            Project,
            "Deploying/Terminating",
        ),
        sample(
            operation::held_by_window,
            running(json!({"message": "Sync operation blocked by sync window"})),
            ClosedWindow,
            "Pending/SyncWindow",
        ),
        sample(
            operation::unconfirmed,
            waits("pruning confirmation of /PersistentVolumeClaim/web"),
            Project,
            "Pending/ConfirmationNeeded",
        ),
        sample(
            operation::retrying_long,
            running(json!({"retryCount": 3})),
            Project,
            "Degraded/SyncRetrying",
        ),
        sample(
            operation::waiting,
            waits("healthy state of apps/Deployment/web"),
            Project,
            "Deploying/WaitingFor",
        ),
        sample(
            operation::retrying,
            running(json!({"retryCount": 1})),
            Project,
            "Deploying/Retrying",
        ),
        sample(
            operation::syncing,
            running(json!({})),
            Project,
            "Deploying/Syncing",
        ),
    ]
}

fn second_half() -> Vec<Sample> {
    use With::{ClosedWindow, Project};
    let hydrator = |phase: &str| {
        json!({
            "spec": {"sourceHydrator": {
                "drySource": {"repoURL": "https://git.example.com/a", "path": "web"},
                "syncSource": {"targetBranch": "env/web", "path": "web"}}},
            "status": {
                "sync": {"comparedTo": {"source": {
                    "repoURL": "https://git.example.com/a", "targetRevision": "env/web", "path": "web",
                    "chart": null}}},
                "sourceHydrator": {"currentOperation": {"phase": phase, "message": "no such path"}}},
        })
    };
    let ended_later = json!({"status": {"operationState": {"finishedAt": ago("10s")}}});
    let healed = and(
        drifted(json!({"selfHeal": true})),
        json!({"status": {"operationState": {
            "finishedAt": ago("1s"), "operation": {"sync": {"autoHealAttemptsCount": 1}}}, "reconciledAt": ago("1s")}}),
    );
    let wiped = and(
        drifted(json!({"prune": true, "selfHeal": true})),
        json!({"status": {"resources": [{"kind": "Service", "status": "OutOfSync", "requiresPruning": true}]}}),
    );
    let off = || drifted(json!({"enabled": false}));
    let stepped = json!({
        "metadata": {"ownerReferences": [{"kind": "ApplicationSet", "name": "all"}]},
        "status": {"operationState": {"operation": {"initiatedBy": {"username": "applicationset-controller"}}}},
    });
    let prune_alone = and(
        drifted(json!({})),
        json!({"status": {"resources": [
            {"kind": "Service", "status": "OutOfSync", "requiresPruning": true},
            {"kind": "ConfigMap", "status": "Synced"}]}}),
    );
    vec![
        sample(
            comparison::not_compared,
            json!({"spec": {"source": source("1.1.0")}}),
            Project,
            "Pending/NotCompared",
        ),
        sample(
            comparison::assessing,
            ended_later,
            Project,
            "Deploying/Assessing",
        ),
        sample(
            comparison::hydrating,
            hydrator("Hydrating"),
            Project,
            "Deploying/Hydrating",
        ),
        sample(
            comparison::hydration_failed,
            hydrator("Failed"),
            Project,
            "Degraded/HydrationFailed",
        ),
        sample(
            comparison::unknown,
            and(
                conditions("ComparisonError"),
                json!({"status": {"sync": {"status": "Unknown"}}}),
            ),
            Project,
            "Unknown/ComparisonError",
        ),
        sample(
            outcome::failed,
            failed_operation(),
            Project,
            "Degraded/SyncFailed",
        ),
        sample(
            health::missing,
            health_is("Missing"),
            Project,
            "Degraded/Missing",
        ),
        sample(
            health::progressing,
            and(
                health_is("Progressing"),
                json!({"status": {"health": {"lastTransitionTime": ago("5m")}}}),
            ),
            Project,
            "Deploying/Progressing",
        ),
        sample(
            health::unknown,
            health_is("Unknown"),
            Project,
            "Unknown/HealthUnknown",
        ),
        sample(
            drift::closed_window,
            drifted(json!({})),
            ClosedWindow,
            "Pending/SyncWindow",
        ),
        sample(
            drift::backing_off,
            healed,
            Project,
            "Pending/SelfHealBackoff",
        ),
        sample(
            drift::would_delete_all,
            wiped,
            Project,
            "Degraded/WouldDeleteAll",
        ),
        sample(
            drift::rollout_step,
            and(off(), stepped),
            Project,
            "Pending/RolloutStep",
        ),
        sample(
            drift::paused,
            and(
                off(),
                annotated("helm-stack/paused", "alice 2026-01-30T08:00:00Z incident"),
            ),
            Project,
            "OutOfSync/AutoSyncPaused",
        ),
        sample(drift::manual, off(), Project, "OutOfSync/ManualSync"),
        sample(
            drift::prune_disabled,
            prune_alone,
            Project,
            "OutOfSync/PruneDisabled",
        ),
        sample(
            drift::self_heal_disabled,
            drifted(json!({"selfHeal": false})),
            Project,
            "OutOfSync/SelfHealDisabled",
        ),
        sample(
            drift::not_attempted,
            drifted(json!({"selfHeal": true})),
            Project,
            "OutOfSync/NotAttempted",
        ),
        sample(
            health::suspended,
            health_is("Suspended"),
            Project,
            "Deploying/Suspended",
        ),
        sample(
            health::synced,
            health_is("Healthy"),
            Project,
            "Synced/Healthy",
        ),
        sample(
            |case| Some(health::unrecognised(case)),
            health_is("Purple"),
            Project,
            "Unknown/Unrecognised",
        ),
    ]
}
