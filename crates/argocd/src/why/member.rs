//! Child Applications: which are not well, and their causes passed on to who waits for them.

use super::case::Case;
use super::{Answer, Cause, Finding, Step, command};
use crate::application::Application;
use crate::lifecycle::{Lifecycle, State};
use crate::object::ObjectRef;
use crate::snapshot::Snapshot;
use crate::tree::ResourceTree;

/// A child Application that is not well.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The child.
    pub application: ObjectRef,
    /// Its name as commands take it.
    pub named: String,
    /// Its state.
    pub lifecycle: Lifecycle,
    /// Its sync wave in the parent.
    pub wave: i64,
    /// Why it is in that state; `None` where nobody asked.
    pub answer: Option<Answer>,
}

impl Member {
    /// Returns state and reason.
    pub(super) fn state(&self) -> String {
        format!("{} ({})", self.lifecycle.state, self.lifecycle.reason)
    }

    /// Returns whether its own cause says more than that it is on its way.
    pub(super) fn explains(&self) -> bool {
        let answer = self.answer.as_ref();
        answer.is_some_and(|answer| {
            !matches!(
                answer.cause,
                Cause::Nothing | Cause::StillProgressing | Cause::WaitsForMember
            )
        })
    }
}

/// Returns the child Applications of a tree that are not Synced, those of the earliest wave and of the worst state
/// first, with how each is doing.
pub fn members(
    tree: &ResourceTree,
    snapshot: &Snapshot,
    judge: impl Fn(&Application) -> Lifecycle,
) -> Vec<Member> {
    let children = tree.applications().filter_map(|node| {
        let child = snapshot.application(&node.reference)?;
        let lifecycle = judge(child);
        (lifecycle.state != State::Synced).then(|| Member {
            application: node.reference.clone(),
            named: command::named(child),
            lifecycle,
            wave: node.sync_wave.unwrap_or_default(),
            answer: None,
        })
    });
    let mut members: Vec<Member> = children.collect();
    members.sort_by(|a, b| (a.wave, b.lifecycle.state).cmp(&(b.wave, a.lifecycle.state)));
    members
}

/// Fits when a child Application is not well and the parent's health counts it.
pub(super) fn unhealthy(case: &Case<'_>) -> Option<Finding> {
    let members = case.question.members;
    let member = members
        .iter()
        .find(|member| member.explains())
        .or_else(|| members.first())?;
    Some(match member.explains() {
        true => passed_on(member),
        false => Finding::new(
            Cause::WaitsForMember,
            format!("Member {} is {}", member.application.name, member.state()),
        )
        .steps([step(member)])
        .next("see why", format!("kubectl addons why {}", member.named)),
    })
}

/// Returns the cause of a member as that of its parent.
pub(super) fn passed_on(member: &Member) -> Finding {
    let Some(answer) = member.answer.clone() else {
        return Finding::new(
            Cause::WaitsForMember,
            format!("Member {} is {}", member.application.name, member.state()),
        );
    };
    let summary = format!("Member {}: {}", member.application.name, answer.summary);
    let mut finding = Finding::new(answer.cause, summary).steps([step(member)]);
    finding.steps.extend(
        answer
            .steps
            .into_iter()
            .filter(|step| step.subject != member.application.to_string()),
    );
    finding.next = answer.next;
    finding.log = answer.log;
    finding.root = Some(answer.root);
    finding
}

fn step(member: &Member) -> Step {
    Step::new(
        &member.application,
        format!("{}: {}", member.state(), member.lifecycle.message),
    )
}
