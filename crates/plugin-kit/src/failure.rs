//! What went wrong, what to do next, and the exit code.
//!
//! Commands use anyhow and add to an error with [`Explain`]: `.doing("reading the Applications")`, `.next("…")`,
//! `.exit(Exit::NotFound)`. `main` reads the error once, through [`report`]. Where a caller branches on an error,
//! its crate has its own error type; none of that enters here.

use std::error::Error;
use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;

use crate::escape::escape;
use crate::paint::painted;
use crate::screen::Screen;
use crate::shape::Tone;
use crate::stdout::ReaderGone;

/// How a command ended, as scripts see it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// Done.
    #[default]
    Done = 0,
    /// An error of no special kind.
    Error = 1,
    /// The command line makes no sense.
    Usage = 2,
    /// What was asked for is not there.
    NotFound = 3,
    /// It differs, or is not in the wanted state.
    Differs = 4,
    /// It took too long.
    TimedOut = 5,
    /// The cluster or a file does not let us.
    Forbidden = 6,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// An error with advice. Made by [`Failure::new`] where there is no cause, else by [`Explain`].
#[derive(Debug)]
pub struct Failure {
    doing: Option<String>,
    why: Option<anyhow::Error>,
    next: Vec<String>,
    exit: Option<Exit>,
}

impl Failure {
    /// Returns a failure without a deeper cause: one sentence, no full stop.
    pub fn new(sentence: impl Into<String>) -> Self {
        Self {
            doing: Some(sentence.into()),
            why: None,
            next: Vec::new(),
            exit: None,
        }
    }

    /// Returns the failure with one more thing to try.
    #[must_use]
    pub fn next(mut self, advice: impl Into<String>) -> Self {
        self.next.push(advice.into());
        self
    }

    /// Returns the failure with this exit code.
    #[must_use]
    pub fn exit(self, exit: Exit) -> Self {
        Self {
            exit: Some(exit),
            ..self
        }
    }

    /// Finds the advice and the exit code an error carries, or wraps it so that it can carry some.
    ///
    /// Only the outermost error counts: a downcast through anyhow's own contexts would drop them.
    fn of(error: anyhow::Error) -> Self {
        let wrap = |error| Self {
            doing: None,
            why: Some(error),
            next: Vec::new(),
            exit: None,
        };
        if (*error).is::<Self>() {
            error.downcast().unwrap_or_else(wrap)
        } else {
            wrap(error)
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.doing, &self.why) {
            (Some(sentence), _) => formatter.write_str(sentence),
            (None, Some(why)) => why.fmt(formatter),
            (None, None) => Ok(()),
        }
    }
}

impl Error for Failure {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        let why: &(dyn Error + 'static) = self.why.as_ref()?.as_ref();
        if self.doing.is_some() {
            Some(why)
        } else {
            why.source()
        }
    }
}

/// Adds what the reader needs to an error.
pub trait Explain<T> {
    /// Says what was being done, to what: "reading the Applications of namespace argocd".
    fn doing(self, doing: impl Into<String>) -> anyhow::Result<T>;
    /// Says what to do next; may be called several times.
    fn next(self, advice: impl Into<String>) -> anyhow::Result<T>;
    /// Says how the program ends; the outermost one counts.
    fn exit(self, exit: Exit) -> anyhow::Result<T>;
}

impl<T, E: Into<anyhow::Error>> Explain<T> for Result<T, E> {
    fn doing(self, doing: impl Into<String>) -> anyhow::Result<T> {
        self.map_err(|error| {
            let why = Some(error.into());
            Failure {
                doing: Some(doing.into()),
                why,
                next: Vec::new(),
                exit: None,
            }
            .into()
        })
    }

    fn next(self, advice: impl Into<String>) -> anyhow::Result<T> {
        self.map_err(|error| Failure::of(error.into()).next(advice).into())
    }

    fn exit(self, exit: Exit) -> anyhow::Result<T> {
        self.map_err(|error| Failure::of(error.into()).exit(exit).into())
    }
}

/// Changes all advice that an error carries.
pub fn retell(error: &mut anyhow::Error, tell: &dyn Fn(String) -> String) {
    let Some(failure) = error.downcast_mut::<Failure>() else {
        return;
    };
    for advice in &mut failure.next {
        *advice = tell(std::mem::take(advice));
    }
    if let Some(why) = &mut failure.why {
        retell(why, tell);
    }
}

/// Writes an error for a person and returns how the program ends. Called once, in `main`.
///
/// A reader of standard output that went away is no error. `program` is what the user typed ("kubectl addons");
/// it is named where the command line was wrong and nobody gave better advice.
pub fn report(
    error: &anyhow::Error,
    program: &str,
    screen: &Screen,
    writer: &mut dyn Write,
) -> Exit {
    if error.chain().any(is_reader_gone) {
        return Exit::Done;
    }
    let told = Told::of(error, program);
    // Where standard error itself cannot be written, the exit code is all that is left to say.
    let _unsaid = told.write(screen, writer);
    told.exit
}

fn is_reader_gone(cause: &(dyn Error + 'static)) -> bool {
    let inner = cause
        .downcast_ref::<io::Error>()
        .and_then(io::Error::get_ref);
    inner.is_some_and(|inner| inner.is::<ReaderGone>())
}

/// An error as it is told: all sentences from the outside in, all advice, the outermost exit code.
struct Told {
    sentences: Vec<String>,
    next: Vec<String>,
    exit: Exit,
}

impl Told {
    fn of(error: &anyhow::Error, program: &str) -> Self {
        let failures: Vec<&Failure> = error
            .chain()
            .filter_map(|cause| cause.downcast_ref())
            .collect();
        let exit = failures
            .iter()
            .find_map(|failure| failure.exit)
            .unwrap_or(Exit::Error);
        let mut next: Vec<String> = failures
            .iter()
            .flat_map(|failure| failure.next.clone())
            .collect();
        if next.is_empty() && exit == Exit::Usage {
            next.push(format!("see {program} --help"));
        }
        Self {
            sentences: sentences(error),
            next,
            exit,
        }
    }

    fn write(&self, screen: &Screen, writer: &mut dyn Write) -> io::Result<()> {
        writeln!(
            writer,
            "{} {}",
            painted("error:", Tone::Bad, screen.colour),
            self.sentences.join(": ")
        )?;
        for advice in &self.next {
            writeln!(
                writer,
                "{} {}",
                painted("next:", Tone::Strong, screen.colour),
                escape(advice)
            )?;
        }
        writer.flush()
    }
}

/// Returns the sentences of the chain, escaped; one that an outer sentence already ends with is left out.
fn sentences(error: &anyhow::Error) -> Vec<String> {
    let mut sentences: Vec<String> = Vec::new();
    for cause in error.chain() {
        let written = cause.to_string();
        let sentence = escape(written.trim().trim_end_matches('.')).into_owned();
        if !sentence.is_empty() && !sentences.iter().any(|said| said.ends_with(&sentence)) {
            sentences.push(sentence);
        }
    }
    sentences
}

#[cfg(test)]
#[path = "failure_tests.rs"]
mod tests;
