//! Rule `plain-parameter`: secrets where nothing can seal them: parameters of a chart and the patch of an Application,
//! which stand in the Application in plain text.

use argocd::mask;
use serde_json::{Map, Value, json};

use super::subject::Subject;
use crate::complaint::Complaint;
use crate::member::{Content, Member};
use crate::seal::Rule;

/// Checks every member, also those that are not enabled: `stack.yaml` goes into Git as a whole.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Complaint> {
    let members = subject.stack.all();
    members
        .flat_map(|member| {
            let rule = Rule::for_keys(&member.encrypt);
            let mut complaints = parameters(member, rule.as_ref());
            complaints.extend(rule.and_then(|rule| patch(member, &rule)));
            complaints
        })
        .collect()
}

fn parameters(member: &Member, rule: Option<&Rule>) -> Vec<Complaint> {
    let Content::Chart(chart) = &member.content else {
        return Vec::new();
    };
    let set = chart
        .parameters
        .iter()
        .filter(|(_, value)| !value.is_empty());
    set.filter_map(|(name, value)| {
        let listed = |rule| leads_to(name, rule) || key_in_text(value, rule).is_some();
        if rule.is_some_and(listed) {
            return Some(named(member, &format!("parameter {name}")));
        }
        let mut masked = json!({ name.as_str(): value });
        mask::values(&mut masked);
        (masked.get(name).and_then(Value::as_str) != Some(value)).then(|| alike(member, name))
    })
    .collect()
}

fn patch(member: &Member, rule: &Rule) -> Option<Complaint> {
    let patch = member.settings.application.as_ref()?;
    let found = key_in(patch, rule)?;
    Some(named(member, &format!("{found} in `application:`")))
}

/// Returns a key of a tree that is to be sealed and has something below it. An Application also has values as text
/// (`helm.values`) and parameters as `name` and `value`.
fn key_in(tree: &Value, rule: &Rule) -> Option<String> {
    match tree {
        Value::Object(entries) => parameter_in(entries, rule).or_else(|| {
            entries.iter().find_map(|(key, value)| {
                let hit = rule.selects([key.as_str()]) && !value.is_null();
                hit.then(|| key.clone()).or_else(|| key_in(value, rule))
            })
        }),
        Value::Array(items) => items.iter().find_map(|item| key_in(item, rule)),
        Value::String(text) => key_in_text(text, rule),
        _ => None,
    }
}

fn parameter_in(entries: &Map<String, Value>, rule: &Rule) -> Option<String> {
    let name = entries.get("name")?.as_str()?;
    let has_value = entries.get("value").is_some_and(|value| !value.is_null());
    (has_value && leads_to(name, rule)).then(|| name.to_owned())
}

/// Says whether the name of a parameter, as `--set` takes it, leads to a key that is to be sealed.
fn leads_to(parameter: &str, rule: &Rule) -> bool {
    rule.selects(parameter.split(['.', '[', ']']))
}

/// Returns such a key of a text that is a document of its own.
fn key_in_text(text: &str, rule: &Rule) -> Option<String> {
    let tree: Value = serde_saphyr::from_str(text).ok()?;
    let is_document = tree.is_object() || tree.is_array();
    is_document.then(|| key_in(&tree, rule)).flatten()
}

fn named(member: &Member, what: &str) -> Complaint {
    let sentence = format!(
        "{what} of {} is named in encrypt and cannot be sealed there",
        member.reference
    );
    let next = "move it to the values file";
    Complaint::error("plain-parameter", member.place.clone(), sentence, next)
        .because("it would stand in the Application in plain text, in Git and in the cluster")
}

fn alike(member: &Member, name: &str) -> Complaint {
    let what = format!(
        "parameter {name} of {} looks like a secret and cannot be sealed there",
        member.reference
    );
    let next = "move it to the values file and name it in encrypt";
    Complaint::warning("plain-parameter", member.place.clone(), what, next)
}
