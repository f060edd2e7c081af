//! What the rules look at: the stack, the files of its folder, and each file of values and manifests read once.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::complaint::Place;
use crate::files::Files;
use crate::member::{Member, Stack};
use crate::yaml::document::Document;
use crate::yaml::fault::Fault;
use crate::yaml::node::Node;
use crate::yaml::read;

/// A stack, its folder and what its files hold.
pub(super) struct Subject<'a> {
    /// The stack.
    pub stack: &'a Stack,
    /// The files of its folder.
    pub files: &'a Files,
    read: BTreeMap<&'a str, Result<Vec<Yaml>, Fault>>,
}

/// One YAML document of a file.
pub(super) struct Yaml {
    /// Lines of the file before it.
    above: usize,
    /// Where everything stands in it.
    pub document: Document,
    /// What Helm and Kubernetes read.
    pub value: Value,
}

impl Yaml {
    /// Returns the place of one of its nodes.
    pub(super) fn place(&self, file: &str, node: &Node) -> Place {
        Place::at(file, self.above + node.line, node.column)
    }

    /// Returns the place of its first node.
    pub(super) fn start(&self, file: &str) -> Place {
        match self.document.root() {
            Some(root) => self.place(file, root),
            None => Place::at(file, self.above + 1, 1),
        }
    }
}

impl<'a> Subject<'a> {
    /// Reads the files that members name.
    pub(super) fn new(stack: &'a Stack, files: &'a Files) -> Self {
        let mut read = BTreeMap::new();
        for member in &stack.members {
            for file in member.files() {
                if let Some(text) = files.text(file) {
                    read.entry(file).or_insert_with(|| read_file(file, text));
                }
            }
        }
        Self { stack, files, read }
    }

    /// Returns the documents of a file; none where it is missing or not YAML.
    pub(super) fn documents(&self, file: &str) -> &[Yaml] {
        let read = self.read.get(file).and_then(|read| read.as_ref().ok());
        read.map_or(&[], Vec::as_slice)
    }

    /// Returns the fault of a file that a member names; nothing where it was not read.
    pub(super) fn fault(&self, file: &str) -> Option<Option<&Fault>> {
        Some(self.read.get(file)?.as_ref().err())
    }

    /// Says whether all files of a member are there and could be read.
    pub(super) fn is_whole(&self, member: &Member) -> bool {
        let files = member.files().into_iter();
        files
            .into_iter()
            .all(|file| matches!(self.read.get(file), Some(Ok(_))))
    }

    /// Returns the documents of all files of a member, each with the file's path.
    pub(super) fn documents_of(&self, member: &'a Member) -> Vec<(&'a str, &Yaml)> {
        let files = member.files().into_iter();
        files
            .flat_map(|file| self.documents(file).iter().map(move |yaml| (file, yaml)))
            .collect()
    }
}

/// Reads a file of values, which is one document, or of manifests, which are any number.
pub(super) fn read_file(file: &str, text: &str) -> Result<Vec<Yaml>, Fault> {
    match file.starts_with("manifests/") {
        true => read_all(text),
        false => read_one(text).map(|yaml| vec![yaml]),
    }
}

/// Reads a text of one document.
pub(super) fn read_one(text: &str) -> Result<Yaml, Fault> {
    read_at(text, 0)
}

/// Reads a text of any number of documents; those without a node are left out.
pub(super) fn read_all(text: &str) -> Result<Vec<Yaml>, Fault> {
    let documents = split(text).into_iter().map(|(above, text)| {
        read_at(text, above).map_err(|fault| Fault {
            line: fault.line + above,
            ..fault
        })
    });
    let mut documents = documents.collect::<Result<Vec<_>, _>>()?;
    documents.retain(|yaml| !yaml.value.is_null());
    Ok(documents)
}

fn read_at(text: &str, above: usize) -> Result<Yaml, Fault> {
    let document = Document::parse(text)?;
    let value = read::value(&document)?;
    Ok(Yaml {
        above,
        document,
        value,
    })
}

/// Splits a text before each `---` at the start of a line, which nothing within a document can be (YAML 1.2.2, 9.1.2);
/// returns the parts with the number of lines above.
fn split(text: &str) -> Vec<(usize, &str)> {
    let mut parts = Vec::new();
    let (mut from, mut above, mut at) = (0, 0, 0);
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let marker = line.strip_prefix("---");
        let marker =
            marker.is_some_and(|rest| rest.is_empty() || rest.starts_with(char::is_whitespace));
        if marker && !is_blank(&text[from..at]) {
            parts.push((above, &text[from..at]));
            (from, above) = (at, number);
        }
        at += line.len();
    }
    parts.push((above, &text[from..]));
    parts
}

/// Says whether there are only comments, directives and blanks.
fn is_blank(text: &str) -> bool {
    text.lines().all(|line| {
        let line = line.trim();
        line.is_empty() || line.starts_with(['#', '%'])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn documents_are_split_where_they_begin() {
        let parts = |text| {
            let parts: Vec<_> = split(text).into_iter().collect();
            parts
        };
        assert_eq!(
            parts("a: 1\n---\nb: 2\n"),
            [(0, "a: 1\n"), (1, "---\nb: 2\n")]
        );
        assert_eq!(
            parts("# x\n---\na: 1\n--- # y\nb: |\n  ---\n"),
            [(0, "# x\n---\na: 1\n"), (3, "--- # y\nb: |\n  ---\n")]
        );
        assert_eq!(parts(""), [(0, "")]);
        assert_eq!(parts("---a: 1\n"), [(0, "---a: 1\n")]);
    }

    #[test]
    fn a_fault_stands_on_the_line_of_the_file() {
        let fault = read_all("a: 1\n---\nb: [\n").err().unwrap();
        assert!(fault.line >= 3, "{fault:?}");
        let yaml = read_all("a: 1\n---\n---\nb: 2\n").unwrap();
        assert_eq!(yaml.len(), 2);
        assert_eq!(yaml[1].start("x").line, Some(4));
    }
}
