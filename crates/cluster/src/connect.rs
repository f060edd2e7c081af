//! Makes a [`Cluster`] out of kubectl's connection flags, a kubeconfig or the pod we run in.
//!
//! Nothing is sent yet, but an exec plugin may run and ask the user. What went
//! wrong is said in sentences; flags are parsed elsewhere.

use std::path::PathBuf;

use http::header::{HeaderValue, USER_AGENT};
use kube::Config;
use secrecy::ExposeSecret;

use crate::cluster::{Cluster, RequestTimeout};
use crate::error::{Cause, Error};
use crate::kubeconfig::{self, Chosen};
use crate::{client, hint, proxy};

/// kubectl's connection flags; what is not set comes from the kubeconfig.
#[derive(Clone, Default)]
pub struct Connection {
    /// `--kubeconfig`; else `KUBECONFIG`, else `~/.kube/config`.
    pub kubeconfig: Option<PathBuf>,
    /// `--context`.
    pub context: Option<String>,
    /// `--cluster`.
    pub cluster: Option<String>,
    /// `--user`.
    pub user: Option<String>,
    /// `--server`.
    pub server: Option<String>,
    /// `--token`; takes the place of every other credential, and is never shown.
    pub token: Option<String>,
    /// `--namespace`.
    pub namespace: Option<String>,
    /// `--as`.
    pub impersonate: Option<String>,
    /// `--as-group`.
    pub impersonate_groups: Vec<String>,
    /// `--as-uid`.
    pub impersonate_uid: Option<String>,
    /// `--insecure-skip-tls-verify`.
    pub insecure: bool,
    /// `--tls-server-name`.
    pub tls_server_name: Option<String>,
    /// `--certificate-authority`.
    pub certificate_authority: Option<PathBuf>,
    /// `--request-timeout`.
    pub request_timeout: RequestTimeout,
    /// Name and version of the program, as audit logs show it (`User-Agent`).
    pub user_agent: String,
}

/// Makes a cluster; nothing is asked of the server yet.
///
/// # Errors
/// No kubeconfig, a name it does not have, credentials that cannot be made, an
/// address or a certificate that cannot be read.
pub async fn connect(connection: &Connection) -> Result<Cluster, Error> {
    let (mut config, context) = configuration(connection).await?;
    check_token(&config)?;
    if let Some(namespace) = &connection.namespace {
        config.default_namespace.clone_from(namespace);
    }
    finish(config, context, connection)
}

/// Makes a cluster of a whole configuration.
pub(crate) fn finish(
    mut config: Config,
    context: Option<String>,
    connection: &Connection,
) -> Result<Cluster, Error> {
    // Fifteen silent tries on 429, 503 and 504 look like a hang; `request` tries politely itself.
    config.default_retry = false;
    config.connect_timeout = Some(std::time::Duration::from_secs(10));
    if let Ok(agent) = HeaderValue::from_str(&connection.user_agent)
        && !agent.is_empty()
    {
        config.headers.push((USER_AGENT, agent));
    }
    // Packing costs the server more than the loopback costs us.
    config.disable_compression |= proxy::is_loopback(&config.cluster_url);
    let server = address(&config.cluster_url);
    let default_namespace = config.default_namespace.clone();
    let client = client::client(config).map_err(|error| hint::explain(error, &server))?;
    Ok(Cluster {
        client,
        server,
        default_namespace,
        context,
        request_timeout: connection.request_timeout,
    })
}

/// Refuses a token that no header can carry, on which the client library would panic.
pub(crate) fn check_token(config: &Config) -> Result<(), Error> {
    let token = config.auth_info.token.as_ref();
    match token.map(|token| HeaderValue::from_str(token.expose_secret())) {
        Some(Err(_)) => Err(Error::new(
            Cause::Credentials,
            "the token has characters that no token has, such as the end of a line",
        )
        .next("see where it comes from: --token, or users[].user.token of the kubeconfig")),
        _ => Ok(()),
    }
}

async fn configuration(connection: &Connection) -> Result<(Config, Option<String>), Error> {
    let kubeconfig = match kubeconfig::read(connection)? {
        Some(kubeconfig) => kubeconfig,
        None if connection.server.is_some() => kube::config::Kubeconfig::default(),
        None => return in_cluster().map(|config| (config, None)),
    };
    let Chosen {
        kubeconfig,
        options,
        context,
    } = kubeconfig::choose(kubeconfig, connection)?;
    let own_proxy = proxy::of_kubeconfig(&kubeconfig, options.cluster.as_deref());
    let mut config = Config::from_custom_kubeconfig(kubeconfig, &options)
        .await
        .map_err(hint::explain_kubeconfig)?;
    config.proxy_url = proxy::choose(own_proxy, &config.cluster_url, &proxy::Environment::read())?;
    Ok((config, context))
}

fn in_cluster() -> Result<Config, Error> {
    Config::incluster().map_err(|_| {
        let places = kubeconfig::usual_places();
        let places: Vec<String> = places.iter().map(|p| p.display().to_string()).collect();
        Error::new(
            Cause::Kubeconfig,
            format!("there is no kubeconfig at {}", places.join(" or ")),
        )
        .next("name one with --kubeconfig or KUBECONFIG")
        .next("to look at recorded files instead of a cluster, use --from FILE")
    })
}

/// Returns the address without user info.
fn address(url: &http::Uri) -> String {
    let scheme = url.scheme_str().unwrap_or("https");
    let authority = url.authority().map(http::uri::Authority::as_str);
    let host = authority.unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    format!("{scheme}://{host}{}", url.path().trim_end_matches('/'))
}

#[cfg(test)]
#[path = "connect_tests.rs"]
mod tests;
