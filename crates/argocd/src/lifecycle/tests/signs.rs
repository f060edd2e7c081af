//! The signs by which a line fits, where there is more than one or a trap.

use serde_json::{Value, json};

use super::sample::{With, ago, and, drifted, judged_with, running, source, word, words};

fn annotated(key: &str, value: &str) -> Value {
    json!({"metadata": {"annotations": {key: value}}})
}

#[test]
fn a_deletion_that_somebody_confirmed_goes_on() {
    let confirmed = |at: &str| {
        words(&json!({
            "metadata": {"deletionTimestamp": ago("5m"),
                         "finalizers": ["resources-finalizer.argocd.argoproj.io/background"],
                         "annotations": {"argocd.argoproj.io/deletion-approved": at}},
            "status": {"resources": [{"kind": "Namespace", "requiresDeletionConfirmation": true}]},
        }))
    };
    assert_eq!(confirmed(&ago("5m")), "Deploying/Deleting");
    assert_eq!(confirmed(&ago("5m1s")), "Degraded/DeletionBlocked");
    assert_eq!(confirmed("yes"), "Degraded/DeletionBlocked");
}

#[test]
fn a_deletion_that_leaves_the_resources_needs_no_confirmation() {
    let orphaning = json!({
        "metadata": {"deletionTimestamp": ago("5m"), "finalizers": ["example.com/other"]},
        "status": {"resources": [{"kind": "Namespace", "requiresDeletionConfirmation": true}]},
    });
    assert_eq!(words(&orphaning), "Deploying/Deleting");
}

#[test]
fn a_project_that_could_not_be_read_blocks_nothing() {
    let deleting = json!({"metadata": {"deletionTimestamp": ago("1m")}});
    let verdict = judged_with(&deleting, With::Unreadable);
    assert_eq!(word(&verdict), "Deploying/Deleting");
    let verdict = judged_with(&drifted(json!({})), With::Unreadable);
    assert_eq!(word(&verdict), "OutOfSync/SelfHealDisabled");
}

#[test]
fn only_words_that_go_takes_for_true_skip_reconciling() {
    let skip = |value| words(&annotated("argocd.argoproj.io/skip-reconcile", value));
    for value in ["true", "True", "TRUE", "t", "T", "1"] {
        assert_eq!(skip(value), "Unknown/SkipReconcile", "{value}");
    }
    for value in ["false", "yes", "tRUE", "0", ""] {
        assert_eq!(skip(value), "Synced/Healthy", "{value}");
    }
}

#[test]
fn an_error_before_the_first_comparison_is_named() {
    let change = json!({"status": {
        "reconciledAt": null,
        "sync": {"status": "Unknown", "comparedTo": null},
        "conditions": [{"type": "UnknownError", "message": "cluster is away"}],
    }});
    assert_eq!(words(&change), "Unknown/UnknownError");
}

#[test]
fn a_dry_run_is_no_operation() {
    let dry = json!({"operation": {"sync": {"dryRun": true}}});
    assert_eq!(words(&running(dry.clone())), "Synced/Healthy");
    let asked = json!({"operation": {"sync": {"dryRun": true}}});
    assert_eq!(words(&asked), "Synced/Healthy");
    let failed = json!({"status": {"operationState": {"phase": "Failed", "operation": {"sync": {"dryRun": true}}}}});
    assert_eq!(words(&failed), "Synced/Healthy");
    let ended = json!({"status": {"operationState": {"finishedAt": ago("1s"), "operation": {"sync": {"dryRun": true}}}}});
    assert_eq!(words(&ended), "Synced/Healthy");
    let degraded = json!({"status": {"health": {"status": "Degraded"}}});
    assert_eq!(words(&and(running(dry), degraded)), "Degraded/Unhealthy");
}

#[test]
fn a_sync_that_runs_is_not_merely_asked_for() {
    let asked = json!({"operation": {"sync": {}}});
    assert_eq!(
        words(&and(asked.clone(), running(json!({})))),
        "Deploying/Syncing"
    );
    let fresh = json!({"operation": {"sync": {}}, "status": {"operationState": null}});
    assert_eq!(words(&fresh), "Pending/SyncRequested");
}

#[test]
fn a_retry_that_waits_is_running_with_an_end() {
    let waits = running(
        json!({"retryCount": 1, "finishedAt": ago("10s"), "message": "failed. Retrying attempt #1 at …"}),
    );
    assert_eq!(words(&waits), "Deploying/Retrying");
}

#[test]
fn what_is_being_terminated_waits_for_nothing() {
    for message in [
        "Sync operation blocked by sync window",
        "waiting for healthy state of apps/Deployment/web",
    ] {
        let change = running(json!({"phase": "Terminating", "retryCount": 4, "message": message}));
        assert_eq!(words(&change), "Deploying/Terminating", "{message}");
    }
}

