//! The bench's tools, built in a thread beside the quick steps.

use std::io;
use std::thread::{self, JoinHandle};

use anyhow::{Result, anyhow};

use crate::bench::build_tools;
use crate::interrupt::Interrupt;

/// The building of the tools; dropping it waits for the end, which Ctrl-C brings about at once.
pub(crate) struct Tools(Option<JoinHandle<Result<()>>>);

impl Tools {
    /// Begins to build what is missing.
    ///
    /// The interrupt is its own: a tool that cannot be built ends the other builds, but none of the tests.
    pub(crate) fn build_beside() -> Result<Tools> {
        let interrupt = Interrupt::on_signals()?;
        let thread = thread::spawn(move || build_tools(&mut io::stderr(), &interrupt));
        Ok(Tools(Some(thread)))
    }

    /// Waits until all are built.
    pub(crate) fn wait(mut self) -> Result<()> {
        match self.0.take().map(JoinHandle::join) {
            Some(Ok(result)) => result,
            Some(Err(_)) => Err(anyhow!(
                "building the bench's tools broke off; the reason stands above"
            )),
            None => Ok(()),
        }
    }
}

impl Drop for Tools {
    fn drop(&mut self) {
        if let Some(thread) = self.0.take() {
            // Whoever wanted the tools has failed already and says why.
            let _ = thread.join();
        }
    }
}
