//! Where an Application takes its manifests from: the chart, the values beside it, or files of the GitOps repository.

use serde_json::{Value, json};

use crate::member::{Chart, Content, Member, Repository};

use super::{MemberInput, Site, fields};

/// Name of the source that lends its files as `$values/…`.
const VALUES: &str = "values";

/// Returns the key, `source` or `sources`, and what stands below it.
pub(super) fn sources(site: Site, input: &MemberInput) -> (&'static str, Value) {
    match &input.member.content {
        Content::Manifest(file) if input.member.encrypt.is_empty() => {
            ("source", manifest(site, file, input))
        }
        Content::Manifest(file) => ("source", sealed_manifest(site, file, input)),
        Content::Chart(chart) => match local(site, chart) {
            Some(path) => ("source", local_chart(site, chart, &path, input)),
            None => ("sources", chart_elsewhere(site, chart, input)),
        },
    }
}

/// Says whether a Git repository is the GitOps repository itself, which Argo CD reads at one revision in one
/// Application (argo-cd#25605).
pub fn is_gitops_repository(site: Site, url: &str) -> bool {
    is_same(url, &site.cluster.repository)
}

/// Returns the folder of a chart that travels with the stack, and so lies in the GitOps repository.
fn local(site: Site, chart: &Chart) -> Option<String> {
    match &chart.repository {
        Repository::Local(folder) => Some(site.layout.file(folder)),
        _ => None,
    }
}

/// Says whether two URLs mean one Git repository, as Argo CD sees it: without `.git` and case of the host.
fn is_same(one: &str, other: &str) -> bool {
    let bare = |url: &str| {
        let url = url.trim_end_matches('/');
        url.strip_suffix(".git").unwrap_or(url).to_lowercase()
    };
    bare(one) == bare(other)
}

/// Returns paths of the files whose change can change what the member renders, from the root of the repository.
pub(super) fn watched(site: Site, member: &Member) -> Vec<String> {
    let file = |path: &str| format!("/{}", site.layout.file(path));
    let chart = match &member.content {
        Content::Manifest(path) => return vec![file(path)],
        Content::Chart(chart) => chart,
    };
    let mut paths: Vec<String> = value_files(chart).map(file).collect();
    paths.push(format!(
        "/{}",
        site.layout.overrides(&member.reference.name)
    ));
    paths.extend(local(site, chart).map(|folder| format!("/{folder}")));
    paths
}

fn value_files(chart: &Chart) -> impl Iterator<Item = &str> {
    let further = chart.value_files.iter().map(String::as_str);
    further.chain([chart.values.as_str()])
}

/// Returns the values files in the order Helm takes them: the stack's, then the cluster's own.
fn value_paths(site: Site, chart: &Chart, input: &MemberInput, root: &str) -> Vec<Value> {
    let own = input.has_overrides;
    let own = own.then(|| site.layout.overrides(&input.member.reference.name));
    let paths = value_files(chart).map(|path| site.layout.file(path));
    let paths = paths.chain(own);
    paths
        .map(|path| Value::from(format!("{root}/{path}")))
        .collect()
}

fn helm(site: Site, chart: &Chart, input: &MemberInput, root: &str) -> Value {
    let parameters = chart.parameters.iter();
    let parameters: Vec<Value> = parameters
        .map(|(name, value)| json!({"name": name, "value": value}))
        .collect();
    let skip_crds = chart.skip_crds.then_some(true);
    Value::Object(fields([
        ("releaseName", chart.release.as_str().into()),
        ("valueFiles", value_paths(site, chart, input, root).into()),
        ("parameters", parameters.into()),
        ("skipCrds", skip_crds.into()),
        ("kubeVersion", chart.kube_version.as_deref().into()),
        ("apiVersions", chart.api_versions.clone().into()),
    ]))
}

/// A chart from elsewhere takes its values from a second source that only lends its files.
fn chart_elsewhere(site: Site, chart: &Chart, input: &MemberInput) -> Value {
    let (repository, key, name) = match &chart.repository {
        Repository::Http(url) => (url, "chart", &chart.name),
        // The bare host is an OCI registry to every Argo CD; with `oci://` the chart's name would be ignored.
        Repository::Oci(place) => (place, "chart", &chart.name),
        Repository::Git { url, path } => (url, "path", path),
        Repository::Local(folder) => (&site.cluster.repository, "path", folder),
    };
    let chart = json!({
        "name": "chart",
        "repoURL": repository,
        key: name,
        "targetRevision": chart.version,
        "helm": helm(site, chart, input, &format!("${VALUES}")),
    });
    let values = json!({
        "name": VALUES,
        "repoURL": site.cluster.repository,
        "targetRevision": input.revision,
        "ref": VALUES,
    });
    json!([chart, values])
}

fn local_chart(site: Site, chart: &Chart, path: &str, input: &MemberInput) -> Value {
    json!({
        "repoURL": site.cluster.repository,
        "targetRevision": input.revision,
        "path": path,
        // A path with a slash before it is taken from the root of the repository.
        "helm": helm(site, chart, input, ""),
    })
}

fn manifest(site: Site, file: &str, input: &MemberInput) -> Value {
    let path = site.layout.file(file);
    let (folder, name) = path.rsplit_once('/').unwrap_or((".", &path));
    json!({
        "repoURL": site.cluster.repository,
        "targetRevision": input.revision,
        "path": folder,
        "directory": {"include": name},
    })
}

/// A sealed manifest is opened by the decryptor as values of a chart that renders them as they are.
fn sealed_manifest(site: Site, file: &str, input: &MemberInput) -> Value {
    let name = &input.member.reference.name;
    json!({
        "repoURL": site.cluster.repository,
        "targetRevision": input.revision,
        "path": site.layout.sealed(name),
        "helm": {"releaseName": name, "valueFiles": [format!("/{}", site.layout.file(file))]},
    })
}

/// Returns the files of the chart that renders its values as one Kubernetes object, by their paths in the chart.
pub fn sealed_chart(manifest: &str) -> [(&'static str, String); 2] {
    let comment = "# Generated by `helm stack push`: renders the opened manifest as it is.\n";
    let chart = format!(
        "{comment}apiVersion: v2\nname: {manifest}\nversion: 1.0.0\ndescription: The sealed manifest {manifest}\n"
    );
    let template = "{{- omit .Values \"sops\" | toYaml }}\n".to_owned();
    [("Chart.yaml", chart), ("templates/manifest.yaml", template)]
}
