//! `why`.

use plugin_kit::failure::{Exit, Failure};
use plugin_kit::streams::Streams;

use crate::cli::WhyArguments;

/// Not built yet.
pub(crate) async fn run(_arguments: WhyArguments, _streams: Streams) -> anyhow::Result<Exit> {
    Err(Failure::new("`why` is not built yet").into())
}
