//! The files of a stack folder as they may leave: nothing plain that should be sealed, nothing sealed.

use std::collections::BTreeMap;

use crate::complaint::{Complaint, Place};
use crate::files::Files;
use crate::member::{Content, Member, Stack};
use crate::seal::{Rule, Sealed};

use super::withheld::{Withheld, withhold};

/// Files that go along although no member names them.
const OWN: [&str; 2] = ["stack.yaml", "stack.lock.yaml"];

/// The files of a stack folder that are packed, by their paths in it.
pub(super) struct Contents(BTreeMap<String, Withheld>);

impl Contents {
    /// Reads the files that members name.
    ///
    /// # Errors
    /// Files that are missing or no YAML, and values that `encrypt` names and that are plain.
    pub(super) fn read(stack: &Stack, folder: &Files) -> Result<Self, Vec<Complaint>> {
        let (mut contents, mut complaints) = (BTreeMap::new(), Vec::new());
        for path in OWN.iter().filter(|path| folder.contains(path)) {
            let text = folder.text(path).unwrap_or_default().to_owned();
            let whole = Withheld {
                text,
                paths: Vec::new(),
            };
            contents.insert((*path).to_owned(), whole);
        }
        for member in &stack.members {
            for path in paths(member) {
                match read(member, path, folder) {
                    Ok(content) => drop(contents.insert(path.to_owned(), content)),
                    Err(found) => complaints.extend(found),
                }
            }
        }
        match complaints.is_empty() {
            true => Ok(Self(contents)),
            false => Err(complaints),
        }
    }

    /// Returns a file.
    pub(super) fn get(&self, path: &str) -> Option<&Withheld> {
        self.0.get(path)
    }

    /// Returns all files.
    pub(super) fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        let files = self.0.iter();
        files.map(|(path, content)| (path.as_str(), content.text.as_str()))
    }
}

/// Returns the files a member names, in the order Helm takes them.
fn paths(member: &Member) -> Vec<&str> {
    match &member.content {
        Content::Manifest(file) => vec![file],
        Content::Chart(chart) => {
            let further = chart.value_files.iter().map(String::as_str);
            further.chain([chart.values.as_str()]).collect()
        }
    }
}

fn read(member: &Member, path: &str, folder: &Files) -> Result<Withheld, Vec<Complaint>> {
    let Some(bytes) = folder.get(path) else {
        return Err(vec![missing(member, path)]);
    };
    if let Some(rule) = Rule::for_keys(&member.encrypt) {
        Sealed::verified(bytes, &rule, path)?;
    }
    let text = std::str::from_utf8(bytes).map_err(|_| {
        let place = Place::file(path);
        let next = "save it as UTF-8";
        vec![Complaint::error(
            "not-utf-8",
            place,
            "it is not text in UTF-8",
            next,
        )]
    })?;
    match &member.content {
        // Several documents: each is looked at when its template is written.
        Content::Manifest(_) if member.encrypt.is_empty() => Ok(Withheld {
            text: text.to_owned(),
            paths: Vec::new(),
        }),
        _ => withhold(path, text),
    }
}

fn missing(member: &Member, path: &str) -> Complaint {
    Complaint::error(
        "missing-file",
        member.place.clone(),
        format!("{path} of {} is not in the stack folder", member.reference),
        format!("create {path} (values may be empty), or name the file that is meant"),
    )
}
