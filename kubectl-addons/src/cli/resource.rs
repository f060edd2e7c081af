//! Flags of `resource`.

use clap::Args;
use plugin_kit::view::Format;

use super::{ConnectionFlags, ReadFormat};

/// Flags of `resource`.
#[derive(Debug, Args)]
pub(crate) struct ResourceArguments {
    /// Add-on: Application, member of a stack, or Helm release; `NAMESPACE/NAME` where the name alone fits several
    pub name: String,
    /// Resource of the add-on, as in `Deployment/web`; `KIND/NAMESPACE/NAME` where the name alone fits several. Kinds as
    /// `tree` and kubectl write them: any case, plural, short, with a group (`ing`, `deployments.apps`)
    #[arg(value_name = "KIND/NAME")]
    pub resource: String,
    /// Keep showing changes until interrupted
    #[arg(short, long)]
    pub watch: bool,
    /// Exit with 4 if it is not healthy or something is wrong with it
    #[arg(long)]
    pub exit_code: bool,
    /// Output format; YAML is the live object itself
    #[arg(short, long, value_name = "FORMAT", default_value = "table", value_parser = Format::among(ReadFormat::ALL), help_heading = "Output")]
    pub output: Format,
    /// Leave the header line out
    #[arg(long, help_heading = "Output")]
    pub no_headers: bool,
    #[command(flatten)]
    pub connection: ConnectionFlags,
}
