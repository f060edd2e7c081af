//! What runs inside a bench: Applications in each state of their lives, and the charts
//! and repositories they come from. Starting the bench itself belongs to `bench`.

use anyhow::Result;

use crate::bench::Bench;

/// Lays the scenario out in a running bench.
pub(crate) fn lay_out(_bench: &Bench) -> Result<()> {
    Ok(())
}
