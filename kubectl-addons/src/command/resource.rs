//! `resource`.

use plugin_kit::failure::{Exit, Failure};
use plugin_kit::streams::Streams;

use crate::cli::ResourceArguments;

/// Not built yet.
pub(crate) async fn run(_arguments: ResourceArguments, _streams: Streams) -> anyhow::Result<Exit> {
    Err(Failure::new("`resource` is not built yet").into())
}