#[test]
fn any_part_of_the_spec_that_counts_asks_for_a_comparison() {
    let pending = "Pending/NotCompared";
    assert_eq!(
        words(&json!({"spec": {"source": {"helm": {"values": "a: 1"}}}})),
        pending
    );
    assert_eq!(
        words(&json!({"spec": {"destination": {"namespace": "other"}}})),
        pending
    );
    assert_eq!(
        words(&json!({"spec": {"ignoreDifferences": [{"kind": "Secret"}]}})),
        pending
    );
    assert_eq!(
        words(&json!({"spec": {"sources": [source("1.0.0")]}})),
        pending
    );
    assert_eq!(words(&annotated("argocd.argoproj.io/refresh", "")), pending);
}

#[test]
fn what_argo_cd_leaves_out_when_it_writes_back_is_no_difference() {
    let synced = "Synced/Healthy";
    assert_eq!(
        words(&json!({"spec": {"source": {"helm": {"skipCrds": false, "valueFiles": []}}}})),
        synced
    );
    assert_eq!(words(&json!({"spec": {"ignoreDifferences": []}})), synced);
    assert_eq!(words(&json!({"spec": {"revisionHistoryLimit": 3}})), synced);
    let written =
        json!({"status": {"sync": {"comparedTo": {"source": {"directory": {"jsonnet": {}}}}}}});
    assert_eq!(
        words(&and(
            json!({"spec": {"source": {"directory": {"recurse": false}}}}),
            written
        )),
        synced
    );
}

#[test]
fn an_error_that_keeps_argo_cd_from_comparing_is_named_though_the_spec_changed() {
    let error = json!({
        "spec": {"source": source("1.1.0")},
        "status": {"sync": {"status": "Unknown"},
                   "operationState": {"finishedAt": ago("1s")},
                   "conditions": [{"type": "UnknownError", "message": "cluster is away"}]},
    });
    assert_eq!(words(&error), "Unknown/UnknownError");
}

#[test]
fn the_complaint_that_tells_most_is_the_reason() {
    let unknown = |kinds: &[&str]| {
        let conditions: Vec<_> = kinds.iter().map(|kind| json!({"type": kind})).collect();
        words(&json!({"status": {"sync": {"status": "Unknown"}, "conditions": conditions}}))
    };
    assert_eq!(
        unknown(&["SyncError", "ComparisonError"]),
        "Unknown/ComparisonError"
    );
    assert_eq!(
        unknown(&["OrphanedResourceWarning", "SyncError"]),
        "Unknown/SyncError"
    );
    assert_eq!(unknown(&["OrphanedResourceWarning"]), "Unknown/SyncUnknown");
}

#[test]
fn a_hydrators_own_output_is_what_is_compared() {
    let hydrated = |repository: &str| {
        words(&json!({
            "spec": {"sourceHydrator": {
                "drySource": {"repoURL": "https://git.example.com/a", "path": "dry", "targetRevision": "main"},
                "syncSource": {"targetBranch": "env/web", "path": "web", "repoURL": repository}}},
            "status": {"sync": {"comparedTo": {"source": {
                "repoURL": "https://git.example.com/a", "targetRevision": "env/web", "path": "web", "chart": null}}}},
        }))
    };
    assert_eq!(hydrated(""), "Synced/Healthy");
    assert_eq!(hydrated("https://git.example.com/b"), "Pending/NotCompared");
}

#[test]
fn a_failure_counts_on_the_compared_revision_of_the_same_source_alone() {
    let failed = |change: Value| {
        let failed = json!({"status": {"operationState": {"phase": "Error"}}});
        words(&and(failed, change))
    };
    let result = |change: Value| json!({"status": {"operationState": {"syncResult": change}}});
    assert_eq!(failed(json!({})), "Degraded/SyncFailed");
    assert_eq!(
        failed(result(json!({"revision": "0.9.0"}))),
        "Synced/Healthy"
    );
    assert_eq!(
        failed(result(json!({"source": {"helm": {"values": "a: 1"}}}))),
        "Synced/Healthy"
    );
    assert_eq!(failed(result(Value::Null)), "Degraded/SyncFailed");
    assert_eq!(
        failed(result(json!({"revision": ""}))),
        "Degraded/SyncFailed"
    );
    let out_of_sync = json!({"status": {"sync": {"status": "OutOfSync"}}});
    assert_eq!(failed(out_of_sync), "Degraded/SyncFailed");
}

