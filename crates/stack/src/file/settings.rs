//! What members and `defaults:` have alike: everything about the Application beside its source. Each reader checks
//! what Argo CD or Kubernetes would refuse later. What a chart is given is read in `chart`.

use std::collections::BTreeMap;

use argocd::duration;
use serde_json::Value;

use super::decode::{Decoder, Field, Fields};
use super::label;
use super::name;
use super::sync::TypedSync;
use crate::member::Settings;

/// Seconds a member may be progressing where the file does not say (PRODUCT, **Order**: 15 minutes).
const PROGRESS_DEADLINE: u64 = 900;

/// Settings as they are typed.
#[derive(Clone, Debug, Default)]
pub(super) struct TypedSettings {
    /// Whether the member is deployed.
    pub enabled: Option<bool>,
    /// Namespace it is deployed in.
    pub namespace: Option<String>,
    project: Option<String>,
    destination: Option<Value>,
    ignore_differences: Option<Value>,
    revision_history_limit: Option<u64>,
    managed_namespace_metadata: Option<Value>,
    labels: BTreeMap<String, String>,
    annotations: BTreeMap<String, String>,
    progress_deadline: Option<u64>,
    application: Option<Value>,
    sync: TypedSync,
}

impl TypedSettings {
    /// Reads the settings among the fields of a member or of `defaults`.
    pub(super) fn read<'a>(fields: &mut Fields<'a>, decoder: &mut Decoder<'a>) -> Self {
        Self {
            namespace: read(fields, "namespace", decoder, namespace),
            enabled: read(fields, "enabled", decoder, |decoder, field| {
                decoder.flag(field)
            }),
            sync: TypedSync::read(fields.take("sync"), decoder),
            project: read(fields, "project", decoder, |decoder, field| {
                decoder.text(field).map(str::to_owned)
            }),
            destination: read(fields, "destination", decoder, destination),
            ignore_differences: read(fields, "ignoreDifferences", decoder, ignore_differences),
            revision_history_limit: read(
                fields,
                "revisionHistoryLimit",
                decoder,
                |decoder, field| decoder.number(field),
            ),
            managed_namespace_metadata: read(fields, "managedNamespaceMetadata", decoder, metadata),
            labels: read(fields, "labels", decoder, label::labels).unwrap_or_default(),
            annotations: read(fields, "annotations", decoder, label::annotations)
                .unwrap_or_default(),
            progress_deadline: read(fields, "progressDeadline", decoder, progress_deadline),
            application: read(fields, "application", decoder, application),
        }
    }

    /// Fills what is not typed with the defaults of the file: a key of the member wins; labels, annotations and the keys
    /// of `sync` are joined.
    pub(super) fn or(self, defaults: &Self) -> Self {
        let joined = |own: BTreeMap<String, String>, defaults: &BTreeMap<String, String>| {
            let mut all = defaults.clone();
            all.extend(own);
            all
        };
        let value = |own: Option<Value>, default: &Option<Value>| own.or_else(|| default.clone());
        Self {
            enabled: self.enabled.or(defaults.enabled),
            namespace: self.namespace.or_else(|| defaults.namespace.clone()),
            project: self.project.or_else(|| defaults.project.clone()),
            destination: value(self.destination, &defaults.destination),
            ignore_differences: value(self.ignore_differences, &defaults.ignore_differences),
            revision_history_limit: self
                .revision_history_limit
                .or(defaults.revision_history_limit),
            managed_namespace_metadata: value(
                self.managed_namespace_metadata,
                &defaults.managed_namespace_metadata,
            ),
            labels: joined(self.labels, &defaults.labels),
            annotations: joined(self.annotations, &defaults.annotations),
            progress_deadline: self.progress_deadline.or(defaults.progress_deadline),
            application: value(self.application, &defaults.application),
            sync: self.sync.or(&defaults.sync),
        }
    }

    /// Returns the settings with everything filled in.
    pub(super) fn filled(self, application_name: Option<String>) -> Settings {
        Settings {
            sync: self.sync.filled(self.namespace.is_some()),
            application_name,
            project: self.project,
            destination: self.destination,
            ignore_differences: self.ignore_differences,
            revision_history_limit: self.revision_history_limit,
            managed_namespace_metadata: self.managed_namespace_metadata,
            labels: self.labels,
            annotations: self.annotations,
            progress_deadline: self.progress_deadline.unwrap_or(PROGRESS_DEADLINE),
            application: self.application,
        }
    }
}

