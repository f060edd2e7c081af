//! Which sources at which revisions are deployed, wanted, or were deployed once: raw, values included.

use serde_json::Value;

use crate::application::{Application, Source};
use crate::sync::SyncStatus;
use serde::Deserialize;

/// The sources of one delivery, in the Application's order.
#[derive(Clone, Default)]
pub struct Delivered {
    /// The sources.
    pub sources: Vec<DeliveredSource>,
}

/// One source of a delivery.
#[derive(Clone, Default)]
pub struct DeliveredSource {
    /// The source as JSON, not masked.
    pub raw: Value,
    /// The source, read.
    pub source: Source,
    /// The commit or chart version; none: Argo CD has not looked it up yet.
    pub revision: Option<String>,
}

/// What renders a source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rendered {
    /// Helm.
    Helm,
    /// Kustomize.
    Kustomize,
    /// Nothing: plain manifests or Jsonnet.
    Directory,
    /// A config management plugin.
    Plugin,
    /// Nobody has said.
    Unknown,
}

/// Returns what is deployed: what was compared where that is in sync, else the newest deployment, else the last
/// operation where it succeeded. None: nothing was ever deployed, or the Application was not read whole.
pub fn delivered(application: &Application) -> Option<Delivered> {
    let document = application.document()?;
    if let Some(dry) = dry(application, &document) {
        return Some(dry);
    }
    let newest = document
        .pointer("/status/history")
        .and_then(Value::as_array);
    let operation = document
        .pointer("/status/operationState")
        .filter(|state| state.get("phase").and_then(Value::as_str) == Some("Succeeded"))
        .and_then(|state| state.get("syncResult"));
    let settled = is_settled(application)
        .then(|| compared(&document))
        .flatten();
    let spec = document.get("spec").and_then(sources).unwrap_or_default();
    let history = || newest.and_then(|entries| entries.last()).and_then(entry);
    let found = settled
        .or_else(history)
        .or_else(|| operation.and_then(entry));
    found.map(|found| found.taken_from(&spec))
}

/// Returns what Git wants: the sources of the spec, at the revisions Argo CD last compared with where those are the
/// sources it compared.
pub fn desired(application: &Application) -> Option<Delivered> {
    let document = application.document()?;
    if let Some(dry) = dry(application, &document) {
        return Some(dry);
    }
    let sources = sources(document.get("spec")?)?;
    let compared = (!application.has_uncompared_spec())
        .then(|| compared(&document))
        .flatten();
    let revision = |index: usize| compared.as_ref()?.sources.get(index)?.revision.clone();
    let with_revision = |(index, raw): (usize, Value)| source(raw, revision(index));
    Some(Delivered {
        sources: sources.into_iter().enumerate().map(with_revision).collect(),
    })
}

/// Returns one deployment of the history.
pub fn in_history(application: &Application, id: i64) -> Option<Delivered> {
    let document = application.document()?;
    let entries = document.pointer("/status/history")?.as_array()?;
    let named = |entry: &&Value| entry.get("id").and_then(Value::as_i64) == Some(id);
    let spec = document.get("spec").and_then(sources).unwrap_or_default();
    Some(
        entries
            .iter()
            .find(named)
            .and_then(entry)?
            .taken_from(&spec),
    )
}

impl Delivered {
    /// Takes sources as the spec has them, where they are the same: Argo CD writes its status by merge patches, in which
    /// a null of `valuesObject`, which takes a default away, gets lost.
    fn taken_from(mut self, spec: &[Value]) -> Self {
        for (delivered, raw) in self.sources.iter_mut().zip(spec) {
            let source = Source::deserialize(raw).unwrap_or_default();
            if source.is_same_as(&delivered.source) {
                delivered.raw = raw.clone();
            }
        }
        self
    }

    /// Returns the position of the source that renders the add-on.
    pub fn main(&self) -> usize {
        let renders = |source: &DeliveredSource| source.source.renders();
        self.sources.iter().position(renders).unwrap_or(0)
    }

