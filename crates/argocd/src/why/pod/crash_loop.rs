//! A container ends again and again, or ended and is not started again.

use super::{Container, containers, out_of_memory, probe, steps, with_log};
use crate::why::case::Case;
use crate::why::{Cause, Finding};

/// Fits when the kubelet waits before it starts a container again (`CrashLoopBackOff`), and when one that is not
/// ready has ended badly. What was killed for its memory or its probe, init containers, and Pods of a Job, which may
/// fail and be made anew, have finders of their own.
pub(in crate::why) fn find(case: &Case<'_>) -> Option<Finding> {
    let mut containers = containers(case);
    containers.retain(|container| !container.init && !has_another_cause(case, container));
    let of = containers
        .iter()
        .find(|container| container.waits_for() == "CrashLoopBackOff")
        .or_else(|| {
            containers
                .iter()
                .find(|container| has_crashed(case, container))
        })?;
    let death = of.death().or_else(|| of.death_before());
    let how = death.map_or_else(|| of.waiting_message().to_owned(), |death| death.in_words());
    let summary = format!(
        "{} ends again and again: {how}{}",
        out_of_memory::capital(&of.called()),
        out_of_memory::times(of.restarts())
    );
    let says = format!("{}: {}, {how}", of.called(), or(of.waits_for(), "ended"));
    let finding = Finding::new(Cause::CrashLoop, summary).steps(steps(case, of.pod, &says));
    Some(with_log(case, finding, of, of.death().is_none()))
}

fn has_another_cause(case: &Case<'_>, container: &Container<'_>) -> bool {
    out_of_memory::is_killed(container) || probe::killed(case, container).is_some()
}

fn has_crashed(case: &Case<'_>, container: &Container<'_>) -> bool {
    let of_job = container
        .pod
        .parent()
        .and_then(|uid| case.question.tree.node(uid));
    let of_job = of_job.is_some_and(|owner| owner.reference.is("batch", "Job"));
    !of_job && !container.is_ready() && container.last_failure().is_some()
}

fn or<'a>(word: &'a str, other: &'a str) -> &'a str {
    match word {
        "" => other,
        word => word,
    }
}
