//! What a cause hangs on, so that add-ons with one and the same root can be told together.

use super::{Cause, Finding, Question, Step};
use crate::redact::without_credentials;

/// What the scheduler says of nodes that a Pod does not ask for (`ErrReasonPod` of Kubernetes' `nodeaffinity` plugin).
pub(super) const UNMATCHED: &str = "didn't match Pod's node affinity/selector";
/// Begins the labels of nodes that a Pod asks for.
pub(super) const ASKS: &str = "It asks for a node with ";

/// Returns what a finding hangs on: a thing that other add-ons may share where the cause lies outside the add-on, else
/// the last object on the way down to it.
pub(super) fn of(question: &Question<'_>, finding: &Finding) -> String {
    let application = question.application;
    let shared = match finding.cause {
        Cause::RepositoryUnreachable | Cause::CredentialsRefused => application
            .main_source()
            .map(|source| without_credentials(&source.repo_url)),
        Cause::ClusterUnknown | Cause::ClusterAmbiguous | Cause::ClusterUnreachable => {
            Some(without_credentials(application.spec.destination.cluster()))
        }
        Cause::ProjectMissing | Cause::SyncWindowClosed => {
            Some(format!("AppProject/{}", application.project()))
        }
        Cause::ControllerSilent | Cause::RepoServerSilent => Some(format!(
            "Argo CD in namespace {}",
            application.controller_namespace()
        )),
        Cause::NamespaceNotEnabled | Cause::SkipReconcile => {
            Some(format!("Namespace/{}", application.metadata.namespace))
        }
        Cause::NamespaceMissing | Cause::NamespaceTerminating => Some(format!(
            "Namespace/{}",
            application.spec.destination.namespace
        )),
        Cause::AutoSyncOff => Some("syncPolicy.automated".to_owned()),
        Cause::SelfHealOff => Some("syncPolicy.automated.selfHeal".to_owned()),
        Cause::PruneOff => Some("syncPolicy.automated.prune".to_owned()),
        _ => finding
            .steps
            .last()
            .and_then(|last| of_step(finding.cause, last)),
    };
    shared.unwrap_or_else(|| match finding.steps.last() {
        Some(last) => named(last),
        None => named(&Step::new(&application.reference(), "")),
    })
}

/// Returns what the last object on the way names as its own reason.
fn of_step(cause: Cause, last: &Step) -> Option<String> {
    match cause {
        Cause::Unschedulable if asks_for_a_node(&last.says) => None,
        Cause::Unschedulable | Cause::VolumeClaimPending => Some(last.says.clone()),
        Cause::QuotaExceeded => Some(format!("Namespace/{}", last.namespace.as_ref()?)),
        Cause::KindMissing => Some(last.subject.split('/').next()?.to_owned()),
        Cause::WebhookRefused => refuser(&last.says),
        _ => None,
    }
}

/// Returns whether the scheduler says no more than that a Pod asks for other nodes; for which, affinities differ in.
fn asks_for_a_node(says: &str) -> bool {
    says.contains(UNMATCHED) && !says.contains(ASKS)
}

/// Returns the name of the webhook or policy that refuses (wordings: see `rule::admission`).
fn refuser(says: &str) -> Option<String> {
    [
        ("webhook \"", '"'),
        ("ValidatingAdmissionPolicy '", '\''),
        ("violates PodSecurity \"", '"'),
    ]
    .iter()
    .find_map(|(before, after)| {
        let (_, rest) = says.split_once(before)?;
        Some(rest.split(*after).next()?.to_owned())
    })
}

fn named(step: &Step) -> String {
    match &step.namespace {
        Some(namespace) => format!("{namespace}/{}", step.subject),
        None => step.subject.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_refuses_is_read_from_the_words() {
        let name = |says| refuser(says);
        assert_eq!(
            name(r#"admission webhook "check.example.org" denied the request: no"#),
            Some("check.example.org".to_owned())
        );
        assert_eq!(
            name("ValidatingAdmissionPolicy 'owners' with binding 'all' denied request: x"),
            Some("owners".to_owned())
        );
        assert_eq!(
            name(r#"pods "a" is forbidden: violates PodSecurity "restricted:latest": x"#),
            Some("restricted:latest".to_owned())
        );
        assert_eq!(name("something else"), None);
    }
}
