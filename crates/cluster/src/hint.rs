//! Turns the client library's errors into a cause, a sentence and a next step.
//!
//! The one place that looks into chains of hyper, rustls and system errors.
//! Answers of the server (403, 404…) are read in `answer`.

use std::error::Error as StdError;
use std::io::{self, ErrorKind};

use kube::client::AuthError;
use kube::config::KubeconfigError;

use crate::error::{Cause, Error};

/// Explains an error of the client; `server` is the address that was asked.
pub(crate) fn explain(error: kube::Error, server: &str) -> Error {
    match &error {
        kube::Error::Auth(error) => explain_credentials(error),
        kube::Error::InferKubeconfig(error) => explain_kubeconfig_part(error),
        kube::Error::ProxyProtocolUnsupported { .. } => Error::new(
            Cause::Kubeconfig,
            "the proxy's address must begin with http, https or socks5",
        )
        .next("check proxy-url in the kubeconfig, or HTTPS_PROXY"),
        other => explain_chain(other, server),
    }
}

/// Explains why a kubeconfig cannot be used.
pub(crate) fn explain_kubeconfig(error: KubeconfigError) -> Error {
    explain_kubeconfig_part(&error)
}

fn explain_kubeconfig_part(error: &KubeconfigError) -> Error {
    Error::new(
        Cause::Kubeconfig,
        format!("the kubeconfig cannot be used: {error}"),
    )
    .next("see what it holds with: kubectl config view --minify")
}

/// Names the program of an exec plugin, but never repeats what it printed: it may hold a token.
fn explain_credentials(error: &AuthError) -> Error {
    let error = match error {
        AuthError::AuthExecStart(cause) if cause.kind() == ErrorKind::NotFound => {
            return Error::new(
                Cause::Credentials,
                "the program that the kubeconfig names for logging in (users[].user.exec.command) is not installed",
            )
            .next("install it, or see its name with: kubectl config view --minify");
        }
        AuthError::AuthExecRun { cmd, out } => Error::new(
            Cause::Credentials,
            format!(
                "the log-in program {} of the kubeconfig failed ({})",
                program_of(cmd),
                out.status
            ),
        ),
        AuthError::AuthExecParse(_) | AuthError::ExecPluginFailed => Error::new(
            Cause::Credentials,
            "the log-in program of the kubeconfig printed no credentials",
        ),
        other => Error::new(
            Cause::Credentials,
            format!("the kubeconfig's credentials cannot be used: {other}"),
        ),
    };
    error.next("log in again, then try: kubectl auth whoami")
}

/// Finds the program in a command as the standard library prints it, `NAME="value" "program" "argument"`: variables
/// stand first and may be secret, and the first text in quotes of its own is the program.
fn program_of(command: &str) -> &str {
    let mut rest = command.trim_start();
    while !rest.is_empty() {
        let bare = rest.find(['"', ' ']).unwrap_or(rest.len());
        let Some(quoted) = rest[bare..].strip_prefix('"') else {
            rest = rest[bare..].trim_start();
            continue;
        };
        let end = quoted_end(quoted);
        if bare == 0 {
            return &quoted[..end];
        }
        rest = quoted[end..].trim_start_matches('"').trim_start();
    }
    ""
}

/// Returns where the quote ends that a text began with.
fn quoted_end(text: &str) -> usize {
    let mut escaped = false;
    let ends = |letter: char| {
        let end = letter == '"' && !escaped;
        escaped = letter == '\\' && !escaped;
        end
    };
    text.find(ends).unwrap_or(text.len())
}

