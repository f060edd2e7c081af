//! Members that cannot travel in a chart.

use crate::complaint::Complaint;
use crate::member::{Content, Member, Repository, Stack};

/// Complains of members that cannot travel: local charts, manifests for a cluster of their own.
pub(super) fn complaints(stack: &Stack) -> Vec<Complaint> {
    stack.members.iter().filter_map(complaint).collect()
}

fn complaint(member: &Member) -> Option<Complaint> {
    match &member.content {
        Content::Chart(chart) => match &chart.repository {
            Repository::Local(folder) => Some(local_chart(member, folder)),
            _ => None,
        },
        Content::Manifest(_) => member
            .settings
            .destination
            .is_some()
            .then(|| elsewhere(member)),
    }
}

fn local_chart(member: &Member, folder: &str) -> Complaint {
    let reference = &member.reference;
    Complaint::error(
        "local-chart",
        member.place.clone(),
        format!(
            "the chart of {reference} lies in {folder}, where Argo CD cannot fetch it once the stack is packed"
        ),
        "publish the chart first (helm push), and name its repository and version",
    )
}

fn elsewhere(member: &Member) -> Complaint {
    let reference = &member.reference;
    Complaint::error(
        "manifest-elsewhere",
        member.place.clone(),
        format!(
            "{reference} has a destination of its own, and a chart installs manifests where it is installed"
        ),
        "take the destination out, or make a chart of the manifest",
    )
}
