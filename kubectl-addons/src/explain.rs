//! Turns what the edge to Kubernetes says went wrong into a failure with exit code and next steps.

use cluster::recorded::Complaints;
use cluster::{Cause, Error};
use plugin_kit::failure::{Exit, Failure};

/// Returns the error as `main` reports it.
pub(crate) fn explained(error: Error) -> anyhow::Error {
    let mut failure = Failure::new(error.to_string()).exit(exit(error.cause()));
    for advice in error.advice() {
        failure = failure.next(advice.clone());
    }
    failure.into()
}

fn exit(cause: Cause) -> Exit {
    match cause {
        Cause::Forbidden | Cause::Unauthorized => Exit::Forbidden,
        Cause::TimedOut => Exit::TimedOut,
        Cause::UnknownContext => Exit::NotFound,
        _ => Exit::Error,
    }
}

/// Returns all that is wrong with files as one failure.
pub(crate) fn complaints(complaints: Complaints) -> anyhow::Error {
    let mut failure = Failure::new(complaints.to_string()).exit(Exit::Error);
    for advice in complaints.advice() {
        failure = failure.next(advice);
    }
    failure.into()
}
