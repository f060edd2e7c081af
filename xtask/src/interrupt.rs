//! Ctrl-C and its kin, noticed and remembered, so that a task can undo what it began.
//! Nothing is done in the handler itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result, bail};
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

/// Whether somebody asked this process to stop; clones share one answer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Returns an interrupt raised by SIGINT, SIGTERM and SIGHUP, which no longer end the process.
    pub(crate) fn on_signals() -> Result<Interrupt> {
        let interrupt = Interrupt::default();
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            signal_hook::flag::register(signal, Arc::clone(&interrupt.0))
                .context("listening for Ctrl-C")?;
        }
        Ok(interrupt)
    }

    /// Returns whether the signal came.
    pub(crate) fn raised(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// Fails once the signal came.
    pub(crate) fn check(&self) -> Result<()> {
        if self.raised() {
            bail!("interrupted");
        }
        Ok(())
    }

    /// Raises the interrupt as a signal would.
    pub(crate) fn raise(&self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
