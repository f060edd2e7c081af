//! What a running sync waits for: a resource, a hook or a member, and why that does not come.
//!
//! Argo CD says it in the operation's message alone: `waiting for healthy state of apps/Deployment/web`, `waiting
//! for completion of hook batch/Job/migrate and 2 more hooks` (gitops-engine's `setRunningPhase`).

use super::case::Case;
use super::level::Level;
use super::{Cause, Finding, Step, answer, command};
use crate::application::{self, OperationState};
use crate::object::ObjectRef;
use crate::tree::Node;

/// Fits when what the sync waits for has a cause of its own.
pub(super) fn deeper(case: &Case<'_>) -> Option<Finding> {
    let (operation, node) = awaited(case)?;
    if node.is_application() {
        return None;
    }
    let findings = answer::found(&case.below(node), Level::Health);
    let finding = findings
        .into_iter()
        .find(|finding| finding.cause != Cause::StillProgressing)?;
    Some(finding.after(step(case, operation)))
}

/// Fits when a wave waits for a member: with the member's own cause where it has one.
pub(super) fn member(case: &Case<'_>) -> Option<Finding> {
    let operation = case
        .operation()
        .filter(|operation| operation.phase.is_running())?;
    let object = waited_for(&operation.message)?;
    if !object.is(application::GROUP, application::KIND) {
        return None;
    }
    let name = &object.name;
    let member = case
        .question
        .members
        .iter()
        .find(|member| member.application.name == *name);
    let finding = match member {
        Some(member) if member.explains() => super::member::passed_on(member),
        Some(member) => waits(case, name, &member.state()),
        None => waits(case, name, ""),
    };
    Some(finding.after(step(case, operation)))
}

fn waits(case: &Case<'_>, member: &str, state: &str) -> Finding {
    let after = match state {
        "" => String::new(),
        state => format!(", which is {state}"),
    };
    let namespace = &case.question.application.metadata.namespace;
    Finding::new(
        Cause::WaitsForMember,
        format!("Its wave waits for member {member} to become healthy{after}"),
    )
    .steps([Step::new(
        &ObjectRef::new(application::GROUP, application::KIND, namespace, member),
        state,
    )])
    .next(
        "see why that is not healthy",
        format!("kubectl addons why {}", command::quoted(member)),
    )
}

/// Fits when what the sync waits for is merely on its way.
pub(super) fn merely(case: &Case<'_>) -> Option<Finding> {
    let (operation, node) = awaited(case)?;
    let finding = super::workload::progressing(&case.below(node))?;
    Some(finding.after(step(case, operation)))
}

fn step(case: &Case<'_>, operation: &OperationState) -> Step {
    Step::new(
        &case.question.application.reference(),
        format!("the sync is {}", operation.message),
    )
}

fn awaited<'a>(case: &Case<'a>) -> Option<(&'a OperationState, &'a Node)> {
    let operation = case
        .operation()
        .filter(|operation| operation.phase.is_running())?;
    let object = waited_for(&operation.message)?;
    let fits = |node: &&Node| {
        node.reference.is(&object.group, &object.kind) && node.reference.name == object.name
    };
    Some((operation, case.question.tree.nodes.iter().find(fits)?))
}

/// Returns the first object that an operation waits for, without its namespace, which Argo CD does not say.
fn waited_for(message: &str) -> Option<ObjectRef> {
    let rest = message.strip_prefix("waiting for ")?;
    let rest = ["healthy state of ", "completion of hook ", "deletion of "]
        .iter()
        .find_map(|what| rest.strip_prefix(what))?;
    let words = rest.split(" and ").next()?.trim();
    let mut parts = words.rsplitn(3, '/');
    let (name, kind) = (parts.next()?, parts.next()?);
    Some(ObjectRef::new(
        parts.next().unwrap_or_default(),
        kind,
        "",
        name,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_object_is_read_from_argo_cds_words() {
        let read = |text| waited_for(text).map(|object| (object.group.clone(), object.to_string()));
        assert_eq!(
            read("waiting for healthy state of apps/StatefulSet/keycloak-db"),
            Some(("apps".to_owned(), "StatefulSet/keycloak-db".to_owned()))
        );
        assert_eq!(
            read("waiting for completion of hook batch/Job/migrate and 2 more hooks"),
            Some(("batch".to_owned(), "Job/migrate".to_owned()))
        );
        assert_eq!(
            read("waiting for healthy state of /Service/web"),
            Some((String::new(), "Service/web".to_owned()))
        );
        assert_eq!(read("waiting for pruning confirmation of /Pod/x"), None);
    }
}
