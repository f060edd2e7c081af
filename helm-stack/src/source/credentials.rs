//! Credentials of OCI registries, where Helm looks for them: its own registry configuration, then Docker's, helpers included.

use std::io::ErrorKind;
use std::path::Path;

use docker_credential::{CredentialRetrievalError, DockerCredential, get_credential_from_reader};
use plugin_kit::failure::{Explain, Failure};

use super::environment::Environment;
use super::secret::Secret;

/// What a registry is shown.
#[derive(Clone, Debug)]
pub(super) enum Login {
    /// A user and a password.
    Password {
        /// The user.
        user: String,
        /// The password.
        password: Secret,
    },
    /// A refresh token, to be exchanged for another.
    Refresh(Secret),
}

/// Key under which Docker keeps the credentials of its hub.
const DOCKER_HUB_KEY: &str = "https://index.docker.io/v1/";

/// Finds the credentials of a registry, `host` or `host:port`; none: it is asked without.
///
/// # Errors
/// A file that cannot be read, or a helper that fails.
pub(super) fn login(host: &str, environment: &Environment) -> anyhow::Result<Option<Login>> {
    let files = [&environment.registries, &environment.docker];
    for file in files.into_iter().flatten() {
        if let Some(login) = login_in(file, host)? {
            return Ok(Some(login));
        }
    }
    Ok(None)
}

fn login_in(file: &Path, host: &str) -> anyhow::Result<Option<Login>> {
    let text = match std::fs::read(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        read => zeroize::Zeroizing::new(read.doing(format!("reading {}", file.display()))?),
    };
    let key = match host {
        "docker.io" | "index.docker.io" | "registry-1.docker.io" => DOCKER_HUB_KEY,
        host => host,
    };
    match get_credential_from_reader(text.as_slice(), key) {
        Ok(DockerCredential::UsernamePassword(user, password)) if user == "<token>" => {
            Ok(Some(Login::Refresh(password.into())))
        }
        Ok(DockerCredential::UsernamePassword(user, password)) => {
            let password = password.into();
            Ok((!user.is_empty()).then_some(Login::Password { user, password }))
        }
        Ok(DockerCredential::IdentityToken(token)) => Ok(Some(Login::Refresh(token.into()))),
        Err(error) if is_none(&error) => Ok(None),
        Err(error) => Err(failed(file, host, &error)),
    }
}

/// Says whether there simply are none. Helpers say so in words (docker-credential-helpers' `errCredentialsNotFound`).
fn is_none(error: &CredentialRetrievalError) -> bool {
    match error {
        CredentialRetrievalError::NoCredentialConfigured => true,
        CredentialRetrievalError::HelperFailure { stdout, stderr, .. } => [stdout, stderr]
            .iter()
            .any(|said| said.contains("credentials not found")),
        _ => false,
    }
}

/// Says what failed, without what a helper printed: that may be a password.
fn failed(file: &Path, host: &str, error: &CredentialRetrievalError) -> anyhow::Error {
    let file = file.display();
    let what = match error {
        CredentialRetrievalError::HelperFailure { helper, .. } => {
            format!("docker-credential-{helper}, which {file} names for {host}, failed")
        }
        CredentialRetrievalError::HelperCommunicationError => {
            format!("the credential helper that {file} names for {host} cannot be run")
        }
        CredentialRetrievalError::MalformedHelperResponse => {
            format!("the credential helper that {file} names for {host} answers nonsense")
        }
        _ => format!("{file} has no readable credentials for {host}"),
    };
    Failure::new(what)
        .next(format!("log in again: helm registry login {host}"))
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn environment(folder: &Path, helm: &str, docker: &str) -> Environment {
        let write = |name: &str, text: &str| {
            let file = folder.join(name);
            std::fs::write(&file, text).unwrap();
            Some(file)
        };
        Environment {
            registries: write("helm.json", helm),
            docker: write("docker.json", docker),
            ..Environment::default()
        }
    }

    /// User and password, or the refresh token, of a host.
    fn found(helm: &str, docker: &str, host: &str) -> Option<String> {
        let folder = tempfile::tempdir().unwrap();
        let environment = environment(folder.path(), helm, docker);
        login(host, &environment).unwrap().map(|login| match login {
            Login::Password { user, password } => format!("{user}:{}", password.reveal()),
            Login::Refresh(token) => format!("refresh {}", token.reveal()),
        })
    }

    // robot:hunter2 and other:secret
    const HELM: &str =
        r#"{"auths": {"registry.example.com:5000": {"auth": "cm9ib3Q6aHVudGVyMg=="}}}"#;
    const DOCKER: &str = r#"{"auths": {"https://registry.example.com:5000/v2/": {"auth": "b3RoZXI6c2VjcmV0"},
        "other.example.com": {"auth": "b3RoZXI6c2VjcmV0"}, "https://index.docker.io/v1/": {"auth": "b3RoZXI6c2VjcmV0"},
        "token.example.com": {"identitytoken": "t0k3n"}, "empty.example.com": {}}}"#;

    #[test]
    fn helms_file_comes_before_dockers() {
        assert_eq!(
            found(HELM, DOCKER, "registry.example.com:5000").as_deref(),
            Some("robot:hunter2")
        );
        assert_eq!(
            found("{}", DOCKER, "registry.example.com:5000").as_deref(),
            Some("other:secret")
        );
        assert_eq!(
            found(HELM, DOCKER, "other.example.com").as_deref(),
            Some("other:secret")
        );
    }

    #[test]
    fn dockers_ways_to_write_them_are_read() {
        assert_eq!(
            found("{}", DOCKER, "docker.io").as_deref(),
            Some("other:secret")
        );
        assert_eq!(
            found("{}", DOCKER, "token.example.com").as_deref(),
            Some("refresh t0k3n")
        );
        for host in [
            "empty.example.com",
            "nobody.example.com",
            "registry.example.com",
        ] {
            assert_eq!(found(HELM, DOCKER, host), None, "{host}");
        }
    }

    #[test]
    fn missing_files_have_none() {
        let environment = Environment {
            registries: Some("/nowhere/config.json".into()),
            ..Environment::default()
        };
        assert!(
            login("registry.example.com", &environment)
                .unwrap()
                .is_none()
        );
    }

    #[test]
    fn a_helper_that_cannot_run_is_told_without_secrets() {
        let folder = tempfile::tempdir().unwrap();
        let helm = r#"{"credHelpers": {"r.example.com": "of-nobody"}, "auths": {"x": {"auth": "cm9ib3Q6aHVudGVyMg=="}}}"#;
        let environment = environment(folder.path(), helm, "{}");
        let said = crate::source::told::told(&login("r.example.com", &environment).unwrap_err());
        assert!(
            said.contains("cannot be run") && said.contains("helm registry login r.example.com"),
            "{said}"
        );
    }

    #[test]
    fn a_broken_file_is_told_without_what_is_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let environment = environment(
            folder.path(),
            r#"{"auths": {"r": {"auth": "hunter2!"}}}"#,
            "{}",
        );
        let said = crate::source::told::told(&login("r", &environment).unwrap_err());
        assert!(
            said.contains("helm.json has no readable credentials for r"),
            "{said}"
        );
        assert!(!said.contains("hunter2"), "{said}");
    }
}
