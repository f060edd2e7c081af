//! What Argo CD says when it could not compare, or refuses the spec.

use serde_json::{Value, json};

use super::world::{World, assert_cause, condition, merge, over};
use crate::why::Cause;

/// Begins what Argo CD says of a source it could not render.
const TARGET: &str = "Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = ";

/// A world in which the comparison failed with these words of the repo-server.
pub(super) fn world(message: &str) -> World {
    World::of(condition("ComparisonError", &format!("{TARGET}{message}")))
}

/// A world in which the spec is refused with these words.
pub(super) fn refused(message: &str) -> World {
    World::of(condition("InvalidSpecError", message))
}

/// What the repo-server, Git, Helm and registries write, and the cause.
pub(super) const TEXTS: &[(Cause, &str)] = &[
    // Argo CD's repo-server around Go's net, go-git, Git and Helm.
    (
        Cause::RepositoryUnreachable,
        "failed to list refs: Get \"http://127.0.0.1:1/platform.git/info/refs?service=git-upload-pack\": dial tcp 127.0.0.1:1: connect: connection refused",
    ),
    (
        Cause::RepositoryUnreachable,
        "failed to list refs: dial tcp: lookup git.example.com on 10.96.0.10:53: no such host",
    ),
    (
        Cause::RepositoryUnreachable,
        "failed to list refs: repository not found",
    ),
    (
        Cause::RepositoryUnreachable,
        "error fetching chart: failed to fetch chart: failed running helm: `helm pull --destination /tmp/a --version 1.0.0 --repo http://127.0.0.1:1/charts web` failed exit status 1: Error: looks like \"http://127.0.0.1:1/charts\" is not a valid chart repository or cannot be reached: Get \"http://127.0.0.1:1/charts/index.yaml\": dial tcp 127.0.0.1:1: connect: connection refused",
    ),
    (
        Cause::CredentialsRefused,
        "failed to list refs: authentication required",
    ),
    (
        Cause::CredentialsRefused,
        "failed to list refs: authentication required: Repository not found.",
    ),
    (
        Cause::CredentialsRefused,
        "failed to list refs: ssh: handshake failed: ssh: unable to authenticate, attempted methods [none publickey], no supported methods remain",
    ),
    (
        Cause::CredentialsRefused,
        "error fetching chart: failed to fetch chart: failed running helm: `helm pull --repo https://charts.example.com web` failed exit status 1: Error: looks like \"https://charts.example.com\" is not a valid chart repository or cannot be reached: failed to fetch https://charts.example.com/index.yaml : 401 Unauthorized",
    ),
    (
        Cause::RenderFailed,
        "error building helm chart dependencies: failed to build helm dependencies: failed to build dependencies: failed running helm: `helm dependency build` failed exit status 1: Error: no cached repository for helm-manager-4822 found. (try 'helm repo update'): open /tmp/helm8249/cache/helm/repository/helm-manager-4822-index.yaml: no such file or directory",
    ),
    (
        Cause::RenderFailed,
        "CMP processing failed for application \"shop\": could not find cmp-server plugin with name \"jsonnet-bundle\" supporting the given repository: error dialing to cmp-server for plugin jsonnet-bundle.sock: error dial proxy: dial unix plugins/jsonnet-bundle.sock: connect: no such file or directory",
    ),
    (
        Cause::PathMissing,
        "Manifest generation error (cached): charts/shop: app path does not exist",
    ),
    (
        Cause::RevisionMissing,
        "unable to resolve 'release-2.0' to a commit SHA",
    ),
    (
        Cause::RevisionMissing,
        "failed to fetch release-2.0: `git fetch origin release-2.0 --tags --force --prune` failed exit status 128: fatal: couldn't find remote ref release-2.0",
    ),
    (
        Cause::ChartVersionMissing,
        "error fetching chart: failed to fetch chart: failed running helm: `helm pull --destination /tmp/a --version 99.0.0 --repo http://charts.example.com prometheus` failed exit status 1: Error: chart \"prometheus\" version \"99.0.0\" not found in http://charts.example.com repository",
    ),
    (
        Cause::ChartVersionMissing,
        "error fetching chart: failed to fetch chart: failed running helm: `helm pull oci://registry.example.com/charts/web --version 9.9.9` failed exit status 1: Error: failed to perform \"FetchReference\" on source: registry.example.com/charts/web:9.9.9: not found",
    ),
    (
        Cause::ValuesFileMissing,
        "Manifest generation error (cached): failed to execute helm template command: failed running helm: `helm template . --name-template shop --values /tmp/_argocd-repo/5f/charts/shop/production.yaml --include-crds` failed exit status 1: Error: open /tmp/_argocd-repo/5f/charts/shop/production.yaml: no such file or directory",
    ),
    (
        Cause::DecryptionFailed,
        "failed to execute helm template command: failed running helm: `helm template . <args>` failed exit status 1: Error: values.yaml cannot be opened: none of the keys at hand is among those it is sealed for",
    ),
    (
        Cause::DecryptionFailed,
        "failed to execute helm template command: failed running helm: `helm template .` failed exit status 1: Failed to get the data key required to decrypt the SOPS file.",
    ),
    (
        Cause::RenderFailed,
        "Manifest generation error (cached): failed to execute helm template command: failed running helm: `helm template . --name-template shop` failed exit status 1: Error: execution error at (shop/templates/settings.yaml:4:10): the host's name is needed",
    ),
    (
        Cause::RenderFailed,
        "failed to execute helm template command: failed running helm: `helm template .` failed exit status 1: Error: values don't meet the specifications of the schema(s) in the following chart(s): shop: - at '/replicas': got string, want integer",
    ),
    (
        Cause::InvalidManifest,
        "failed to unmarshal \"web.yaml\": failed to unmarshal manifest: error converting YAML to JSON: yaml: line 4: did not find expected key",
    ),
    (
        Cause::ComparisonFailed,
        "something that nobody has seen before",
    ),
];

