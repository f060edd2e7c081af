//! Every duration of the table: up to it, and over it.

use serde_json::{Value, json};

use super::sample::{ago, and, changed, drifted, now, running, words};
use crate::lifecycle::{SilentControllers, is_stuck};

#[test]
fn a_deletion_is_blocked_after_ten_minutes() {
    let after = |length: &str| words(&json!({"metadata": {"deletionTimestamp": ago(length)}}));
    assert_eq!(after("10m"), "Deploying/Deleting");
    assert_eq!(after("10m1s"), "Degraded/DeletionBlocked");
}

#[test]
fn nobody_reconciles_after_five_minutes() {
    let after = |length: &str| {
        words(&json!({"metadata": {"creationTimestamp": ago(length)}, "status": null}))
    };
    assert_eq!(after("5m"), "Pending/NotReconciled");
    assert_eq!(after("5m1s"), "Unknown/NobodyReconciles");
    let unknown = json!({"metadata": {"creationTimestamp": null}, "status": null});
    assert_eq!(words(&unknown), "Pending/NotReconciled");
}

#[test]
fn an_operation_excuses_unhealthy_resources_for_ten_minutes() {
    let degraded = json!({"status": {"health": {"status": "Degraded"}}});
    let after = |length: &str| {
        words(&and(
            degraded.clone(),
            running(json!({"startedAt": ago(length)})),
        ))
    };
    assert_eq!(after("10m"), "Deploying/Syncing");
    assert_eq!(after("10m1s"), "Degraded/Unhealthy");
}

#[test]
fn retrying_is_trouble_from_the_third_retry_or_after_five_minutes() {
    let retried = |times: i64, length: &str| {
        words(&running(
            json!({"retryCount": times, "startedAt": ago(length)}),
        ))
    };
    assert_eq!(retried(2, "5m"), "Deploying/Retrying");
    assert_eq!(retried(2, "5m1s"), "Degraded/SyncRetrying");
    assert_eq!(retried(3, "1s"), "Degraded/SyncRetrying");
    assert_eq!(retried(0, "6m"), "Deploying/Syncing");
}

#[test]
fn progressing_takes_long_after_an_hour() {
    let after = |length: &str| {
        words(
            &json!({"status": {"health": {"status": "Progressing", "lastTransitionTime": ago(length)}}}),
        )
    };
    assert_eq!(after("1h"), "Deploying/Progressing");
    assert_eq!(after("1h1s"), "Deploying/ProgressingLong");
}

#[test]
fn an_operation_that_ended_when_it_was_compared_is_assessed() {
    let ended =
        |length: &str| words(&json!({"status": {"operationState": {"finishedAt": ago(length)}}}));
    assert_eq!(ended("1m"), "Synced/Healthy");
    assert_eq!(ended("59s"), "Deploying/Assessing");
}

#[test]
fn self_heal_waits_three_times_longer_each_time_and_five_minutes_at_most() {
    let healed = |attempts: i64, length: &str| {
        let operation = json!({"finishedAt": ago(length), "operation": {"sync": {"autoHealAttemptsCount": attempts}}});
        let status = json!({"status": {"reconciledAt": ago("0s"), "operationState": operation}});
        words(&and(drifted(json!({"selfHeal": true})), status))
    };
    for (attempts, wait) in [
        (1, 2),
        (2, 6),
        (3, 18),
        (4, 54),
        (5, 162),
        (6, 300),
        (60, 300),
    ] {
        let just_before = format!("{}s", wait - 1);
        assert_eq!(
            healed(attempts, &just_before),
            "Pending/SelfHealBackoff",
            "{attempts}"
        );
        assert_eq!(
            healed(attempts, &format!("{wait}s")),
            "OutOfSync/NotAttempted",
            "{attempts}"
        );
    }
    assert_eq!(healed(0, "0s"), "OutOfSync/NotAttempted");
}

#[test]
fn an_operation_without_progress_is_stuck_after_an_hour() {
    let stuck = |change: Value| is_stuck(&changed(&[&running(change)]), now());
    assert!(!stuck(json!({"startedAt": ago("1h")})));
    assert!(stuck(json!({"startedAt": ago("1h1s")})));
    assert!(stuck(
        json!({"startedAt": ago("2h"), "phase": "Terminating"})
    ));
    // A retry and a change of health are progress; a window and a person may take their time.
    assert!(!stuck(
        json!({"startedAt": ago("2h"), "finishedAt": ago("1h")})
    ));
    let health = json!({"status": {"health": {"lastTransitionTime": ago("1h")}}});
    let slow = running(json!({"startedAt": ago("2h")}));
    assert!(!is_stuck(&changed(&[&slow, &health]), now()));
    for message in [
        "Sync operation blocked by sync window",
        "waiting for pruning confirmation of /Secret/a",
    ] {
        assert!(
            !stuck(json!({"startedAt": ago("2h"), "message": message})),
            "{message}"
        );
    }
}

#[test]
fn an_operation_that_succeeded_without_an_end_is_stuck() {
    let endless = json!({"status": {"operationState": {"finishedAt": null}}});
    assert!(is_stuck(&changed(&[&endless]), now()));
    assert!(!is_stuck(&changed(&[]), now()));
    assert!(!is_stuck(
        &changed(&[&json!({"status": {"operationState": null}})]),
        now()
    ));
}

#[test]
fn a_controller_is_silent_after_fifteen_minutes_without_any_comparison() {
    let compared = |length: &str| changed(&[&json!({"status": {"reconciledAt": ago(length)}})]);
    let silent = |lengths: &[&str]| {
        let applications: Vec<_> = lengths.iter().map(|length| compared(length)).collect();
        let silent = SilentControllers::among(&applications, |_| true, now());
        silent.is_stale(&applications[0])
    };
    assert!(!silent(&["15m"]));
    assert!(silent(&["15m1s"]));
    assert!(!silent(&["2h", "1m"]));
    assert!(silent(&["2h", "16m"]));
}

#[test]
fn controllers_are_judged_apart_and_only_where_they_poll() {
    let of = |namespace: &str, length: &str| {
        changed(&[
            &json!({"status": {"controllerNamespace": namespace, "reconciledAt": ago(length)}}),
        ])
    };
    let applications = [of("argocd", "1h"), of("other", "1m"), of("manual", "1h")];
    let silent = SilentControllers::among(&applications, |namespace| namespace != "manual", now());
    assert_eq!(silent.namespaces().collect::<Vec<_>>(), ["argocd"]);
    assert!(!silent.is_stale(&applications[1]));
    assert!(!silent.is_stale(&applications[2]));
}

#[test]
fn applications_that_are_not_compared_for_a_reason_are_no_evidence() {
    let old = json!({"status": {"reconciledAt": ago("1h")}});
    for reason in [
        json!({"metadata": {"annotations": {"argocd.argoproj.io/skip-reconcile": "true"}}}),
        json!({"status": {"conditions": [{"type": "InvalidSpecError"}]}}),
        json!({"status": {"conditions": [{"type": "UnknownError"}]}}),
        json!({"status": {"reconciledAt": null}}),
    ] {
        let application = changed(&[&old, &reason]);
        let silent = SilentControllers::among([&application], |_| true, now());
        assert!(!silent.is_stale(&application), "{reason}");
    }
}
