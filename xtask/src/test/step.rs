//! One step of the tests: a program that streams what it prints and is ended when somebody presses Ctrl-C.

use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::process::CommandExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process_group};

use super::outcome::Outcome;
use super::tally::Tally;
use crate::interrupt::Interrupt;

const BETWEEN_LOOKS: Duration = Duration::from_millis(100);

/// How a step's result is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// It succeeds or not, and counts as one.
    Check,
    /// Each test counts.
    Tests,
}

/// A program to run, and the name people know the step by.
pub(crate) struct Step {
    name: &'static str,
    kind: Kind,
    command: Command,
}

impl Step {
    /// Returns a step that needs no terminal and accepts no snapshot.
    pub(crate) fn new(name: &'static str, kind: Kind, mut command: Command) -> Step {
        // Its own process group can be ended whole; Ctrl-C then reaches it through the interrupt only.
        command
            .env("INSTA_UPDATE", "no")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .process_group(0);
        Step {
            name,
            kind,
            command,
        }
    }

    /// Gives the program more environment.
    pub(crate) fn with(
        mut self,
        variables: impl IntoIterator<Item = (&'static str, String)>,
    ) -> Step {
        self.command.envs(variables);
        self
    }

    /// Runs the step to its end, whatever that is; fails only when it cannot be run or is interrupted.
    pub(crate) fn run(mut self, out: &mut dyn Write, interrupt: &Interrupt) -> Result<Outcome> {
        interrupt.check()?;
        writeln!(out, "\n== {}: {}", self.name, words(&self.command))?;
        let begun = Instant::now();
        let mut child = self
            .command
            .spawn()
            .with_context(|| format!("running {}", words(&self.command)))?;
        let printed = child.stdout.take().context("the step's output is piped")?;
        let tally = follow(&lines_of(printed), &mut child, out, interrupt)?;
        let status = wait(&mut child, interrupt)?;
        let outcome = judge(self.name, self.kind, status, tally, begun.elapsed());
        writeln!(out, "== {outcome}")?;
        Ok(outcome)
    }
}

fn judge(
    name: &'static str,
    kind: Kind,
    status: ExitStatus,
    tally: Tally,
    took: Duration,
) -> Outcome {
    match kind {
        Kind::Check => Outcome::of_check(name, status.success(), took),
        Kind::Tests => Outcome::of_tests(name, status.success(), tally, took),
    }
}

/// Returns the command as one would type it.
fn words(command: &Command) -> String {
    let program = command.get_program().to_string_lossy();
    let program = program.rsplit('/').next().unwrap_or_default().to_owned();
    let arguments = command
        .get_args()
        .map(|argument| argument.to_string_lossy().into_owned());
    let words: Vec<String> = std::iter::once(program).chain(arguments).collect();
    words.join(" ")
}

/// Reads lines beside the caller, so that it can look for an interrupt between them.
fn lines_of(printed: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut reader = BufReader::new(printed);
        let mut line = Vec::new();
        while reader
            .read_until(b'\n', &mut line)
            .is_ok_and(|count| count > 0)
        {
            if sender.send(std::mem::take(&mut line)).is_err() {
                return;
            }
        }
    });
    receiver
}

/// Passes every line on and counts the results among them, until the program closes its output.
fn follow(
    lines: &Receiver<Vec<u8>>,
    child: &mut Child,
    out: &mut dyn Write,
    interrupt: &Interrupt,
) -> Result<Tally> {
    let mut tally = Tally::default();
    loop {
        match lines.recv_timeout(BETWEEN_LOOKS) {
            Ok(line) => {
                tally.read(&String::from_utf8_lossy(&line));
                out.write_all(&line)
                    .context("passing on what the step prints")?;
            }
            Err(RecvTimeoutError::Timeout) => end_if_interrupted(child, interrupt)?,
            Err(RecvTimeoutError::Disconnected) => return Ok(tally),
        }
    }
}

fn wait(child: &mut Child, interrupt: &Interrupt) -> Result<ExitStatus> {
    loop {
        if let Some(status) = child.try_wait().context("waiting for the step")? {
            return Ok(status);
        }
        end_if_interrupted(child, interrupt)?;
        thread::sleep(BETWEEN_LOOKS);
    }
}

/// Ends the program and everything it started, once somebody asked for it.
fn end_if_interrupted(child: &mut Child, interrupt: &Interrupt) -> Result<()> {
    if !interrupt.raised() {
        return Ok(());
    }
    if let Some(group) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        // It may have ended by itself meanwhile.
        let _ = kill_process_group(group, Signal::TERM);
    }
    child.wait().context("waiting for the step to end")?;
    bail!("interrupted")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(kind: Kind, script: &str) -> Step {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        Step::new("example", kind, command)
    }

    fn run(kind: Kind, script: &str) -> Result<(Outcome, String)> {
        let mut out = Vec::new();
        let outcome = shell(kind, script).run(&mut out, &Interrupt::default())?;
        Ok((outcome, String::from_utf8(out)?))
    }

    #[test]
    fn what_is_printed_is_passed_on_and_counted() -> Result<()> {
        let (outcome, out) = run(
            Kind::Tests,
            "echo 'test result: ok. 3 passed; 0 failed; 0 ignored'; printf end",
        )?;
        assert_eq!((outcome.passed, outcome.failed), (3, 0));
        assert!(out.contains("0 ignored\nend"), "{out}");
        Ok(())
    }

    #[test]
    fn a_check_counts_as_one() -> Result<()> {
        let counts = |script: &str| {
            run(Kind::Check, script).map(|(outcome, _)| (outcome.passed, outcome.failed))
        };
        assert_eq!(counts("true")?, (1, 0));
        assert_eq!(counts("exit 3")?, (0, 1));
        Ok(())
    }

    #[test]
    fn snapshots_are_never_accepted() -> Result<()> {
        assert!(run(Kind::Check, "test \"$INSTA_UPDATE\" = no")?.0.failed == 0);
        Ok(())
    }

    #[test]
    fn a_program_that_cannot_be_started_is_an_error() {
        let step = Step::new("example", Kind::Check, Command::new("/no/such/program"));
        let error = step.run(&mut Vec::new(), &Interrupt::default());
        assert!(error.is_err_and(|error| error.to_string() == "running program"));
    }

    #[test]
    fn an_interrupt_ends_the_program_and_its_children() -> Result<()> {
        /// Raises the interrupt as soon as the program has printed something.
        struct RaiseOnLine(Interrupt, Vec<u8>);
        impl Write for RaiseOnLine {
            fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
                self.1.extend_from_slice(bytes);
                if self.1.ends_with(b"running\n") {
                    self.0.raise();
                }
                Ok(bytes.len())
            }
            fn flush(&mut self) -> std::io::Result<()> {
                Ok(())
            }
        }
        let interrupt = Interrupt::default();
        let mut out = RaiseOnLine(interrupt.clone(), Vec::new());
        let (mut left_over, held) = std::io::pipe()?;
        let mut step = shell(
            Kind::Check,
            "(sleep 60; echo survived >&2) & echo running; wait",
        );
        step.command.stderr(held);
        let error = step.run(&mut out, &interrupt);
        assert!(error.is_err_and(|error| error.to_string() == "interrupted"));
        // Ends once nobody of the step's group lives any more.
        let mut said = String::new();
        left_over.read_to_string(&mut said)?;
        assert_eq!(said, "");
        Ok(())
    }
}
