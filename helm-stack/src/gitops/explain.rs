//! Turns what the edge to other programs says went wrong into a failure with exit code and next steps.

use plugin_kit::failure::{Exit, Failure};
use programs::error::{Cause, Error};

/// Returns the error as `main` reports it.
pub(crate) fn explained(error: &Error) -> anyhow::Error {
    let mut failure = Failure::new(error.to_string()).exit(exit(error.cause()));
    for advice in error.advice() {
        failure = failure.next(advice.clone());
    }
    failure.into()
}

fn exit(cause: Cause) -> Exit {
    match cause {
        Cause::TimedOut => Exit::TimedOut,
        _ => Exit::Error,
    }
}

/// Runs programs for those who report with anyhow.
pub(crate) trait Run {
    /// Runs it to a good end.
    fn answer(self) -> anyhow::Result<programs::run::Ended>;
    /// Runs it to its end, good or bad.
    fn end(self) -> anyhow::Result<programs::run::Ended>;
}

impl Run for programs::run::Program {
    fn answer(self) -> anyhow::Result<programs::run::Ended> {
        self.run().map_err(|error| explained(&error))
    }

    fn end(self) -> anyhow::Result<programs::run::Ended> {
        self.ended().map_err(|error| explained(&error))
    }
}
