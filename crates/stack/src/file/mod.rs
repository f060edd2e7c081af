//! The stack file as it is typed: `stack.yaml` decoded with places, every complaint at once, into a [`crate::member::Stack`].
//!
//! Only the text of that one file enters here; what the files it names hold is looked at in `check`.

mod chart;
pub(crate) mod decode;
mod head;
mod label;
mod member;
mod name;
mod path;
mod repository;
mod settings;
mod sync;
mod unique;
mod version;

#[cfg(test)]
mod tests;

use crate::complaint::{Complaint, Place};
use crate::files::Files;
use crate::graph;
use crate::member::{MemberKind, Stack};
use crate::yaml::document::Document;
use crate::yaml::fault::Fault;
use crate::yaml::read;

use decode::{Decoder, Field};
use member::{Defaults, Read};

/// Name of the file in the stack folder.
pub const NAME: &str = "stack.yaml";

/// A stack that can be worked with.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded {
    /// The stack as it is meant.
    pub stack: Stack,
    /// Complaints that keep nobody from working with it.
    pub warnings: Vec<Complaint>,
}

/// Reads the stack file of a stack folder.
///
/// # Errors
/// That there is none, or everything that is wrong with it.
pub fn of(files: &Files) -> Result<Decoded, Vec<Complaint>> {
    let place = || Place::file(NAME);
    if !files.contains(NAME) {
        let next = "run `helm stack init` to begin a stack here";
        let what = "there is no stack.yaml in this folder";
        return Err(vec![Complaint::error("no-stack", place(), what, next)]);
    }
    match files.text(NAME) {
        Some(text) => decode(text, NAME),
        None => Err(vec![Complaint::error(
            "not-yaml",
            place(),
            "stack.yaml is not text in UTF-8",
            "save it as UTF-8",
        )]),
    }
}

/// Reads the text of a stack file; `file` is what complaints call it.
///
/// # Errors
/// Everything that is wrong with it, warnings included, in the order of the lines.
pub fn decode(text: &str, file: &str) -> Result<Decoded, Vec<Complaint>> {
    let fault = |fault: Fault| vec![not_yaml(file, &fault)];
    let document = Document::parse(text).map_err(fault)?;
    let value = read::value(&document).map_err(fault)?;
    let mut decoder = Decoder::new(file);
    let stack = match document.root() {
        Some(node) => {
            let label = "a stack file".to_owned();
            read_stack(
                &Field {
                    label,
                    value: &value,
                    node,
                },
                &mut decoder,
            )
        }
        None => {
            let next = "run `helm stack init` in an empty folder to see one";
            let place = Place::at(file, 1, 1);
            decoder.complain(Complaint::error("empty", place, "the file is empty", next));
            None
        }
    };
    let mut complaints = decoder.into_complaints();
    complaints.sort_by(|one, other| one.place.cmp(&other.place));
    match stack.filter(|_| !complaints.iter().any(Complaint::is_error)) {
        Some(stack) => Ok(Decoded {
            stack,
            warnings: complaints,
        }),
        None => Err(complaints),
    }
}

/// Returns the complaint about a file that is not the YAML it should be.
pub(crate) fn not_yaml(file: &str, fault: &Fault) -> Complaint {
    let place = Place::at(file, fault.line, fault.column);
    let what = format!("not YAML: {}", fault.message);
    let next = "mend the file at this place; it may begin on a line above";
    Complaint::error("not-yaml", place, what, next)
}

fn read_stack<'a>(root: &Field<'a>, decoder: &mut Decoder<'a>) -> Option<Stack> {
    let mut fields = decoder.fields(root, "a stack file")?;
    let head = head::read(&mut fields, decoder);
    let defaults = fields.take("defaults");
    let defaults = defaults.map(|field| Defaults::read(&field, decoder));
    let defaults = defaults.unwrap_or_default();
    let mut members = Vec::new();
    for (key, kind) in [
        ("manifests", MemberKind::Manifest),
        ("addons", MemberKind::Addon),
    ] {
        let list = fields.take(key);
        let items = list.and_then(|field| decoder.list(&field));
        let read = items.into_iter().flatten();
        members
            .extend(read.filter_map(|item| member::read_member(&item, kind, &defaults, decoder)));
    }
    fields.finish(decoder, |key| {
        ["name", "version", "description"]
            .contains(&key)
            .then(|| format!("write it under metadata, as in `metadata: {{{key}: …}}`"))
    });
    unique::check(&members, decoder);
    check_graph(&members, decoder);
    let (enabled, disabled): (Vec<Read>, Vec<Read>) =
        members.into_iter().partition(|read| read.vertex.enabled);
    Some(Stack {
        name: head.name,
        version: head.version,
        description: head.description,
        members: enabled.into_iter().map(|read| read.member).collect(),
        disabled: disabled.into_iter().map(|read| read.member).collect(),
    })
}

fn check_graph(members: &[Read<'_>], decoder: &mut Decoder<'_>) {
    let named = members.iter().map(|read| &read.vertex);
    let vertices: Vec<_> = named
        .filter(|vertex| !vertex.reference.name.is_empty())
        .cloned()
        .collect();
    for complaint in graph::complaints(&vertices) {
        decoder.complain(complaint);
    }
}
