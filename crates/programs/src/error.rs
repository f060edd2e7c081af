//! What went wrong with another program, with its cause and the next step.
//!
//! Callers branch on [`Cause`]. Sentences hold the program's own last words, masked; never its arguments or input.

use std::fmt;

/// Why a program did not do what it was run for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// There is no such program on this machine.
    Missing,
    /// It is there, but too old.
    TooOld,
    /// It could not be started, or not be listened to.
    Unusable,
    /// It took too long and was ended.
    TimedOut,
    /// Somebody pressed Ctrl-C, or this process was asked to end.
    Interrupted,
    /// It wrote more than was asked for and was ended.
    TooMuch,
    /// It ended with an error of its own; its exit code, unless a signal ended it.
    Failed(Option<i32>),
}

/// One failure: a sentence without a full stop, its cause, and what to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    cause: Cause,
    sentence: String,
    next: Vec<String>,
}

impl Error {
    /// Returns an error without advice.
    pub fn new(cause: Cause, sentence: impl Into<String>) -> Self {
        Self {
            cause,
            sentence: sentence.into(),
            next: Vec::new(),
        }
    }

    /// Returns the error with one more thing to try.
    #[must_use]
    pub fn next(mut self, advice: impl Into<String>) -> Self {
        self.next.push(advice.into());
        self
    }

    /// Returns the cause.
    pub fn cause(&self) -> Cause {
        self.cause
    }

    /// Returns what to try next, in order.
    pub fn advice(&self) -> &[String] {
        &self.next
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.sentence)
    }
}

impl std::error::Error for Error {}
