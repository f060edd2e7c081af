//! An admission webhook or policy refuses an object, or cannot be asked.

use super::super::command;
use super::{Cause, Rule, next, saying};

/// `admission webhook "x" denied the request` and `failed calling webhook` of Kubernetes'
/// `apiserver/pkg/admission/plugin/webhook`; `ValidatingAdmissionPolicy 'x' with binding 'y' denied request` of
/// its `plugin/policy/validating`; `violates PodSecurity` of its `pod-security-admission`.
pub(super) const RULE: Rule = Rule {
    cause: Cause::WebhookRefused,
    says: &[
        &["admission webhook", "denied the request"],
        &["failed calling webhook"],
        &["failed to call webhook"],
        &["validatingadmissionpolicy", "denied request"],
        &["violates podsecurity"],
    ],
    summary: |_, said| {
        let object = said.object_or("an object");
        match silent_webhook(&said.telling) {
            Some((webhook, words)) => {
                format!(
                    "Webhook {webhook}, which is asked about {object}, does not answer: {words}"
                )
            }
            None => saying(format!("Admission refuses {object}"), said),
        }
    },
    next: |_, said| {
        let text = said.text.to_lowercase();
        let namespace = said.object.and_then(|object| object.namespace.as_deref());
        let kinds = match namespace {
            _ if text.contains("validatingadmissionpolicy") => {
                "validatingadmissionpolicies,validatingadmissionpolicybindings".to_owned()
            }
            Some(namespace) if text.contains("podsecurity") => {
                format!("namespace {} --show-labels", command::quoted(namespace))
            }
            None if text.contains("podsecurity") => "namespaces --show-labels".to_owned(),
            _ => "validatingwebhookconfigurations,mutatingwebhookconfigurations".to_owned(),
        };
        let why = match silent_webhook(&said.telling) {
            Some((webhook, _)) => {
                format!("see which service webhook {webhook} leads to, and whether that runs")
            }
            None => "see what refuses it, then change the object or ask whoever owns the policy"
                .to_owned(),
        };
        vec![next(why, command::kubectl("get", None, &kinds))]
    },
};

/// Returns the name of a webhook that could not be asked, and the words after it.
fn silent_webhook(text: &str) -> Option<(&str, &str)> {
    let (_, rest) = text.split_once("failed calling webhook \"")?;
    let (name, words) = rest.split_once("\": ")?;
    let words = words
        .strip_prefix("failed to call webhook: ")
        .unwrap_or(words);
    Some((name, words))
}
