//! Two deployments of an Application against each other: revisions, charts, parameters and values.
//!
//! What they rendered is not recorded; that can only be rendered again.

use serde_json::{Map, Value, json};

use super::answer::{Comparison, Question};
use super::object::{Change, ObjectDiff, changed};
use super::text::{self, CONTEXT};
use super::{mask, walk};
use crate::application::{Application, HistoryEntry};

/// Compares two entries of an Application's history, the older first; `None` where one of them is not there, or the
/// Application was not read whole.
pub fn between(application: &Application, older: i64, newer: i64) -> Option<Comparison> {
    let document = application.document()?;
    let (older, newer) = (entry(&document, older)?, entry(&document, newer)?);
    let differences = walk::differences(&older, &newer);
    let mut answer = Comparison::of(Question::History);
    answer.compared = 1;
    if differences.is_empty() {
        return Some(answer);
    }
    let (older, newer) = mask::both(&older, &newer, &differences);
    let fields = differences
        .iter()
        .map(|difference| changed(&older, &newer, difference));
    let bare = ObjectDiff::bare(application.reference(), "v1alpha1", Change::Changed);
    answer.objects.push(ObjectDiff {
        fields: fields.collect(),
        hunks: text::hunks(Some(&older), Some(&newer), CONTEXT),
        ..bare
    });
    Some(answer)
}

/// Returns the ids of all deployments that are remembered, oldest first.
pub fn ids(application: &Application) -> Vec<i64> {
    let history = application.detail.iter().flat_map(|detail| &detail.history);
    history.map(|entry: &HistoryEntry| entry.id).collect()
}

/// Returns what a deployment was made from: its sources, each with its revision.
fn entry(document: &Value, id: i64) -> Option<Value> {
    let history = document.pointer("/status/history")?.as_array()?;
    let of_id = |entry: &&Value| entry.get("id").and_then(Value::as_i64).unwrap_or_default() == id;
    let entry = history.iter().find(of_id)?;
    let several = entry.get("sources").and_then(Value::as_array);
    let sources = several.filter(|sources| !sources.is_empty());
    Some(match sources {
        Some(sources) => {
            let numbered = sources.iter().enumerate();
            let sources = numbered.map(|(index, source)| {
                let revision = entry.pointer(&format!("/revisions/{index}"));
                deployed(source, revision)
            });
            json!({"sources": sources.collect::<Vec<_>>()})
        }
        None => {
            json!({"source": deployed(entry.get("source").unwrap_or(&Value::Null), entry.get("revision"))})
        }
    })
}

fn deployed(source: &Value, revision: Option<&Value>) -> Value {
    let mut fields = source.as_object().cloned().unwrap_or_default();
    fields.extend(revision.map(|revision| ("revision".to_owned(), revision.clone())));
    if let Some(helm) = fields.get_mut("helm").and_then(Value::as_object_mut) {
        open_values(helm);
    }
    fields.sort_keys();
    Value::Object(fields)
}

/// Values written as text are compared key by key, as those written as an object.
fn open_values(helm: &mut Map<String, Value>) {
    let text = helm.get("values").and_then(Value::as_str);
    let opened = text.and_then(|text| serde_saphyr::from_str::<Value>(text).ok());
    if let Some(values) = opened.filter(Value::is_object) {
        helm.insert("values".to_owned(), values);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn application() -> Application {
        let source = |version: &str, values: &str| {
            json!({"repoURL": "https://charts.example.com", "chart": "web", "targetRevision": version,
                "helm": {"values": values, "parameters": [{"name": "auth.password", "value": version}]}})
        };
        let application = json!({"metadata": {"name": "web", "namespace": "argocd"}, "status": {"history": [
            {"revision": "1.0.0", "source": source("1.0.0", "replicas: 1\nimage: {tag: a}\n")},
            {"id": 1, "revision": "1.1.0", "source": source("1.1.0", "image: {tag: a}\nreplicas: 2\n")},
            {"id": 2, "revisions": ["1.1.0", "0123"], "sources": [source("1.1.0", ""), {"repoURL": "https://git.example.com/v", "ref": "v"}]},
        ]}});
        Application::from_value(&application).unwrap()
    }

    #[test]
    fn values_are_compared_key_by_key_and_secrets_stay_masked() {
        let comparison = between(&application(), 0, 1).unwrap();
        let fields = comparison.objects[0].fields.iter();
        let told = fields.map(|field| {
            let value =
                |value: &Option<Value>| value.as_ref().map_or("-".to_owned(), Value::to_string);
            format!(
                "{}: {} {}\n",
                field.path,
                value(&field.live),
                value(&field.wanted)
            )
        });
        insta::assert_snapshot!(told.collect::<String>(), @r#"
        source.helm.values.replicas: 1 2
        source.helm.parameters[auth.password].value: "••••••" "•••••• (changed)"
        source.revision: "1.0.0" "1.1.0"
        source.targetRevision: "1.0.0" "1.1.0"
        "#);
    }

    #[test]
    fn one_deployment_does_not_differ_from_itself() {
        assert!(!between(&application(), 2, 2).unwrap().differs());
        assert!(between(&application(), 1, 2).unwrap().differs());
    }

    #[test]
    fn a_deployment_that_is_not_remembered_cannot_be_compared() {
        assert_eq!(between(&application(), 0, 7), None);
        assert_eq!(ids(&application()), [0, 1, 2]);
    }
}
