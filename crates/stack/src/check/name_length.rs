//! Rule `name-length`: names made of others that would become too long.

use super::subject::Subject;
use crate::complaint::Complaint;
use crate::member::{Content, Member};

/// Argo CD may track by a label, whose value has at most so many characters.
const APPLICATION: usize = 63;
/// Helm's limit for the name of a release.
const RELEASE: usize = 53;
/// The shortest name of a cluster, with its hyphen.
const CLUSTER: usize = 2;

/// Checks every member.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Complaint> {
    let members = subject.stack.members.iter();
    members
        .flat_map(|member| [application(subject, member), release(member)])
        .flatten()
        .collect()
}

/// Checks the Application's name, `<cluster>-<stack>-<member>`.
fn application(subject: &Subject<'_>, member: &Member) -> Option<Complaint> {
    let name = format!("{}-{}", subject.stack.name, member.reference.name);
    let fits = CLUSTER + name.len() <= APPLICATION;
    if member.settings.application_name.is_some() || fits {
        return None;
    }
    let what = format!(
        "the Application of {} would be called <cluster>-{name}, which is longer than {APPLICATION} characters",
        member.reference
    );
    let next = "shorten the name of the stack or the member, or set `applicationName:`";
    Some(Complaint::error(
        "name-length",
        member.place.clone(),
        what,
        next,
    ))
}

fn release(member: &Member) -> Option<Complaint> {
    let Content::Chart(chart) = &member.content else {
        return None;
    };
    let length = chart.release.len();
    if length <= RELEASE {
        return None;
    }
    let what = format!(
        "the release of {} has a name of {length} characters; Helm takes {RELEASE}",
        member.reference
    );
    let next = "set `releaseName:` to a shorter one";
    Some(Complaint::error(
        "name-length",
        member.place.clone(),
        what,
        next,
    ))
}
