//! A program that is talked with, line by line, while it runs. What is said belongs to whoever talks.

use std::fmt;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use zeroize::Zeroizing;

use crate::error::{Cause, Error};
use crate::interrupt::Interrupt;
use crate::run::Program;

/// How many bytes a line may have.
const LINE: u64 = 64 * 1024;
/// How long a program whose input has ended may take to end.
const ENDING: Duration = Duration::from_millis(500);

/// A program and the two streams to it. Dropped, its input ends; a program that stays is killed.
pub struct Conversation {
    name: String,
    child: Child,
    input: Option<ChildStdin>,
    lines: Receiver<Zeroizing<Vec<u8>>>,
    patience: Option<Duration>,
}

impl fmt::Debug for Conversation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut writer = formatter.debug_struct("Conversation");
        writer.field("name", &self.name).finish_non_exhaustive()
    }
}

impl Program {
    /// Starts it to talk with; its deadline holds for every answer. What it says on standard error is heard by nobody.
    ///
    /// # Errors
    /// It is not there or cannot be started.
    pub fn talk(self) -> Result<Conversation, Error> {
        let mut command = self.command();
        command.stdin(Stdio::piped()).stdout(Stdio::piped());
        command.stderr(Stdio::null());
        let mut child = command.spawn().map_err(|error| self.not_started(&error))?;
        let (heard, lines) = sync_channel(64);
        if let Some(output) = child.stdout.take() {
            thread::spawn(move || listen(output, &heard));
        }
        Ok(Conversation {
            input: child.stdin.take(),
            child,
            lines,
            patience: self.deadline,
            name: self.name,
        })
    }
}

fn listen(output: ChildStdout, heard: &SyncSender<Zeroizing<Vec<u8>>>) {
    let mut output = BufReader::new(output);
    loop {
        let mut line = Zeroizing::new(Vec::with_capacity(256));
        let read = output.by_ref().take(LINE).read_until(b'\n', &mut line);
        if read.is_err() || line.pop() != Some(b'\n') || heard.send(line).is_err() {
            return;
        }
    }
}

impl Conversation {
    /// Says something.
    ///
    /// # Errors
    /// Nobody listens any more.
    pub fn say(&mut self, bytes: &[u8]) -> Result<(), Error> {
        let said = self.input.as_mut().map(|input| {
            input.write_all(bytes)?;
            input.flush()
        });
        match said {
            Some(Ok(())) => Ok(()),
            _ => Err(self.gone()),
        }
    }

    /// Waits for a line, and returns it without its break.
    ///
    /// # Errors
    /// The program has ended, takes too long, writes a line without an end, or somebody pressed Ctrl-C.
    pub fn hear(&mut self) -> Result<Zeroizing<Vec<u8>>, Error> {
        let begin = Instant::now();
        loop {
            match self.lines.recv_timeout(Duration::from_millis(50)) {
                Ok(line) => return Ok(line),
                Err(RecvTimeoutError::Disconnected) => return Err(self.gone()),
                Err(RecvTimeoutError::Timeout) => self.check(begin)?,
            }
        }
    }

    fn check(&self, begin: Instant) -> Result<(), Error> {
        let name = &self.name;
        if Interrupt::happened() {
            let sentence = format!("{name} was interrupted");
            return Err(Error::new(Cause::Interrupted, sentence));
        }
        match self.patience {
            Some(patience) if begin.elapsed() >= patience => {
                let sentence = format!("{name} did not answer within {} s", patience.as_secs());
                Err(Error::new(Cause::TimedOut, sentence))
            }
            _ => Ok(()),
        }
    }

    fn gone(&self) -> Error {
        let sentence = format!("{} ended in the middle of it", self.name);
        Error::new(Cause::Failed(None), sentence)
    }
}

impl Drop for Conversation {
    fn drop(&mut self) {
        self.input = None;
        let begin = Instant::now();
        while begin.elapsed() < ENDING {
            if !matches!(self.child.try_wait(), Ok(None)) {
                return;
            }
            thread::sleep(Duration::from_millis(5));
        }
        // It may have ended in this very moment.
        let _gone = self.child.kill();
        let _ended = self.child.wait();
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Program {
        Program::new("sh", "/bin/sh").arguments(["-c", script])
    }

    #[test]
    fn each_side_speaks_in_turn() {
        let mut talk = shell("while read line; do echo \"<$line>\"; done")
            .talk()
            .unwrap();
        for line in ["one", "two"] {
            talk.say(format!("{line}\n").as_bytes()).unwrap();
            assert_eq!(*talk.hear().unwrap(), format!("<{line}>").into_bytes());
        }
    }

    #[test]
    fn who_does_not_answer_is_not_waited_for() {
        let mut talk = shell("exec sleep 600")
            .deadline(Duration::from_millis(1))
            .talk()
            .unwrap();
        assert_eq!(talk.hear().unwrap_err().cause(), Cause::TimedOut);
        let mut talk = shell("echo half; printf no-end").talk().unwrap();
        assert_eq!(*talk.hear().unwrap(), b"half");
        let error = talk.hear().unwrap_err();
        assert_eq!(error.to_string(), "sh ended in the middle of it");
        assert!(Program::new("none", "/none").talk().is_err());
    }
}
