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
        saying(
            format!("Admission refuses {}", said.object_or("an object")),
            said,
        )
    },
    next: |_, said| {
        let text = said.text.to_lowercase();
        let kinds = match (
            text.contains("validatingadmissionpolicy"),
            text.contains("podsecurity"),
        ) {
            (true, _) => "validatingadmissionpolicies,validatingadmissionpolicybindings",
            (_, true) => "namespaces --show-labels",
            _ => "validatingwebhookconfigurations,mutatingwebhookconfigurations",
        };
        vec![next(
            "see what refuses it, then change the object or ask whoever owns the policy",
            command::kubectl("get", None, kinds),
        )]
    },
};
