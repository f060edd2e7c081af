//! One connection of Argo CD: what is kept of the Secret that describes it.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use super::credentials::Credential;
use crate::destination::SECRET_TYPE_LABEL;
use crate::mask::MARK;
use crate::redact::without_credentials;

/// Values of the label of Secrets that describe connections (`common.LabelValueSecretType…`).
pub const SECRET_TYPES: [&str; 4] = [
    "repository",
    "repo-creds",
    "repository-write",
    "repo-write-creds",
];

/// What a connection is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ConnectionKind {
    /// One repository, to read it.
    Repository,
    /// Credentials for every repository whose address begins like this.
    Template,
    /// One repository, to write what the hydrator renders.
    RepositoryForWriting,
    /// Credentials for writing, for every repository whose address begins like this.
    TemplateForWriting,
}

/// What is spoken at the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum SourceType {
    /// A Git repository.
    Git,
    /// A Helm repository over HTTP.
    Helm,
    /// An OCI registry.
    Oci,
}

impl SourceType {
    /// Returns the word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Git => "git",
            Self::Helm => "helm",
            Self::Oci => "oci",
        }
    }
}

/// One connection, without its credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Connection {
    /// What it is good for.
    pub kind: ConnectionKind,
    /// Address without user information.
    pub url: String,
    /// What is spoken there.
    pub source_type: SourceType,
    /// Its name in Argo CD; empty where it has none.
    pub name: String,
    /// The AppProject that alone may use it; empty for all.
    pub project: String,
    /// Namespace of the Argo CD.
    pub namespace: String,
    /// Kinds of its credentials.
    pub credentials: Vec<Credential>,
}

impl Connection {
    /// Reads a Secret; `None` where it describes no connection, or its address cannot be read. Nothing else of it is kept.
    pub fn from_secret(secret: &Value) -> Option<Self> {
        let label = secret.pointer("/metadata/labels")?.get(SECRET_TYPE_LABEL)?;
        let kind = match label.as_str()? {
            "repository" => ConnectionKind::Repository,
            "repo-creds" => ConnectionKind::Template,
            "repository-write" => ConnectionKind::RepositoryForWriting,
            "repo-write-creds" => ConnectionKind::TemplateForWriting,
            _ => return None,
        };
        let namespace = secret
            .pointer("/metadata/namespace")
            .and_then(Value::as_str);
        Self::of_data(kind, &data(secret), namespace.unwrap_or_default())
    }

    /// Reads the fields of a connection, decoded.
    pub(super) fn of_data(
        kind: ConnectionKind,
        data: &Map<String, Value>,
        namespace: &str,
    ) -> Option<Self> {
        let text = |name: &str| data.get(name).and_then(Value::as_str).unwrap_or_default();
        let is_true =
            |name: &str| data.get(name) == Some(&Value::Bool(true)) || text(name) == "true";
        let url = text("url").trim();
        if url.is_empty() || url == MARK {
            return None;
        }
        let oci = is_true("enableOCI") || url.starts_with("oci://");
        let source_type = match (text("type"), oci) {
            ("oci", _) | ("helm" | "", true) => SourceType::Oci,
            ("helm", false) => SourceType::Helm,
            _ => SourceType::Git,
        };
        let mut credentials = Credential::of(data, is_true);
        if credentials.is_empty() {
            credentials.extend(Credential::in_address(url));
        }
        Some(Self {
            kind,
            url: without_credentials(url),
            source_type,
            name: text("name").to_owned(),
            project: text("project").to_owned(),
            namespace: namespace.to_owned(),
            credentials,
        })
    }

    /// Returns whether it is a template.
    pub fn is_template(&self) -> bool {
        matches!(
            self.kind,
            ConnectionKind::Template | ConnectionKind::TemplateForWriting
        )
    }

    /// Returns whether it is for writing.
    pub fn is_for_writing(&self) -> bool {
        matches!(
            self.kind,
            ConnectionKind::RepositoryForWriting | ConnectionKind::TemplateForWriting
        )
    }
}

/// Returns the fields of a Secret, decoded; what cannot be decoded is there and says nothing.
fn data(secret: &Value) -> Map<String, Value> {
    let mut decoded = Map::new();
    let stored = secret.get("data").and_then(Value::as_object);
    for (name, value) in stored.into_iter().flatten() {
        let bytes = value.as_str().and_then(|text| STANDARD.decode(text).ok());
        let text = bytes.map_or_else(
            || value.clone(),
            |bytes| String::from_utf8_lossy(&bytes).into_owned().into(),
        );
        decoded.insert(name.clone(), text);
    }
    let plain = secret.get("stringData").and_then(Value::as_object);
    decoded.extend(plain.cloned().unwrap_or_default());
    decoded
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(label: &str, fields: Value) -> Option<Connection> {
        let encoded = fields.as_object().unwrap().iter();
        let encoded: Map<String, Value> = encoded
            .map(|(name, value)| {
                (
                    name.clone(),
                    STANDARD.encode(value.as_str().unwrap()).into(),
                )
            })
            .collect();
        Connection::from_secret(&json!({"metadata": {"name": "s", "namespace": "argocd",
            "labels": {SECRET_TYPE_LABEL: label}}, "data": encoded}))
    }

    #[test]
    fn kinds_of_credentials_are_kept_and_never_what_they_are() {
        let connection = read(
            "repository",
            json!({"url": "https://bot:hunter2@git.example.com/a.git", "password": "hunter2", "sshPrivateKey": "hunter2",
                "githubAppPrivateKey": "hunter2", "tlsClientCertData": "hunter2", "useAzureWorkloadIdentity": "true"}),
        );
        let connection = connection.unwrap();
        assert_eq!(connection.url, "https://git.example.com/a.git");
        assert_eq!(connection.credentials.len(), 5);
        assert!(!format!("{connection:?}").contains("hunter2"));
    }

    #[test]
    fn what_is_spoken_there_is_said_or_git() {
        let spoken = |fields: Value| read("repository", fields).unwrap().source_type;
        assert_eq!(spoken(json!({"url": "https://a"})), SourceType::Git);
        assert_eq!(
            spoken(json!({"url": "https://a", "type": "helm"})),
            SourceType::Helm
        );
        assert_eq!(
            spoken(json!({"url": "a/b", "type": "helm", "enableOCI": "true"})),
            SourceType::Oci
        );
        assert_eq!(
            spoken(json!({"url": "oci://a/b", "type": "oci"})),
            SourceType::Oci
        );
    }

    #[test]
    fn other_secrets_and_masked_ones_are_no_connections() {
        assert_eq!(read("cluster", json!({"url": "https://a"})), None);
        assert_eq!(read("repository", json!({"name": "a"})), None);
        let masked = json!({"metadata": {"labels": {SECRET_TYPE_LABEL: "repository"}}, "data": {"url": MARK}});
        assert_eq!(Connection::from_secret(&masked), None);
    }

    #[test]
    fn user_information_in_an_address_is_a_password() {
        let connection = read(
            "repository",
            json!({"url": "https://token@git.example.com/a"}),
        );
        assert_eq!(connection.unwrap().credentials, [Credential::Password]);
        let ssh = read("repository", json!({"url": "ssh://git@git.example.com/a"})).unwrap();
        assert!(ssh.credentials.is_empty());
    }
}
