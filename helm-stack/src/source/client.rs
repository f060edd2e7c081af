//! The one place where HTTP clients are made: deadlines, trust, proxies, redirects.
//!
//! What is asked and what an answer means belongs to the rooms that ask.

use std::path::{Path, PathBuf};
use std::time::Duration;

use plugin_kit::failure::Explain;
use reqwest::redirect::{Action, Attempt, Policy};
use reqwest::{Certificate, Client, Identity};
use url::{Host, Url};

/// How we call ourselves to servers.
const USER_AGENT: &str = concat!("helm-stack/", env!("CARGO_PKG_VERSION"));

/// Redirects that are followed, as Helm's client does (Go's `net/http`).
const REDIRECTS: usize = 10;

/// How long a server may take.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadlines {
    /// Until it is connected.
    pub connect: Duration,
    /// Until more comes.
    pub silence: Duration,
    /// Until everything has come.
    pub whole: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(10),
            silence: Duration::from_secs(30),
            whole: Duration::from_secs(300),
        }
    }
}

/// Whom a client trusts and how it shows who it is; the files of an entry of `repositories.yaml`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tls {
    /// Authorities, in the place of the system's.
    pub authorities: Option<PathBuf>,
    /// Certificate and key the client shows.
    pub identity: Option<(PathBuf, PathBuf)>,
    /// Whether any certificate will do.
    pub insecure: bool,
}

/// Makes a client for a server.
///
/// # Errors
/// A certificate or key that cannot be read.
pub(crate) fn client(server: &Url, tls: &Tls, deadlines: Deadlines) -> anyhow::Result<Client> {
    let mut builder = Client::builder()
        .user_agent(USER_AGENT)
        .connect_timeout(deadlines.connect)
        .read_timeout(deadlines.silence)
        .timeout(deadlines.whole)
        .redirect(Policy::custom(followed));
    if is_loopback(server) {
        // As Go's `http.ProxyFromEnvironment`, and so Helm.
        builder = builder.no_proxy();
    }
    if let Some(file) = &tls.authorities {
        let authorities = Certificate::from_pem_bundle(&pem(file)?).doing(reading(file))?;
        builder = builder.tls_certs_only(authorities);
    }
    if let Some((certificate, key)) = &tls.identity {
        let both = [pem(certificate)?, pem(key)?].join(&b'\n');
        builder = builder.identity(Identity::from_pem(&both).doing(reading(certificate))?);
    }
    if tls.insecure {
        builder = builder.tls_danger_accept_invalid_certs(true);
    }
    builder.build().doing("making an HTTP client")
}

fn followed(attempt: Attempt<'_>) -> Action {
    match check_redirect(attempt.previous(), attempt.url()) {
        Ok(()) => attempt.follow(),
        Err(why) => attempt.error(why),
    }
}

/// Refuses a redirect that leads from HTTPS to plain HTTP, and one too many. Credentials stay behind when scheme, host or
/// port change (reqwest's rule).
fn check_redirect(previous: &[Url], next: &Url) -> Result<(), &'static str> {
    let was_secure = previous.last().is_some_and(|url| url.scheme() == "https");
    if was_secure && next.scheme() != "https" {
        return Err("it leads from HTTPS to plain HTTP");
    }
    match previous.len() > REDIRECTS {
        true => Err("there is no end to its redirects"),
        false => Ok(()),
    }
}

fn pem(file: &Path) -> anyhow::Result<Vec<u8>> {
    std::fs::read(file)
        .doing(reading(file))
        .next("see caFile, certFile and keyFile of the repository in Helm's repositories.yaml")
}

fn reading(file: &Path) -> String {
    format!("reading {}", file.display())
}

/// Says whether a server is this machine.
pub(crate) fn is_loopback(server: &Url) -> bool {
    match server.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_is_this_machine_alone() {
        let is = |url: &str| is_loopback(&url.parse().unwrap());
        assert!(is("http://127.0.0.1:5000/x") && is("http://[::1]/") && is("https://localhost"));
        assert!(!is("http://10.0.0.1") && !is("http://localhost.example.com"));
    }

    #[test]
    fn a_redirect_never_leads_out_of_https() {
        let check =
            |from: &str, to: &str| check_redirect(&[from.parse().unwrap()], &to.parse().unwrap());
        assert!(check("https://a.example.com/x", "https://b.example.com/x").is_ok());
        assert!(check("http://a.example.com/x", "https://a.example.com/x").is_ok());
        assert!(check("https://a.example.com/x", "http://a.example.com/x").is_err());
    }

    #[test]
    fn a_missing_authority_file_is_named_with_its_remedy() {
        let tls = Tls {
            authorities: Some("/nowhere/ca.pem".into()),
            ..Tls::default()
        };
        let url = "https://charts.example.com".parse().unwrap();
        let error = client(&url, &tls, Deadlines::default()).unwrap_err();
        assert!(format!("{error:#}").starts_with("reading /nowhere/ca.pem: "));
    }
}
