//! `why` over a recording of everything that goes wrong on the bench (`tests/e2e/why`): each cause is found without a
//! cluster, too, and a few whole screens with the words of a real Argo CD.

use std::fs;
use std::path::Path;

use insta::assert_snapshot;
use serde::Deserialize;
use serde_json::Value;

use crate::program::run;

/// Folder of the files that say what was laid out, and which cause each has.
const CAUSES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/e2e/why/causes");

/// What a recording of some add-ons cannot tell: it keeps no data of ConfigMaps, and not all Applications of a controller.
const LIVE_ONLY: [&str; 2] = ["sealed-text", "silent"];

#[derive(Deserialize)]
struct Entry {
    name: String,
    why: String,
}

fn entries() -> Vec<Entry> {
    let files = fs::read_dir(Path::new(CAUSES)).unwrap();
    let texts = files.map(|file| fs::read_to_string(file.unwrap().path()).unwrap());
    let read = |text: String| serde_saphyr::from_str::<Vec<Entry>>(&text).unwrap();
    texts.flat_map(read).collect()
}

#[test]
fn every_cause_is_found_in_the_recording() {
    let entries = entries();
    assert!(entries.len() > 50, "{} entries", entries.len());
    let recorded = |entry: &&Entry| !LIVE_ONLY.contains(&entry.name.as_str());
    let wrong = entries.iter().filter(recorded).filter_map(|entry| {
        let ended = run(&format!("why why-{} --from causes -o json", entry.name));
        let answer: Value = serde_json::from_str(&ended.answer).unwrap_or_default();
        let fits = answer["cause"] == entry.why.as_str();
        (!fits).then(|| format!("{}: {} expected, found {ended}", entry.name, entry.why))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_field_that_cannot_be_changed() {
    assert_snapshot!(run("why why-job-template --from causes"), @r#"
    why-job-template  ✖ Degraded  ImmutableField
    Git changes spec.template of Job/migrate, which cannot be changed

    → Application/why-job-template   sync Failed
    → Job/migrate                    Job.batch "migrate" is invalid: spec.template: field is immutable

    next: see what Git changes
      kubectl addons diff why-job-template --from causes
    next: take the change back in Git; or, if it may be made anew, delete it (DESTRUCTIVE: it and its Pods go away until the next sync)
      kubectl delete -n why-job-template job.batch migrate
    "#);
}

#[test]
fn a_webhook_that_does_not_answer() {
    assert_snapshot!(run("why why-webhook --from causes"), @r#"
    why-webhook  ✖ Degraded  WebhookRefused
    Webhook check.example.org, which is asked about Deployment/web, does not answer: Post "https://192.0.2.1:443/check?timeout=1s": dial tcp 192.0.2.1:443: co…

    → Application/why-webhook   sync Failed
    → Deployment/web            Internal error occurred: failed calling webhook "check.example.org": failed to call webhook: Post "https://192.0.2.1:443/check?timeout=1s": dial tcp 192.0.2.1:443: connect: connection refused

    next: see which service webhook check.example.org leads to, and whether that runs
      kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations
    "#);
}

#[test]
fn a_volume_of_a_secret_that_is_not_there() {
    assert_snapshot!(run("why why-mount --from causes"), @r#"
    why-mount  ✖ Degraded  ContainerConfigError
    A volume of Pod/web-cdbd4d8fb-crsch cannot be mounted: secret "web-tls" not found

    → Application/why-mount     Degraded: Its resources have been unhealthy for 26s
    → Deployment/web            Degraded: Deployment "web" exceeded its progress deadline
    → Pod/web-cdbd4d8fb-crsch   MountVolume.SetUp failed for volume "tls" : secret "web-tls" not found

    next: see which ConfigMaps and Secrets there are
      kubectl get -n why-mount configmaps,secrets
    next: see what happened to it
      kubectl addons events why-mount --for Pod/web-cdbd4d8fb-crsch --from causes
    "#);
}

#[test]
fn a_probe_that_ends_the_container_again_and_again() {
    assert_snapshot!(run("why why-liveness --from causes"), @r#"
    why-liveness  ✖ Degraded  ProbeFailing
    The kubelet keeps ending container web: Liveness probe failed: HTTP probe failed with statuscode: 500 (restarted 7 times)

    → Application/why-liveness   Degraded: Its resources have been unhealthy for 23s
    → Deployment/web             Degraded: Deployment "web" exceeded its progress deadline
    → Pod/web-84df4c9fcb-jvhnt

    next: see how often, and what else happened
      kubectl addons events why-liveness --for Pod/web-84df4c9fcb-jvhnt --from causes
    next: read the whole log
      kubectl logs -n why-liveness web-84df4c9fcb-jvhnt -c web
    "#);
}

#[test]
fn a_parent_that_does_not_wait_for_its_members() {
    assert_snapshot!(run("why why-unwaited --from causes"), @r#"
    why-unwaited  ✔ Synced  HealthCheckMissing
    Argo CD gives child Applications no health, so that member why-unwaited-first, which is Deploying (Progressing), counts for nothing

    → Application/why-unwaited         Synced: All resources are deployed and healthy
    → Application/why-unwaited-first   ProbeFailing: A probe of container service fails: Readiness probe failed: HTTP probe failed with statuscode: 503

    next: see why that member is not well
      kubectl addons why why-unwaited-first --from causes
    next: see which health check to add
      helm stack setup
    "#);
}

#[test]
fn a_cluster_out_of_reach() {
    assert_snapshot!(run("why why-cluster-unreachable --from causes"), @r#"
    why-cluster-unreachable  ? Unknown  ClusterUnreachable
    Argo CD cannot reach the destination cluster why-cluster-unreachable: Get "https://192.0.2.3:443/version?timeout=32s": dial tcp 192.0.2.3:443: connect: co…

    → Application/why-cluster-unreachable   ComparisonError: Get "https://192.0.2.3:443/version?timeout=32s": dial tcp 192.0.2.3:443: connect: connection refused

    next: see its cluster Secret: the address, and whether the credentials still hold
      kubectl get -n argocd secrets -l argocd.argoproj.io/secret-type=cluster
    --- standard error
    not seen: objects in cluster why-cluster-unreachable: nothing listens at https://192.0.2.3:443; --cluster-context why-cluster-unreachable=CONTEXT reads it with a context of yours
    "#);
}

#[test]
fn an_object_that_an_operator_holds() {
    assert_snapshot!(run("why why-held --from causes"), @r#"
    why-held  ◐ Deploying  DeletionBlocked
    ConfigMap/held cannot go: it waits for example.org/operator

    → Application/why-held   Deploying: Being deleted for 16s
    → ConfigMap/held         being deleted, finalizers: example.org/operator

    next: see what it says, and whether the controller of that finalizer runs
      kubectl describe -n why-held configmap held
    "#);
}

#[test]
fn a_field_that_the_api_server_does_not_keep() {
    assert_snapshot!(run("why why-dropped --from causes"), @r#"
    why-dropped  ≠ OutOfSync  NoVisibleDifference
    CustomResourceDefinition/tests.why-dropped.example.org stays OutOfSync: nobody has changed it since it was created (a default, or a field that its kind does not keep)

    → Application/why-dropped                                  OutOfSync: Git differs from the cluster in 1 of 1 resources; this revision was already deployed and self-heal is off
    → CustomResourceDefinition/tests.why-dropped.example.org

    next: see what Argo CD compares
      kubectl addons diff why-dropped --from causes
    also: SelfHealOff
    "#);
}

#[test]
fn a_values_file_of_another_source() {
    assert_snapshot!(run("why why-values-elsewhere --from causes"), @r#"
    why-values-elsewhere  ? Unknown  ValuesFileMissing
    The values file values/production.yaml is not in the repository

    → Application/why-values-elsewhere   ComparisonError: open values/production.yaml: no such file or directory

    next: push what is missing, or mend spec.sources[0].helm.valueFiles in the Application
      kubectl edit -n argocd application.argoproj.io why-values-elsewhere
    "#);
}
