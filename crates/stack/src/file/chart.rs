//! What an add-on has beyond a manifest: its chart and what the chart is given.

use std::collections::BTreeMap;

use serde_json::Value;

use super::decode::{Decoder, Field, Fields};
use super::name;
use super::path;
use super::repository;
use super::settings::read;
use super::version::{self, Fault};
use crate::member::{Chart, Repository};
use crate::yaml::node::Node;

/// What a chart is given, as typed, and as `defaults:` may say it for all.
#[derive(Clone, Debug, Default)]
pub(super) struct TypedRendering {
    skip_crds: Option<bool>,
    kube_version: Option<String>,
    api_versions: Option<Vec<String>>,
    value_files: Option<Vec<String>>,
    parameters: Vec<(String, String)>,
}

impl TypedRendering {
    /// The keys it reads.
    pub(super) const KEYS: [&str; 5] = [
        "skipCrds",
        "kubeVersion",
        "apiVersions",
        "valueFiles",
        "parameters",
    ];

    /// Reads it among the fields of an add-on or of `defaults`.
    pub(super) fn read<'a>(fields: &mut Fields<'a>, decoder: &mut Decoder<'a>) -> Self {
        Self {
            value_files: read(fields, "valueFiles", decoder, value_files),
            parameters: read(fields, "parameters", decoder, parameters).unwrap_or_default(),
            skip_crds: read(fields, "skipCrds", decoder, |decoder, field| {
                decoder.flag(field)
            }),
            kube_version: read(fields, "kubeVersion", decoder, kube_version),
            api_versions: read(fields, "apiVersions", decoder, |decoder, field| {
                let texts = decoder.texts(field)?;
                Some(texts.iter().map(|(text, _)| (*text).to_owned()).collect())
            }),
        }
    }

    /// Fills what is not typed with the defaults of the file; parameters are joined by name.
    pub(super) fn or(self, defaults: &Self) -> Self {
        let own: BTreeMap<&String, ()> =
            self.parameters.iter().map(|(name, _)| (name, ())).collect();
        let inherited = defaults.parameters.iter();
        let inherited = inherited
            .filter(|(name, _)| !own.contains_key(name))
            .cloned();
        let parameters = inherited.chain(self.parameters.iter().cloned()).collect();
        Self {
            skip_crds: self.skip_crds.or(defaults.skip_crds),
            kube_version: self.kube_version.or_else(|| defaults.kube_version.clone()),
            api_versions: self.api_versions.or_else(|| defaults.api_versions.clone()),
            value_files: self.value_files.or_else(|| defaults.value_files.clone()),
            parameters,
        }
    }
}

/// Reads the chart of the add-on of this name.
pub(super) fn read_chart<'a>(
    fields: &mut Fields<'a>,
    decoder: &mut Decoder<'a>,
    addon: &str,
    defaults: &TypedRendering,
) -> Chart {
    let chart = fields.require("chart", decoder, "grafana");
    let version = fields.require("version", decoder, "1.2.3");
    let repository = fields.require("repository", decoder, "https://charts.example.com");
    let (name, repository) = source(chart, repository, decoder);
    let version = version.and_then(|field| exact(&field, repository.as_ref(), decoder));
    let release = read(fields, "releaseName", decoder, |decoder, field| {
        label(decoder, field)
    });
    let values = read(fields, "values", decoder, file);
    let rendering = TypedRendering::read(fields, decoder).or(defaults);
    Chart {
        name,
        version: version.unwrap_or_default(),
        repository: repository.unwrap_or(Repository::Http(String::new())),
        release: release.unwrap_or_else(|| addon.to_owned()),
        values: values.unwrap_or_else(|| format!("add-ons/{addon}/values.yaml")),
        value_files: rendering.value_files.unwrap_or_default(),
        parameters: rendering.parameters,
        skip_crds: rendering.skip_crds.unwrap_or(false),
        kube_version: rendering.kube_version,
        api_versions: rendering.api_versions.unwrap_or_default(),
    }
}

