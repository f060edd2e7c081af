//! Rule `local-chart`: a chart of the stack folder is there and is the one `stack.yaml` says.

use serde_json::Value;

use super::subject::{Subject, read_one};
use crate::complaint::{Complaint, Place};
use crate::file::not_yaml;
use crate::member::{Chart, Content, Member, Repository};

/// Checks every add-on with a chart of the stack folder.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Complaint> {
    let members = subject.stack.members.iter();
    members
        .flat_map(|member| match &member.content {
            Content::Chart(chart) => of_chart(subject, member, chart),
            Content::Manifest(_) => Vec::new(),
        })
        .collect()
}

fn of_chart(subject: &Subject<'_>, member: &Member, chart: &Chart) -> Vec<Complaint> {
    let Repository::Local(folder) = &chart.repository else {
        return Vec::new();
    };
    let file = format!("{folder}/Chart.yaml");
    let Some(text) = subject.files.text(&file) else {
        let what = format!(
            "{folder}, the chart of {}, has no Chart.yaml",
            member.reference
        );
        let next = format!("put the chart into {folder}/, or name another repository");
        return vec![Complaint::error(
            "local-chart",
            member.place.clone(),
            what,
            next,
        )];
    };
    match read_one(text) {
        Err(fault) => vec![not_yaml(&file, &fault)],
        Ok(yaml) => differences(member, chart, &file, &yaml.value),
    }
}

fn differences(member: &Member, chart: &Chart, file: &str, found: &Value) -> Vec<Complaint> {
    let pairs = [("name", &chart.name), ("version", &chart.version)];
    let of = |key: &str| {
        found
            .get(key)
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned()
    };
    let differing = pairs
        .into_iter()
        .filter(|(key, wanted)| of(key) != **wanted);
    differing
        .map(|(key, wanted)| {
            let what = match of(key) {
                none if none.is_empty() => format!("{file} has no {key}"),
                other => format!(
                    "{} wants {key} {wanted}, and {file} has {other}",
                    member.reference
                ),
            };
            let next = "make both say the same";
            let place = match of(key).is_empty() {
                true => Place::file(file),
                false => member.place.clone(),
            };
            Complaint::error("local-chart", place, what, next)
        })
        .collect()
}
