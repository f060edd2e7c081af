//! `values`.

use plugin_kit::failure::{Exit, Failure};
use plugin_kit::streams::Streams;

use crate::cli::ValuesArguments;

/// Not built yet.
pub(crate) async fn run(_arguments: ValuesArguments, _streams: Streams) -> anyhow::Result<Exit> {
    Err(Failure::new("`values` is not built yet").into())
}
