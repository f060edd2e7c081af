//! The command line: every flag, its help and nothing else.
//!
//! A command's doc comment is its help. What the flags mean together is decided in `command`. Helm takes some flags out of
//! the line before a plugin sees it (`--namespace`, `--kube-…`, `--debug`, `--registry-config`, `--repository-…`), so no
//! flag of ours has one of these names; `helm` accepts them for a program that runs without Helm.

mod candidates;
mod helm;
mod repository;
mod secrets;

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use clap::{Args, CommandFactory, Parser, Subcommand};
use clap_complete::ArgValueCandidates;
use plugin_kit::view::Format;

pub(crate) use helm::HelmFlags;
pub(crate) use repository::RepositoryFlags;
pub(crate) use secrets::{
    DecryptArguments, EncryptArguments, RecipientArguments, RecipientsArguments, RecipientsCommand,
    SecretsArguments, SecretsCheckArguments, SecretsCommand, SecretsEditArguments,
    SecretsFilesArguments, SecretsInitArguments, SecretsListArguments, SecretsSetArguments,
    TextconvArguments,
};

/// Bundles charts and manifests into a stack and pushes it to the GitOps repository that Argo CD deploys from.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 120, disable_help_subcommand = true)]
pub(crate) struct Cli {
    /// Stack folder; else the nearest one with a stack.yaml, from the working directory upward
    #[arg(long, value_name = "FOLDER", global = true)]
    pub stack: Option<PathBuf>,
    /// Flags that Helm itself knows
    #[command(flatten)]
    pub helm: HelmFlags,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Makes a stack folder: stack.yaml and a place for values and manifests
    Init(InitArguments),
    /// Adds an add-on (a chart at an exact version) or a manifest (a file of Kubernetes YAML) to the stack
    Add(AddArguments),
    /// Sets values of an add-on in its values file; every other byte of it stays
    Set(SetArguments),
    /// Shows the stack: its members in the order they are deployed in
    Show(ShowArguments),
    /// Complains about everything that is wrong with the stack, with file and line
    Lint(LintArguments),
    /// Seals the secrets of the stack folder in place with SOPS; a push does the same on its way
    Encrypt(EncryptArguments),
    /// Prints the plain text of a sealed file
    Decrypt(DecryptArguments),
    /// Keeps secrets: sets, edits, lists, checks and rotates them, and says who may open them
    Secrets(SecretsArguments),
    /// Makes one Helm chart archive of the whole stack
    Package(PackageArguments),
    /// Shows what a push would change in the GitOps repository, line by line
    Diff(DiffArguments),
    /// Pushes the stack to the GitOps repository: plans, shows, seals secrets, makes one commit and pushes it
    #[command(visible_alias = "deploy")]
    Push(PushArguments),
    /// Prepares Argo CD once: root Application, health check for stacks, decryptor and its key
    Setup(SetupArguments),
}

/// Flags of `init`.
#[derive(Debug, Args)]
pub(crate) struct InitArguments {
    /// Name of the stack, which becomes a folder; without one the working directory becomes the stack
    pub name: Option<String>,
    /// What the stack is for
    #[arg(long, value_name = "TEXT")]
    pub description: Option<String>,
}

/// Flags of `add`.
#[derive(Debug, Args)]
pub(crate) struct AddArguments {
    /// Name of the member in the stack
    pub name: String,
    /// Chart as `helm install` takes it: REPOSITORY/CHART, oci://HOST/PATH/CHART or a folder
    #[arg(conflicts_with_all = ["chart_name", "manifest"])]
    pub chart: Option<String>,
    /// Name of the chart in --repository
    #[arg(
        long = "chart",
        id = "chart_name",
        value_name = "CHART",
        requires = "repository",
        conflicts_with = "manifest"
    )]
    pub chart_name: Option<String>,
    /// Where the chart comes from: https://…, oci://… or git+https://…
    #[arg(long, value_name = "URL", requires = "chart_name")]
    pub repository: Option<String>,
    /// Version of the chart, which is written exactly; the newest stable one unless given
    #[arg(long, value_name = "VERSION", conflicts_with = "manifest")]
    pub version: Option<String>,
    /// Namespace to deploy to
    #[arg(long, value_name = "NAMESPACE")]
    pub target_namespace: Option<String>,
    /// Member that must be healthy first, as in addon/database or manifest/namespace; may be given several times
    #[arg(long = "parent", value_name = "KIND/NAME", add = ArgValueCandidates::new(candidates::references))]
    pub parents: Vec<String>,
    /// Key of the values that is a secret, by name or dotted path; may be given several times
    #[arg(long = "encrypt", value_name = "KEY")]
    pub encrypt: Vec<String>,
    /// Values file to begin with; `-` reads standard input
    #[arg(long, value_name = "FILE", conflicts_with = "manifest")]
    pub values: Option<PathBuf>,
    /// Kubernetes YAML to add as a manifest; `-` reads standard input
    #[arg(long, value_name = "FILE")]
    pub manifest: Option<PathBuf>,
}

