//! A program that runs: waited for, ended when it must be, never left behind.
//!
//! It stays in the process group of the terminal, so that it can ask for a passphrase there and Ctrl-C reaches it, too.

use std::io::{self, Write};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::capture::{Beyond, Capture};
use crate::interrupt::Interrupt;

/// How much of what a program says on standard error is kept: the end of it.
const TALK: usize = 64 * 1024;
/// How long a program that was asked to end may clean up before it is killed.
const CLEANING: Duration = Duration::from_secs(3);
/// How long a stream is waited for that a grandchild (`git gc`, a shared SSH connection) still holds open.
const LINGERING: Duration = Duration::from_millis(500);

/// Why a program was ended from here.
#[derive(Debug)]
pub(crate) enum Stopped {
    TimedOut,
    Interrupted,
    TooMuch,
    Unheard(io::Error),
}

/// How a program ended by itself, and what it wrote.
#[derive(Debug)]
pub(crate) struct Written {
    pub(crate) status: ExitStatus,
    pub(crate) answer: Vec<u8>,
    pub(crate) talk: Vec<u8>,
}

/// A started program. Dropped before its end, it is killed.
#[derive(Debug)]
pub(crate) struct Running {
    child: Child,
    answer: Capture,
    talk: Capture,
    ends: Receiver<()>,
}

impl Running {
    /// Starts a program; `input` goes to its standard input, which is closed after it.
    pub(crate) fn start(
        mut command: Command,
        input: Option<Vec<u8>>,
        limit: usize,
    ) -> io::Result<Self> {
        let stdin = if input.is_some() {
            Stdio::piped()
        } else {
            Stdio::null()
        };
        command
            .stdin(stdin)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn()?;
        let (ended, ends) = channel();
        let stdout = child
            .stdout
            .take()
            .map(|stream| Capture::begin(stream, limit, Beyond::Stop, ended.clone()));
        let stderr = child
            .stderr
            .take()
            .map(|stream| Capture::begin(stream, TALK, Beyond::KeepEnd, ended));
        if let (Some(stdin), Some(input)) = (child.stdin.take(), input) {
            feed(stdin, input);
        }
        Ok(Self {
            child,
            answer: stdout.unwrap_or_default(),
            talk: stderr.unwrap_or_default(),
            ends,
        })
    }

    /// Waits for the end, or ends it: at the deadline, at Ctrl-C, when it writes too much.
    pub(crate) fn finish(mut self, deadline: Option<Instant>) -> Result<Written, Stopped> {
        let status = self.wait(deadline)?;
        self.linger();
        if self.answer.is_over() {
            return Err(Stopped::TooMuch);
        }
        if Interrupt::happened() && !status.success() {
            return Err(Stopped::Interrupted);
        }
        Ok(Written {
            status,
            answer: self.answer.take(),
            talk: self.talk.take(),
        })
    }

    fn wait(&mut self, deadline: Option<Instant>) -> Result<ExitStatus, Stopped> {
        let mut pause = Duration::from_millis(1);
        loop {
            if let Some(status) = self.child.try_wait().map_err(Stopped::Unheard)? {
                return Ok(status);
            }
            if let Some(stopped) = self.reason_to_stop(deadline) {
                self.end();
                return Err(stopped);
            }
            pause = self.pause(pause);
        }
    }

    fn reason_to_stop(&self, deadline: Option<Instant>) -> Option<Stopped> {
        if self.answer.is_over() {
            Some(Stopped::TooMuch)
        } else if Interrupt::happened() {
            Some(Stopped::Interrupted)
        } else if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            Some(Stopped::TimedOut)
        } else {
            None
        }
    }

    /// Waits a little, less where a stream just ended, and returns how long to wait the next time.
    fn pause(&self, pause: Duration) -> Duration {
        let longer = (pause * 2).min(Duration::from_millis(50));
        match self.ends.recv_timeout(pause) {
            Ok(()) => Duration::from_millis(1),
            Err(RecvTimeoutError::Timeout) => longer,
            Err(RecvTimeoutError::Disconnected) => {
                thread::sleep(pause);
                longer
            }
        }
    }

    /// Waits until both streams are read to their end.
    fn linger(&self) {
        let end = Instant::now() + LINGERING;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            if self.ends.recv_timeout(left).is_err() {
                return;
            }
        }
    }

    /// Asks it to end, so that it takes its locks away; kills it where it does not.
    fn end(&mut self) {
        ask_to_end(&self.child);
        let end = Instant::now() + CLEANING;
        while Instant::now() < end {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if matches!(self.child.try_wait(), Ok(None)) {
            // It may have ended in this very moment.
            let _gone = self.child.kill();
            let _ended = self.child.wait();
        }
    }
}

fn feed(mut stdin: ChildStdin, input: Vec<u8>) {
    thread::spawn(move || {
        // A program that ends without reading all of it says why itself.
        let _unread = stdin.write_all(&input);
    });
}

#[cfg(unix)]
fn ask_to_end(child: &Child) {
    use rustix::process::{Pid, Signal, kill_process};
    // It may have ended in this very moment.
    let _gone = kill_process(Pid::from_child(child), Signal::TERM);
}

/// There is no polite way on this system.
#[cfg(not(unix))]
fn ask_to_end(_child: &Child) {}
