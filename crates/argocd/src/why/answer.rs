//! The answer: every finder is asked, and what explains the state best and lies deepest comes first.

use schemars::JsonSchema;
use serde::Serialize;

use super::case::Case;
use super::level::{Level, order};
use super::{Carried, Cause, Finding, LogWant, Next, Question, Step};
use super::{
    control, deletion, drift, member, network, note, operation, pod, root, spec, wait, workload,
};
use crate::lifecycle::{Lifecycle, State};

/// Looks for one cause.
pub(super) type Finder = for<'a> fn(&Case<'a>) -> Option<Finding>;

/// Every finder with the part of an add-on's life it looks into; within one part what comes first is the cause
/// of what comes after, as a claim without a volume is the cause of a Pod without a node.
const FINDERS: &[(Level, Finder)] = &[
    (Level::Deletion, deletion::unconfirmed),
    (Level::Deletion, deletion::held_object),
    (Level::Deletion, deletion::blocked),
    (Level::Deletion, deletion::under_way),
    (Level::Control, control::skipped),
    (Level::Control, control::stuck_end),
    (Level::Control, control::namespace_not_enabled),
    (Level::Control, control::silent),
    (Level::Spec, spec::find),
    (Level::Operation, operation::window),
    (Level::Operation, workload::namespace_terminating),
    (Level::Operation, operation::confirmation),
    (Level::Operation, wait::deeper),
    (Level::Operation, operation::told),
    (Level::Operation, operation::hook),
    (Level::Operation, operation::stuck),
    (Level::Operation, wait::member),
    (Level::Operation, operation::retries),
    (Level::Operation, operation::failed),
    (Level::Operation, wait::merely),
    (Level::Operation, operation::under_way),
    (Level::Health, member::unhealthy),
    (Level::Health, workload::namespace_terminating),
    (Level::Health, pod::out_of_memory),
    (Level::Health, pod::image),
    (Level::Health, pod::config),
    (Level::Health, pod::init_container),
    (Level::Health, pod::probe_kills),
    (Level::Health, pod::crash_loop),
    (Level::Health, workload::refused),
    (Level::Health, pod::volume_claim),
    (Level::Health, pod::unschedulable),
    (Level::Health, pod::probe),
    (Level::Health, workload::job),
    (Level::Health, workload::suspended),
    (Level::Health, network::load_balancer),
    (Level::Health, network::endpoints),
    (Level::Health, workload::unhealthy),
    (Level::Health, workload::not_inspected),
    (Level::Health, workload::progressing),
    (Level::Drift, drift::shared),
    (Level::Drift, drift::window),
    (Level::Drift, drift::no_visible_difference),
    (Level::Drift, drift::fight),
    (Level::Drift, drift::would_delete_all),
    (Level::Drift, drift::rollout_step),
    (Level::Drift, drift::paused),
    (Level::Drift, drift::auto_sync_off),
    (Level::Drift, drift::prune_off),
    (Level::Drift, drift::self_heal_off),
    (Level::Drift, drift::not_attempted),
    (Level::Note, note::sealed_text),
    (Level::Note, note::health_check_missing),
    (Level::Note, note::shared),
    (Level::Note, note::fight),
    (Level::Note, note::endpoints),
];

/// Finders that name a cause only where no other does.
const LAST_RESORTS: &[Cause] = &[
    Cause::StillProgressing,
    Cause::Unhealthy,
    Cause::NotInspected,
    Cause::SyncFailed,
    Cause::ComparisonFailed,
    Cause::RetriesExhausted,
];

/// Causes for which Pods are not ready: that a Service then has no endpoint says nothing more.
const UNREADY: &[Cause] = &[
    Cause::ImageCannotBePulled,
    Cause::CrashLoop,
    Cause::OutOfMemory,
    Cause::ContainerConfigError,
    Cause::InitContainerFailing,
    Cause::ProbeFailing,
    Cause::Unschedulable,
    Cause::VolumeClaimPending,
    Cause::QuotaExceeded,
    Cause::WebhookRefused,
];

