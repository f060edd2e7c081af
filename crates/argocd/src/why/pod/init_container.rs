//! An init container ends in failure.

use super::{Container, containers, out_of_memory, steps, with_log};
use crate::why::case::Case;
use crate::why::{Cause, Finding};

/// Fits when an init container has failed and is not through.
pub(in crate::why) fn find(case: &Case<'_>) -> Option<Finding> {
    let containers = containers(case);
    let failing = |container: &&Container<'_>| {
        container.init && !container.is_ready() && container.last_failure().is_some()
    };
    let of = containers.iter().find(failing)?;
    let death = of.last_failure()?;
    let summary = format!(
        "{} fails: {}{}",
        out_of_memory::capital(&of.called()),
        death.in_words(),
        out_of_memory::times(of.restarts())
    );
    let says = format!("{}: {}", of.called(), waiting(of, &death.in_words()));
    let finding =
        Finding::new(Cause::InitContainerFailing, summary).steps(steps(case, of.pod, &says));
    Some(with_log(case, finding, of, of.death().is_none()))
}

fn waiting(of: &Container<'_>, death: &str) -> String {
    match of.waits_for() {
        "" => death.to_owned(),
        word => format!("{word}, {death}"),
    }
}
