//! How a cluster is spoken to: the `config` of a cluster Secret.

use std::fmt;

use secrecy::SecretString;
use serde::Deserialize;

/// The program Argo CD makes AWS tokens with (`Cluster.RawRestConfig`).
const AWS_PROGRAM: &str = "argocd-k8s-auth";

/// Address, credentials and trust of one cluster. `Debug` shows no secret.
#[derive(Debug, Clone)]
pub struct Access {
    /// URL of the API server.
    pub server: String,
    /// As whom.
    pub identity: Identity,
    /// Client certificate, as PEM in base64; empty where there is none.
    pub certificate: String,
    /// Key of the client certificate, likewise.
    pub key: SecretString,
    /// Authorities that may vouch for the server, likewise; empty means those of the machine.
    pub authorities: String,
    /// Name in the server's certificate, where it is another than the URL's.
    pub server_name: String,
    /// Whether anybody is taken for the server.
    pub insecure: bool,
    /// The proxy that leads there; empty for none.
    pub proxy: String,
    /// Whether answers are not to be compressed.
    pub disable_compression: bool,
}

/// As whom a cluster is spoken to, beside a client certificate.
#[derive(Clone)]
pub enum Identity {
    /// As nobody, or as whom the client certificate says.
    Nobody,
    /// With a bearer token.
    Token(SecretString),
    /// With a name and a password.
    Password(String, SecretString),
    /// With what this program prints.
    Program(String),
}

impl fmt::Debug for Identity {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Nobody => "Nobody",
            Self::Token(_) => "Token",
            Self::Password(..) => "Password",
            Self::Program(_) => "Program",
        })
    }
}

impl Access {
    /// Reads the `config` of a Secret whose server is given.
    ///
    /// # Errors
    /// A sentence that repeats nothing of it.
    pub(super) fn read(server: &str, config: &[u8]) -> Result<Self, String> {
        let config: Config = match config.trim_ascii() {
            [] => Config::default(),
            json => serde_json::from_slice(json)
                .map_err(|_| "the config in it is not the JSON that Argo CD writes".to_owned())?,
        };
        let identity = config.identity();
        let Tls {
            insecure,
            server_name,
            ca_data,
            cert_data,
            key_data,
        } = config.tls_client_config.unwrap_or_default();
        Ok(Self {
            server: server.to_owned(),
            identity,
            certificate: cert_data.unwrap_or_default(),
            key: key_data.unwrap_or_default().into(),
            authorities: ca_data.unwrap_or_default(),
            server_name: server_name.unwrap_or_default(),
            insecure: insecure.unwrap_or_default(),
            proxy: config.proxy_url.unwrap_or_default(),
            disable_compression: config.disable_compression.unwrap_or_default(),
        })
    }
}

/// `ClusterConfig` of Argo CD (`pkg/apis/application/v1alpha1/types.go`).
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Config {
    username: Option<String>,
    password: Option<String>,
    bearer_token: Option<String>,
    tls_client_config: Option<Tls>,
    aws_auth_config: Option<serde::de::IgnoredAny>,
    exec_provider_config: Option<Program>,
    disable_compression: Option<bool>,
    proxy_url: Option<String>,
}

impl Config {
    /// Argo CD looks at the AWS settings first, then at the program, then at what is written down.
    fn identity(&self) -> Identity {
        let filled = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
        match (&self.aws_auth_config, &self.exec_provider_config) {
            (Some(_), _) => return Identity::Program(AWS_PROGRAM.to_owned()),
            (None, Some(program)) => return Identity::Program(program.name()),
            (None, None) => {}
        }
        match (filled(&self.bearer_token), filled(&self.username)) {
            (Some(token), _) => Identity::Token(token.into()),
            (None, Some(name)) => {
                Identity::Password(name, self.password.clone().unwrap_or_default().into())
            }
            (None, None) => Identity::Nobody,
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Tls {
    insecure: Option<bool>,
    server_name: Option<String>,
    ca_data: Option<String>,
    cert_data: Option<String>,
    key_data: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Program {
    command: Option<String>,
}

impl Program {
    /// Returns the program without the folder it lies in; its arguments may be secret.
    fn name(&self) -> String {
        let command = self.command.as_deref().unwrap_or_default();
        let name = command.rsplit(['/', '\\']).next().unwrap_or_default();
        name.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn read(config: &str) -> Access {
        Access::read("https://far:6443", config.as_bytes()).unwrap()
    }

    #[test]
    fn every_setting_of_argo_cd_is_read() {
        let access = read(
            r#"{"bearerToken": "hunter2", "proxyUrl": "socks5://gate:1080", "disableCompression": true,
                "tlsClientConfig": {"insecure": false, "serverName": "far", "caData": "Q0E=", "certData": "Q1Q=", "keyData": "S1k="}}"#,
        );
        assert!(
            matches!(&access.identity, Identity::Token(token) if token.expose_secret() == "hunter2")
        );
        let Access {
            authorities,
            certificate,
            key,
            ..
        } = &access;
        assert_eq!(
            (&**authorities, &**certificate, key.expose_secret()),
            ("Q0E=", "Q1Q=", "S1k=")
        );
        assert_eq!(
            (&*access.server_name, &*access.proxy),
            ("far", "socks5://gate:1080")
        );
        assert!(access.disable_compression && !access.insecure);
    }

    #[test]
    fn no_secret_is_shown() {
        let text = r#"{"username": "bot", "password": "hunter2", "tlsClientConfig": {"keyData": "aHVudGVyMg=="}}"#;
        let access = read(text);
        assert!(matches!(&access.identity, Identity::Password(name, _) if name == "bot"));
        let shown = format!("{access:?}");
        assert!(
            !shown.contains("hunter2") && !shown.contains("aHVudGVyMg"),
            "{shown}"
        );
        let wrong = Access::read("https://far", br#"{"bearerToken": hunter2"#).unwrap_err();
        assert!(!wrong.contains("hunter2"), "{wrong}");
    }

    #[test]
    fn programs_are_named_without_their_arguments_and_come_before_tokens() {
        let named = |config| match read(config).identity {
            Identity::Program(name) => name,
            other => panic!("{other:?}"),
        };
        assert_eq!(
            named(
                r#"{"bearerToken": "x", "execProviderConfig": {"command": "/usr/bin/gcp-auth", "args": ["--key", "hunter2"]}}"#
            ),
            "gcp-auth"
        );
        assert_eq!(
            named(r#"{"awsAuthConfig": {"clusterName": "far"}}"#),
            "argocd-k8s-auth"
        );
    }

    #[test]
    fn an_empty_config_speaks_as_nobody() {
        assert!(matches!(read("").identity, Identity::Nobody));
        assert!(matches!(
            read(r#"{"bearerToken": "", "tlsClientConfig": null}"#).identity,
            Identity::Nobody
        ));
    }
}
