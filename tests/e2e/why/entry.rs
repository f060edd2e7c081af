//! What the files of `causes` say: Applications that come into trouble, and the cause that has to be found.
//!
//! Only shapes, their reading and the filling in of names; nothing is done to a bench.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::Value;

/// Files of causes, each about one part of what can go wrong.
const FILES: [(&str, &str); 5] = [
    ("objects.yaml", include_str!("causes/objects.yaml")),
    ("permissions.yaml", include_str!("causes/permissions.yaml")),
    ("pods.yaml", include_str!("causes/pods.yaml")),
    ("sources.yaml", include_str!("causes/sources.yaml")),
    ("syncs.yaml", include_str!("causes/syncs.yaml")),
];

/// An Application that comes into trouble.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    /// Its name, in short; that of its folder in the repository.
    pub(super) name: String,
    /// The cause that has to be found.
    pub(super) why: String,
    /// How it comes about, for people.
    pub(super) because: String,
    /// Texts that the answer has to hold.
    pub(super) says: Vec<String>,
    /// Namespace of the Application itself.
    #[serde(default = "argocd")]
    pub(super) namespace: String,
    /// More metadata of the Application.
    #[serde(default)]
    pub(super) metadata: Value,
    /// Merge patch over the spec that all have.
    #[serde(default)]
    pub(super) spec: Value,
    /// Objects that are there before.
    #[serde(default)]
    pub(super) before: Vec<Value>,
    /// Calls of kubectl between those objects and the Application.
    #[serde(default)]
    pub(super) hurry: Vec<Vec<String>>,
    /// Its folder in the repository: a text, or an object that is written as one, per path.
    #[serde(default)]
    pub(super) files: BTreeMap<String, Value>,
    /// What is done once it exists, in order.
    #[serde(default)]
    pub(super) then: Vec<Step>,
    /// A call of kubectl that is made again and again.
    #[serde(default)]
    pub(super) again: Vec<String>,
    /// What Argo CD has to say before anybody asks why.
    pub(super) wait: Wait,
    /// Calls of kubectl that let everything be deleted.
    #[serde(default)]
    pub(super) after: Vec<Vec<String>>,
}

/// One thing done to an Application that exists.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Step {
    /// Goes on once Argo CD says this.
    Wait(Wait),
    /// Changes files of its folder and asks Argo CD to look.
    Commit(BTreeMap<String, Value>),
    /// Runs kubectl as administrator.
    Kubectl(Vec<String>),
}

/// What an Application has to say, by JSON pointer: a part of what stands there, `*` for anything, nothing for nothing.
#[derive(Debug, Deserialize)]
pub(super) struct Wait(BTreeMap<String, Value>);

impl Entry {
    /// Returns whether its files are changed on its way.
    pub(super) fn moves(&self) -> bool {
        let commits = |step: &Step| matches!(step, Step::Commit(_));
        self.then.iter().any(commits)
    }

    /// Reads every entry, with `fill` applied to every text; it is given the entry's short name.
    ///
    /// # Errors
    /// A file is not as it should be.
    pub(super) fn all(fill: impl Fn(&str, &str) -> String) -> Result<Vec<Self>> {
        let mut entries = Vec::new();
        for (file, text) in FILES {
            let reading = || format!("reading {file}");
            let values: Vec<Value> = serde_saphyr::from_str(text).with_context(reading)?;
            for mut value in values {
                let name = value["name"].as_str().unwrap_or_default().to_owned();
                for_each_text(&mut value, &|text| fill(&name, text));
                let entry = serde_json::from_value(value);
                entries.push(entry.with_context(|| format!("{name} in {file}"))?);
            }
        }
        Ok(entries)
    }
}

impl Wait {
    /// Returns what an Application does not say yet; empty once it says everything.
    pub(super) fn unmet(&self, application: &Value) -> Vec<String> {
        let unmet = self.0.iter().filter_map(|(pointer, wanted)| {
            let found = application.pointer(pointer).unwrap_or(&Value::Null);
            let line = || format!("{pointer} is {found}, not {wanted}");
            (!fits(found, wanted)).then(line)
        });
        unmet.collect()
    }
}

fn fits(found: &Value, wanted: &Value) -> bool {
    match wanted {
        Value::String(anything) if anything == "*" => !found.is_null(),
        Value::String(part) => found.to_string().contains(part),
        Value::Number(least) => found.as_u64() >= least.as_u64(),
        other => found == other,
    }
}

fn for_each_text(value: &mut Value, change: &impl Fn(&str) -> String) {
    match value {
        Value::String(text) => *text = change(text),
        Value::Array(items) => items
            .iter_mut()
            .for_each(|item| for_each_text(item, change)),
        Value::Object(fields) => fields
            .values_mut()
            .for_each(|field| for_each_text(field, change)),
        _ => {}
    }
}

fn argocd() -> String {
    "argocd".to_owned()
}

#[test]
fn a_wait_looks_for_a_part_for_anything_for_the_least_and_for_nothing() {
    let application = serde_json::json!({"status": {"phase": "Failed", "retries": 2}});
    let unmet = |yaml: &str| {
        serde_saphyr::from_str::<Wait>(yaml)
            .unwrap()
            .unmet(&application)
    };
    assert_eq!(
        unmet("{/status/phase: Fail, /status/retries: 1, /status/end: null, /status: '*'}"),
        [""; 0]
    );
    assert_eq!(
        unmet("{/status/phase: Succeeded}"),
        ["/status/phase is \"Failed\", not \"Succeeded\""]
    );
    assert_eq!(
        unmet("{/status/retries: 3, /status/end: '*', /status/phase: null}").len(),
        3
    );
}