/// What Argo CD's `util/argo` writes of a spec it refuses, and the cause.
pub(super) const SPECS: &[(Cause, &str)] = &[
    (
        Cause::ProjectMissing,
        "Application referencing project fraud which does not exist",
    ),
    (
        Cause::ProjectForbids,
        "application repo https://git.example.com/platform.git is not permitted in project 'default'",
    ),
    (
        Cause::ProjectForbids,
        "application destination server 'https://kubernetes.default.svc' and namespace 'web' do not match any of the allowed destinations in project 'default'",
    ),
    (
        Cause::ProjectForbids,
        "application 'shop' in namespace 'team' is not permitted to use project 'default'",
    ),
    (
        Cause::ClusterUnknown,
        "there are no clusters with this name: sao-paulo",
    ),
    (
        Cause::ClusterUnknown,
        "error getting cluster by server \"https://10.0.0.1\": rpc error: code = NotFound desc = cluster \"https://10.0.0.1\" not found",
    ),
    (
        Cause::ClusterAmbiguous,
        "there are 2 clusters with the same name: [https://127.0.0.1:1 https://127.0.0.1:2]",
    ),
    (
        Cause::InvalidSpec,
        "application destination can't have both name and server defined: in-cluster https://kubernetes.default.svc",
    ),
];

#[test]
fn every_text_of_a_failed_comparison_means_what_it_says() {
    for (cause, text) in TEXTS {
        let answer = world(text).ask();
        assert_eq!(answer.cause, *cause, "{text}: {answer:#?}");
        assert!(!answer.next.is_empty(), "{text}");
    }
}

#[test]
fn every_text_of_a_refused_spec_means_what_it_says() {
    for (cause, text) in SPECS {
        let answer = refused(text).ask();
        assert_eq!(answer.cause, *cause, "{text}: {answer:#?}");
        assert!(!answer.next.is_empty(), "{text}");
    }
}

#[test]
fn a_path_is_named_with_repository_and_revision() {
    let answer = world("charts/shop: app path does not exist").ask();
    assert_eq!(
        answer.summary,
        "Path charts/shop is not in https://git.example.com/platform.git at main"
    );
    assert_eq!(
        answer.steps[0].says,
        "ComparisonError: charts/shop: app path does not exist"
    );
}

#[test]
fn a_chart_is_named_with_its_version() {
    let source = json!({"repoURL": "https://charts.example.com", "path": null, "chart": "shop", "targetRevision": "9.9.9"});
    let mut patch = condition(
        "ComparisonError",
        &format!(
            "{TARGET}{}",
            "Error: chart \"shop\" version \"9.9.9\" not found in https://charts.example.com repository"
        ),
    );
    over(&mut patch, json!({"spec": {"source": source}}));
    let answer = World::of(patch).ask();
    assert_cause(
        &answer,
        Cause::ChartVersionMissing,
        &[
            "Chart shop 9.9.9 is not in https://charts.example.com",
            "helm show chart shop --repo https://charts.example.com",
        ],
    );
}

