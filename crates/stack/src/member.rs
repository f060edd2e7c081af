//! A stack as it is meant: every default filled in, every reference resolved. How it was typed belongs to `file`.

use std::collections::BTreeMap;
use std::fmt;

use semver::Version;
use serde_json::Value;

use crate::complaint::Place;

/// A stack: members, in the order they were written, with a name and a version.
#[derive(Clone, Debug, PartialEq)]
pub struct Stack {
    /// Its name: a DNS label.
    pub name: String,
    /// Its version.
    pub version: Version,
    /// What it is for; may be empty.
    pub description: String,
    /// Manifests first, then add-ons, each in the order they were written; members that are not `enabled` are left out.
    pub members: Vec<Member>,
    /// Members that are not `enabled`: no Application is made of them, their files are kept.
    pub disabled: Vec<Member>,
}

impl Stack {
    /// Returns a member.
    pub fn member(&self, kind: MemberKind, name: &str) -> Option<&Member> {
        let found =
            |member: &&Member| member.reference.kind == kind && member.reference.name == name;
        self.members.iter().find(found)
    }

    /// Returns all members, those that are not enabled last.
    pub fn all(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().chain(&self.disabled)
    }

    /// Returns the members, enabled or not, that a file of the stack folder belongs to: their values, further values, a
    /// cluster's `overrides/<member>.yaml`, their manifest.
    pub fn members_of(&self, file: &str) -> impl Iterator<Item = &Member> {
        self.all().filter(move |member| member.has(file))
    }
}

/// What a member is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MemberKind {
    /// One plain Kubernetes YAML file.
    Manifest,
    /// One Helm chart release.
    Addon,
}

impl MemberKind {
    /// Returns the word for it, as `parents` and the type label have it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Manifest => "manifest",
            Self::Addon => "addon",
        }
    }
}

/// A member's identity in its stack.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MemberRef {
    /// What it is.
    pub kind: MemberKind,
    /// Its name, unique in the stack among both kinds: a DNS label.
    pub name: String,
}

impl fmt::Display for MemberRef {
    /// Writes `kind/name`, as `--parent` takes it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.kind.as_str(), self.name)
    }
}

/// A member of a stack, which becomes one Argo CD Application.
#[derive(Clone, Debug, PartialEq)]
pub struct Member {
    /// Which one it is.
    pub reference: MemberRef,
    /// Where it stands in `stack.yaml`.
    pub place: Place,
    /// Members that must be healthy before it is created.
    pub parents: Vec<MemberRef>,
    /// What it delivers.
    pub content: Content,
    /// Namespace it is deployed in; none: a manifest that names its own.
    pub namespace: Option<String>,
    /// Keys to be sealed, as typed: key names or dotted paths.
    pub encrypt: Vec<String>,
    /// Everything else about its Application.
    pub settings: Settings,
}

impl Member {
    /// Returns the files of the stack folder that it names: its manifest, or further values and then its values.
    pub fn files(&self) -> Vec<&str> {
        match &self.content {
            Content::Manifest(file) => vec![file],
            Content::Chart(chart) => {
                let files = chart.value_files.iter().chain([&chart.values]);
                files.map(String::as_str).collect()
            }
        }
    }

    fn has(&self, file: &str) -> bool {
        let is_chart = matches!(self.content, Content::Chart(_));
        let overrides = || format!("overrides/{}.yaml", self.reference.name) == file;
        self.files().contains(&file) || (is_chart && overrides())
    }
}

/// What a member delivers.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// A chart.
    Chart(Box<Chart>),
    /// A file of Kubernetes YAML, by its path in the stack folder: `manifests/<name>.yaml`.
    Manifest(String),
}

/// A chart, its version and the values it gets.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// Its name.
    pub name: String,
    /// Its exact version.
    pub version: String,
    /// Where it comes from.
    pub repository: Repository,
    /// Name of the Helm release; the member's name unless set.
    pub release: String,
    /// Values file in the stack folder.
    pub values: String,
    /// Further values files of the stack folder, applied before `values` in this order.
    pub value_files: Vec<String>,
    /// Parameters (`--set`), by name.
    pub parameters: Vec<(String, String)>,
    /// Whether the chart's `crds` folder is left out.
    pub skip_crds: bool,
    /// Kubernetes version to render for.
    pub kube_version: Option<String>,
    /// API versions to render for.
    pub api_versions: Vec<String>,
}

/// Where a chart comes from.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Repository {
    /// A Helm repository: `https://…` or `http://…`, without a slash at its end.
    Http(String),
    /// An OCI registry and path without the scheme and without the chart's name: `registry.example.com/team/charts`.
    Oci(String),
    /// A Git repository (`git+https://…`, `git+ssh://…`, `git+file://…`), without `git+`, and the chart's folder in it.
    Git {
        /// Address of the repository.
        url: String,
        /// Folder of the chart.
        path: String,
    },
    /// A folder of the stack folder: `charts/<chart>`.
    Local(String),
}

impl fmt::Display for Repository {
    /// Writes it as `repository:` in `stack.yaml` has it.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Http(url) => formatter.write_str(url),
            Self::Oci(place) => write!(formatter, "oci://{place}"),
            Self::Git { url, .. } => write!(formatter, "git+{url}"),
            Self::Local(folder) => write!(formatter, "./{folder}"),
        }
    }
}

/// What a member's Application is beside its source. Every default of `stack.yaml` is filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// How Argo CD syncs it.
    pub sync: Sync,
    /// Name of the Application where it is not `<cluster>-<stack>-<member>`.
    pub application_name: Option<String>,
    /// AppProject where it is not the cluster's.
    pub project: Option<String>,
    /// Destination where it is not the cluster's: an object as Argo CD's `spec.destination`, without `namespace`.
    pub destination: Option<Value>,
    /// Argo CD's `spec.ignoreDifferences`.
    pub ignore_differences: Option<Value>,
    /// Argo CD's `spec.revisionHistoryLimit`.
    pub revision_history_limit: Option<u64>,
    /// Argo CD's `spec.syncPolicy.managedNamespaceMetadata`.
    pub managed_namespace_metadata: Option<Value>,
    /// Further labels of the Application.
    pub labels: BTreeMap<String, String>,
    /// Further annotations of the Application.
    pub annotations: BTreeMap<String, String>,
    /// Seconds it may be progressing before its stack's sync gives up on it for the time being.
    pub progress_deadline: u64,
    /// A merge patch (RFC 7386) laid on the Application last.
    pub application: Option<Value>,
}

/// How Argo CD syncs an Application.
#[derive(Clone, Debug, PartialEq)]
pub struct Sync {
    /// Whether changes in Git are deployed by themselves.
    pub automated: bool,
    /// Whether resources removed from Git are deleted.
    pub prune: bool,
    /// Whether changes in the cluster are reverted.
    pub self_heal: bool,
    /// Argo CD's sync options: `CreateNamespace=true`.
    pub options: Vec<String>,
    /// Argo CD's `spec.syncPolicy.retry`.
    pub retry: Value,
}
