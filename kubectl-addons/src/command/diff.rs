//! `diff`.

use plugin_kit::failure::{Exit, Failure};
use plugin_kit::streams::Streams;

use crate::cli::DiffArguments;

/// Not built yet.
pub(crate) async fn run(_arguments: DiffArguments, _streams: Streams) -> anyhow::Result<Exit> {
    Err(Failure::new("`diff` is not built yet").into())
}
