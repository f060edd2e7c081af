//! Which GitOps repository, branch and cluster are meant.

use clap::Args;

/// The GitOps repository and the cluster in it.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "GitOps repository")]
pub(crate) struct RepositoryFlags {
    /// GitOps repository: the URL it is cloned from, or the path of a clone; unless given, the clone around the stack folder
    #[arg(long, env = "HELM_STACK_REPO", value_name = "URL|PATH")]
    pub repo: Option<String>,
    /// Cluster, a folder of the GitOps repository; unless given, the one the stack folder lies in
    #[arg(long, env = "HELM_STACK_CLUSTER", value_name = "NAME")]
    pub cluster: Option<String>,
    /// Branch; the repository's default unless given
    #[arg(long, value_name = "BRANCH")]
    pub branch: Option<String>,
    /// URL under which Argo CD reads the repository, where it is another than --repo; remembered in cluster.yaml
    #[arg(long, value_name = "URL")]
    pub argocd_repo: Option<String>,
}
