//! `history`.

use plugin_kit::failure::{Exit, Failure};
use plugin_kit::streams::Streams;

use crate::cli::HistoryArguments;

/// Not built yet.
pub(crate) async fn run(_arguments: HistoryArguments, _streams: Streams) -> anyhow::Result<Exit> {
    Err(Failure::new("`history` is not built yet").into())
}
