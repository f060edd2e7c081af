//! Reads typed things out of a YAML file and collects every complaint on the way: a reader that finds something wrong
//! says so once and goes on with a default.
//!
//! What a value means comes from the text as Helm reads it, where it stands from the map of positions; a value that came
//! through an alias or a merge key stands where that is written. No key of `stack.yaml` is known here.

use argocd::nearest::nearest;
use serde_json::{Map, Value};

use crate::complaint::{Complaint, Place};
use crate::yaml::node::Node;

/// Gathers the complaints of one file.
#[derive(Debug)]
pub(crate) struct Decoder<'a> {
    file: &'a str,
    complaints: Vec<Complaint>,
}

/// A value with its name and its place.
#[derive(Clone, Debug)]
pub(crate) struct Field<'a> {
    /// How a sentence calls it: `version`, `an item of parents`.
    pub label: String,
    /// What Helm would read.
    pub value: &'a Value,
    /// The node it stands on, or the nearest one around it.
    pub node: &'a Node,
}

/// The fields of a mapping, each to be asked for by name; those nobody asked for are unknown.
#[derive(Debug)]
pub(crate) struct Fields<'a> {
    /// How a sentence calls the mapping: `add-on grafana`.
    pub owner: String,
    /// What to do with an unknown key that is near to none, instead of a list of the known ones.
    pub otherwise: Option<&'static str>,
    entries: &'a Map<String, Value>,
    node: &'a Node,
    asked: Vec<&'static str>,
}

impl<'a> Decoder<'a> {
    /// Returns a decoder of the file of this name.
    pub(crate) fn new(file: &'a str) -> Self {
        Self {
            file,
            complaints: Vec::new(),
        }
    }

    /// Returns the complaints, in the order they were found.
    pub(crate) fn into_complaints(self) -> Vec<Complaint> {
        self.complaints
    }

    /// Returns the place of a node.
    pub(crate) fn place(&self, node: &Node) -> Place {
        Place::at(self.file, node.line, node.column)
    }

    /// Adds a complaint.
    pub(crate) fn complain(&mut self, complaint: Complaint) {
        self.complaints.push(complaint);
    }

    /// Adds an error about a node.
    pub(crate) fn error(
        &mut self,
        node: &Node,
        rule: &'static str,
        what: impl Into<String>,
        next: impl Into<String>,
    ) {
        let place = self.place(node);
        self.complain(Complaint::error(rule, place, what, next));
    }

    /// Adds a warning about a node.
    pub(crate) fn warn(
        &mut self,
        node: &Node,
        rule: &'static str,
        what: impl Into<String>,
        next: impl Into<String>,
    ) {
        let place = self.place(node);
        self.complain(Complaint::warning(rule, place, what, next));
    }