    /// Returns whether it is the same as another, sources, values and revisions.
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.sources.len() == other.sources.len()
            && self.sources.iter().zip(&other.sources).all(|(one, two)| {
                one.source.is_same_as(&two.source) && one.revision == two.revision
            })
    }

    /// Returns what renders the source at a position: as Argo CD has found out, else as the source says.
    pub fn rendered(&self, application: &Application, index: usize) -> Rendered {
        let Some(source) = self.sources.get(index) else {
            return Rendered::Unknown;
        };
        if source.source.chart.is_some() {
            return Rendered::Helm;
        }
        let status = &application.status;
        let found = status
            .source_types
            .get(index)
            .unwrap_or(&status.source_type);
        match found.as_str() {
            "Helm" => Rendered::Helm,
            "Kustomize" => Rendered::Kustomize,
            "Directory" => Rendered::Directory,
            "Plugin" => Rendered::Plugin,
            _ => said(&source.source),
        }
    }
}

fn said(source: &Source) -> Rendered {
    match source {
        source if source.helm.is_some() => Rendered::Helm,
        source if source.kustomize.is_some() => Rendered::Kustomize,
        source if source.directory.is_some() => Rendered::Directory,
        source if source.plugin.is_some() => Rendered::Plugin,
        _ => Rendered::Unknown,
    }
}

fn is_settled(application: &Application) -> bool {
    application.status.sync.status == Some(SyncStatus::Synced) && !application.has_uncompared_spec()
}

/// Reads `sources` or else `source`.
fn sources(value: &Value) -> Option<Vec<Value>> {
    let several = value.get("sources").and_then(Value::as_array);
    let several = several.filter(|sources| !sources.is_empty()).cloned();
    several.or_else(|| {
        Some(vec![
            value
                .get("source")
                .filter(|source| source.is_object())?
                .clone(),
        ])
    })
}

fn revision(value: &Value, index: usize) -> Option<String> {
    let several = value.get("revisions").and_then(Value::as_array);
    let revision = several
        .filter(|revisions| !revisions.is_empty())
        .map_or_else(|| value.get("revision"), |revisions| revisions.get(index));
    let revision = revision
        .and_then(Value::as_str)
        .filter(|text| !text.is_empty());
    revision.map(str::to_owned)
}

/// Reads an entry of the history, or the result of an operation.
fn entry(value: &Value) -> Option<Delivered> {
    with_revisions(sources(value)?, value)
}

fn compared(document: &Value) -> Option<Delivered> {
    let sync = document.pointer("/status/sync")?;
    with_revisions(sources(sync.get("comparedTo")?)?, sync)
}

fn with_revisions(sources: Vec<Value>, revisions: &Value) -> Option<Delivered> {
    let sources = sources.into_iter().enumerate();
    let sources = sources.map(|(index, raw)| source(raw, revision(revisions, index)));
    Some(Delivered {
        sources: sources.collect(),
    })
}

/// Reads what a hydrator renders from: its dry source at the commit it rendered last.
fn dry(application: &Application, document: &Value) -> Option<Delivered> {
    application.spec.source_hydrator.as_ref()?;
    let raw = document.pointer("/spec/sourceHydrator/drySource")?.clone();
    let commit = document.pointer("/status/sourceHydrator/lastSuccessfulOperation/drySHA");
    let commit = commit.and_then(Value::as_str).map(str::to_owned);
    Some(Delivered {
        sources: vec![source(raw, commit)],
    })
}