/// Flags of `set`.
#[derive(Debug, Args)]
pub(crate) struct SetArguments {
    /// Add-on whose values change
    #[arg(add = ArgValueCandidates::new(candidates::addons))]
    pub addon: String,
    /// Values as `helm --set` takes them: replicas=3, image.tag=1.2, list[0].name=x; with --stdin one key alone
    #[arg(value_name = "KEY=VALUE", required = true)]
    pub assignments: Vec<String>,
    /// Take every value as a string
    #[arg(long)]
    pub string: bool,
    /// Read the value of the one key from standard input
    #[arg(long)]
    pub stdin: bool,
}

/// Flags of `show`.
#[derive(Debug, Args)]
pub(crate) struct ShowArguments {
    /// Output format
    #[arg(short, long, value_name = "FORMAT", default_value = "table", value_parser = Format::among(&[Format::Table, Format::Wide, Format::Tree, Format::Json, Format::Yaml, Format::Name, Format::Mermaid, Format::Dot, Format::Svg]))]
    pub output: Format,
    /// Leave the header line out
    #[arg(long)]
    pub no_headers: bool,
}

/// Flags of `lint`.
#[derive(Debug, Args)]
pub(crate) struct LintArguments {
    /// Fail on warnings too
    #[arg(long)]
    pub strict: bool,
    /// Output format
    #[arg(short, long, value_name = "FORMAT", default_value = "table", value_parser = Format::among(&[Format::Table, Format::Json, Format::Yaml]))]
    pub output: Format,
}

/// Flags of `package`.
#[derive(Debug, Args)]
pub(crate) struct PackageArguments {
    /// Folder to write the archive to
    #[arg(short, long, value_name = "FOLDER", default_value = ".")]
    pub destination: PathBuf,
}

/// Flags of `diff`.
#[derive(Debug, Args)]
pub(crate) struct DiffArguments {
    #[command(flatten)]
    pub target: PushTarget,
    /// Exit with 4 if a push would change anything
    #[arg(long)]
    pub exit_code: bool,
    /// Output format
    #[arg(short, long, value_name = "FORMAT", default_value = "table", value_parser = Format::among(&[Format::Table, Format::Json, Format::Yaml]))]
    pub output: Format,
}

/// Flags of `push`.
#[derive(Debug, Args)]
pub(crate) struct PushArguments {
    #[command(flatten)]
    pub target: PushTarget,
    /// Show the plan and stop
    #[arg(long)]
    pub dry_run: bool,
    /// Do not ask
    #[arg(short, long)]
    pub yes: bool,
    /// Output format of the plan and its outcome
    #[arg(short, long, value_name = "FORMAT", default_value = "table", value_parser = Format::among(&[Format::Table, Format::Json, Format::Yaml]))]
    pub output: Format,
}

/// Where a stack is pushed to, and how what collides there is settled.
#[derive(Debug, Clone, Args)]
pub(crate) struct PushTarget {
    #[command(flatten)]
    pub repository: RepositoryFlags,
    /// Member that is no longer in the stack and may be removed from the cluster, with everything it deployed
    #[arg(long = "remove", value_name = "MEMBER")]
    pub remove: Vec<String>,
    /// File that was changed on both sides: take the stack's
    #[arg(long, value_name = "FILE")]
    pub ours: Vec<String>,
    /// File that was changed on both sides: keep the GitOps repository's
    #[arg(long, value_name = "FILE")]
    pub theirs: Vec<String>,
    /// Seal secrets anew where it cannot be told whether they changed
    #[arg(long)]
    pub reseal: bool,
}