    /// Reads a text that is not empty. A number or a truth value is none: Helm would not read it as the text it looks like.
    pub(crate) fn text(&mut self, field: &Field<'a>) -> Option<&'a str> {
        match field.value {
            Value::String(text) if text.trim().is_empty() => {
                let what = format!("{} is empty", field.label);
                self.error(
                    field.node,
                    "empty",
                    what,
                    "write a value, or take the key out",
                );
                None
            }
            Value::String(text) => Some(text),
            _ => self.wrong_type(field, "text"),
        }
    }

    /// Reads a text that may be empty.
    pub(crate) fn prose(&mut self, field: &Field<'a>) -> Option<&'a str> {
        match field.value {
            Value::String(text) => Some(text),
            _ => self.wrong_type(field, "text"),
        }
    }

    /// Reads a truth value.
    pub(crate) fn flag(&mut self, field: &Field<'a>) -> Option<bool> {
        match field.value {
            Value::Bool(flag) => Some(*flag),
            _ => self.wrong_type(field, "true or false"),
        }
    }

    /// Reads a whole number from 0.
    pub(crate) fn number(&mut self, field: &Field<'a>) -> Option<u64> {
        match field.value.as_u64() {
            Some(number) => Some(number),
            None => self.wrong_type(field, "a whole number from 0"),
        }
    }

    /// Reads a list.
    pub(crate) fn list(&mut self, field: &Field<'a>) -> Option<Vec<Field<'a>>> {
        let Value::Array(items) = field.value else {
            return self.wrong_type(field, "a list");
        };
        let nodes = field
            .node
            .sequence()
            .map(|sequence| sequence.items.as_slice());
        let item = |(number, value): (usize, &'a Value)| Field {
            label: format!("an item of {}", field.label),
            value,
            node: nodes
                .and_then(|nodes| nodes.get(number))
                .unwrap_or(field.node),
        };
        Some(items.iter().enumerate().map(item).collect())
    }

    /// Reads a list of texts.
    pub(crate) fn texts(&mut self, field: &Field<'a>) -> Option<Vec<(&'a str, &'a Node)>> {
        let items = self.list(field)?;
        let texts = items
            .iter()
            .filter_map(|item| Some((self.text(item)?, item.node)));
        Some(texts.collect())
    }

    /// Reads a mapping, called `owner` in sentences.
    pub(crate) fn fields(
        &mut self,
        field: &Field<'a>,
        owner: impl Into<String>,
    ) -> Option<Fields<'a>> {
        let Value::Object(entries) = field.value else {
            return self.wrong_type(field, "a mapping of keys to values");
        };
        self.refuse_repeated(field.node);
        Some(Fields {
            owner: owner.into(),
            otherwise: None,
            entries,
            node: field.node,
            asked: Vec::new(),
        })
    }

    /// Reads a mapping whose keys are free.
    pub(crate) fn entries(&mut self, field: &Field<'a>) -> Option<Vec<(&'a str, Field<'a>)>> {
        let fields = self.fields(field, field.label.clone())?;
        let entry = |(key, value): (&'a String, &'a Value)| {
            let label = format!("{} of {}", key, field.label);
            (key.as_str(), fields.field(key, value, label))
        };
        Some(fields.entries.iter().map(entry).collect())
    }

    fn refuse_repeated(&mut self, node: &Node) {
        let repeated = node.mapping().map(|mapping| mapping.repeated());
        for entry in repeated.unwrap_or_default() {
            let key = entry.key.text().unwrap_or_default();
            let what = format!("{key} is written twice");
            self.error(&entry.key, "repeated-key", what, "keep one of them");
        }
    }

    /// Complains that a value is of another type than it should be.
    pub(crate) fn wrong_type<T>(&mut self, field: &Field<'a>, wanted: &str) -> Option<T> {
        let found = match field.value {
            Value::Number(number) if wanted != "text" => number.to_string(),
            other => type_of(other).to_owned(),
        };
        let what = format!("{} must be {wanted}, not {found}", field.label);
        let written = field.node.text().filter(|_| wanted == "text");
        let next = match written.filter(|written| is_shown(field.value, written)) {
            Some(written) => format!("quote it: \"{written}\""),
            None => format!("write {wanted}"),
        };
        self.error(field.node, "wrong-type", what, next);
        None
    }
}

impl<'a> Fields<'a> {
    /// Returns the field of a key; none where it is not written or null.
    pub(crate) fn take(&mut self, key: &'static str) -> Option<Field<'a>> {
        if !self.asked.contains(&key) {
            self.asked.push(key);
        }
        let value = self.entries.get(key).filter(|value| !value.is_null())?;
        Some(self.field(key, value, key.to_owned()))
    }

    /// Returns the field of a key that must be there, or complains.
    pub(crate) fn require(
        &mut self,
        key: &'static str,
        decoder: &mut Decoder<'a>,
        example: &str,
    ) -> Option<Field<'a>> {
        let field = self.take(key);
        if field.is_none() {
            let what = format!("{} has no {key}", self.owner);
            let next = format!("write it, as in `{key}: {example}`");
            decoder.error(self.node, "missing-key", what, next);
        }
        field
    }

    /// Complains of every key nobody asked for. `elsewhere` says of a key that belongs to another place what to do.
    pub(crate) fn finish(
        self,
        decoder: &mut Decoder<'a>,
        elsewhere: impl Fn(&str) -> Option<String>,
    ) {
        let unknown = self.entries.keys().map(String::as_str);
        for key in unknown.filter(|key| !self.asked.contains(key)) {
            let next = elsewhere(key).unwrap_or_else(|| self.advice(key));
            let what = format!("{} has no key {key}", self.owner);
            let entry = self.node.mapping().and_then(|mapping| mapping.get(key));
            let node = entry.map_or(self.node, |entry| &entry.key);
            decoder.error(node, "unknown-key", what, next);
        }
    }

    fn advice(&self, key: &str) -> String {
        match (
            nearest(key, self.asked.iter().copied(), 1).pop(),
            self.otherwise,
        ) {
            (Some(meant), _) => format!("did you mean {meant}?"),
            (None, Some(otherwise)) => otherwise.to_owned(),
            (None, None) => format!("its keys are {}", self.asked.join(", ")),
        }
    }

    fn field(&self, key: &str, value: &'a Value, label: String) -> Field<'a> {
        Field {
            label,
            value,
            node: self.node.step(key).unwrap_or(self.node),
        }
    }
}

/// Says whether the text of a number or truth value may be shown and quoted.
fn is_shown(value: &Value, written: &str) -> bool {
    (value.is_number() || value.is_boolean()) && written.len() <= 40
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "nothing",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "a mapping",
    }
}