#[test]
fn revisions_of_several_sources_are_compared_together() {
    let sources = json!([source("1.0.0"), source("2.0.0")]);
    let failed = |revisions: Value| {
        words(&json!({
            "spec": {"sources": sources},
            "status": {
                "sync": {"revisions": ["1.0.0", "2.0.0"], "comparedTo": {"source": null, "sources": sources}},
                "operationState": {"phase": "Failed", "syncResult": {"revisions": revisions, "sources": sources}},
            },
        }))
    };
    assert_eq!(failed(json!(["1.0.0", "2.0.0"])), "Degraded/SyncFailed");
    assert_eq!(failed(json!(["1.0.0", "1.9.0"])), "Synced/Healthy");
}

#[test]
fn a_failed_hook_is_told_apart() {
    let results = json!([
        {"kind": "Deployment", "name": "web", "status": "Synced"},
        {"kind": "Job", "name": "migrate", "hookType": "PreSync", "hookPhase": "Failed"},
    ]);
    let change = json!({"status": {"operationState": {"phase": "Failed", "syncResult": {"resources": results}}}});
    assert_eq!(words(&change), "Degraded/HookFailed");
}

#[test]
fn what_was_never_deployed_is_not_missing() {
    let missing = |change: Value| {
        words(&and(
            json!({"status": {"health": {"status": "Missing"}}}),
            change,
        ))
    };
    let never = json!({"status": {"history": null, "operationState": null}});
    assert_eq!(missing(never), "OutOfSync/NeverSynced");
    // History may be switched off.
    assert_eq!(
        missing(json!({"status": {"history": null}})),
        "Degraded/Missing"
    );
}

#[test]
fn an_open_window_or_one_for_others_holds_nothing() {
    let fresh = and(
        drifted(json!({})),
        json!({"status": {"sync": {"revision": "1.1.0"}}}),
    );
    let elsewhere = and(
        fresh.clone(),
        json!({"spec": {"destination": {"namespace": "other"}},
               "status": {"sync": {"comparedTo": {"destination": {"namespace": "other"}}}}}),
    );
    assert_eq!(
        word(&judged_with(&fresh, With::ClosedWindow)),
        "Pending/SyncWindow"
    );
    assert_eq!(
        word(&judged_with(&elsewhere, With::ClosedWindow)),
        "OutOfSync/NotAttempted"
    );
    // A window holds auto-sync; where it is off, a person is waited for.
    let off = drifted(json!({"enabled": false}));
    assert_eq!(
        word(&judged_with(&off, With::ClosedWindow)),
        "OutOfSync/ManualSync"
    );
}

#[test]
fn deleting_everything_is_refused_only_where_a_sync_would_be_tried() {
    let all = json!({"status": {"resources": [{"kind": "Service", "status": "OutOfSync", "requiresPruning": true}]}});
    let wiped = |automated: Value| words(&and(drifted(automated), all.clone()));
    assert_eq!(
        wiped(json!({"prune": true, "selfHeal": true})),
        "Degraded/WouldDeleteAll"
    );
    assert_eq!(wiped(json!({"prune": true})), "OutOfSync/SelfHealDisabled");
    assert_eq!(
        wiped(json!({"prune": true, "selfHeal": true, "allowEmpty": true})),
        "OutOfSync/NotAttempted"
    );
    assert_eq!(wiped(json!({"selfHeal": true})), "OutOfSync/PruneDisabled");
}

#[test]
fn a_hook_without_a_sync_status_is_not_pruning_alone() {
    let change = json!({"status": {"sync": {"revision": "1.1.0"}, "resources": [
        {"kind": "Service", "status": "OutOfSync", "requiresPruning": true}, {"kind": "Job", "hook": true}]}});
    assert_eq!(
        words(&and(drifted(json!({})), change)),
        "OutOfSync/NotAttempted"
    );
}

#[test]
fn an_application_set_that_does_not_roll_out_in_steps_waits_for_nobody() {
    let owned =
        json!({"metadata": {"ownerReferences": [{"kind": "ApplicationSet", "name": "all"}]}});
    assert_eq!(
        words(&and(drifted(json!({"enabled": false})), owned)),
        "OutOfSync/ManualSync"
    );
}

#[test]
fn a_pause_that_was_lifted_no_longer_counts() {
    let note = annotated("helm-stack/paused", "alice 2026-01-30T08:00:00Z incident");
    assert_eq!(
        words(&and(drifted(json!({})), note)),
        "OutOfSync/SelfHealDisabled"
    );
}

#[test]
fn older_argo_cds_say_less_and_are_understood() {
    let old = json!({
        "metadata": {"creationTimestamp": ago("720h"), "name": "web"},
        "status": {"health": {"status": "Healthy"}, "sync": {"status": "Synced", "comparedTo": null},
                   "operationState": null, "history": null, "resources": null},
    });
    assert_eq!(words(&old), "Synced/Healthy");
}
