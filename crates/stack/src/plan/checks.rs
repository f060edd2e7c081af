//! What hinders a push before anything is planned: names, patterns and revisions that Argo CD or Helm would stumble over.

use argocd::nearest::nearest;

use crate::application::{Site, is_gitops_repository};
use crate::cluster_file::{ClusterFile, Decryptor};
use crate::complaint::{Complaint, Place};
use crate::layout::{cluster_file, fits_helm};
use crate::member::{Content, Member, Repository, Stack};

use super::WantedFiles;
use super::tip::Tip;

/// Characters by which Argo CD reads a file name as a pattern (gobwas/glob).
const PATTERN: &str = "*?[]{}!,\\";

/// Returns what is wrong with a member.
pub(super) fn complaints(
    site: Site,
    member: &Member,
    wanted: &WantedFiles,
) -> impl Iterator<Item = Complaint> {
    let found = [
        release(member),
        pattern(member),
        sealed_documents(member, wanted),
        revision(site, member),
    ];
    found.into_iter().flatten()
}

/// Complains of a stack without members.
pub(super) fn empty(stack: &Stack) -> Option<Complaint> {
    let is_empty = stack.members.is_empty();
    is_empty.then(|| {
        Complaint::error(
            "empty-stack",
            Place::file("stack.yaml"),
            format!("the stack {} has no member that is enabled", stack.name),
            "add one: helm stack add NAME CHART",
        )
        .because("Git keeps no empty folder, and Argo CD fails on a folder that is not there")
    })
}

/// Complains of an AppProject that another cluster of the same Argo CD has too: each would write it for itself.
pub(super) fn project<'a>(
    cluster: &ClusterFile,
    clusters: impl Iterator<Item = &'a ClusterFile>,
) -> Option<Complaint> {
    let is_other = |other: &&ClusterFile| {
        other.name != cluster.name
            && other.instance == cluster.instance
            && other.project == cluster.project
            && other.project != "default"
    };
    let other = clusters.into_iter().find(is_other)?;
    Some(Complaint::error(
        "shared-project",
        Place::file(cluster_file(&cluster.name)),
        format!(
            "the project {} is that of the cluster {} too",
            cluster.project, other.name
        ),
        format!(
            "write project: {}-addons, or project: default",
            cluster.name
        ),
    ))
}

/// Says where a cluster that is new beside others would deploy to: its name may be a slip.
pub(super) fn new_cluster(cluster: &ClusterFile, tip: &Tip) -> Option<Complaint> {
    let others = tip.clusters.values();
    let others = others.filter(|other| other.name != cluster.name);
    let names: Vec<&str> = others.clone().map(|other| other.name.as_str()).collect();
    if tip.has_cluster || names.is_empty() {
        return None;
    }
    let twin = others.clone().find(|other| {
        other.destination == cluster.destination && other.namespace == cluster.namespace
    });
    let what = match twin {
        Some(twin) => format!(
            "the cluster {} is new here, and would be deployed to where {} is",
            cluster.name, twin.name
        ),
        None => format!("the cluster {} is new here", cluster.name),
    };
    let next = match nearest(&cluster.name, names.iter().copied(), 1).pop() {
        Some(meant) => format!(
            "did you mean {meant}? A new cluster says where it is in its cluster.yaml (destination)"
        ),
        None => format!(
            "it says where it is in its cluster.yaml (destination); others here: {}",
            names.join(", ")
        ),
    };
    let place = Place::file(cluster_file(&cluster.name));
    Some(Complaint::warning("new-cluster", place, what, next))
}

/// Warns of sealed values that nobody opens.
pub(super) fn decryptor(site: Site, stack: &Stack) -> Option<Complaint> {
    let is_sealed = stack
        .members
        .iter()
        .any(|member| !member.encrypt.is_empty());
    let is_missing = is_sealed && site.cluster.decryptor == Decryptor::None;
    is_missing.then(|| {
        Complaint::warning(
            "no-decryptor",
            Place::file(site.layout.cluster_file()),
            "values are sealed, and this Argo CD is said to have nobody to open them",
            "run `helm stack setup`, and write decryptor: helm-stack (or helm-secrets) there",
        )
        .because("Argo CD would deploy the text ENC[…] in the place of each secret")
    })
}

fn release(member: &Member) -> Option<Complaint> {
    match &member.content {
        Content::Chart(chart) => fits_helm(&chart.release, member.place.clone()),
        Content::Manifest(_) => None,
    }
}

fn pattern(member: &Member) -> Option<Complaint> {
    let Content::Manifest(file) = &member.content else {
        return None;
    };
    let found = file.chars().find(|char| PATTERN.contains(*char))?;
    Some(Complaint::error(
        "file-is-a-pattern",
        member.place.clone(),
        format!("the name of {file} has a {found}, which Argo CD reads as a pattern"),
        "rename the file: letters, digits, dashes and dots",
    ))
}

/// Complains of a sealed manifest of several documents: it is opened as Helm values, and those are one.
fn sealed_documents(member: &Member, wanted: &WantedFiles) -> Option<Complaint> {
    let Content::Manifest(file) = &member.content else {
        return None;
    };
    let text = String::from_utf8_lossy(&wanted.get(file)?.bytes);
    let is_many = documents(&text) > 1;
    (is_many && !member.encrypt.is_empty()).then(|| {
        Complaint::error(
            "sealed-manifest-of-many",
            Place::file(file),
            "it has several documents, and keys of it are to be sealed",
            "give each object with secrets a file and a manifest of its own",
        )
    })
}

/// Counts the documents of a YAML text that say something.
fn documents(text: &str) -> usize {
    let is_said = |part: &&str| {
        let mut lines = part.lines().map(str::trim);
        lines.any(|line| !line.is_empty() && !line.starts_with(['#', '%']))
    };
    let text = format!("\n{text}");
    text.split("\n---").filter(is_said).count()
}

/// Complains of a Git chart of the GitOps repository: its version and the branch of its values are two revisions.
fn revision(site: Site, member: &Member) -> Option<Complaint> {
    let Content::Chart(chart) = &member.content else {
        return None;
    };
    let Repository::Git { url, .. } = &chart.repository else {
        return None;
    };
    is_gitops_repository(site, url).then(|| {
        let (name, version) = (&member.reference, &chart.version);
        Complaint::error(
            "chart-in-gitops-repository",
            member.place.clone(),
            format!(
                "the chart of {name} lies in the GitOps repository itself, at {version}, and its values at {}",
                site.cluster.branch
            ),
            "copy the chart to charts/ of the stack folder, where it moves with its values",
        )
        .because("Argo CD reads a repository at one revision in one Application")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_documents_that_say_something_count() {
        assert_eq!(documents("a: 1\n"), 1);
        assert_eq!(documents("---\na: 1\n---\n"), 1);
        assert_eq!(documents("# a\n---\na: 1\n--- # b\nb: 1\n"), 2);
        assert_eq!(documents("a: |\n  ---\n"), 1);
        assert_eq!(documents("# nothing\n"), 0);
    }
}
