//! Rule `values`: the values files an add-on names exist and hold what Helm takes as values.

use serde_json::Value;

use super::subject::Subject;
use crate::complaint::Complaint;
use crate::member::{Member, MemberKind};

/// Checks every add-on.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Complaint> {
    let members = subject.stack.members.iter();
    let addons = members.filter(|member| member.reference.kind == MemberKind::Addon);
    addons.flat_map(|addon| of_addon(subject, addon)).collect()
}

fn of_addon(subject: &Subject<'_>, addon: &Member) -> Vec<Complaint> {
    let files = addon.files().into_iter();
    files
        .filter_map(|file| match subject.files.contains(file) {
            false => Some(missing(addon, file)),
            true => misshapen(subject, file),
        })
        .collect()
}

fn missing(addon: &Member, file: &str) -> Complaint {
    let what = format!(
        "{file}, which {} names for its values, does not exist",
        addon.reference
    );
    let next = "create it; left empty, the chart's own values hold";
    Complaint::error("missing-file", addon.place.clone(), what, next)
}

fn misshapen(subject: &Subject<'_>, file: &str) -> Option<Complaint> {
    let yaml = subject.documents(file).first()?;
    if matches!(yaml.value, Value::Object(_) | Value::Null) {
        return None;
    }
    let what = "values must be a mapping of keys to values";
    let next = "write them as `key: value`, as the chart's values.yaml does";
    Some(Complaint::error("values", yaml.start(file), what, next))
}
