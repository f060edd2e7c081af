//! The head of a stack file: what it is, what the stack is called, its version.

use semver::Version;
use serde_json::Value;

use super::chart::label;
use super::decode::{Decoder, Field, Fields};
use super::settings::read as read_field;

/// The schema, as `apiVersion`.
pub(crate) const API_VERSION: &str = "helm-stack/v1";
/// The kind of document.
pub(crate) const KIND: &str = "Stack";

/// A name no stack can have: its file in `argocd/stacks` is the AppProject's (PRODUCT: "The GitOps repository").
const PROJECT: &str = "project";

/// The head of a stack file.
#[derive(Clone, Debug)]
pub(super) struct Head {
    /// The stack's name.
    pub name: String,
    /// Its version.
    pub version: Version,
    /// What it is for.
    pub description: String,
}

/// Reads it.
pub(super) fn read<'a>(fields: &mut Fields<'a>, decoder: &mut Decoder<'a>) -> Head {
    for (key, wanted) in [("apiVersion", API_VERSION), ("kind", KIND)] {
        let field = fields.require(key, decoder, wanted);
        if let Some(field) = field {
            constant(&field, wanted, decoder);
        }
    }
    let blank = Head {
        name: String::new(),
        version: Version::new(0, 0, 0),
        description: String::new(),
    };
    let metadata = fields.require("metadata", decoder, "{name: monitoring, version: 1.0.0}");
    let metadata = metadata.and_then(|field| decoder.fields(&field, "metadata"));
    let Some(mut metadata) = metadata else {
        return blank;
    };
    let name = metadata.require("name", decoder, "monitoring");
    let name = name.and_then(|field| stack_name(&field, decoder));
    let version = metadata.require("version", decoder, "1.0.0");
    let version = version.and_then(|field| stack_version(&field, decoder));
    let description = read_field(&mut metadata, "description", decoder, |decoder, field| {
        decoder.prose(field)
    });
    metadata.finish(decoder, |_| None);
    Head {
        name: name.unwrap_or(blank.name),
        version: version.unwrap_or(blank.version),
        description: description.unwrap_or_default().to_owned(),
    }
}

fn constant<'a>(field: &Field<'a>, wanted: &str, decoder: &mut Decoder<'a>) {
    match field.value {
        Value::String(found) if found == wanted => {}
        Value::String(_) => {
            let what = format!("{} is not {wanted}", field.label);
            let next = format!("write `{}: {wanted}`, if this is a stack file", field.label);
            decoder.error(field.node, "schema", what, next);
        }
        _ => {
            decoder.wrong_type::<()>(field, "text");
        }
    }
}

fn stack_name<'a>(field: &Field<'a>, decoder: &mut Decoder<'a>) -> Option<String> {
    let name = label(decoder, field)?;
    if name == PROJECT {
        let what = "a stack cannot be called project";
        let next = "choose another name: argocd/stacks/project.yaml is the AppProject";
        decoder.error(field.node, "reserved-name", what, next);
    }
    Some(name)
}

fn stack_version<'a>(field: &Field<'a>, decoder: &mut Decoder<'a>) -> Option<Version> {
    let typed = decoder.text(field)?;
    match Version::parse(typed) {
        Ok(version) => Some(version),
        Err(why) => {
            let bare = typed.strip_prefix('v').map(Version::parse);
            let next = match bare {
                Some(Ok(bare)) => format!("write it without the v: {bare}"),
                _ => "write three numbers, as in `version: 1.4.0`".to_owned(),
            };
            let what = format!("version {typed} is not SemVer: {why}");
            decoder.error(field.node, "version", what, next);
            None
        }
    }
}
