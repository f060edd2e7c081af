//! From kubectl's flags to a connected cluster.

use argocd::duration;
use cluster::cluster::RequestTimeout;
use cluster::{Cluster, Connection, KubeconfigNames};
use jiff::SignedDuration;
use plugin_kit::failure::{Exit, Failure};

use crate::cli::ConnectionFlags;
use crate::explain::explained;

/// Returns the connection to the cluster that the flags name.
///
/// # Errors
/// A flag that cannot be read.
pub(super) fn connection(flags: &ConnectionFlags) -> anyhow::Result<Connection> {
    Ok(Connection {
        context: flags.context.clone(),
        cluster: flags.kube_cluster.clone(),
        user: flags.user.clone(),
        server: flags.server.clone(),
        token: flags.token.clone(),
        namespace: flags.namespace.clone(),
        tls_server_name: flags.tls_server_name.clone(),
        certificate_authority: flags.certificate_authority.clone(),
        ..elsewhere(flags)?
    })
}

/// Returns what of the flags holds for every cluster, and not for the one they name alone.
///
/// # Errors
/// A flag that cannot be read.
pub(super) fn elsewhere(flags: &ConnectionFlags) -> anyhow::Result<Connection> {
    Ok(Connection {
        kubeconfig: flags.kubeconfig.clone(),
        impersonate: flags.impersonate.clone(),
        impersonate_groups: flags.impersonate_groups.clone(),
        impersonate_uid: flags.impersonate_uid.clone(),
        insecure: flags.insecure_skip_tls_verify,
        request_timeout: request_timeout(flags.request_timeout.as_deref())?,
        user_agent: format!("kubectl-addons/{}", env!("CARGO_PKG_VERSION")),
        ..Connection::default()
    })
}

/// Connects as the flags say.
///
/// # Errors
/// Flags that lead nowhere, each with the next step.
pub(super) async fn connect(flags: &ConnectionFlags) -> anyhow::Result<Cluster> {
    let connection = connection(flags)?;
    cluster::connect(&connection).await.map_err(explained)
}

/// Checks that the context that the flags name is in the kubeconfig.
///
/// # Errors
/// It is not; the error says which are.
pub(crate) fn check_context(flags: &ConnectionFlags) -> anyhow::Result<()> {
    cluster::check_context(&connection(flags)?).map_err(explained)
}

/// Returns the names in the kubeconfig; none where it cannot be read. No server is asked.
pub(crate) fn kubeconfig_names(flags: &ConnectionFlags) -> KubeconfigNames {
    connection(flags).map_or_else(
        |_| KubeconfigNames::default(),
        |connection| cluster::names(&connection),
    )
}

/// Reads kubectl's `--request-timeout`: Go's durations, a bare number of seconds, or 0 for never.
fn request_timeout(text: Option<&str>) -> anyhow::Result<RequestTimeout> {
    let Some(text) = text else {
        return Ok(RequestTimeout::Unset);
    };
    let seconds = text
        .parse::<u32>()
        .ok()
        .map(|seconds| SignedDuration::from_secs(seconds.into()));
    match seconds.or_else(|| duration::parse(text)) {
        Some(SignedDuration::ZERO) => Ok(RequestTimeout::Never),
        Some(duration) if duration.is_positive() => {
            Ok(RequestTimeout::After(duration.unsigned_abs()))
        }
        _ => Err(
            Failure::new(format!("`--request-timeout {text}` is no length of time"))
                .next("write it as in `10s`, `1m` or `0` for never")
                .exit(Exit::Usage)
                .into(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_timeout_is_written_as_for_kubectl() {
        let read = |text| request_timeout(Some(text)).unwrap();
        assert_eq!(request_timeout(None).unwrap(), RequestTimeout::Unset);
        assert_eq!(read("0"), RequestTimeout::Never);
        assert_eq!(read("0s"), RequestTimeout::Never);
        assert_eq!(read("90"), RequestTimeout::After(Duration::from_secs(90)));
        assert_eq!(
            read("1m30s"),
            RequestTimeout::After(Duration::from_secs(90))
        );
    }

    #[test]
    fn other_words_are_refused() {
        for word in ["soon", "-5s", "1 day", ""] {
            assert!(request_timeout(Some(word)).is_err(), "{word}");
        }
    }
}