/// Why an add-on is in its state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Answer {
    /// The cause.
    pub cause: Cause,
    /// The cause as one sentence; secrets masked.
    pub summary: String,
    /// What the cause hangs on, alike for all add-ons that share it: an image, a repository, a cluster, a webhook; else
    /// the object in which it lies.
    pub root: String,
    /// The way from the add-on down to the cause.
    pub steps: Vec<Step>,
    /// What to do next.
    pub next: Vec<Next>,
    /// What else is wrong.
    pub others: Vec<Other>,
    /// The log whose last lines would say more.
    #[serde(skip)]
    pub log: Option<LogWant>,
}

/// What else is wrong, in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Other {
    /// The cause.
    pub cause: Cause,
    /// The cause as one sentence; secrets masked.
    pub summary: String,
}

impl Answer {
    /// Returns whether nothing is wrong.
    pub fn is_well(&self) -> bool {
        self.cause == Cause::Nothing
    }

    /// Returns the answer with lines that end with what they must.
    #[must_use]
    pub fn carrying(mut self, carried: &Carried) -> Self {
        let next = std::mem::take(&mut self.next).into_iter();
        let carrying = |next: Next| Next {
            command: next.command.carrying(carried),
            ..next
        };
        self.next = next.map(carrying).collect();
        self
    }

    fn of(question: &Question<'_>, findings: Vec<Finding>) -> Self {
        let mut findings = findings.into_iter();
        let mut best = findings.next().unwrap_or_else(nothing);
        let root = best.root.take();
        let root = root.unwrap_or_else(|| root::of(question, &best));
        begin_with_the_state(question, &mut best.steps);
        let others = findings.map(|finding| Other {
            cause: finding.cause,
            summary: finding.summary,
        });
        Self {
            cause: best.cause,
            summary: best.summary,
            root,
            steps: best.steps,
            next: best.next,
            others: others.collect(),
            log: best.log,
        }
    }
}

/// Returns why an add-on is in its state.
pub fn answer(question: &Question<'_>) -> Answer {
    let case = Case::new(question);
    let findings = order(question.lifecycle)
        .iter()
        .flat_map(|level| found(&case, *level));
    let mut findings = without_echoes(findings.collect());
    if findings.is_empty() && question.lifecycle.state != State::Synced {
        findings.push(unexplained(question));
    }
    Answer::of(question, findings)
}

/// Asks the finders of one level.
pub(super) fn found(case: &Case<'_>, level: Level) -> Vec<Finding> {
    let of_level = FINDERS.iter().filter(|(of, _)| *of == level);
    of_level.filter_map(|(_, finder)| finder(case)).collect()
}

/// Leaves out causes that come twice, and causes without a name of their own beside others.
fn without_echoes(findings: Vec<Finding>) -> Vec<Finding> {
    let mut kept: Vec<Finding> = Vec::new();
    for finding in findings {
        let again = kept.iter().any(|before| before.cause == finding.cause);
        let follows = finding.cause == Cause::ServiceWithoutEndpoints
            && kept.iter().any(|before| UNREADY.contains(&before.cause));
        let empty = !kept.is_empty() && LAST_RESORTS.contains(&finding.cause);
        if !again && !empty && !follows {
            kept.push(finding);
        }
    }
    kept
}

/// The way begins at the add-on itself.
fn begin_with_the_state(question: &Question<'_>, steps: &mut Vec<Step>) {
    let reference = question.application.reference();
    let begun = steps
        .first()
        .is_some_and(|step| step.subject == reference.to_string());
    if !begun {
        let Lifecycle { state, message, .. } = question.lifecycle;
        let message = message.split(": Caused by ").next().unwrap_or_default();
        steps.insert(0, Step::new(&reference, format!("{state}: {message}")));
    }
}

fn nothing() -> Finding {
    Finding::new(
        Cause::Nothing,
        "Nothing is wrong: all resources are deployed and healthy",
    )
}

fn unexplained(question: &Question<'_>) -> Finding {
    let lifecycle = question.lifecycle;
    let cause = match lifecycle.state {
        State::Pending | State::Deploying => Cause::StillProgressing,
        _ => Cause::Unhealthy,
    };
    Finding::new(cause, &lifecycle.message).next(
        "see its resources",
        super::command::addons("tree", question.application),
    )
}