fn explain_chain(error: &(dyn StdError + 'static), server: &str) -> Error {
    let chain = chain(error);
    if let Some(auth) = chain.iter().find_map(|e| e.downcast_ref::<AuthError>()) {
        return explain_credentials(auth);
    }
    if let Some(tls) = chain.iter().find_map(|e| e.downcast_ref::<rustls::Error>()) {
        return explain_tls(tls, server);
    }
    let broken = chain.iter().find_map(|e| e.downcast_ref::<io::Error>());
    let deepest = chain.last().map(ToString::to_string).unwrap_or_default();
    match broken.map(io::Error::kind) {
        Some(ErrorKind::ConnectionRefused) => Error::new(
            Cause::Unreachable,
            format!("nothing listens at {server}"),
        )
        .next("is the cluster running, and is this its address? see: kubectl config view --minify"),
        Some(ErrorKind::TimedOut) => {
            Error::new(Cause::Unreachable, format!("{server} does not answer"))
                .next("check the network, VPN and proxy that lead to it")
        }
        _ if deepest.contains("lookup") || deepest.contains("resolve") => Error::new(
            Cause::Unreachable,
            format!("the name in {server} is not known: {deepest}"),
        )
        .next("check the server's name, DNS and VPN"),
        _ => Error::new(
            Cause::Unreachable,
            format!("the connection to {server} failed: {deepest}"),
        )
        .next("check the network, VPN and proxy that lead to it"),
    }
}

/// Lists an error and its causes; an `io::Error` hides the error it wraps from `source`.
fn chain<'a>(error: &'a (dyn StdError + 'static)) -> Vec<&'a (dyn StdError + 'static)> {
    let mut chain: Vec<&'a (dyn StdError + 'static)> = Vec::new();
    let mut next = Some(error);
    while let Some(error) = next {
        chain.push(error);
        let wrapped = error
            .downcast_ref::<io::Error>()
            .and_then(io::Error::get_ref)
            .map(|inner| inner as &(dyn StdError + 'static));
        next = wrapped.or_else(|| error.source());
    }
    chain
}

fn explain_tls(error: &rustls::Error, server: &str) -> Error {
    use rustls::CertificateError as Certificate;
    let (why, next) = match error {
        rustls::Error::InvalidCertificate(
            Certificate::UnknownIssuer | Certificate::BadSignature,
        ) => (
            "it is signed by an authority we do not know".to_owned(),
            "give the authority with --certificate-authority FILE",
        ),
        rustls::Error::InvalidCertificate(
            Certificate::Expired | Certificate::ExpiredContext { .. },
        ) => (
            "it has expired".to_owned(),
            "renew the server's certificate, and check this machine's clock",
        ),
        rustls::Error::InvalidCertificate(
            Certificate::NotValidForName | Certificate::NotValidForNameContext { .. },
        ) => (
            "it is made out to another name".to_owned(),
            "give the name it is made out to with --tls-server-name; a certificate needs a subject alternative name",
        ),
        rustls::Error::AlertReceived(alert) => {
            return Error::new(
                Cause::Tls,
                format!("{server} refused our client certificate ({alert:?})"),
            )
            .next("log in again: the client certificate of the kubeconfig may have expired");
        }
        other => (
            other.to_string(),
            "check the address and the certificate authority of the kubeconfig",
        ),
    };
    Error::new(
        Cause::Tls,
        format!("the certificate of {server} is not accepted: {why}"),
    )
    .next(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrapped(inner: impl Into<Box<dyn StdError + Send + Sync>>) -> kube::Error {
        kube::Error::Service(Box::new(io::Error::other(inner)))
    }

    #[test]
    fn a_certificate_for_another_name_is_found_under_wrapping() {
        let tls = rustls::Error::InvalidCertificate(rustls::CertificateError::NotValidForName);
        let error = explain(wrapped(tls), "https://api:6443");
        assert_eq!(error.cause(), Cause::Tls);
        assert!(error.to_string().contains("made out to another name"));
        assert!(error.advice()[0].contains("--tls-server-name"));
    }

    #[test]
    fn a_refused_connection_names_the_server() {
        let refused = kube::Error::Service(Box::new(io::Error::from(ErrorKind::ConnectionRefused)));
        let error = explain(refused, "https://127.0.0.1:1");
        assert_eq!(error.cause(), Cause::Unreachable);
        assert_eq!(error.to_string(), "nothing listens at https://127.0.0.1:1");
    }

    #[test]
    fn a_log_in_program_is_named_without_its_variables() {
        for (command, program) in [
            (r#""get-token" "--password" "hunter2""#, "get-token"),
            (
                r#"A="hunter2" INFO="{\"a b\":\"hunter2\"}" "get-token""#,
                "get-token",
            ),
            (r#"env -u HOME A="hunter2\\" "my token" "x""#, "my token"),
            (r#"A="" "get-token""#, "get-token"),
            ("", ""),
            (r#"A="hunter2"#, ""),
        ] {
            assert_eq!(program_of(command), program, "{command}");
        }
    }

    #[test]
    fn what_a_log_in_program_printed_is_never_repeated() {
        let out = std::process::Output {
            status: std::process::ExitStatus::default(),
            stdout: b"token: hunter2".to_vec(),
            stderr: b"hunter2".to_vec(),
        };
        let auth = AuthError::AuthExecRun {
            cmd: "\"get-token\" \"--password\" \"hunter2\"".to_owned(),
            out: Box::new(out),
        };
        let error = explain(kube::Error::Auth(auth), "https://api");
        assert_eq!(error.cause(), Cause::Credentials);
        assert!(error.to_string().contains("get-token"));
        assert!(!format!("{error:?}").contains("hunter2"));
    }
}