/// Reads chart and repository together, since each says how the other is written.
fn source<'a>(
    chart: Option<Field<'a>>,
    repository: Option<Field<'a>>,
    decoder: &mut Decoder<'a>,
) -> (String, Option<Repository>) {
    let typed = chart.as_ref().and_then(|field| decoder.text(field));
    let address = repository.as_ref().and_then(|field| decoder.text(field));
    let (Some(field), Some(address)) = (&repository, address) else {
        return (typed.unwrap_or_default().to_owned(), None);
    };
    let name = typed.unwrap_or_default();
    let read = match repository::read(address, name) {
        Ok(read) => read,
        Err(fault) => {
            decoder.error(field.node, "repository", fault.what, fault.next);
            return (name.to_owned(), None);
        }
    };
    if let (Some(field), Some(typed)) = (&chart, typed)
        && let Err(fault) = repository::check_chart(&read, typed)
    {
        decoder.error(field.node, "chart", fault.what, fault.next);
    }
    (repository::chart_name(&read, name), Some(read))
}

fn exact<'a>(
    field: &Field<'a>,
    repository: Option<&Repository>,
    decoder: &mut Decoder<'a>,
) -> Option<String> {
    let version = decoder.text(field)?;
    let git = matches!(repository, Some(Repository::Git { .. }));
    let checked = match git {
        true => version::of_revision(version),
        false => version::of_chart(version),
    };
    let next = match git {
        true => "write a tag or the full id of a commit",
        false => "write the exact version, as in `version: 1.2.3`",
    };
    match checked {
        Ok(()) => {}
        Err(Fault::Unpinned) => {
            let place = decoder.place(field.node);
            let what = format!("version {version} is not pinned");
            let complaint =
                crate::complaint::Complaint::error("unpinned-version", place, what, next);
            decoder.complain(complaint.because(
                "it would deploy another chart tomorrow than the one you looked at today",
            ));
        }
        Err(Fault::NoVersion) => {
            let what = format!("version {version} is no version");
            decoder.error(field.node, "version", what, next);
        }
    }
    Some(version.to_owned())
}

/// Reads a text that is a DNS label.
pub(super) fn label<'a>(decoder: &mut Decoder<'a>, field: &Field<'a>) -> Option<String> {
    let text = decoder.text(field)?;
    if let Some(fault) = name::fault(text) {
        let what = format!("{} {fault}", field.label);
        decoder.error(field.node, "name", what, name::ADVICE);
    }
    Some(text.to_owned())
}

fn file<'a>(decoder: &mut Decoder<'a>, field: &Field<'a>) -> Option<String> {
    let typed = decoder.text(field)?;
    Some(checked_path(decoder, typed, field.node))
}

/// Returns the path of a values file; complains and returns it as typed where it is none.
pub(super) fn checked_path<'a>(decoder: &mut Decoder<'a>, typed: &str, node: &'a Node) -> String {
    match path::of_values(typed) {
        Ok(path) => path,
        Err(why) => {
            let next =
                "put the file into add-ons/ and write it as in `add-ons/grafana/values.yaml`";
            decoder.error(node, "path", format!("path {typed} {why}"), next);
            typed.to_owned()
        }
    }
}

fn value_files<'a>(decoder: &mut Decoder<'a>, field: &Field<'a>) -> Option<Vec<String>> {
    let files = decoder.texts(field)?;
    Some(
        files
            .into_iter()
            .map(|(typed, node)| checked_path(decoder, typed, node))
            .collect(),
    )
}

fn kube_version<'a>(decoder: &mut Decoder<'a>, field: &Field<'a>) -> Option<String> {
    let version = decoder.text(field)?;
    let digits = |part: &str| part.starts_with(|digit: char| digit.is_ascii_digit());
    let bare = version.strip_prefix('v').unwrap_or(version);
    if !bare.split('.').all(digits) {
        let next = "write it as in `kubeVersion: \"1.33.0\"`";
        decoder.error(
            field.node,
            "version",
            "kubeVersion is no version of Kubernetes",
            next,
        );
    }
    Some(version.to_owned())
}

/// Reads parameters: what `--set` takes, a leaf each. Numbers and truth values are taken as they are written.
fn parameters<'a>(decoder: &mut Decoder<'a>, field: &Field<'a>) -> Option<Vec<(String, String)>> {
    let entries = decoder.entries(field)?;
    let parameters = entries.into_iter().filter_map(|(name, field)| {
        let value = match field.value {
            Value::String(text) => text.clone(),
            Value::Number(_) | Value::Bool(_) => {
                let written = field.node.text().map(str::to_owned);
                written.unwrap_or_else(|| field.value.to_string())
            }
            _ => {
                let what = format!("{} must be a leaf", field.label);
                let next = "write one parameter for each leaf, as in `image.tag: \"1.2\"`, or use the values file";
                decoder.error(field.node, "wrong-type", what, next);
                return None;
            }
        };
        Some((name.to_owned(), value))
    });
    Some(parameters.collect())
}