#[test]
fn a_values_file_is_named_without_the_folder_of_the_repo_server() {
    let text =
        "Error: open /tmp/_argocd-repo/5f/charts/shop/production.yaml: no such file or directory";
    assert_cause(
        &world(text).ask(),
        Cause::ValuesFileMissing,
        &["The values file charts/shop/production.yaml is not"],
    );
}

#[test]
fn credentials_never_come_along() {
    let mut patch = condition(
        "ComparisonError",
        "failed to list refs: Get \"https://bot:hunter2@git.example.com/a.git\": authentication required",
    );
    merge(
        &mut patch,
        json!({"spec": {"source": {"repoURL": "https://bot:hunter2@git.example.com/a.git"}}}),
    );
    let answer = World::of(patch).ask();
    assert_cause(
        &answer,
        Cause::CredentialsRefused,
        &["https://git.example.com/a.git"],
    );
    assert!(!format!("{answer:?}").contains("hunter2"));
}

#[test]
fn a_repo_server_that_is_down_is_not_a_repository_that_is() {
    let text = "Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unavailable desc = connection error: desc = \"transport: Error while dialing: dial tcp 10.96.1.1:8081: connect: connection refused\"";
    assert_cause(
        &World::of(condition("ComparisonError", text)).ask(),
        Cause::RepoServerSilent,
        &["component=repo-server"],
    );
}

#[test]
fn a_cluster_out_of_reach_is_not_a_repository_out_of_reach() {
    let text = "Failed to load live state: failed to get cluster info for \"https://10.0.0.9\": error synchronizing cache state : Get \"https://10.0.0.9/version?timeout=32s\": dial tcp 10.0.0.9:443: i/o timeout";
    let mut patch = condition("ComparisonError", text);
    merge(
        &mut patch,
        json!({"spec": {"destination": {"server": "https://10.0.0.9"}}}),
    );
    assert_cause(
        &World::of(patch).ask(),
        Cause::ClusterUnreachable,
        &["https://10.0.0.9", "i/o timeout"],
    );
}

#[test]
fn a_failed_hydration_is_the_cause_of_the_branch_it_did_not_write() {
    let mut patch = condition(
        "ComparisonError",
        &format!("{TARGET}unable to resolve 'environments/live' to a commit SHA"),
    );
    let dry = json!({"repoURL": "https://git.example.com/platform.git", "path": "pricing", "targetRevision": "main"});
    let hydrator: Value = json!({"drySource": dry, "syncSource": {"targetBranch": "environments/live", "path": "pricing"}});
    let operation = json!({"phase": "Failed", "message": "failed to generate manifests: rpc error: code = Unknown desc = pricing: app path does not exist"});
    merge(
        &mut patch,
        json!({"spec": {"source": null, "sourceHydrator": hydrator}, "status": {"sourceHydrator": {"currentOperation": operation}}}),
    );
    assert_cause(
        &World::of(patch).ask(),
        Cause::PathMissing,
        &[
            "pricing",
            "could not be hydrated",
            "mend spec.sourceHydrator.drySource.path",
        ],
    );
}

#[test]
fn an_application_of_a_stack_is_mended_in_the_stack() {
    let mut patch = condition(
        "ComparisonError",
        &format!("{TARGET}charts/shop: app path does not exist"),
    );
    merge(
        &mut patch,
        json!({"metadata": {"labels": {"helm-stack/stack": "web", "helm-stack/member": "shop"}}}),
    );
    let answer = World::of(patch).ask();
    assert_cause(
        &answer,
        Cause::PathMissing,
        &["stack.yaml of stack web", "helm stack push"],
    );
}

#[test]
fn an_application_that_others_made_is_not_edited_in_place() {
    let mut patch = condition(
        "ComparisonError",
        &format!("{TARGET}charts/shop: app path does not exist"),
    );
    let set = json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "ApplicationSet", "name": "edge", "uid": "1"});
    over(&mut patch, json!({"metadata": {"ownerReferences": [set]}}));
    let answer = World::of(patch).ask();
    assert_cause(
        &answer,
        Cause::PathMissing,
        &["ApplicationSet edge", "applicationset.argoproj.io edge"],
    );
    assert!(
        answer
            .next
            .iter()
            .all(|next| !next.command.as_str().contains("edit"))
    );
}
