//! A command that goes on: its lines as they come, and Ctrl-C.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use rustix::process::{Pid, Signal, kill_process};

use crate::answer;

/// Longest that a line may take to come.
const LONGEST: Duration = Duration::from_secs(60);

/// A command that goes on until it is interrupted; it is ended with the test at the latest.
#[derive(Debug)]
pub struct Watch {
    child: Child,
    lines: Receiver<String>,
}

impl Watch {
    pub(crate) fn start(mut command: Command) -> Result<Self> {
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut child = command
            .spawn()
            .with_context(|| format!("running {command:?}"))?;
        let printed = child.stdout.take().context("its output is piped")?;
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            let lines = BufReader::new(printed).lines().map_while(Result::ok);
            lines.map(|line| sender.send(line)).all(|sent| sent.is_ok());
        });
        Ok(Self { child, lines })
    }

    /// Returns the next line that fits.
    ///
    /// # Errors
    /// None comes, the error has those that came; or one is JSON and not as its schema says.
    pub fn line(&self, mut fits: impl FnMut(&str) -> bool) -> Result<String> {
        let end = Instant::now() + LONGEST;
        let mut seen = Vec::new();
        while let Ok(line) = self
            .lines
            .recv_timeout(end.saturating_duration_since(Instant::now()))
        {
            let complaints = answer::complaints(&line);
            ensure!(complaints.is_empty(), "not as published: {complaints:#?}");
            if fits(&line) {
                return Ok(line);
            }
            seen.push(line);
        }
        bail!(
            "it ended, or no such line came within {LONGEST:?}; these did:\n{}",
            seen.join("\n")
        )
    }

    /// Presses Ctrl-C and returns the exit code.
    ///
    /// # Errors
    /// It does not end, or by a signal.
    pub fn interrupt(mut self) -> Result<i32> {
        let id = i32::try_from(self.child.id())
            .ok()
            .and_then(Pid::from_raw)
            .context("it has a process id")?;
        kill_process(id, Signal::INT).context("pressing Ctrl-C")?;
        let end = Instant::now() + LONGEST;
        // Its output is closed when it ends.
        while self
            .lines
            .recv_timeout(end.saturating_duration_since(Instant::now()))
            .is_ok()
        {}
        if Instant::now() >= end {
            bail!("it goes on {LONGEST:?} after Ctrl-C");
        }
        let status = self.child.wait().context("waiting for its end")?;
        status
            .code()
            .with_context(|| format!("it was ended by a signal: {status}"))
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        // Ended already, as a rule.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
