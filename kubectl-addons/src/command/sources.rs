//! `sources`.

use plugin_kit::failure::{Exit, Failure};
use plugin_kit::streams::Streams;

use crate::cli::SourcesArguments;

/// Not built yet.
pub(crate) async fn run(_arguments: SourcesArguments, _streams: Streams) -> anyhow::Result<Exit> {
    Err(Failure::new("`sources` is not built yet").into())
}
