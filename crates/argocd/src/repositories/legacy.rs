//! Connections as `argocd-cm` described them before there were Secrets with a label (Argo CD up to 2.14).

use serde_json::{Map, Value};

use super::connection::{Connection, ConnectionKind};
use crate::object::Resource;

/// Keys of `argocd-cm` and what they describe.
const KEYS: [(&str, ConnectionKind); 2] = [
    ("repositories", ConnectionKind::Repository),
    ("repository.credentials", ConnectionKind::Template),
];

/// Fields that name a Secret with a credential, and the field that holds one in a Secret of today.
const REFERENCES: [(&str, &str); 6] = [
    ("usernameSecret", "username"),
    ("passwordSecret", "password"),
    ("sshPrivateKeySecret", "sshPrivateKey"),
    ("tlsClientCertDataSecret", "tlsClientCertData"),
    ("tlsClientCertKeySecret", "tlsClientCertKey"),
    ("githubAppPrivateKeySecret", "githubAppPrivateKey"),
];

/// Reads the connections of an `argocd-cm`.
pub fn of_config_map(config_map: &Resource) -> Vec<Connection> {
    let data = config_map.body.as_ref().and_then(|body| body.get("data"));
    let namespace = &config_map.metadata.namespace;
    let described = KEYS.iter().flat_map(|(key, kind)| {
        let text = data.and_then(|data| data.get(key)).and_then(Value::as_str);
        let entries: Vec<Value> = text
            .and_then(|text| serde_saphyr::from_str(text).ok())
            .unwrap_or_default();
        entries
            .into_iter()
            .filter_map(|entry| Connection::of_data(*kind, &fields(entry.as_object()?), namespace))
    });
    described.collect()
}

/// Returns an entry with a word in the place of each credential it refers to.
fn fields(entry: &Map<String, Value>) -> Map<String, Value> {
    let mut fields = entry.clone();
    for (reference, name) in REFERENCES {
        if entry.contains_key(reference) {
            fields.insert(name.to_owned(), "referred to".into());
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::{Credential, SourceType};
    use super::*;
    use crate::object::Object;

    #[test]
    fn repositories_of_an_old_argocd_cm_are_read() {
        let config_map = json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "argocd-cm", "namespace": "argocd"},
            "data": {
                "repositories": "- url: https://git.example.com/a\n  usernameSecret: {name: s, key: u}\n  passwordSecret: {name: s, key: p}\n- url: https://charts.example.com\n  type: helm\n  name: charts\n",
                "repository.credentials": "- url: https://git.example.com\n  sshPrivateKeySecret: {name: s, key: k}\n"}});
        let Ok(Object::Resource(config_map)) = Object::from_value(config_map) else {
            panic!("a ConfigMap");
        };
        let read = of_config_map(&config_map);
        assert_eq!(read.len(), 3);
        assert_eq!(read[0].credentials, [Credential::Password]);
        assert_eq!(read[1].source_type, SourceType::Helm);
        assert!(read[2].is_template());
    }
}
