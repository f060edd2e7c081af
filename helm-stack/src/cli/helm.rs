//! Flags that Helm knows and takes out of the line, for a program that runs without Helm; under Helm the variables it sets
//! say the same. Those that mean nothing to a stack are taken and ignored, as scripts pass them on.

use std::path::PathBuf;

use clap::builder::{OsStringValueParser, TypedValueParser};
use clap::{ArgAction, Args};
use plugin_kit::screen::Colour;

/// Helm's own flags.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Helm")]
pub(crate) struct HelmFlags {
    /// When to colour
    #[arg(
        long,
        visible_alias = "colour",
        env = "HELM_COLOR",
        hide_env = true,
        value_enum,
        value_name = "WHEN",
        default_value = "auto",
        global = true
    )]
    pub color: Colour,
    /// Path of the kubeconfig
    #[arg(long, value_name = "FILE", global = true, hide_short_help = true)]
    pub kubeconfig: Option<PathBuf>,
    /// Context of the kubeconfig
    #[arg(
        long,
        env = "HELM_KUBECONTEXT",
        hide_env = true,
        value_name = "CONTEXT",
        global = true,
        hide_short_help = true
    )]
    pub kube_context: Option<String>,
    /// Address of the API server
    #[arg(
        long,
        env = "HELM_KUBEAPISERVER",
        hide_env = true,
        value_name = "URL",
        global = true,
        hide_short_help = true
    )]
    pub kube_apiserver: Option<String>,
    /// Bearer token; better kept in the kubeconfig, since other users of this machine can read command lines
    #[arg(
        long,
        env = "HELM_KUBETOKEN",
        hide_env = true,
        hide_env_values = true,
        value_name = "TOKEN",
        global = true,
        hide_short_help = true
    )]
    pub kube_token: Option<String>,
    /// User to impersonate
    #[arg(
        long,
        env = "HELM_KUBEASUSER",
        hide_env = true,
        value_name = "USER",
        global = true,
        hide_short_help = true
    )]
    pub kube_as_user: Option<String>,
    /// Group to impersonate; may be given several times
    #[arg(
        long,
        env = "HELM_KUBEASGROUPS",
        hide_env = true,
        value_delimiter = ',',
        value_name = "GROUP",
        global = true,
        hide_short_help = true
    )]
    pub kube_as_group: Vec<String>,
    /// File with the certificate authority of the API server
    #[arg(
        long,
        env = "HELM_KUBECAFILE",
        hide_env = true,
        value_parser = path(),
        value_name = "FILE",
        global = true,
        hide_short_help = true
    )]
    pub kube_ca_file: Option<PathBuf>,
    /// Name in the API server's certificate
    #[arg(
        long,
        env = "HELM_KUBETLS_SERVER_NAME",
        hide_env = true,
        value_name = "NAME",
        global = true,
        hide_short_help = true
    )]
    pub kube_tls_server_name: Option<String>,
    /// Do not check the API server's certificate
    #[arg(long, env = "HELM_KUBEINSECURE_SKIP_TLS_VERIFY", hide_env = true, num_args = 0..=1, require_equals = true, default_missing_value = "true", default_value = "false", action = ArgAction::Set, value_name = "BOOL", global = true, hide_short_help = true)]
    pub kube_insecure_skip_tls_verify: bool,
    /// File with registry credentials
    #[arg(
        long,
        env = "HELM_REGISTRY_CONFIG",
        hide_env = true,
        value_parser = path(),
        value_name = "FILE",
        global = true,
        hide_short_help = true
    )]
    pub registry_config: Option<PathBuf>,
    /// File with the names and URLs of Helm repositories
    #[arg(
        long,
        env = "HELM_REPOSITORY_CONFIG",
        hide_env = true,
        value_parser = path(),
        value_name = "FILE",
        global = true,
        hide_short_help = true
    )]
    pub repository_config: Option<PathBuf>,
    /// Folder with the indexes of Helm repositories
    #[arg(
        long,
        env = "HELM_REPOSITORY_CACHE",
        hide_env = true,
        value_parser = path(),
        value_name = "FOLDER",
        global = true,
        hide_short_help = true
    )]
    pub repository_cache: Option<PathBuf>,
    #[command(flatten)]
    ignored: Ignored,
}

/// Flags of Helm that mean nothing to a stack.
#[derive(Debug, Clone, Default, Args)]
struct Ignored {
    #[arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", global = true, hide = true)]
    debug: Option<String>,
    #[arg(long, short = 'n', global = true, hide = true)]
    namespace: Option<String>,
    #[arg(long, global = true, hide = true)]
    qps: Option<String>,
    #[arg(long, global = true, hide = true)]
    burst_limit: Option<String>,
    #[arg(long, global = true, hide = true)]
    content_cache: Option<String>,
}

/// Takes any path, an empty one too: Helm hands on variables that are set to nothing.
fn path() -> impl TypedValueParser<Value = PathBuf> {
    OsStringValueParser::new().map(PathBuf::from)
}

impl HelmFlags {
    /// Returns the flags without those that are set to nothing, as Helm hands them on in empty variables.
    #[must_use]
    pub(crate) fn said(self) -> Self {
        let text = |value: Option<String>| value.filter(|value| !value.is_empty());
        let path = |value: Option<PathBuf>| value.filter(|value| !value.as_os_str().is_empty());
        let mut groups = self.kube_as_group;
        groups.retain(|group| !group.is_empty());
        groups.sort();
        // Helm hands the groups on twice.
        groups.dedup();
        Self {
            kubeconfig: path(self.kubeconfig),
            kube_context: text(self.kube_context),
            kube_apiserver: text(self.kube_apiserver),
            kube_token: text(self.kube_token),
            kube_as_user: text(self.kube_as_user),
            kube_as_group: groups,
            kube_ca_file: path(self.kube_ca_file),
            kube_tls_server_name: text(self.kube_tls_server_name),
            registry_config: path(self.registry_config),
            repository_config: path(self.repository_config),
            repository_cache: path(self.repository_cache),
            ..self
        }
    }
}
