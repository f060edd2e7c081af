//! Randomness from the operating system.

use anyhow::{Result, anyhow};
use plugin_kit::failure::Explain;

/// Does work that needs randomness; what was made of none is thrown away.
///
/// # Errors
/// The operating system has none to give.
pub(crate) fn with_randomness<T>(work: impl FnOnce(&mut dyn FnMut(&mut [u8])) -> T) -> Result<T> {
    let mut failed = None;
    let mut fill = |bytes: &mut [u8]| {
        if let Err(error) = getrandom::fill(bytes) {
            failed = Some(error);
        }
    };
    let made = work(&mut fill);
    match failed {
        None => Ok(made),
        Some(error) => Err(anyhow!("{error}")).doing("asking the operating system for randomness"),
    }
}
