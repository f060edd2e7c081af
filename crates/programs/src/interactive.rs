//! Runs a program that a person works in, as an editor: the terminal is its own.
//!
//! Whoever holds signals back (`interrupt`) hears of the end in any case, and can clean up.

use std::process::{Child, Command, ExitStatus};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::environment;
use crate::error::{Cause, Error};
use crate::interrupt::Interrupt;

/// How often it is looked whether the program has ended.
const STEP: Duration = Duration::from_millis(20);
/// How long a program may take to end by itself after a signal.
const GRACE: Duration = Duration::from_secs(1);

/// Runs a program, words and arguments as given and without a shell, until the person leaves it. It gets no private key.
///
/// # Errors
/// There is no such program, it ended with an error of its own, or a signal came.
pub fn interactive(words: &[String]) -> Result<(), Error> {
    let held = Interrupt::hold();
    let (name, arguments) = words
        .split_first()
        .ok_or_else(|| Error::new(Cause::Missing, "the command names no program"))?;
    let mut command = Command::new(name);
    command.args(arguments);
    environment::clean(&mut command);
    let mut child = command.spawn().map_err(|error| {
        Error::new(Cause::Missing, format!("{name} cannot be started: {error}"))
    })?;
    let status = wait(&mut child).map_err(|error| {
        Error::new(
            Cause::Unusable,
            format!("waiting for {name} failed: {error}"),
        )
    })?;
    drop(held);
    if Interrupt::happened() {
        return Err(Error::new(Cause::Interrupted, "interrupted"));
    }
    match status.success() {
        true => Ok(()),
        false => Err(Error::new(
            Cause::Failed(status.code()),
            format!("{name} ended with {status}"),
        )),
    }
}

/// Waits for the end; after a signal not for long.
fn wait(child: &mut Child) -> std::io::Result<ExitStatus> {
    let mut since: Option<Instant> = None;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if Interrupt::happened() && since.get_or_insert_with(Instant::now).elapsed() > GRACE {
            child.kill()?;
            return child.wait();
        }
        sleep(STEP);
    }
}
