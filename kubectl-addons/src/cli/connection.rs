//! kubectl's own connection flags, and `--from`.

use std::path::PathBuf;

use argocd::application::Destination;
use clap::Args;

/// A cluster as Argo CD knows it, and a context of the kubeconfig that leads to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ClusterContext {
    /// Its name or URL in Argo CD.
    pub(crate) cluster: String,
    /// The context.
    pub(crate) context: String,
}

fn cluster_context(text: &str) -> Result<ClusterContext, String> {
    match text.split_once('=') {
        Some((cluster, _)) if cluster == Destination::IN_CLUSTER_NAME => {
            Err("the cluster that Argo CD runs in is the one of --context".to_owned())
        }
        Some((cluster, context)) if !cluster.is_empty() && !context.is_empty() => {
            Ok(ClusterContext {
                cluster: cluster.to_owned(),
                context: context.to_owned(),
            })
        }
        _ => Err("write it as CLUSTER=CONTEXT, as in `production=admin@production`".to_owned()),
    }
}

/// Where to read from, in kubectl's words.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Connection")]
pub(crate) struct ConnectionFlags {
    /// Namespace of the Applications; all namespaces unless given
    #[arg(short, long, value_name = "NAMESPACE")]
    pub namespace: Option<String>,
    /// Read all namespaces (the default)
    #[arg(short = 'A', long, conflicts_with = "namespace")]
    pub all_namespaces: bool,
    /// Read this instead of a cluster: a snapshot, or any Kubernetes YAML or JSON; file, folder or `-` (also .gz, .zst)
    #[arg(long, value_name = "FILE|DIR|-")]
    pub from: Option<PathBuf>,
    /// Context of the kubeconfig
    #[arg(long, value_name = "CONTEXT")]
    pub context: Option<String>,
    /// Read a cluster that add-ons are deployed to with this context instead of Argo CD's Secret; CLUSTER is its name
    /// or URL in Argo CD; may be given several times
    #[arg(long, value_name = "CLUSTER=CONTEXT", conflicts_with = "from", value_parser = cluster_context)]
    pub cluster_context: Vec<ClusterContext>,
    /// Path of the kubeconfig
    #[arg(long, value_name = "FILE")]
    pub kubeconfig: Option<PathBuf>,
    /// Cluster of the kubeconfig
    #[arg(
        long,
        value_name = "CLUSTER",
        id = "kube-cluster",
        hide_short_help = true
    )]
    pub kube_cluster: Option<String>,
    /// User of the kubeconfig
    #[arg(long, value_name = "USER", hide_short_help = true)]
    pub(crate) user: Option<String>,
    /// Address of the API server
    #[arg(short, long, value_name = "URL", hide_short_help = true)]
    pub server: Option<String>,
    /// Bearer token; better kept in the kubeconfig, since other users of this machine can read command lines
    #[arg(long, value_name = "TOKEN", hide_short_help = true)]
    pub token: Option<String>,
    /// File with the certificate authority of the API server
    #[arg(long, value_name = "FILE", hide_short_help = true)]
    pub certificate_authority: Option<PathBuf>,
    /// Name in the API server's certificate
    #[arg(long, value_name = "NAME", hide_short_help = true)]
    pub tls_server_name: Option<String>,
    /// Do not check the API server's certificate
    #[arg(long, hide_short_help = true)]
    pub insecure_skip_tls_verify: bool,
    /// User to impersonate
    #[arg(long = "as", value_name = "USER", hide_short_help = true)]
    pub impersonate: Option<String>,
    /// Group to impersonate; may be given several times
    #[arg(long = "as-group", value_name = "GROUP", hide_short_help = true)]
    pub impersonate_groups: Vec<String>,
    /// UID to impersonate
    #[arg(long = "as-uid", value_name = "UID", hide_short_help = true)]
    pub impersonate_uid: Option<String>,
    /// Give up on a request after this long, as in `10s` or `1m`; 0 never
    #[arg(long, value_name = "DURATION")]
    pub request_timeout: Option<String>,
}
