//! A bench while it is being started: each process is recorded the moment it exists,
//! waited for until it is ready, and all are ended together when something fails.

use std::net::TcpStream;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use super::Bench;
use super::log;
use super::process::{Process, end_all};
use super::progress::{Progress, roughly};
use super::state::State;

const PATIENCE: Duration = Duration::from_secs(120);
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// The processes of one `up`, with the words it says.
pub(crate) struct Running<'a, 'w> {
    pub(crate) state: State,
    pub(crate) progress: &'a mut Progress<'w>,
}

impl<'a, 'w> Running<'a, 'w> {
    /// Returns a bench of which nothing runs yet.
    pub(crate) fn new(bench: Bench, progress: &'a mut Progress<'w>) -> Running<'a, 'w> {
        let state = State {
            bench,
            processes: Vec::new(),
            complete: false,
        };
        Running { state, progress }
    }

    /// Returns the bench itself.
    pub(crate) fn bench(&self) -> &Bench {
        &self.state.bench
    }

    /// Starts a process and records it.
    pub(crate) fn start(&mut self, name: &str, command: Command) -> Result<()> {
        let logs = self.bench().logs();
        self.state
            .processes
            .push(Process::start(name, command, &logs)?);
        self.state.write()
    }

    /// Waits until `is_ready` says so; fails when the process ends first or takes two minutes.
    pub(crate) fn wait(
        &mut self,
        name: &str,
        mut is_ready: impl FnMut(&Bench) -> bool,
    ) -> Result<()> {
        let begun = Instant::now();
        loop {
            self.bench().interrupt.check()?;
            self.check_alive(name)?;
            if is_ready(self.bench()) {
                self.progress.say("ready", name, "");
                return Ok(());
            }
            if begun.elapsed() > PATIENCE {
                let log = self.tail_of(name);
                bail!("{name} was not ready after {}; {log}", roughly(PATIENCE));
            }
            thread::sleep(BETWEEN_LOOKS);
        }
    }

    /// Waits until something accepts connections on a port of this machine's loopback.
    pub(crate) fn wait_for_port(&mut self, name: &str, port: u16) -> Result<()> {
        self.wait(name, |_| TcpStream::connect(("127.0.0.1", port)).is_ok())
    }

    /// Fails when a process has ended, with the end of its log.
    pub(crate) fn check_alive(&self, name: &str) -> Result<()> {
        match self.find(name) {
            Some(process) if !process.is_running() => {
                bail!(
                    "{name} ended while the bench was starting; {}",
                    log::tail(&process.log)
                )
            }
            _ => Ok(()),
        }
    }

    /// Ends everything started so far.
    pub(crate) fn end(&self) {
        end_all(&self.state.processes);
    }

    fn find(&self, name: &str) -> Option<&Process> {
        self.state
            .processes
            .iter()
            .find(|process| process.name == name)
    }

    fn tail_of(&self, name: &str) -> String {
        self.find(name)
            .map(|process| log::tail(&process.log))
            .unwrap_or_default()
    }
}
