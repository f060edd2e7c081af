//! The bench as other tasks of this workspace use it: its tools built ahead, one of their own started and ended.
//! What people type is `command`'s matter.

use std::fs;
use std::io::Write;

use anyhow::{Context, Result};

use super::down::down;
use super::process::{Process, end_all};
use super::progress::Progress;
use super::state::State;
use super::up::{provide_programs, up};
use super::{Bench, Parts, Place, env};
use crate::interrupt::Interrupt;

/// Builds the tools that are missing, so that a bench starts at once later on.
pub(crate) fn build_tools(messages: &mut dyn Write, interrupt: &Interrupt) -> Result<()> {
    let place = Place::new("tools")?;
    provide_programs(&place, &mut Progress::new(messages), interrupt).map(drop)
}

/// Starts the bench `name` without Applications, or returns it as it is when it is up already; it stays up.
pub(crate) fn start_or_join(name: &str, messages: &mut dyn Write) -> Result<Bench> {
    up(&Place::new(name)?, Parts::default(), messages)
}

/// A bench that one task started for itself; it is ended when dropped.
pub(crate) struct OwnBench {
    place: Place,
    bench: Bench,
    ended: bool,
}

impl OwnBench {
    /// Starts the bench `name` with its scenario and the second cluster.
    pub(crate) fn start(name: &str, messages: &mut dyn Write) -> Result<OwnBench> {
        let parts = Parts {
            scenario: true,
            second_cluster: true,
        };
        OwnBench::begin(name, parts, messages)
    }

    /// Starts the bench `name` without Applications.
    pub(crate) fn start_empty(name: &str, messages: &mut dyn Write) -> Result<OwnBench> {
        OwnBench::begin(name, Parts::default(), messages)
    }

    fn begin(name: &str, parts: Parts, messages: &mut dyn Write) -> Result<OwnBench> {
        let place = Place::new(name)?;
        let bench = up(&place, parts, messages)?;
        Ok(OwnBench {
            place,
            bench,
            ended: false,
        })
    }

    /// Returns the bench itself.
    pub(crate) fn bench(&self) -> &Bench {
        &self.bench
    }

    /// Returns the number of the running process `name`, as `bench status` names it.
    pub(crate) fn process(&self, name: &str) -> Result<u32> {
        self.find(name).map(|process| process.pid)
    }

    /// Ends one process; the bench is not whole any more, but ends as always.
    pub(crate) fn end_process(&self, name: &str) -> Result<()> {
        end_all(&[self.find(name)?]);
        Ok(())
    }

    fn find(&self, name: &str) -> Result<Process> {
        let state = State::read(&self.place.folder)?.context("the bench has a state")?;
        let mut processes = state.processes.into_iter();
        processes
            .find(|process| process.name == name && process.is_running())
            .with_context(|| format!("{name} of the bench {} does not run", self.bench.name))
    }

    /// Returns what programs need in their environment to find it.
    pub(crate) fn variables(&self) -> Vec<(&'static str, String)> {
        env::variables(&self.bench)
    }

    /// Ends the bench and returns a sentence saying so and where its logs stay.
    pub(crate) fn end_keeping_logs(mut self) -> Result<String> {
        self.ended = true;
        down(&self.place)
    }

    /// Ends the bench and removes everything it wrote.
    pub(crate) fn end(mut self) -> Result<()> {
        self.ended = true;
        down(&self.place)?;
        let folder = &self.place.folder;
        fs::remove_dir_all(folder).with_context(|| format!("removing {}", folder.display()))?;
        // Its name is not used again, so nobody waits for it.
        let lock = folder.with_extension("lock");
        fs::remove_file(&lock).with_context(|| format!("removing {}", lock.display()))
    }
}

impl Drop for OwnBench {
    fn drop(&mut self) {
        if !self.ended {
            // Nobody is left to tell; `bench down` says what went wrong when it is asked again.
            let _ = down(&self.place);
        }
    }
}
