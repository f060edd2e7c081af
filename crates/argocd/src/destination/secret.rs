//! One cluster that Argo CD knows, as the Secret says that it keeps of it.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::Value;

use super::Access;
use crate::field;

/// A cluster Secret (`SecretToCluster` of Argo CD).
#[derive(Debug, Clone)]
pub struct ClusterSecret {
    /// Name of the Secret.
    pub secret: String,
    /// Name of the cluster; may be empty.
    pub name: String,
    /// URL of its API server, without trailing slashes.
    pub server: String,
    /// The AppProject it belongs to; empty for all.
    pub project: String,
    /// How to speak to it, or a sentence saying why that cannot be read.
    pub access: Result<Access, String>,
}

impl ClusterSecret {
    /// Reads a Secret.
    pub fn from_value(secret: &Value) -> Self {
        let text = |key: &str| String::from_utf8_lossy(&decoded(secret, key)).into_owned();
        let server = text("server").trim_end_matches('/').to_owned();
        Self {
            secret: field::text(secret, "/metadata/name").to_owned(),
            name: text("name"),
            project: text("project"),
            access: Access::read(&server, &decoded(secret, "config")),
            server,
        }
    }
}

fn decoded(secret: &Value, key: &str) -> Vec<u8> {
    let data = secret.get("data").and_then(|data| data.get(key));
    let text = data.and_then(Value::as_str).unwrap_or_default();
    BASE64_STANDARD.decode(text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_secret_is_read_and_its_credentials_stay_inside() {
        let encode = |text: &str| BASE64_STANDARD.encode(text);
        let secret = ClusterSecret::from_value(&json!({
            "metadata": {"name": "cluster-far"},
            "data": {"name": encode("far"), "server": encode("https://far:6443/"), "project": encode("web"),
                     "config": encode(r#"{"bearerToken": "hunter2"}"#)},
        }));
        assert_eq!(
            (
                &*secret.secret,
                &*secret.name,
                &*secret.server,
                &*secret.project
            ),
            ("cluster-far", "far", "https://far:6443", "web")
        );
        assert!(!format!("{secret:?}").contains("hunter2"));
    }

    #[test]
    fn a_config_that_is_none_is_said_and_not_repeated() {
        let config = BASE64_STANDARD.encode("bearerToken: hunter2");
        let secret = ClusterSecret::from_value(&json!({"data": {"config": config}}));
        let why = secret.access.unwrap_err();
        assert_eq!(why, "the config in it is not the JSON that Argo CD writes");
    }
}
