//! One member as it is typed: an item of `addons:` or `manifests:`.

use argocd::nearest::nearest;

use super::chart::{self, TypedRendering};
use super::decode::{Decoder, Field, Fields};
use super::path;
use super::settings::{TypedSettings, read};
use crate::complaint::Place;
use crate::graph::Vertex;
use crate::member::{Content, Member, MemberKind, MemberRef};
use crate::yaml::node::Node;

/// `defaults:` as it is typed.
#[derive(Clone, Debug, Default)]
pub(super) struct Defaults {
    settings: TypedSettings,
    rendering: TypedRendering,
}

impl Defaults {
    /// Reads it.
    pub(super) fn read<'a>(field: &Field<'a>, decoder: &mut Decoder<'a>) -> Self {
        let Some(mut fields) = decoder.fields(field, "defaults") else {
            return Self::default();
        };
        let defaults = Self {
            settings: TypedSettings::read(&mut fields, decoder),
            rendering: TypedRendering::read(&mut fields, decoder),
        };
        fields.finish(decoder, |key| {
            let own = [
                "name",
                "chart",
                "version",
                "repository",
                "values",
                "file",
                "releaseName",
                "applicationName",
                "parents",
                "encrypt",
            ];
            own.contains(&key)
                .then(|| "write it at each member; it is no member's like another's".to_owned())
        });
        defaults
    }
}

/// What to do with a key that is no member's.
const OTHERWISE: &str = "take it out; what a chart is given stands in its values file, what an Application has beyond this under `application:`";

/// A member that was read. Where it has faults, they were complained of, and what could not be read is blank.
#[derive(Clone, Debug)]
pub(super) struct Read<'a> {
    /// The member.
    pub member: Member,
    /// How the graph sees it.
    pub vertex: Vertex,
    /// Where its name stands.
    pub name: &'a Node,
    /// Where its manifest file is named, where it is a manifest.
    pub file: Option<&'a Node>,
    /// Where the name of its Application is set, where it is.
    pub application_name: Option<&'a Node>,
}

/// Reads an item of `addons:` or `manifests:`.
pub(super) fn read_member<'a>(
    item: &Field<'a>,
    kind: MemberKind,
    defaults: &Defaults,
    decoder: &mut Decoder<'a>,
) -> Option<Read<'a>> {
    let mut fields = decoder.fields(item, owner(kind, None))?;
    let name = fields.require("name", decoder, "grafana");
    let name_node = name.as_ref().map_or(item.node, |field| field.node);
    let name = name.and_then(|field| chart::label(decoder, &field));
    fields.owner = owner(kind, name.as_deref());
    fields.otherwise = Some(OTHERWISE);
    let name = name.unwrap_or_default();
    let parents = read(&mut fields, "parents", decoder, parents).unwrap_or_default();
    let encrypt = read(&mut fields, "encrypt", decoder, encrypt).unwrap_or_default();
    let application = fields.take("applicationName");
    let application_name = application
        .as_ref()
        .and_then(|field| application_of(decoder, field));
    let settings = TypedSettings::read(&mut fields, decoder).or(&defaults.settings);
    let file = fields_of_file(&mut fields, kind);
    let content = match kind {
        MemberKind::Addon => {
            let chart = chart::read_chart(&mut fields, decoder, &name, &defaults.rendering);
            Content::Chart(Box::new(chart))
        }
        MemberKind::Manifest => Content::Manifest(manifest(file.as_ref(), &name, decoder)),
    };
    if kind == MemberKind::Addon && settings.namespace.is_none() {
        fields.require("namespace", decoder, "monitoring");
    }
    fields.finish(decoder, |key| elsewhere(kind, key));
    let place = decoder.place(item.node);
    let enabled = settings.enabled.unwrap_or(true);
    let reference = MemberRef { kind, name };
    Some(Read {
        vertex: Vertex {
            reference: reference.clone(),
            place: place.clone(),
            enabled,
            parents: parents.clone(),
        },
        member: Member {
            reference,
            place,
            parents: parents.into_iter().map(|(parent, _)| parent).collect(),
            content,
            namespace: settings.namespace.clone(),
            encrypt,
            settings: settings.filled(application_name),
        },
        name: name_node,
        file: file.map(|field| field.node),
        application_name: application.map(|field| field.node),
    })
}

fn owner(kind: MemberKind, name: Option<&str>) -> String {
    let (with, without) = match kind {
        MemberKind::Addon => ("add-on", "an add-on"),
        MemberKind::Manifest => ("manifest", "a manifest"),
    };
    match name.filter(|name| !name.is_empty()) {
        Some(name) => format!("{with} {name}"),
        None => without.to_owned(),
    }
}

fn fields_of_file<'a>(fields: &mut Fields<'a>, kind: MemberKind) -> Option<Field<'a>> {
    match kind {
        MemberKind::Manifest => fields.take("file"),
        MemberKind::Addon => None,
    }
}

