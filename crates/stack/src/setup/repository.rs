//! What `setup` writes into the GitOps repository: the cluster's file and the root Application of its Argo CD.
//!
//! A `cluster.yaml` that is there is a person's file: lines of ours are set in it, everything else stays. A root
//! Application that is there is left to pushes, which know who wrote it.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::application;
use crate::cluster_file::{ClusterFile, Decryptor, Destination};
use crate::complaint::{Complaint, Place};
use crate::files::Files;
use crate::layout;
use crate::plan::shared_text;

use super::sops_config;

/// What is known of the cluster; what is `None` is as the repository says, else as by default.
#[derive(Clone, Debug)]
pub struct Wanted<'a> {
    /// Name of the cluster.
    pub cluster: &'a str,
    /// URL under which Argo CD reads the repository.
    pub repository: &'a str,
    /// Whether that URL was said by a person, and not taken from where the repository was read.
    pub repository_said: bool,
    /// Branch that Argo CD is to follow.
    pub branch: &'a str,
    /// Namespace of Argo CD.
    pub namespace: Option<&'a str>,
    /// UID of `kube-system` of the cluster Argo CD runs on.
    pub uid: Option<&'a str>,
    /// Whether this program decrypts there from now on.
    pub decryptor: bool,
    /// age recipients of the identities Argo CD gets.
    pub recipients: &'a [String],
}

/// What is to be written and applied.
#[derive(Clone, Debug, PartialEq)]
pub struct Prepared {
    /// The cluster, as its file says from now on.
    pub cluster: ClusterFile,
    /// The root Application.
    pub root: Value,
    /// Files that change, with their texts.
    pub changes: BTreeMap<String, String>,
}

/// Returns what `setup` writes on a tip of the repository, which holds at least `argocd/` and all `cluster.yaml`.
///
/// # Errors
/// A file that cannot be read, one that says otherwise than what is wanted, another cluster than the one we talk to.
pub fn prepare(tip: &Files, wanted: &Wanted) -> Result<Prepared, Vec<Complaint>> {
    let mut complaints = layout::label("cluster", wanted.cluster, Place::default());
    let mut clusters = clusters(tip, &mut complaints);
    let there = clusters.get(wanted.cluster).cloned();
    if let Some(there) = &there {
        complaints.extend(disagreements(there, wanted));
    }
    if !complaints.is_empty() {
        return Err(complaints);
    }
    let cluster = meant(there.as_ref(), wanted);
    let mut changes = BTreeMap::new();
    let path = layout::cluster_file(wanted.cluster);
    let text = match tip.text(&path) {
        Some(text) => edited(text, &cluster, wanted.cluster)?,
        None => cluster.text(),
    };
    if tip.text(&path) != Some(&text) {
        changes.insert(path, text);
    }
    let before = names(&clusters, &cluster.instance);
    clusters.insert(wanted.cluster.to_owned(), cluster.clone());
    let root = root(tip, &cluster, &before, &names(&clusters, &cluster.instance));
    let (text, root) = root?;
    let path = layout::root_file(&cluster.instance);
    if tip.text(&path) != Some(&text) {
        changes.insert(path, text);
    }
    if let Some(text) = sops_config::begun(tip, wanted.cluster, wanted.recipients) {
        changes.insert(sops_config::PATH.to_owned(), text);
    }
    Ok(Prepared {
        cluster,
        root,
        changes,
    })
}

fn clusters(tip: &Files, complaints: &mut Vec<Complaint>) -> BTreeMap<String, ClusterFile> {
    let mut clusters = BTreeMap::new();
    for (path, bytes) in tip.iter() {
        let Some(name) = layout::cluster_of(path) else {
            continue;
        };
        let text = String::from_utf8_lossy(bytes);
        match ClusterFile::read(name, &text) {
            Ok(cluster) => drop(clusters.insert(name.to_owned(), cluster)),
            Err(wrong) => complaints.extend(wrong),
        }
    }
    clusters
}

fn names(clusters: &BTreeMap<String, ClusterFile>, instance: &str) -> Vec<String> {
    let same = clusters
        .values()
        .filter(|cluster| cluster.instance == instance);
    same.map(|cluster| cluster.name.clone()).collect()
}

