//! The message of a push's commit: what, where, and a line for each member it changes.

use crate::layout::Layout;

use super::{MemberChange, MemberPlan};

/// Returns the commit message of a push.
pub(super) fn message(layout: &Layout, version: &str, members: &[MemberPlan]) -> String {
    let subject = format!("{}: {} {version}\n", layout.cluster, layout.stack);
    let lines: Vec<String> = members.iter().filter_map(line).collect();
    match lines.is_empty() {
        true => subject,
        false => format!("{subject}\n{}\n", lines.join("\n")),
    }
}

fn line(member: &MemberPlan) -> Option<String> {
    let name = &member.reference.name;
    let said = match &member.change {
        MemberChange::Same => return None,
        MemberChange::Added { version: None } => "added".to_owned(),
        MemberChange::Added {
            version: Some(version),
        } => format!("{version} added"),
        MemberChange::Removed => "removed".to_owned(),
        MemberChange::Changed {
            version,
            files,
            settings,
            revision,
        } => {
            let version = version.as_ref();
            let version = version.map(|(from, to)| format!("{from} → {to}"));
            let files = files.then(|| member.files_word().to_owned());
            let settings = settings.then(|| "settings".to_owned());
            let said: Vec<String> = [version, files, settings].into_iter().flatten().collect();
            match (said.is_empty(), revision) {
                (true, Some((_, to))) => format!("follows {to}"),
                _ => said.join(", "),
            }
        }
    };
    Some(format!("{name} {said}"))
}
