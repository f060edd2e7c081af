//! Waiting for what comes about by itself: look, and look again, up to a bound.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::Result;

/// Time between two looks.
const BETWEEN_LOOKS: Duration = Duration::from_secs(1);

/// Looks until there is nothing to complain about, and returns the last complaints once the bound is reached.
///
/// # Errors
/// Whatever keeps it from looking.
pub fn complaints_after(
    bound: Duration,
    mut look: impl FnMut() -> Result<Vec<String>>,
) -> Result<Vec<String>> {
    let begun = Instant::now();
    loop {
        let complaints = look()?;
        if complaints.is_empty() || begun.elapsed() > bound {
            return Ok(complaints);
        }
        thread::sleep(BETWEEN_LOOKS);
    }
}
