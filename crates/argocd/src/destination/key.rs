//! What a destination is called, and by which Argo CD.

use serde::{Deserialize, Serialize};

use crate::application::{Application, Destination};

/// A destination as one Argo CD and one project of it mean it: two of them may know different clusters by one name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DestinationKey {
    /// Namespace of the Argo CD.
    pub controller_namespace: String,
    /// AppProject: clusters may belong to one.
    pub project: String,
    /// `spec.destination.server`, in its [`comparable`] form; empty where a name is given.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub server: String,
    /// `spec.destination.name`; empty where a URL is given.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

impl DestinationKey {
    /// Returns the key of an Application's destination.
    pub fn of(application: &Application) -> Self {
        let Destination { server, name, .. } = &application.spec.destination;
        Self {
            controller_namespace: application.controller_namespace().to_owned(),
            project: application.project().to_owned(),
            server: comparable(server),
            name: name.clone(),
        }
    }
}

/// Returns a URL of an API server so that equal ones compare equal: without trailing slashes, which Argo CD does not
/// count, and with scheme and host in small letters, which are one to every resolver (RFC 3986, section 6.2.2.1).
pub fn comparable(server: &str) -> String {
    let server = server.trim().trim_end_matches('/');
    let Some((scheme, rest)) = server.split_once("://") else {
        return server.to_owned();
    };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (user, host) = authority.split_at(authority.rfind('@').map_or(0, |at| at + 1));
    format!(
        "{}://{user}{}{path}",
        scheme.to_lowercase(),
        host.to_lowercase()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slashes_and_the_case_of_the_host_do_not_tell_servers_apart() {
        assert_eq!(
            comparable("HTTPS://Prod.Example.com:6443//"),
            comparable("https://prod.example.com:6443")
        );
        assert_ne!(comparable("https://a/Path"), comparable("https://a/path"));
        assert_ne!(comparable("https://a:1"), comparable("https://a:2"));
        assert_eq!(comparable("https://Bot:Pw@A/B"), "https://Bot:Pw@a/B");
        assert_eq!(comparable("odd"), "odd");
    }
}
