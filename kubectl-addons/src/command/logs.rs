//! `logs`.

use plugin_kit::failure::{Exit, Failure};
use plugin_kit::streams::Streams;

use crate::cli::LogsArguments;

/// Not built yet.
pub(crate) async fn run(_arguments: LogsArguments, _streams: Streams) -> anyhow::Result<Exit> {
    Err(Failure::new("`logs` is not built yet").into())
}
