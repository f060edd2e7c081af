//! What the sentence says.

use insta::assert_snapshot;
use serde_json::json;

use super::sample::{judged, judged_with, running};
use super::table::table;

#[test]
fn every_line_says_why_in_one_sentence() {
    let lines: Vec<String> = table()
        .iter()
        .map(|sample| {
            let message = judged_with(&sample.change, sample.with).message;
            format!("{:26} {message}", sample.verdict)
        })
        .collect();
    assert_snapshot!(lines.join("\n"), @r"
    Degraded/DeletionBlocked   Deletion failed: because
    Degraded/DeletionBlocked   Deletion is blocked: its AppProject team does not exist
    Degraded/DeletionBlocked   Deletion is blocked: Argo CD is told to skip this Application
    Degraded/DeletionBlocked   Deletion waits for confirmation of 1 of its resources
    Degraded/DeletionBlocked   Deletion has been under way for 11m; it waits for resources-finalizer.argocd.argoproj.io
    Deploying/Deleting         Being deleted for 60s
    Unknown/InvalidSpec        Argo CD refuses the spec: because
    Unknown/SkipReconcile      Argo CD is told to skip this Application; its status may be old
    Pending/NotReconciled      Argo CD has not looked at it yet
    Degraded/Unhealthy         Its resources have been unhealthy for 24h
    Pending/SyncRequested      A sync was asked for by alice; Argo CD has not begun it yet
    Deploying/Terminating      The sync is being terminated (begun 60s ago)
    Pending/SyncWindow         A sync window holds the sync until 2026-01-31T13:00:00Z
    Pending/ConfirmationNeeded The sync waits for somebody to confirm the deletion of /PersistentVolumeClaim/web
    Degraded/SyncRetrying      The sync keeps failing; retry 3 (begun 60s ago): one or more tasks are running
    Deploying/WaitingFor       The sync waits for healthy state of apps/Deployment/web (begun 60s ago)
    Deploying/Retrying         The sync failed and is tried again (retry 1): one or more tasks are running
    Deploying/Syncing          Argo CD is applying it (begun 60s ago): one or more tasks are running
    Pending/NotCompared        Its spec has changed; Argo CD has not compared it yet
    Deploying/Assessing        The sync ended 10s ago; Argo CD has not assessed it yet
    Deploying/Hydrating        Its manifests are being hydrated
    Degraded/HydrationFailed   Its manifests could not be hydrated: no such path
    Unknown/ComparisonError    Argo CD could not compare it with Git: because
    Degraded/SyncFailed        The last sync failed: one or more objects failed to apply
    Degraded/Missing           Its resources are gone from the cluster
    Deploying/Progressing      Its resources have not been healthy for 5m
    Unknown/HealthUnknown      Argo CD could not assess its health
    Pending/SyncWindow         No sync window is open until 2026-01-31T13:00:00Z
    Pending/SelfHealBackoff    Self-heal waits 1s before it reverts changes again (try 2)
    Degraded/WouldDeleteAll    Auto-sync would delete every resource (1) and refuses to
    Pending/RolloutStep        It waits for its step in the rollout of ApplicationSet all
    OutOfSync/AutoSyncPaused   Git differs from the cluster and auto-sync is paused: alice 2026-01-30T08:00:00Z incident
    OutOfSync/ManualSync       Git differs from the cluster in 1 of 2 resources and auto-sync is off
    OutOfSync/PruneDisabled    Git no longer has 1 of its resources and pruning is off
    OutOfSync/SelfHealDisabled Git differs from the cluster in 1 of 2 resources; this revision was already deployed and self-heal is off
    OutOfSync/NotAttempted     Git differs from the cluster in 1 of 2 resources and auto-sync has not begun
    Deploying/Suspended        Its resources have been suspended for 24h
    Synced/Healthy             All resources are deployed and healthy
    Unknown/Unrecognised       Argo CD says sync Synced, health Purple
    ");
}

#[test]
fn argo_cds_words_are_quoted_without_credentials_and_on_one_line() {
    let message = "failed to fetch https://bot:hunter2@git.example.com/a.git\nstack trace";
    let verdict = judged(&running(json!({"message": message})));
    assert_eq!(
        verdict.message,
        "Argo CD is applying it (begun 60s ago): failed to fetch https://git.example.com/a.git"
    );
}
