//! Rule `shared-release`: two add-ons whose resources would have the same names in the same namespace.

use std::collections::HashMap;

use serde_json::Value;

use super::subject::Subject;
use crate::complaint::Complaint;
use crate::member::{Content, Member};

/// Checks all add-ons against each other.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Complaint> {
    let mut first: HashMap<(String, &str, &str), &Member> = HashMap::new();
    let mut complaints = Vec::new();
    for member in &subject.stack.members {
        let Content::Chart(chart) = &member.content else {
            continue;
        };
        let destination = member.settings.destination.as_ref().map(Value::to_string);
        let namespace = member.namespace.as_deref().unwrap_or_default();
        let identity = (
            destination.unwrap_or_default(),
            namespace,
            chart.release.as_str(),
        );
        match first.get(&identity) {
            Some(other) => complaints.push(complaint(member, other, namespace, &chart.release)),
            None => drop(first.insert(identity, member)),
        }
    }
    complaints
}

fn complaint(member: &Member, other: &Member, namespace: &str, release: &str) -> Complaint {
    let what = format!(
        "{} and {} are both release {release} in namespace {namespace}",
        other.reference, member.reference
    );
    let next = "give one of them another releaseName or namespace";
    Complaint::warning("shared-release", member.place.clone(), what, next).because(
        "charts name their resources after the release, so that one would overwrite the other's",
    )
}