fn disagreements(there: &ClusterFile, wanted: &Wanted) -> Vec<Complaint> {
    let complaint = |rule, what: String, next: &str| {
        Complaint::error(
            rule,
            Place::file(layout::cluster_file(wanted.cluster)),
            what,
            next,
        )
    };
    let edit = "edit it there, or leave the flag out";
    let mut complaints = Vec::new();
    if let Some(said) = wanted.namespace.filter(|said| *said != there.namespace) {
        let namespace = &there.namespace;
        let what = format!("it says that Argo CD runs in namespace {namespace}, and not in {said}");
        complaints.push(complaint("another-namespace", what, edit));
    }
    if wanted.repository_said && wanted.repository != there.repository {
        let (known, said) = (&there.repository, wanted.repository);
        let what =
            format!("it says that Argo CD reads the repository at {known}, and not at {said}");
        complaints.push(complaint("another-repository", what, edit));
    }
    if wanted.branch != there.branch {
        let (known, said) = (&there.branch, wanted.branch);
        let what = format!("it says that Argo CD follows the branch {known}, and this is {said}");
        complaints.push(complaint(
            "another-branch",
            what,
            "choose that branch with --branch",
        ));
    }
    let uid = there.uid.as_deref().filter(|_| is_local(there));
    if let (Some(known), Some(found)) = (uid, wanted.uid)
        && known != found
    {
        let what = format!(
            "it was set up for another Kubernetes cluster: its kube-system has the UID {known}, and that of this one is {found}"
        );
        let next = "choose the right cluster with --kube-context; if this one has taken its place, delete the line clusterUid";
        complaints.push(complaint("another-cluster", what, next));
    }
    complaints
}

/// Says whether a cluster is the one its Argo CD runs on.
fn is_local(cluster: &ClusterFile) -> bool {
    let here = ["https://kubernetes.default.svc", "in-cluster"];
    let (Destination::Server(place) | Destination::Name(place)) = &cluster.destination;
    here.contains(&place.as_str())
}

fn meant(there: Option<&ClusterFile>, wanted: &Wanted) -> ClusterFile {
    let new = || ClusterFile::new(wanted.cluster, wanted.repository, wanted.branch);
    let mut cluster = there.cloned().unwrap_or_else(new);
    if let Some(namespace) = wanted.namespace {
        cluster.namespace = namespace.to_owned();
    }
    if wanted.decryptor {
        cluster.decryptor = Decryptor::HelmStack;
    }
    if is_local(&cluster) && cluster.uid.is_none() {
        cluster.uid = wanted.uid.map(str::to_owned);
    }
    cluster
}

/// Sets our lines in a file a person may have edited, and checks that it says what is meant then.
fn edited(text: &str, meant: &ClusterFile, name: &str) -> Result<String, Vec<Complaint>> {
    let says = |text: &str| ClusterFile::read(name, text).is_ok_and(|says| says == *meant);
    if says(text) {
        return Ok(text.to_owned());
    }
    let mut edited = text.to_owned();
    if meant.decryptor == Decryptor::HelmStack {
        edited = with_line(&edited, "decryptor", "helm-stack");
    }
    if let Some(uid) = &meant.uid {
        edited = with_line(&edited, "clusterUid", uid);
    }
    match says(&edited) {
        true => Ok(edited),
        false => Err(vec![Complaint::error(
            "cannot-edit",
            Place::file(layout::cluster_file(name)),
            "lines cannot be set in it without changing others",
            "write `decryptor: helm-stack` and `clusterUid` into it yourself, then run setup again",
        )]),
    }
}

/// Returns a text with `key: value` on top level: in the place of the line that is there, a comment behind it kept,
/// else as a new last line.
fn with_line(text: &str, key: &str, value: &str) -> String {
    let start = format!("{key}:");
    let mut found = false;
    let mut lines: Vec<String> = Vec::new();
    for line in text.split_inclusive('\n') {
        let Some(rest) = line.strip_prefix(&start).filter(|_| !found) else {
            lines.push(line.to_owned());
            continue;
        };
        found = true;
        let rest = rest.trim_end_matches(['\r', '\n']);
        let comment = rest.find(" #").map_or("", |at| &rest[at..]);
        let end = &line[start.len() + rest.len()..];
        lines.push(format!("{start} {value}{comment}{end}"));
    }
    let mut text = lines.concat();
    if !found {
        let missing_end = !text.is_empty() && !text.ends_with('\n');
        text.push_str(if missing_end { "\n" } else { "" });
        text.push_str(&format!("{start} {value}\n"));
    }
    text
}

/// Returns the root Application's text and object: as it is there, or as it should be where there is none or only
/// this cluster is missing in it.
fn root(
    tip: &Files,
    cluster: &ClusterFile,
    before: &[String],
    after: &[String],
) -> Result<(String, Value), Vec<Complaint>> {
    let path = layout::root_file(&cluster.instance);
    let ours = application::root(cluster, after);
    let text = shared_text(&ours);
    let there = tip.text(&path);
    let earlier = shared_text(&application::root(cluster, before));
    let Some(other) = there.filter(|there| *there != text && *there != earlier) else {
        return Ok((text, ours));
    };
    let read = serde_saphyr::from_str::<Value>(other).ok();
    let is_root = |object: &Value| {
        object["kind"] == "Application"
            && object["metadata"]["name"] == layout::root_name(&cluster.instance).as_str()
    };
    let object = read.filter(is_root).ok_or_else(|| {
        vec![Complaint::error(
            "not-the-root",
            Place::file(&path),
            "this is not the root Application of that Argo CD",
            "move the file away, or give the Argo CD another instance name in cluster.yaml",
        )]
    })?;
    Ok((other.to_owned(), object))
}

#[cfg(test)]
#[path = "repository_tests.rs"]
mod tests;
