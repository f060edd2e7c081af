//! Flags of `secrets`, `encrypt` and `decrypt`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use clap_complete::ArgValueCandidates;
use plugin_kit::view::Format;

use super::candidates;

/// Flags of `encrypt`.
#[derive(Debug, Args)]
pub(crate) struct EncryptArguments {
    /// Members whose files are sealed; all unless given
    #[arg(value_name = "MEMBER", add = ArgValueCandidates::new(candidates::members))]
    pub members: Vec<String>,
}

/// Flags of `decrypt`.
#[derive(Debug, Args)]
pub(crate) struct DecryptArguments {
    /// Sealed file, or the member of the stack it belongs to; `-` reads standard input
    #[arg(value_name = "FILE", add = ArgValueCandidates::new(candidates::members))]
    pub file: String,
    /// Write the plain text into the file instead of printing it; `helm stack encrypt` seals it again
    #[arg(short, long)]
    pub in_place: bool,
}

/// Flags of `secrets`.
#[derive(Debug, Args)]
pub(crate) struct SecretsArguments {
    /// What to do
    #[command(subcommand)]
    pub command: SecretsCommand,
}

/// The commands of `secrets`.
#[derive(Debug, Subcommand)]
pub(crate) enum SecretsCommand {
    /// Begins: a key pair, .sops.yaml, and `git diff` that shows the keys of sealed files
    Init(SecretsInitArguments),
    /// Sets one secret of an add-on; asks for it without showing it, or reads it from a pipe, and seals it at once
    Set(SecretsSetArguments),
    /// Opens a sealed file in $EDITOR and seals it again; unchanged secrets keep their sealed text
    Edit(SecretsEditArguments),
    /// Lists sealed files, their secrets by name, and who may open them; needs no key
    #[command(visible_alias = "ls")]
    List(SecretsListArguments),
    /// Complains about secrets that lie plain, damaged files, and readers that .sops.yaml does not name
    Check(SecretsCheckArguments),
    /// Seals files anew under a new data key, for whom .sops.yaml names
    Rotate(SecretsFilesArguments),
    /// Changes who may open sealed files
    Recipients(RecipientsArguments),
    /// Prints a file for `git diff`: sealed values as short words that change when they do
    #[command(hide = true)]
    Textconv(TextconvArguments),
}

/// Flags of `secrets init`.
#[derive(Debug, Args)]
pub(crate) struct SecretsInitArguments {
    /// File for the private key; where sops looks for it unless given. One that is there is used and never overwritten
    #[arg(long, value_name = "FILE")]
    pub key_file: Option<PathBuf>,
    /// Another recipient, as Argo CD's public key; may be given several times
    #[arg(long = "recipient", value_name = "RECIPIENT")]
    pub recipients: Vec<String>,
    /// Install a pre-commit hook in this clone that runs `helm stack secrets check --staged`
    #[arg(long)]
    pub hook: bool,
}

/// Flags of `secrets set`.
#[derive(Debug, Args)]
pub(crate) struct SecretsSetArguments {
    /// Add-on or manifest whose secret it is
    #[arg(add = ArgValueCandidates::new(candidates::members))]
    pub member: String,
    /// Key, as in adminPassword or smtp.password; it is added to `encrypt` of stack.yaml if it is not there
    #[arg(value_name = "KEY")]
    pub key: String,
}

/// Flags of `secrets edit`.
#[derive(Debug, Args)]
pub(crate) struct SecretsEditArguments {
    /// Sealed file, or the member of the stack it belongs to
    #[arg(value_name = "FILE", add = ArgValueCandidates::new(candidates::members))]
    pub file: String,
}

/// Which files.
#[derive(Debug, Args)]
pub(crate) struct SecretsFilesArguments {
    /// Files, folders or members of the stack; all of the stack unless given, or of the Git repository outside of one
    #[arg(value_name = "FILE", add = ArgValueCandidates::new(candidates::members))]
    pub files: Vec<String>,
}

/// Flags of `secrets list`.
#[derive(Debug, Args)]
pub(crate) struct SecretsListArguments {
    #[command(flatten)]
    pub files: SecretsFilesArguments,
    /// Output format
    #[arg(short, long, value_name = "FORMAT", default_value = "table", value_parser = Format::among(&[Format::Table, Format::Wide, Format::Json, Format::Yaml, Format::Name]))]
    pub output: Format,
    /// Leave the header line out
    #[arg(long)]
    pub no_headers: bool,
}

/// Flags of `secrets check`.
#[derive(Debug, Args)]
pub(crate) struct SecretsCheckArguments {
    #[command(flatten)]
    pub files: SecretsFilesArguments,
    /// Look at what is about to be committed instead of the working files; for a pre-commit hook
    #[arg(long, conflicts_with = "files")]
    pub staged: bool,
    /// Fail on warnings too
    #[arg(long)]
    pub strict: bool,
    /// Output format
    #[arg(short, long, value_name = "FORMAT", default_value = "table", value_parser = Format::among(&[Format::Table, Format::Json, Format::Yaml]))]
    pub output: Format,
}

/// Flags of `secrets recipients`.
#[derive(Debug, Args)]
pub(crate) struct RecipientsArguments {
    /// What to do
    #[command(subcommand)]
    pub command: RecipientsCommand,
}

/// The commands of `secrets recipients`.
#[derive(Debug, Subcommand)]
pub(crate) enum RecipientsCommand {
    /// Lets somebody open sealed files: adds the recipient to .sops.yaml and to the files
    Add(RecipientArguments),
    /// Shuts somebody out: takes the recipient out of .sops.yaml and seals the files under new data keys
    Remove(RecipientArguments),
    /// Makes the readers of files those that .sops.yaml names; whoever is shut out by it means new data keys
    Update(SecretsFilesArguments),
}

/// A recipient, and which files.
#[derive(Debug, Args)]
pub(crate) struct RecipientArguments {
    /// Public key, as `age-keygen -y` shows it: age1…
    pub recipient: String,
    #[command(flatten)]
    pub files: SecretsFilesArguments,
}

/// Flags of `secrets textconv`.
#[derive(Debug, Args)]
pub(crate) struct TextconvArguments {
    /// File to print
    pub file: PathBuf,
}
