//! Causes that show in a Pod: what its containers wait for and died of, and why no node takes it.
//!
//! The words are those of the kubelet and the scheduler.

mod config;
mod container;
mod crash_loop;
mod image;
mod init_container;
mod out_of_memory;
mod probe;
mod scheduling;
mod volume_claim;

use super::case::Case;
use super::{Finding, LogWant, Step, command, path, quote};
use crate::tree::Node;

pub(super) use config::find as config;
use container::Container;
pub(super) use crash_loop::find as crash_loop;
pub(super) use image::find as image;
pub(super) use init_container::find as init_container;
pub(super) use out_of_memory::find as out_of_memory;
pub(super) use probe::{kills as probe_kills, not_ready as probe};
pub(super) use scheduling::find as unschedulable;
pub(super) use volume_claim::{claims, find as volume_claim};

/// Returns every suspect Pod.
fn pods<'a>(case: &Case<'a>) -> Vec<&'a Node> {
    case.suspects_of("", "Pod")
}

/// Returns every container of every suspect Pod, a Pod's init containers first.
fn containers<'a>(case: &Case<'a>) -> Vec<Container<'a>> {
    let pods = pods(case).into_iter();
    pods.flat_map(|pod| Container::all(pod, case.body(&pod.reference)))
        .collect()
}

/// Returns the way down to a Pod.
fn steps(case: &Case<'_>, pod: &Node, says: &str) -> Vec<Step> {
    path::down_to(case, pod, says)
}

/// Adds the last lines of a log to a finding, or the wish for them, and how to see the rest.
fn with_log(case: &Case<'_>, mut finding: Finding, of: &Container<'_>, previous: bool) -> Finding {
    let want = LogWant {
        pod: of.pod.reference.clone(),
        container: of.name.to_owned(),
        previous,
    };
    if let (Some(lines), Some(last)) = (case.log(&want), finding.steps.last_mut()) {
        last.log = lines.iter().map(|line| quote::log_line(line)).collect();
    }
    let flags = match previous {
        true => " --previous",
        false => "",
    };
    let rest = format!(
        "{} -c {}{flags}",
        command::quoted(&of.pod.reference.name),
        command::quoted(of.name)
    );
    finding.log = Some(want);
    finding.next(
        "read the whole log",
        command::kubectl("logs", of.pod.reference.namespace.as_deref(), &rest),
    )
}

/// Returns how to see what happened to a Pod.
fn events_of(case: &Case<'_>, pod: &Node) -> String {
    command::about("events", case.question.application, "--for", &pod.reference)
}

/// Adds the newest failed Pod of a Job to a finding, with the last lines of its log; as it is where none is left.
pub(super) fn of_failed_job(case: &Case<'_>, job: &Node, finding: Finding) -> Finding {
    let pods = case.question.tree.nodes.iter();
    let pods = pods.filter(|node| node.reference.is("", "Pod") && node.parents.contains(&job.uid));
    let failed = pods.flat_map(|pod| Container::all(pod, case.body(&pod.reference)));
    let Some(of) = failed
        .into_iter()
        .filter(|of| of.last_failure().is_some())
        .max_by_key(|of| of.pod.created_at)
    else {
        return finding;
    };
    let how = of
        .last_failure()
        .map(|death| death.in_words())
        .unwrap_or_default();
    let step = Step::new(&of.pod.reference, format!("{}: {how}", of.called()));
    let mut finding = finding.steps([step]);
    finding.next.clear();
    with_log(case, finding, &of, of.death().is_none())
}
