//! `clusters/<cluster>/cluster.yaml`: what a push must know of a cluster and of the Argo CD that deploys to it.
//!
//! Written once, with defaults, by the first push; a person's file ever since. Nothing of a stack enters here.
//!
//! ```yaml
//! apiVersion: helm-stack/v1
//! kind: Cluster
//! metadata:
//!   name: prod
//! destination:                  # server or name, as in an Application's destination
//!   server: https://kubernetes.default.svc
//! argocd:
//!   namespace: argocd           # where Argo CD runs and its Applications live
//!   instance: argocd            # names argocd/<instance>/root.yaml
//! project: prod-addons          # AppProject of the members
//! repository: https://git.example.com/platform/gitops.git   # this repository, as Argo CD reaches it
//! branch: main                  # the branch Argo CD follows
//! revision: auto                # auto, tag or branch
//! decryptor: none               # none, helm-stack or helm-secrets
//! clusterUid: …                 # UID of the kube-system namespace; optional
//! ```

use serde_json::{Map, Value, json};

use crate::application::write;
use crate::complaint::{Complaint, Place};
use crate::layout;

/// Keys of the file, at each level.
const KEYS: [(&str, &[&str]); 4] = [
    (
        "",
        &[
            "apiVersion",
            "kind",
            "metadata",
            "destination",
            "argocd",
            "project",
            "repository",
            "branch",
            "revision",
            "decryptor",
            "clusterUid",
        ],
    ),
    ("metadata", &["name"]),
    ("destination", &["server", "name"]),
    ("argocd", &["namespace", "instance"]),
];

/// A cluster, as its file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClusterFile {
    /// Its name, that of its folder.
    pub name: String,
    /// Where Argo CD deploys to.
    pub destination: Destination,
    /// Namespace of Argo CD and of its Applications.
    pub namespace: String,
    /// Name of the Argo CD among those that deploy from the repository.
    pub instance: String,
    /// AppProject of the members.
    pub project: String,
    /// URL of the GitOps repository, as Argo CD reaches it.
    pub repository: String,
    /// Branch that Argo CD follows.
    pub branch: String,
    /// What revisions the members follow.
    pub revision: RevisionPolicy,
    /// Who opens sealed values.
    pub decryptor: Decryptor,
    /// UID of the cluster's `kube-system` namespace, once known.
    pub uid: Option<String>,
}

/// A cluster as Argo CD names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// By the URL of its API server.
    Server(String),
    /// By its name in Argo CD.
    Name(String),
}

impl Destination {
    /// Returns the key and the text of it in `spec.destination`.
    pub fn field(&self) -> (&'static str, &str) {
        match self {
            Self::Server(server) => ("server", server),
            Self::Name(name) => ("name", name),
        }
    }
}

/// What revision of the GitOps repository the members follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RevisionPolicy {
    /// The branch, but the tag of the push that changes a chart's version and its values at once.
    Auto,
    /// The tag of the push that changed the member last.
    Tag,
    /// The branch.
    Branch,
}

/// Who opens sealed values in Argo CD's repo-server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decryptor {
    /// Nobody.
    None,
    /// This program, in the place of `helm`.
    HelmStack,
    /// The helm-secrets plugin.
    HelmSecrets,
}

const POLICIES: [(&str, RevisionPolicy); 3] = [
    ("auto", RevisionPolicy::Auto),
    ("tag", RevisionPolicy::Tag),
    ("branch", RevisionPolicy::Branch),
];

const DECRYPTORS: [(&str, Decryptor); 3] = [
    ("none", Decryptor::None),
    ("helm-stack", Decryptor::HelmStack),
    ("helm-secrets", Decryptor::HelmSecrets),
];

impl ClusterFile {
    /// Returns the file the first push writes: in-cluster, an Argo CD called `argocd` in `argocd`.
    pub fn new(name: &str, repository: &str, branch: &str) -> Self {
        Self {
            name: name.to_owned(),
            destination: Destination::Server("https://kubernetes.default.svc".to_owned()),
            namespace: "argocd".to_owned(),
            instance: "argocd".to_owned(),
            project: format!("{name}-addons"),
            repository: repository.to_owned(),
            branch: branch.to_owned(),
            revision: RevisionPolicy::Auto,
            decryptor: Decryptor::None,
            uid: None,
        }
    }

    /// Reads the file of the cluster of a name.
    ///
    /// # Errors
    /// All that is wrong with it: no YAML, keys nobody knows, values of the wrong kind, another cluster's name.
    pub fn read(name: &str, text: &str) -> Result<Self, Vec<Complaint>> {
        let place = layout::cluster_file(name);
        let value: Value = serde_saphyr::from_str(text).map_err(|error| {
            vec![Complaint::error(
                "not-yaml",
                Place::file(&place),
                format!("it cannot be read: {error}"),
                "mend the YAML",
            )]
        })?;
        let mut reader = Reader {
            place,
            value: &value,
            complaints: Vec::new(),
        };
        let file = reader.file(name);
        match reader.complaints.is_empty() {
            true => Ok(file),
            false => Err(reader.complaints),
        }
    }

