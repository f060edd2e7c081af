//! Names and paths in the GitOps repository, fixed for life: an Argo CD that deploys from them finds them again.
//!
//! Only words become paths here; what the files hold is said by `application` and `plan`.

use crate::complaint::{Complaint, Place};

/// Most characters of a DNS label, and of a label's value (Kubernetes, "Object Names and IDs" and "Labels").
const LABEL: usize = 63;

/// Most characters of the name of a Helm release (Helm, `chartutil.ValidateReleaseName`).
const RELEASE: usize = 53;

/// Names of the stack's folder in the GitOps repository that a push writes itself, or never writes.
const RESERVED: [&str; 4] = ["apps", "overrides", "pushed.yaml", "sealed"];

/// Where one stack lies on one cluster. Paths have slashes and are relative to the root of the GitOps repository.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Layout {
    /// Name of the cluster's folder.
    pub cluster: String,
    /// Name of the stack.
    pub stack: String,
}

impl Layout {
    /// Returns the layout of a stack on a cluster.
    pub fn new(cluster: impl Into<String>, stack: impl Into<String>) -> Self {
        Self {
            cluster: cluster.into(),
            stack: stack.into(),
        }
    }

    /// Returns the path of the cluster's own file.
    pub fn cluster_file(&self) -> String {
        cluster_file(&self.cluster)
    }

    /// Returns the folder of the stack Applications and the AppProject of the cluster.
    pub fn stacks_folder(&self) -> String {
        format!("clusters/{}/argocd/stacks", self.cluster)
    }

    /// Returns the path of the cluster's AppProject.
    pub fn project_file(&self) -> String {
        format!("{}/project.yaml", self.stacks_folder())
    }

    /// Returns the path of the stack's Application.
    pub fn stack_application(&self) -> String {
        format!("{}/{}.yaml", self.stacks_folder(), self.stack)
    }

    /// Returns the stack's folder.
    pub fn folder(&self) -> String {
        format!("clusters/{}/stacks/{}", self.cluster, self.stack)
    }

    /// Returns the path of a file of the stack folder.
    pub fn file(&self, path: &str) -> String {
        format!("{}/{path}", self.folder())
    }

    /// Returns the folder of the members' Applications.
    pub fn applications(&self) -> String {
        self.file("apps")
    }

    /// Returns the path of a member's Application.
    pub fn application(&self, member: &str) -> String {
        self.file(&format!("apps/{member}.yaml"))
    }

    /// Returns the path of the cluster's own values of an add-on, which a push never writes.
    pub fn overrides(&self, addon: &str) -> String {
        self.file(&format!("overrides/{addon}.yaml"))
    }

    /// Returns the folder of the chart by which a sealed manifest is delivered.
    pub fn sealed(&self, manifest: &str) -> String {
        self.file(&format!("sealed/{manifest}"))
    }

    /// Returns the path of the record of the last push.
    pub fn pushed(&self) -> String {
        self.file("pushed.yaml")
    }

    /// Returns the name of the stack's Application.
    pub fn stack_name(&self) -> String {
        format!("{}-{}", self.cluster, self.stack)
    }

    /// Returns the name of a member's Application.
    pub fn member_name(&self, member: &str) -> String {
        format!("{}-{member}", self.stack_name())
    }

    /// Returns the tag of the stack's push of a version by its number, from 1.
    pub fn tag(&self, version: &str, number: u64) -> String {
        format!("{}{number}", self.tag_prefix(version))
    }

    /// Returns what the tags of all pushes of a version begin with.
    pub fn tag_prefix(&self, version: &str) -> String {
        // Git forbids none of a version's characters in a name (git-check-ref-format).
        format!("helm-stack/{}/{}/{version}-", self.cluster, self.stack)
    }

    /// Says whether a revision is a tag of one of this stack's pushes.
    pub fn is_tag(&self, revision: &str) -> bool {
        let prefix = format!("helm-stack/{}/{}/", self.cluster, self.stack);
        revision.starts_with(&prefix)
    }

    /// Returns what is wrong with the names: each a DNS label, together short enough for a label's value.
    pub fn complaints(&self) -> Vec<Complaint> {
        let place = || Place::file("stack.yaml");
        let cluster = Place::file(self.cluster_file());
        let mut complaints = label("cluster", &self.cluster, cluster);
        complaints.extend(label("stack", &self.stack, place()));
        if complaints.is_empty() && self.stack == "project" {
            complaints.push(Complaint::error(
                "reserved-name",
                place(),
                "a stack cannot be called project: that file holds the cluster's AppProject",
                "give the stack another name",
            ));
        }
        if complaints.is_empty() {
            let next = "shorten the name of the cluster or of the stack";
            complaints.extend(fits("Application", &self.stack_name(), place(), next));
        }
        complaints
    }
}