/// Reads the field of a key, where it is written.
pub(super) fn read<'a, T>(
    fields: &mut Fields<'a>,
    key: &'static str,
    decoder: &mut Decoder<'a>,
    reader: impl FnOnce(&mut Decoder<'a>, &Field<'a>) -> Option<T>,
) -> Option<T> {
    let field = fields.take(key)?;
    reader(decoder, &field)
}

fn namespace<'a>(decoder: &mut Decoder<'a>, field: &Field<'a>) -> Option<String> {
    let namespace = decoder.text(field)?;
    if let Some(fault) = name::fault(namespace) {
        let what = format!("namespace {fault}");
        decoder.error(field.node, "name", what, name::ADVICE);
    }
    Some(namespace.to_owned())
}

/// Reads `destination:`, Argo CD's `spec.destination` without the namespace.
fn destination<'a>(decoder: &mut Decoder<'a>, field: &Field<'a>) -> Option<Value> {
    let mut fields = decoder.fields(field, "destination")?;
    let server = read(&mut fields, "server", decoder, |decoder, field| {
        decoder.text(field)
    });
    let name = read(&mut fields, "name", decoder, |decoder, field| {
        decoder.text(field)
    });
    if server.is_some() == name.is_some() {
        let what = "destination must have one of server and name";
        decoder.error(
            field.node,
            "destination",
            what,
            "write the one Argo CD knows the cluster by",
        );
    }
    fields.finish(decoder, |key| {
        (key == "namespace").then(|| "write `namespace:` beside destination, not in it".to_owned())
    });
    Some(field.value.clone())
}

/// Reads `ignoreDifferences:`, Argo CD's `spec.ignoreDifferences`.
fn ignore_differences<'a>(decoder: &mut Decoder<'a>, field: &Field<'a>) -> Option<Value> {
    for item in decoder.list(field)? {
        let Some(mut fields) = decoder.fields(&item, "an item of ignoreDifferences") else {
            continue;
        };
        if let Some(kind) = fields.require("kind", decoder, "Deployment") {
            decoder.text(&kind);
        }
        for key in ["group", "name", "namespace"] {
            read(&mut fields, key, decoder, |decoder, field| {
                decoder.prose(field)
            });
        }
        let lists = ["jsonPointers", "jqPathExpressions", "managedFieldsManagers"];
        let given = lists.map(|key| {
            read(&mut fields, key, decoder, |decoder, field| {
                decoder.texts(field)
            })
        });
        if given.iter().all(Option::is_none) {
            let what = "an item of ignoreDifferences says not what to ignore";
            decoder.error(
                item.node,
                "missing-key",
                what,
                format!("write one of {}", lists.join(", ")),
            );
        }
        fields.finish(decoder, |_| None);
    }
    Some(field.value.clone())
}

/// Reads `managedNamespaceMetadata:`, Argo CD's `spec.syncPolicy.managedNamespaceMetadata`.
fn metadata<'a>(decoder: &mut Decoder<'a>, field: &Field<'a>) -> Option<Value> {
    let mut fields = decoder.fields(field, "managedNamespaceMetadata")?;
    read(&mut fields, "labels", decoder, label::labels);
    read(&mut fields, "annotations", decoder, label::annotations);
    fields.finish(decoder, |_| None);
    Some(field.value.clone())
}

fn progress_deadline<'a>(decoder: &mut Decoder<'a>, field: &Field<'a>) -> Option<u64> {
    let advice = "write it as in `15m` or `1h30m`";
    let Value::String(text) = field.value else {
        let what = "progressDeadline must be a length of time with its unit";
        decoder.error(field.node, "duration", what, advice);
        return None;
    };
    let seconds = duration::parse(text).map(|length| length.as_secs());
    let seconds = seconds.and_then(|seconds| u64::try_from(seconds).ok());
    let seconds = seconds.filter(|&seconds| seconds > 0);
    if seconds.is_none() {
        let what = "progressDeadline is not a length of time of at least a second";
        decoder.error(field.node, "duration", what, advice);
    }
    seconds
}

/// Reads `application:`, a merge patch.
fn application<'a>(decoder: &mut Decoder<'a>, field: &Field<'a>) -> Option<Value> {
    let mut fields = decoder.fields(field, "application")?;
    let parts = ["metadata", "spec", "operation"];
    for part in parts {
        read(&mut fields, part, decoder, |decoder, field| {
            let label = field.label.clone();
            decoder.fields(field, label).map(drop)
        });
    }
    fields.finish(decoder, |_| {
        Some("write the patch as the Application has it: under metadata or spec".to_owned())
    });
    Some(field.value.clone())
}