    /// Returns the text of the file.
    pub fn text(&self) -> String {
        let (key, destination) = self.destination.field();
        let mut fields = json!({
            "apiVersion": "helm-stack/v1",
            "kind": "Cluster",
            "metadata": {"name": self.name},
            "destination": {key: destination},
            "argocd": {"namespace": self.namespace, "instance": self.instance},
            "project": self.project,
            "repository": self.repository,
            "branch": self.branch,
            "revision": word(&POLICIES, self.revision),
            "decryptor": word(&DECRYPTORS, self.decryptor),
        });
        if let Some(uid) = &self.uid {
            fields["clusterUid"] = Value::from(uid.as_str());
        }
        let comment = [
            "Written by the first `helm stack push` to this cluster; yours to edit, pushes only read it.",
        ];
        write::document(&comment, &fields)
    }
}

fn word<T: PartialEq>(words: &[(&'static str, T)], wanted: T) -> &'static str {
    let found = words.iter().find(|(_, value)| *value == wanted);
    found.map_or("", |(word, _)| word)
}

/// Reads fields and gathers what is wrong with them.
struct Reader<'a> {
    place: String,
    value: &'a Value,
    complaints: Vec<Complaint>,
}

impl Reader<'_> {
    fn file(&mut self, name: &str) -> ClusterFile {
        self.check_keys();
        self.expect("apiVersion", "helm-stack/v1");
        self.expect("kind", "Cluster");
        self.expect("metadata.name", name);
        let default = ClusterFile::new(name, "", "");
        let destination = self.destination().unwrap_or(default.destination);
        ClusterFile {
            name: default.name,
            destination,
            namespace: self.text("argocd.namespace").unwrap_or(default.namespace),
            instance: self.text("argocd.instance").unwrap_or(default.instance),
            project: self.text("project").unwrap_or(default.project),
            repository: self.required("repository"),
            branch: self.required("branch"),
            revision: self.one_of("revision", &POLICIES),
            decryptor: self.one_of("decryptor", &DECRYPTORS),
            uid: self.text("clusterUid"),
        }
    }

    fn complain(&mut self, rule: &'static str, what: String, next: String) {
        let place = Place::file(&self.place);
        self.complaints
            .push(Complaint::error(rule, place, what, next));
    }

    fn at(&self, path: &str) -> Option<&Value> {
        let found = path
            .split('.')
            .try_fold(self.value, |value, key| value.get(key));
        found.filter(|value| !value.is_null())
    }

    fn check_keys(&mut self) {
        for (path, known) in KEYS {
            let fields = match path {
                "" => Some(self.value),
                path => self.at(path),
            };
            match fields {
                None => {}
                Some(Value::Object(fields)) => self.check_known(path, &fields.clone(), known),
                Some(_) => self.complain(
                    "wrong-type",
                    match path {
                        "" => "the file is not a mapping of keys to values".to_owned(),
                        path => format!("{path} is not a mapping of keys to values"),
                    },
                    format!("write {} below it", known.join(", ")),
                ),
            }
        }
    }

    fn check_known(&mut self, path: &str, fields: &Map<String, Value>, known: &[&str]) {
        let dot = if path.is_empty() { "" } else { "." };
        let unknown = fields.keys().filter(|key| !known.contains(&key.as_str()));
        for key in unknown {
            self.complain(
                "unknown-key",
                format!("nothing is called {path}{dot}{key}"),
                format!("take it out; known are {}", known.join(", ")),
            );
        }
    }

    fn text(&mut self, path: &str) -> Option<String> {
        match self.at(path)? {
            Value::String(text) if !text.is_empty() => Some(text.clone()),
            _ => {
                let what = format!("{path} is not a text");
                self.complain(
                    "wrong-type",
                    what,
                    "write a text, in quotes if it looks like a number".into(),
                );
                None
            }
        }
    }

    fn required(&mut self, path: &str) -> String {
        if self.at(path).is_none() {
            self.complain(
                "missing-key",
                format!("{path} is missing"),
                format!("add {path}"),
            );
        }
        self.text(path).unwrap_or_default()
    }

    fn expect(&mut self, path: &str, wanted: &str) {
        if let Some(found) = self.text(path).filter(|found| found != wanted) {
            let what = format!("{path} is {found}, not {wanted}");
            self.complain("wrong-value", what, format!("write {path}: {wanted}"));
        } else if self.at(path).is_none() {
            self.complain(
                "missing-key",
                format!("{path} is missing"),
                format!("write {path}: {wanted}"),
            );
        }
    }

    fn one_of<T: Copy>(&mut self, path: &str, words: &[(&'static str, T); 3]) -> T {
        let Some(text) = self.text(path) else {
            return words[0].1;
        };
        let found = words.iter().find(|(word, _)| *word == text);
        found.map(|(_, value)| *value).unwrap_or_else(|| {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let what = format!("{path} is {text}");
            self.complain(
                "wrong-value",
                what,
                format!("write one of {}", known.join(", ")),
            );
            words[0].1
        })
    }

    fn destination(&mut self) -> Option<Destination> {
        let server = self.text("destination.server");
        let name = self.text("destination.name");
        match (server, name) {
            (Some(_), Some(_)) => {
                let what = "destination has both server and name".to_owned();
                self.complain(
                    "wrong-value",
                    what,
                    "keep one: Argo CD takes either".to_owned(),
                );
                None
            }
            (Some(server), None) => Some(Destination::Server(server)),
            (None, name) => name.map(Destination::Name),
        }
    }
}

#[cfg(test)]
#[path = "cluster_file_tests.rs"]
mod tests;