/// Returns the path of a cluster's own file.
pub fn cluster_file(cluster: &str) -> String {
    format!("clusters/{cluster}/cluster.yaml")
}

/// Returns the cluster whose own file lies at a path.
pub fn cluster_of(path: &str) -> Option<&str> {
    let cluster = path
        .strip_prefix("clusters/")?
        .strip_suffix("/cluster.yaml")?;
    (!cluster.contains('/')).then_some(cluster)
}

/// Returns the path of the root Application of an Argo CD.
pub fn root_file(instance: &str) -> String {
    format!("argocd/{instance}/root.yaml")
}

/// Returns the name of the root Application of an Argo CD.
pub fn root_name(instance: &str) -> String {
    format!("{instance}-stacks")
}

/// Says whether a push of a stack on a cluster has to know a file of the GitOps repository: those of the cluster,
/// and of the others what they are called, what they are and what was pushed to them.
pub fn is_needed(cluster: &str, path: &str) -> bool {
    let Some(rest) = path.strip_prefix("clusters/") else {
        return path.starts_with("argocd/") || path == ".sops.yaml" || path == "sources.yaml";
    };
    let Some((folder, rest)) = rest.split_once('/') else {
        return false;
    };
    let parts: Vec<&str> = rest.split('/').collect();
    match parts.as_slice() {
        _ if folder == cluster => true,
        ["cluster.yaml"] | ["argocd", "stacks", _] => true,
        ["stacks", _, "pushed.yaml"] | ["stacks", _, "apps", _] => true,
        _ => false,
    }
}

/// Returns what is wrong with a name that must be a DNS label (RFC 1123), as Kubernetes wants names.
pub fn label(what: &str, name: &str, place: Place) -> Vec<Complaint> {
    let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let edge = |byte: Option<&u8>| byte.is_some_and(|byte| plain(*byte));
    let bytes = name.as_bytes();
    let fine = edge(bytes.first())
        && edge(bytes.last())
        && bytes.iter().all(|byte| plain(*byte) || *byte == b'-')
        && bytes.len() <= LABEL;
    if fine {
        return Vec::new();
    }
    let complaint = Complaint::error(
        "not-a-dns-label",
        place,
        format!("{name:?} cannot be the name of a {what}"),
        "use at most 63 lower-case letters, digits and dashes, beginning and ending with a letter or digit",
    );
    vec![complaint.because("it becomes part of a Kubernetes name")]
}

/// Complains of a name longer than a label's value may be.
pub(crate) fn fits(what: &str, name: &str, place: Place, next: &str) -> Option<Complaint> {
    let complaint = || {
        Complaint::error(
            "name-too-long",
            place,
            format!(
                "the {what}'s name {name} has {} characters, {LABEL} fit",
                name.len()
            ),
            next,
        )
        .because("Argo CD and Kubernetes carry it in labels")
    };
    (name.len() > LABEL).then(complaint)
}

/// Complains of a release name longer than Helm takes.
pub(crate) fn fits_helm(release: &str, place: Place) -> Option<Complaint> {
    let complaint = || {
        Complaint::error(
            "name-too-long",
            place,
            format!(
                "the release name {release} has {} characters, Helm takes {RELEASE}",
                release.len()
            ),
            "set a shorter releaseName",
        )
    };
    (release.len() > RELEASE).then(complaint)
}

/// Complains of a path that does not stay in the stack folder, or lies where a push writes files of its own.
pub(crate) fn stays(path: &str, place: Place) -> Option<Complaint> {
    let parts: Vec<&str> = path.split('/').collect();
    let leaves = parts
        .iter()
        .any(|part| ["", ".", ".."].contains(part) || part.contains('\\'));
    if leaves {
        return Some(Complaint::error(
            "path-outside",
            place,
            format!("{path:?} does not lie in the stack folder"),
            "move the file into the stack folder and name it by its path there, with slashes",
        ));
    }
    let reserved = parts.first().is_some_and(|first| RESERVED.contains(first));
    reserved.then(|| {
        Complaint::error(
            "reserved-path",
            place,
            format!(
                "{path} lies where a push writes files of its own ({})",
                RESERVED.join(", ")
            ),
            "move the file, for example to add-ons/ or manifests/",
        )
    })
}

#[cfg(test)]
#[path = "layout_tests.rs"]
mod tests;
