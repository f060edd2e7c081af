//! `doctor`.

use plugin_kit::failure::{Exit, Failure};
use plugin_kit::streams::Streams;

use crate::cli::DoctorArguments;

/// Not built yet.
pub(crate) async fn run(_arguments: DoctorArguments, _streams: Streams) -> anyhow::Result<Exit> {
    Err(Failure::new("`doctor` is not built yet").into())
}