/// Says what to do with a key that belongs to the other kind of member or somewhere else.
fn elsewhere(kind: MemberKind, key: &str) -> Option<String> {
    let of_charts = ["chart", "version", "repository", "values", "releaseName"];
    let chart = of_charts.contains(&key) || TypedRendering::KEYS.contains(&key);
    match (kind, key) {
        (MemberKind::Manifest, _) if chart => {
            Some("only add-ons have it: a manifest is one file of plain YAML".to_owned())
        }
        (MemberKind::Addon, "file") => {
            Some("only manifests have it: move the member to `manifests:`".to_owned())
        }
        (_, "syncOptions" | "syncPolicy") => Some("write it under `sync:`".to_owned()),
        (_, "dependsOn" | "depends_on" | "needs" | "requires") => {
            Some("did you mean parents?".to_owned())
        }
        _ => None,
    }
}

fn parents<'a>(decoder: &mut Decoder<'a>, field: &Field<'a>) -> Option<Vec<(MemberRef, Place)>> {
    let mut parents: Vec<(MemberRef, Place)> = Vec::new();
    for item in decoder.list(field)? {
        let Some(parent) = parent(decoder, &item) else {
            continue;
        };
        if parents.iter().any(|(other, _)| *other == parent) {
            let what = format!("parent {parent} is named twice");
            decoder.warn(item.node, "repeated-parent", what, "keep one of them");
            continue;
        }
        let place = decoder.place(item.node);
        parents.push((parent, place));
    }
    Some(parents)
}

fn parent<'a>(decoder: &mut Decoder<'a>, item: &Field<'a>) -> Option<MemberRef> {
    if item.value.is_string() {
        let what = "a parent must be a mapping, not text";
        let next = "write it as in `{kind: manifest, name: grafana-ns}`";
        decoder.error(item.node, "wrong-type", what, next);
        return None;
    }
    let mut fields = decoder.fields(item, "a parent")?;
    let kind = fields.require("kind", decoder, "addon");
    let kind = kind.and_then(|field| kind_of(decoder, &field));
    let name = fields.require("name", decoder, "grafana");
    let name = name.and_then(|field| decoder.text(&field).map(str::to_owned));
    fields.finish(decoder, |_| None);
    Some(MemberRef {
        kind: kind?,
        name: name?,
    })
}

fn kind_of<'a>(decoder: &mut Decoder<'a>, field: &Field<'a>) -> Option<MemberKind> {
    let typed = decoder.text(field)?;
    let kinds = [MemberKind::Addon, MemberKind::Manifest];
    let found = kinds.into_iter().find(|kind| kind.as_str() == typed);
    if found.is_none() {
        let next = match nearest(typed, kinds.map(MemberKind::as_str), 1).pop() {
            Some(meant) => format!("did you mean {meant}?"),
            None => "write addon or manifest".to_owned(),
        };
        decoder.error(
            field.node,
            "kind",
            "kind of a parent is neither addon nor manifest",
            next,
        );
    }
    found
}

/// Reads keys to be sealed: key names or dotted paths.
fn encrypt<'a>(decoder: &mut Decoder<'a>, field: &Field<'a>) -> Option<Vec<String>> {
    let mut keys: Vec<String> = Vec::new();
    for (key, node) in decoder.texts(field)? {
        if key.split('.').any(|part| part.trim().is_empty()) {
            let what = format!("encrypt names {key}, which is no key");
            decoder.error(
                node,
                "encrypt",
                what,
                "write a key name or a dotted path, as in `smtp.password`",
            );
        } else if keys.iter().any(|other| other == key) {
            decoder.warn(
                node,
                "encrypt",
                format!("encrypt names {key} twice"),
                "keep one of them",
            );
        } else {
            keys.push(key.to_owned());
        }
    }
    Some(keys)
}

/// Reads the name of an Application: a DNS subdomain, short enough for the label Argo CD may track it by.
fn application_of<'a>(decoder: &mut Decoder<'a>, field: &Field<'a>) -> Option<String> {
    let typed = decoder.text(field)?;
    let parts = |part: &str| super::name::fault(part).is_none();
    if typed.len() > 63 || !typed.split('.').all(parts) {
        let what = "applicationName is no name of an Application";
        decoder.error(field.node, "name", what, super::name::ADVICE);
    }
    Some(typed.to_owned())
}

/// Reads the file of a manifest. Argo CD reads it by a pattern in one folder, `directory.include`.
fn manifest<'a>(file: Option<&Field<'a>>, name: &str, decoder: &mut Decoder<'a>) -> String {
    let Some(field) = file else {
        return format!("manifests/{name}.yaml");
    };
    let typed = decoder.text(field).unwrap_or_default();
    if typed.is_empty() {
        return String::new();
    }
    let path = path::within(typed);
    let fits = path.as_ref().is_ok_and(|path| is_manifest(path));
    if !fits {
        let why = match &path {
            Err(why) => why.clone(),
            Ok(_) => "is no YAML file right in manifests/".to_owned(),
        };
        let next = format!("move it to manifests/ and write `file: manifests/{name}.yaml`");
        decoder.error(field.node, "path", format!("path {typed} {why}"), next);
    }
    path.unwrap_or_else(|_| typed.to_owned())
}

fn is_manifest(path: &str) -> bool {
    let file = path.strip_prefix("manifests/").unwrap_or_default();
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "-_.".contains(letter);
    let yaml = file.ends_with(".yaml") || file.ends_with(".yml");
    yaml && !file.starts_with('.') && file.chars().all(plain)
}
