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

use serde_json::{Value, json};

use crate::application::write;
use crate::complaint::{Complaint, Place};
use crate::file::decode::{Decoder, Field, Fields};
use crate::file::not_yaml;
use crate::layout;
use crate::yaml::document::Document;
use crate::yaml::read;

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
        let path = layout::cluster_file(name);
        let document = Document::parse(text).map_err(|fault| vec![not_yaml(&path, &fault)])?;
        let value = read::value(&document).map_err(|fault| vec![not_yaml(&path, &fault)])?;
        let Some(node) = document.root() else {
            let next = "restore it from Git, or take it away for a new one";
            let place = Place::file(&path);
            return Err(vec![Complaint::error(
                "empty",
                place,
                "the file is empty",
                next,
            )]);
        };
        let mut reader = Reader(Decoder::new(&path));
        let label = "a cluster file".to_owned();
        let root = Field {
            label,
            value: &value,
            node,
        };
        let file = reader.file(name, &root);
        let mut complaints = reader.0.into_complaints();
        complaints.sort_by(|one, other| one.place.cmp(&other.place));
        match file.filter(|_| complaints.is_empty()) {
            Some(file) => Ok(file),
            None => Err(complaints),
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
            "Written once, by `helm stack setup` or the first push to this cluster; yours to edit, pushes only read it.",
        ];
        write::document(&comment, &fields)
    }
}

fn word<T: PartialEq>(words: &[(&'static str, T)], wanted: T) -> &'static str {
    let found = words.iter().find(|(_, value)| *value == wanted);
    found.map_or("", |(word, _)| word)
}

/// Reads fields and gathers what is wrong with them.
struct Reader<'a>(Decoder<'a>);

impl<'a> Reader<'a> {
    fn file(&mut self, name: &str, root: &Field<'a>) -> Option<ClusterFile> {
        let mut fields = self.0.fields(root, "a cluster file")?;
        self.expect(&mut fields, "apiVersion", "helm-stack/v1");
        self.expect(&mut fields, "kind", "Cluster");
        let metadata = fields.require("metadata", &mut self.0, "{name: prod}");
        if let Some(mut metadata) = metadata.and_then(|field| self.0.fields(&field, "metadata")) {
            self.expect(&mut metadata, "name", name);
            metadata.finish(&mut self.0, |_| None);
        }
        let default = ClusterFile::new(name, "", "");
        let destination = self.destination(&mut fields).unwrap_or(default.destination);
        let (namespace, instance) = self.argocd(&mut fields);
        let file = ClusterFile {
            name: default.name,
            destination,
            namespace: namespace.unwrap_or(default.namespace),
            instance: instance.unwrap_or(default.instance),
            project: self.text(&mut fields, "project").unwrap_or(default.project),
            repository: self.required(
                &mut fields,
                "repository",
                "https://git.example.com/gitops.git",
            ),
            branch: self.required(&mut fields, "branch", "main"),
            revision: self.one_of(&mut fields, "revision", &POLICIES),
            decryptor: self.one_of(&mut fields, "decryptor", &DECRYPTORS),
            uid: self.text(&mut fields, "clusterUid"),
        };
        fields.finish(&mut self.0, |_| None);
        Some(file)
    }

    fn text(&mut self, fields: &mut Fields<'a>, key: &'static str) -> Option<String> {
        let field = fields.take(key)?;
        self.0.text(&field).map(str::to_owned)
    }

    fn required(&mut self, fields: &mut Fields<'a>, key: &'static str, example: &str) -> String {
        let field = fields.require(key, &mut self.0, example);
        let text = field.and_then(|field| self.0.text(&field));
        text.unwrap_or_default().to_owned()
    }

    /// Reads a field that can say one thing only.
    fn expect(&mut self, fields: &mut Fields<'a>, key: &'static str, wanted: &str) {
        let Some(field) = fields.require(key, &mut self.0, wanted) else {
            return;
        };
        if let Some(found) = self.0.text(&field).filter(|found| *found != wanted) {
            let what = format!("{key} is {found}, not {wanted}");
            let next = format!("write {key}: {wanted}");
            self.0.error(field.node, "wrong-value", what, next);
        }
    }

    /// Reads one of some words; the first is the default.
    fn one_of<T: Copy>(
        &mut self,
        fields: &mut Fields<'a>,
        key: &'static str,
        words: &[(&'static str, T); 3],
    ) -> T {
        let Some(field) = fields.take(key) else {
            return words[0].1;
        };
        let Some(text) = self.0.text(&field) else {
            return words[0].1;
        };
        let found = words.iter().find(|(word, _)| *word == text);
        found.map(|(_, value)| *value).unwrap_or_else(|| {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let next = format!("write one of {}", known.join(", "));
            self.0
                .error(field.node, "wrong-value", format!("{key} is {text}"), next);
            words[0].1
        })
    }

    fn destination(&mut self, fields: &mut Fields<'a>) -> Option<Destination> {
        let field = fields.take("destination")?;
        let mut fields = self.0.fields(&field, "destination")?;
        let server = self.text(&mut fields, "server");
        let name = self.text(&mut fields, "name");
        fields.finish(&mut self.0, |_| None);
        match (server, name) {
            (Some(_), Some(_)) => {
                let what = "destination has both server and name";
                let next = "keep one: Argo CD takes either";
                self.0.error(field.node, "wrong-value", what, next);
                None
            }
            (Some(server), None) => Some(Destination::Server(server)),
            (None, name) => name.map(Destination::Name),
        }
    }

    /// Reads the namespace of Argo CD and the name of its instance.
    fn argocd(&mut self, fields: &mut Fields<'a>) -> (Option<String>, Option<String>) {
        let field = fields.take("argocd");
        let fields = field.and_then(|field| self.0.fields(&field, "argocd"));
        let Some(mut fields) = fields else {
            return (None, None);
        };
        let read = (
            self.label(&mut fields, "namespace"),
            self.label(&mut fields, "instance"),
        );
        fields.finish(&mut self.0, |_| None);
        read
    }

    /// Reads a name that becomes part of paths and Kubernetes names.
    fn label(&mut self, fields: &mut Fields<'a>, key: &'static str) -> Option<String> {
        let field = fields.take(key)?;
        let text = self.0.text(&field)?;
        let place = self.0.place(field.node);
        let complaints = layout::label(key, text, place);
        complaints
            .into_iter()
            .for_each(|complaint| self.0.complain(complaint));
        Some(text.to_owned())
    }
}

#[cfg(test)]
#[path = "cluster_file_tests.rs"]
mod tests;
