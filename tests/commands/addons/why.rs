//! `why`: from the state down to the cause, whole screens.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::program::run;
use crate::server::{Asked, Reply, Server, cluster};

#[test]
fn a_crash_loop() {
    assert_snapshot!(run("why payments --from trouble"), @r#"
    payments  ✖ Degraded  CrashLoop
    Container web ends again and again: exit code 1 (restarted 7 times)

    → Application/payments      Degraded: Its resources have been unhealthy for 12m
    → Deployment/payments       Degraded: Deployment "payments" exceeded its progress deadline
    → Pod/payments-7d9c-x2x7p   container web: CrashLoopBackOff, exit code 1

    next: read the whole log
      kubectl logs -n payments payments-7d9c-x2x7p -c web --previous
    "#);
}

#[test]
fn an_image() {
    assert_snapshot!(run("why thumbnails --from trouble"), @r#"
    thumbnails  ✖ Degraded  ImageCannotBePulled
    Image registry.example.com/thumbnails:2.4.0 cannot be pulled

    → Application/thumbnails      Degraded: Its resources have been unhealthy for 12m
    → Deployment/thumbnails       Degraded: Deployment "thumbnails" exceeded its progress deadline
    → Pod/thumbnails-7d9c-x2x7p   container web: ImagePullBackOff: Failed to pull image "registry.example.com/thumbnails:2.4.0": rpc error: code = NotFound desc = failed to pull and unpack image: registry.example.com/thumbnails:2.4.0: not found

    next: check that name and tag exist and that the Pod has a pull secret; see what the registry said
      kubectl addons events thumbnails --for Pod/thumbnails-7d9c-x2x7p --from trouble
    "#);
}

#[test]
fn memory() {
    assert_snapshot!(run("why reports --from trouble"), @r#"
    reports  ✖ Degraded  OutOfMemory
    Container web was killed for the memory it used over its limit of 256Mi (restarted 3 times)

    → Application/reports      Degraded: Its resources have been unhealthy for 12m
    → Deployment/reports       Degraded: Deployment "reports" exceeded its progress deadline
    → Pod/reports-7d9c-x2x7p   container web: OOMKilled over its limit of 256Mi

    next: give it more (resources.limits.memory), or see where the limit comes from
      kubectl addons values reports --origin --from trouble
    next: read the whole log
      kubectl logs -n reports reports-7d9c-x2x7p -c web --previous
    "#);
}

#[test]
fn a_claim_without_a_volume() {
    assert_snapshot!(run("why archive --from trouble"), @r#"
    archive  ◐ Deploying  VolumeClaimPending
    PersistentVolumeClaim/archive-data has no volume: storageclass.storage.k8s.io "ssd" not found

    → Application/archive                  Deploying: Its resources have not been healthy for 12m
    → Deployment/archive                   Degraded: Deployment "archive" exceeded its progress deadline
    → Pod/archive-7d9c-x2x7p               0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims.
    → PersistentVolumeClaim/archive-data

    next: see the storage classes and what the claim says
      kubectl get storageclasses,persistentvolumes
    "#);
}

#[test]
fn a_manifest_that_is_not_taken() {
    assert_snapshot!(run("why gateway --from trouble"), @r#"
    gateway  ✖ Degraded  InvalidManifest
    The API server does not take Service/gateway as Git has it: Service "gateway" is invalid: spec.ports[0].port: Invalid value: 99999999: must be between 1 and 65535, inclusive

    → Application/gateway   sync Failed, tried again 5 times
    → Service/gateway

    next: mend it in Git; see what it is rendered to
      kubectl addons diff gateway --from trouble
    "#);
}

#[test]
fn a_path_that_is_not_there() {
    assert_snapshot!(run("why docs --from trouble"), @r#"
    docs  ? Unknown  PathMissing
    Path charts/docs is not in https://git.example.com/platform.git at main

    → Application/docs   ComparisonError: charts/docs: app path does not exist

    next: push what is missing, or mend spec.source.path in the Application
      kubectl edit -n argocd application.argoproj.io docs
    "#);
}

#[test]
fn somebody_who_paused_it() {
    assert_snapshot!(run("why search --from trouble"), @r#"
    search  ≠ OutOfSync  AutoSyncPaused
    alice paused auto-sync at 2026-02-28T08:30:00Z: looking into slow queries

    → Application/search   OutOfSync: Git differs from the cluster and auto-sync is paused: alice 2026-02-28T08:30:00Z looking into slow queries
    → ConfigMap/settings   OutOfSync

    next: see what would change
      kubectl addons diff search --from trouble
    next: let it go on
      kubectl patch -n argocd application.argoproj.io search --type merge -p '{"metadata":{"annotations":{"helm-stack/paused":null}},"spec":{"syncPolicy":{"automated":{"enabled":true}}}}'
    "#);
}

#[test]
fn a_wave_that_waits_for_a_member_has_the_members_cause() {
    assert_snapshot!(run("why platform --from trouble"), @r#"
    platform  ◐ Deploying  ImageCannotBePulled
    Member thumbnails: Image registry.example.com/thumbnails:2.4.0 cannot be pulled

    → Application/platform        the sync is waiting for healthy state of argoproj.io/Application/thumbnails
    → Application/thumbnails      Degraded (Unhealthy): Its resources have been unhealthy for 12m
    → Deployment/thumbnails       Degraded: Deployment "thumbnails" exceeded its progress deadline
    → Pod/thumbnails-7d9c-x2x7p   container web: ImagePullBackOff: Failed to pull image "registry.example.com/thumbnails:2.4.0": rpc error: code = NotFound desc = failed to pull and unpack image: registry.example.com/thumbnails:2.4.0: not found

    next: check that name and tag exist and that the Pod has a pull secret; see what the registry said
      kubectl addons events thumbnails --for Pod/thumbnails-7d9c-x2x7p --from trouble
    "#);
}

#[test]
fn one_that_is_left_alone() {
    assert_snapshot!(run("why sandbox --from trouble"), @r#"
    sandbox  ? Unknown  SkipReconcile
    An annotation tells Argo CD to leave it alone; what is shown may be old

    → Application/sandbox   argocd.argoproj.io/skip-reconcile is set

    next: let Argo CD look after it again
      kubectl annotate -n argocd application.argoproj.io sandbox argocd.argoproj.io/skip-reconcile-
    "#);
}

#[test]
fn one_that_is_well_says_so_in_one_line() {
    assert_snapshot!(run("why grafana --from trouble --exit-code"), @"grafana  ✔ Synced  Nothing is wrong: all resources are deployed and healthy");
}

#[test]
fn everything_that_is_wrong() {
    assert_snapshot!(run("why --from trouble"), @r#"
    STATE       CAUSE                 ADD-ONS                SUMMARY
    Degraded    ImageCannotBePulled   thumbnails, platform   Image registry.example.com/thumbnails:2.4.0 cannot be pulled
    Degraded    InvalidManifest       gateway                The API server does not take Service/gateway as Git has it: Service "gateway" is invalid: spec.ports[0].port: Invalid value: 99999999: must be between 1 and 65535, inclusive
    Degraded    CrashLoop             payments               Container web ends again and again: exit code 1 (restarted 7 times)
    Degraded    OutOfMemory           reports                Container web was killed for the memory it used over its limit of 256Mi (restarted 3 times)
    Unknown     PathMissing           docs                   Path charts/docs is not in https://git.example.com/platform.git at main
    Deploying   VolumeClaimPending    archive                PersistentVolumeClaim/archive-data has no volume: storageclass.storage.k8s.io "ssd" not found
    Unknown     SkipReconcile         sandbox                An annotation tells Argo CD to leave it alone; what is shown may be old
    OutOfSync   AutoSyncPaused        search                 alice paused auto-sync at 2026-02-28T08:30:00Z: looking into slow queries
    "#);
}

#[test]
fn nothing_that_is_wrong() {
    assert_snapshot!(run("why --from healthy --exit-code"), @r#"
    --- standard error
    every add-on is Synced
    "#);
}

#[test]
fn a_stack_that_is_not_there_is_not_well() {
    assert_snapshot!(run("why --stack shpo --from healthy --exit-code"), @r#"
    --- standard error
    the only Application does not fit the filters
    --- exit 3
    "#);
    assert_snapshot!(run("why -n nowhere --from healthy"), @r#"
    --- standard error
    the only Application does not fit the filters
    "#);
}

#[test]
fn json_has_the_whole_answer() {
    assert_snapshot!(without_addon(&run("why docs --from trouble -o json").answer), @r#"
    {
      "apiVersion": "addons/v1",
      "kind": "Why",
      "gaps": [],
      "cause": "PathMissing",
      "summary": "Path charts/docs is not in https://git.example.com/platform.git at main",
      "root": "argocd/Application/docs",
      "steps": [
        {
          "subject": "Application/docs",
          "namespace": "argocd",
          "says": "ComparisonError: charts/docs: app path does not exist"
        }
      ],
      "next": [
        {
          "why": "push what is missing, or mend spec.source.path in the Application",
          "command": "kubectl edit -n argocd application.argoproj.io docs"
        }
      ],
      "others": []
    }
    "#);
}

/// What every answer says of the add-on itself is shown elsewhere.
fn without_addon(answer: &str) -> String {
    let mut value: Value = serde_json::from_str(answer).unwrap();
    value.as_object_mut().unwrap().remove("addon");
    serde_json::to_string_pretty(&value).unwrap()
}

#[test]
fn the_exit_code_tells_that_something_is_wrong() {
    assert_eq!(run("why docs --from trouble").code, 0);
    assert_eq!(run("why docs --from trouble --exit-code").code, 4);
    assert_eq!(run("why --from trouble --exit-code").code, 4);
}

#[test]
fn a_name_and_a_choice_exclude_each_other() {
    assert_snapshot!(run("why docs --from trouble -l team=web"), @r#"
    --- standard error
    error: -l chooses among many add-ons, and docs names one
    next: leave out the name or the flag
    --- exit 2
    "#);
}

/// Answers as a cluster with a Pod that crashes, whose run before has left a log.
fn crashing(asked: &Asked) -> Reply {
    match asked.path.ends_with("/pods/shop-0/log") {
        true if asked.query.contains("previous=true") && asked.query.contains("tailLines=5") => {
            let line = |text: &str| format!("2099-01-01T00:00:00.000000000Z {text}\n");
            Reply::Text(
                line("opening the database") + &line("fatal: password=hunter2 refused \u{1b}[31m"),
            )
        }
        true => Reply::status(
            400,
            "previous terminated container \"app\" in pod \"shop-0\" not found",
        ),
        false => cluster(&objects(), asked),
    }
}

fn objects() -> Vec<Value> {
    let source = json!({"repoURL": "https://git.example.com/shop.git", "path": "shop", "targetRevision": "main"});
    let destination = json!({"name": "in-cluster", "namespace": "web"});
    vec![
        json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
               "metadata": {"name": "shop", "namespace": "argocd", "uid": "app-shop"},
               "spec": {"project": "default", "source": source, "destination": destination},
               "status": {"health": {"status": "Degraded"}, "reconciledAt": "2099-01-01T00:00:00Z",
                          "sync": {"status": "Synced", "comparedTo": {"source": source, "destination": destination}},
                          "resources": [{"version": "v1", "kind": "Pod", "namespace": "web", "name": "shop-0", "status": "Synced"}]}}),
        json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "shop-0", "namespace": "web", "uid": "pod-0"},
               "spec": {"restartPolicy": "Always", "containers": [{"name": "app", "image": "shop:1"}]},
               "status": {"phase": "Running", "containerStatuses": [{"name": "app", "ready": false, "restartCount": 4,
                   "state": {"waiting": {"reason": "CrashLoopBackOff", "message": "back-off"}},
                   "lastState": {"terminated": {"exitCode": 2, "reason": "Error"}}}]}}),
        json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "AppProject", "metadata": {"name": "default", "namespace": "argocd"}, "spec": {}}),
    ]
}

#[test]
fn the_last_lines_of_the_run_before_are_quoted_without_secrets() {
    let server = Server::start(crashing);
    assert_snapshot!(server.hidden_in(&run(&format!("why shop {}", server.flags()))), @r#"
    shop  ✖ Degraded  CrashLoop
    Container app ends again and again: exit code 2 (restarted 4 times)

    → Application/shop   Degraded: Its resources have been unhealthy
    → Pod/shop-0         container app: CrashLoopBackOff, exit code 2
                         │ opening the database
                         │ fatal: password=•••••• refused \x1b[31m

    next: read the whole log
      kubectl logs -n web shop-0 -c app --previous --server http://server
    "#);
}