/// Flags of `setup`.
#[derive(Debug, Args)]
pub(crate) struct SetupArguments {
    #[command(flatten)]
    pub repository: RepositoryFlags,
    /// Namespace of Argo CD; argocd unless cluster.yaml says otherwise
    #[arg(long, value_name = "NAMESPACE")]
    pub argocd_namespace: Option<String>,
    /// Version of Argo CD, as in 3.6; unless given, that of the repo-server's image
    #[arg(long, value_name = "VERSION")]
    pub argocd_version: Option<String>,
    /// Who decrypts sealed values when Argo CD deploys them
    #[arg(long, value_name = "DECRYPTOR", value_parser = ["helm-stack"])]
    pub decryptor: Option<String>,
    /// Container image that has this program as /helm-stack; unless given, the program is put into the repo-server by
    /// other means
    #[arg(long, value_name = "IMAGE", requires = "decryptor")]
    pub decryptor_image: Option<String>,
    /// Name of the repo-server's Deployment
    #[arg(
        long,
        value_name = "NAME",
        default_value = "argocd-repo-server",
        hide_short_help = true
    )]
    pub repo_server: String,
    /// File with the age identities that Argo CD decrypts with; they go into a Secret, beside those that are there
    #[arg(long, value_name = "FILE")]
    pub age_key_file: Option<PathBuf>,
    /// Apply it to the cluster and push it to the GitOps repository instead of printing it
    #[arg(long)]
    pub apply: bool,
    /// Do not ask
    #[arg(short, long)]
    pub yes: bool,
    /// Copy this program to a file and do nothing else: how the repo-server's init container puts it in place
    #[arg(long, value_name = "FILE", hide = true, exclusive = true)]
    pub copy_to: Option<PathBuf>,
}

/// Returns the command line under the name the user typed.
pub(crate) fn command(program: &'static str) -> clap::Command {
    Cli::command()
        .name("helm-stack")
        .bin_name(program)
        .display_name("helm stack")
}

/// Returns what the user typed: `helm stack` when started by Helm, which then names the plugin, else the program's own name.
pub(crate) fn program(variable: &dyn Fn(&str) -> Option<OsString>) -> &'static str {
    match variable("HELM_PLUGIN_NAME") {
        Some(name) if name == "stack" => "helm stack",
        _ => "helm-stack",
    }
}

/// Returns the words to complete, when the program was started with the hidden word `__complete`.
pub(crate) fn completion_request(arguments: &[OsString]) -> Option<Vec<OsString>> {
    let asked = arguments.get(1).map(OsString::as_os_str) == Some(OsStr::new("__complete"));
    asked.then(|| arguments[2..].to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_sound() {
        command("helm stack").debug_assert();
    }

    #[test]
    fn helm_says_who_we_are() {
        assert_eq!(program(&|_| Some("stack".into())), "helm stack");
        assert_eq!(program(&|_| None), "helm-stack");
    }

    /// Helm removes these from the line even after `--` (`manuallyProcessArgs` in its `load_plugins.go`).
    #[test]
    fn no_flag_of_ours_has_a_name_that_helm_takes() {
        let eaten = [
            "namespace",
            "kubeconfig",
            "kube-context",
            "kube-apiserver",
            "kube-token",
            "kube-as-user",
            "kube-as-group",
            "kube-ca-file",
            "kube-tls-server-name",
            "kube-insecure-skip-tls-verify",
            "registry-config",
            "repository-config",
            "repository-cache",
            "debug",
        ];
        let command = command("helm stack");
        for subcommand in command.get_subcommands() {
            let taken = |argument: &&clap::Arg| {
                argument.get_short() == Some('n')
                    || argument
                        .get_long()
                        .is_some_and(|long| eaten.contains(&long))
            };
            let names: Vec<_> = subcommand
                .get_arguments()
                .filter(taken)
                .map(clap::Arg::get_id)
                .collect();
            assert!(names.is_empty(), "{}: {names:?}", subcommand.get_name());
        }
    }
}
