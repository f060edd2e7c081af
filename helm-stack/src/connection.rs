//! From Helm's flags to a connected cluster, and from what goes wrong there to a failure with exit code and next steps.

use cluster::{Cause, Cluster, Connection};
use plugin_kit::failure::{Exit, Failure};

use crate::cli::HelmFlags;

/// Connects to the cluster that Helm's own flags and variables name.
///
/// # Errors
/// They lead nowhere; each with the next step.
pub(crate) async fn connect(helm: &HelmFlags) -> anyhow::Result<Cluster> {
    let connection = Connection {
        kubeconfig: helm.kubeconfig.clone(),
        context: helm.kube_context.clone(),
        server: helm.kube_apiserver.clone(),
        token: helm.kube_token.clone(),
        impersonate: helm.kube_as_user.clone(),
        impersonate_groups: helm.kube_as_group.clone(),
        certificate_authority: helm.kube_ca_file.clone(),
        tls_server_name: helm.kube_tls_server_name.clone(),
        insecure: helm.kube_insecure_skip_tls_verify,
        user_agent: format!("helm-stack/{}", env!("CARGO_PKG_VERSION")),
        ..Connection::default()
    };
    cluster::connect(&connection).await.map_err(explained)
}

/// Returns the error as `main` reports it.
pub(crate) fn explained(error: cluster::Error) -> anyhow::Error {
    failure(&error).into()
}

/// Returns the error as a failure that more may be added to.
pub(crate) fn failure(error: &cluster::Error) -> Failure {
    let failure = Failure::new(error.to_string()).exit(exit(error.cause()));
    // Recorded files are what `kubectl addons` reads.
    let advice = error
        .advice()
        .iter()
        .filter(|advice| !advice.contains("--from"));
    let advice = advice.map(|advice| of_helm(advice));
    advice.fold(failure, Failure::next)
}

/// Returns the exit code of a cause.
pub(crate) fn exit(cause: Cause) -> Exit {
    match cause {
        Cause::Forbidden | Cause::Unauthorized => Exit::Forbidden,
        Cause::TimedOut => Exit::TimedOut,
        Cause::UnknownContext => Exit::NotFound,
        _ => Exit::Error,
    }
}

/// Puts Helm's names of flags in the place of kubectl's.
fn of_helm(advice: &str) -> String {
    [
        ("--context", "--kube-context"),
        ("--certificate-authority", "--kube-ca-file"),
        ("--tls-server-name", "--kube-tls-server-name"),
        ("--token", "--kube-token"),
    ]
    .iter()
    .fold(advice.to_owned(), |advice, (theirs, ours)| {
        advice.replace(theirs, ours)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_names_flags_as_helm_does() {
        let advice = "name it with --context, or --tls-server-name NAME";
        let expected = "name it with --kube-context, or --kube-tls-server-name NAME";
        assert_eq!(of_helm(advice), expected);
    }
}
