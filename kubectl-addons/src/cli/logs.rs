//! Flags of `logs`.

use clap::{Args, ValueEnum};

use super::ConnectionFlags;

/// Lines of each container that are shown unless somebody says otherwise.
const TAIL: &str = "50";

/// Flags of `logs`.
#[derive(Debug, Args)]
pub(crate) struct LogsArguments {
    /// Add-on: Application, member of a stack, or Helm release; `NAMESPACE/NAME` where the name alone fits several
    pub name: String,
    /// Show only logs of this resource and its children, as in `Deployment/web`
    #[arg(long = "for", value_name = "KIND/NAME")]
    pub for_object: Option<String>,
    /// Show only these containers
    #[arg(short, long, value_name = "NAME", value_delimiter = ',')]
    pub container: Vec<String>,
    /// Show only containers that are not as they should be
    #[arg(long)]
    pub unhealthy: bool,
    /// Show the run before the last restart
    #[arg(short, long, conflicts_with = "follow")]
    pub previous: bool,
    /// Show only lines newer than this, as in `30m` or `2h`
    #[arg(long, value_name = "DURATION")]
    pub since: Option<String>,
    /// Show at most this many lines of each container, or `all`; with --since all
    #[arg(long, value_name = "LINES", default_value = TAIL, default_value_if("since", clap::builder::ArgPredicate::IsPresent, "all"), value_parser = tail)]
    pub tail: Tail,
    /// Keep showing new lines, of new pods too, until interrupted
    #[arg(short, long)]
    pub follow: bool,
    /// Show when each line was written
    #[arg(long, help_heading = "Output")]
    pub timestamps: bool,
    /// Leave the names of pod and container out
    #[arg(long, help_heading = "Output")]
    pub no_prefix: bool,
    /// Output format; json is one document a line
    #[arg(
        short,
        long,
        value_enum,
        value_name = "FORMAT",
        default_value = "text",
        help_heading = "Output"
    )]
    pub output: LogFormat,
    #[command(flatten)]
    pub connection: ConnectionFlags,
}

/// How lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// As the containers wrote them, behind their names
    Text,
    /// A JSON document for each line
    Json,
}

/// How much of the end of a log is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tail(pub Option<u32>);

fn tail(text: &str) -> Result<Tail, String> {
    match text {
        "all" | "-1" => Ok(Tail(None)),
        number => number
            .parse()
            .map(|lines| Tail(Some(lines)))
            .map_err(|_| "a number of lines, or `all`".to_owned()),
    }
}
