//! Which kind of credentials a connection has; never what they are.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::redact::without_credentials;

/// A kind of credentials.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Credential {
    /// User name and password, or a token in its place.
    Password,
    /// A bearer token.
    BearerToken,
    /// An SSH key.
    SshKey,
    /// A client certificate with its key.
    TlsCertificate,
    /// A GitHub App.
    GitHubApp,
    /// A service account of Google Cloud.
    GoogleServiceAccount,
    /// The workload identity of the repo-server on Azure.
    AzureWorkloadIdentity,
    /// A service principal of Azure.
    AzureServicePrincipal,
}

/// Fields of a Secret, any of which tells a kind.
const FIELDS: [(Credential, &[&str]); 7] = [
    (Credential::Password, &["password", "username"]),
    (Credential::BearerToken, &["bearerToken"]),
    (Credential::SshKey, &["sshPrivateKey"]),
    (
        Credential::TlsCertificate,
        &["tlsClientCertData", "tlsClientCertKey"],
    ),
    (Credential::GitHubApp, &["githubAppPrivateKey"]),
    (Credential::GoogleServiceAccount, &["gcpServiceAccountKey"]),
    (
        Credential::AzureServicePrincipal,
        &["azureServicePrincipalClientSecret"],
    ),
];

impl Credential {
    /// Returns the kinds of credentials of a Secret's data.
    pub(super) fn of(data: &Map<String, Value>, is_true: impl Fn(&str) -> bool) -> Vec<Self> {
        let filled = |name: &&str| {
            let text = data.get(*name).and_then(Value::as_str);
            text.is_some_and(|text| !text.is_empty())
        };
        let stored = FIELDS.iter().filter(|(_, names)| names.iter().any(filled));
        let mut kinds: Vec<Self> = stored.map(|(kind, _)| *kind).collect();
        if is_true("useAzureWorkloadIdentity") {
            kinds.push(Self::AzureWorkloadIdentity);
        }
        kinds
    }

    /// Returns what an HTTP address itself carries: a user or a token in front of its host.
    pub(super) fn in_address(address: &str) -> Option<Self> {
        let carries = address.starts_with("http") && without_credentials(address) != address;
        carries.then_some(Self::Password)
    }

    /// Returns what people call it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::BearerToken => "bearer token",
            Self::SshKey => "SSH key",
            Self::TlsCertificate => "TLS certificate",
            Self::GitHubApp => "GitHub App",
            Self::GoogleServiceAccount => "Google service account",
            Self::AzureWorkloadIdentity => "Azure workload identity",
            Self::AzureServicePrincipal => "Azure service principal",
        }
    }
}