fn source(raw: Value, revision: Option<String>) -> DeliveredSource {
    DeliveredSource {
        source: Source::deserialize(&raw).unwrap_or_default(),
        raw,
        revision,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn application(status: Value) -> Application {
        Application::from_value(&json!({
            "metadata": {"name": "web"},
            "spec": {"source": {"repoURL": "g", "path": "web", "targetRevision": "main", "helm": {"values": "a: 2"}}},
            "status": status,
        }))
        .unwrap()
    }

    fn facts(delivered: Option<Delivered>) -> Option<(String, Option<String>)> {
        let source = delivered?.sources.into_iter().next()?;
        let values = source.raw.pointer("/helm/values")?.as_str()?.to_owned();
        Some((values, source.revision))
    }

    fn source_with(values: &str) -> Value {
        json!({"repoURL": "g", "path": "web", "targetRevision": "main", "helm": {"values": values}})
    }

    #[test]
    fn what_differs_from_git_is_deployed_as_it_was_deployed_last() {
        let application = application(json!({
            "sync": {"status": "OutOfSync", "revision": "c2", "comparedTo": {"source": source_with("a: 2")}},
            "history": [
                {"id": 0, "revision": "c0", "source": source_with("a: 0")},
                {"id": 1, "revision": "c1", "source": source_with("a: 1")},
            ],
        }));
        let fact =
            |values: &str, revision: &str| Some((values.to_owned(), Some(revision.to_owned())));
        assert_eq!(facts(delivered(&application)), fact("a: 1", "c1"));
        assert_eq!(facts(desired(&application)), fact("a: 2", "c2"));
        assert_eq!(facts(in_history(&application, 0)), fact("a: 0", "c0"));
        assert!(in_history(&application, 7).is_none());
    }

    #[test]
    fn what_is_in_sync_is_what_was_compared() {
        let application = application(json!({
            "sync": {"status": "Synced", "revision": "c2", "comparedTo": {"source": source_with("a: 2")}},
            "history": [{"id": 1, "revision": "c1", "source": source_with("a: 1")}],
        }));
        let found = facts(delivered(&application)).unwrap();
        assert_eq!(found.1.as_deref(), Some("c2"));
        let same = delivered(&application).unwrap();
        assert!(same.is_same_as(&desired(&application).unwrap()));
    }

    #[test]
    fn a_null_that_the_status_has_lost_is_taken_from_the_spec() {
        let with = |values: Value| json!({"repoURL": "c", "chart": "web", "helm": {"valuesObject": values}});
        let application = Application::from_value(&json!({
            "metadata": {"name": "web"},
            "spec": {"source": with(json!({"a": null, "b": 1}))},
            "status": {"history": [{"id": 0, "revision": "1.2.3", "source": with(json!({"b": 1}))}]},
        }))
        .unwrap();
        let values = |found: Delivered| {
            found.sources[0]
                .raw
                .pointer("/helm/valuesObject/a")
                .cloned()
        };
        assert_eq!(values(delivered(&application).unwrap()), Some(Value::Null));
        assert_eq!(
            values(in_history(&application, 0).unwrap()),
            Some(Value::Null)
        );
    }

    #[test]
    fn a_spec_nobody_compared_has_no_revision_yet() {
        let application = application(json!({
            "sync": {"status": "Synced", "revision": "c2", "comparedTo": {"source": source_with("a: 1")}},
        }));
        assert_eq!(
            facts(desired(&application)),
            Some(("a: 2".to_owned(), None))
        );
        assert!(delivered(&application).is_none());
    }

    #[test]
    fn each_of_several_sources_has_its_own_revision() {
        let application = Application::from_value(&json!({
            "metadata": {"name": "web"},
            "spec": {"sources": [{"repoURL": "g", "ref": "values"}, {"repoURL": "c", "chart": "web"}]},
            "status": {"sourceTypes": ["", "Helm"], "history": [{"id": 0, "revisions": ["c1", "1.2.3"],
                "sources": [{"repoURL": "g", "ref": "values"}, {"repoURL": "c", "chart": "web"}]}]},
        }))
        .unwrap();
        let found = delivered(&application).unwrap();
        assert_eq!(found.sources[1].revision.as_deref(), Some("1.2.3"));
        assert_eq!(found.main(), 1);
        assert_eq!(found.rendered(&application, 1), Rendered::Helm);
    }
}
