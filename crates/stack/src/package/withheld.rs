//! Sealed values stay behind: a text without them and without its `sops:` section, and where they were.

use std::ops::Range;

use crate::complaint::{Complaint, Place};
use crate::yaml::document::Document;
use crate::yaml::node::{Kind, Node};

/// What every sealed value begins with (SOPS, `aes/cipher.go`).
const TOKEN: &str = "ENC[AES256_GCM,";

/// A text whose sealed values are gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Withheld {
    /// The text: an empty string stands in the place of each sealed value, every other byte is as it was.
    pub(super) text: String,
    /// Where values are to be given: keys from the root, once each. A list with a sealed value in it is to be given whole.
    pub(super) paths: Vec<Vec<String>>,
}

/// Takes the sealed values out of a text; `file` is its name for complaints.
///
/// # Errors
/// A text that is not YAML.
pub(super) fn withhold(file: &str, text: &str) -> Result<Withheld, Vec<Complaint>> {
    let document = Document::parse(text).map_err(|fault| {
        let place = Place::at(file, fault.line, fault.column);
        let next = "mend the YAML";
        vec![Complaint::error("not-yaml", place, fault.message, next)]
    })?;
    let mut found = Found::default();
    if let Some(root) = document.root() {
        found.walk(root, &[], false);
        found.section(root, text);
    }
    let comments = document.comments().iter().map(|comment| &comment.span);
    let sealed = comments.filter(|span| text[span.start..span.end].contains(TOKEN));
    found.cuts.extend(sealed.map(|span| (span.clone(), "# …")));
    Ok(Withheld {
        text: cut(text, found.cuts),
        paths: found.paths,
    })
}

/// What is to be cut out of a text, with what comes in its place.
#[derive(Default)]
struct Found {
    cuts: Vec<(Range<usize>, &'static str)>,
    paths: Vec<Vec<String>>,
}

impl Found {
    /// Walks a node at a path; inside a list the path is that of the outermost list.
    fn walk(&mut self, node: &Node, path: &[String], in_list: bool) {
        match &node.kind {
            Kind::Mapping(mapping) => {
                let entries = mapping.entries.iter();
                let is_section = |key: &str| path.is_empty() && !in_list && key == "sops";
                for entry in entries {
                    let key = entry.key.text().unwrap_or_default();
                    if is_section(key) {
                        continue;
                    }
                    let mut below = path.to_vec();
                    if !in_list {
                        below.push(key.to_owned());
                    }
                    self.walk(&entry.value, &below, in_list);
                }
            }
            Kind::Sequence(sequence) => {
                let items = sequence.items.iter();
                items.for_each(|item| self.walk(item, path, true));
            }
            Kind::Scalar(scalar) if scalar.text.trim_start().starts_with(TOKEN) => {
                self.cuts.push((node.span.clone(), "\"\""));
                if !self.paths.iter().any(|known| known == path) {
                    self.paths.push(path.to_vec());
                }
            }
            Kind::Scalar(_) | Kind::Alias(_) => {}
        }
    }

    /// Finds the `sops:` section, from the start of its first line to the end of its last.
    fn section(&mut self, root: &Node, text: &str) {
        let entries = root.mapping().map(|mapping| &mapping.entries);
        let mut entries = entries.into_iter().flatten();
        if let Some(entry) = entries.find(|entry| entry.key.text() == Some("sops")) {
            let start = text[..entry.key.span.start]
                .rfind('\n')
                .map_or(0, |at| at + 1);
            let end = entry.value.span.end;
            let end = text[end..].find('\n').map_or(text.len(), |at| end + at + 1);
            self.cuts.push((start..end, ""));
        }
    }
}

/// Replaces ranges that do not overlap.
fn cut(text: &str, mut cuts: Vec<(Range<usize>, &'static str)>) -> String {
    cuts.sort_by_key(|(range, _)| range.start);
    let mut left = String::with_capacity(text.len());
    let mut at = 0;
    for (range, instead) in cuts {
        // A comment inside the section goes with it.
        if range.start < at {
            continue;
        }
        left.push_str(&text[at..range.start]);
        left.push_str(instead);
        at = range.end;
    }
    left + &text[at..]
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEALED: &str = "\
# Grafana
adminPassword: ENC[AES256_GCM,data:a,iv:b,tag:c,type:str] # rotate in May
smtp:
    host: mail.example.com
    password: \"ENC[AES256_GCM,data:a,iv:b,tag:c,type:str]\"
users:
  - name: ada
    token: ENC[AES256_GCM,data:a,iv:b,tag:c,type:str]
  - token: ENC[AES256_GCM,data:a,iv:b,tag:c,type:str]
#ENC[AES256_GCM,data:a,iv:b,tag:c,type:comment]
sops:
    age:
        - recipient: age1
          enc: |
            x
    mac: ENC[AES256_GCM,data:a,iv:b,tag:c,type:str]
";

    #[test]
    fn sealed_values_stay_behind_and_every_other_byte_goes() {
        let withheld = withhold("values.yaml", SEALED).unwrap();
        insta::assert_snapshot!(withheld.text, @r#"
        # Grafana
        adminPassword: "" # rotate in May
        smtp:
            host: mail.example.com
            password: ""
        users:
          - name: ada
            token: ""
          - token: ""
        # …
        "#);
        let paths: Vec<String> = withheld.paths.iter().map(|path| path.join(".")).collect();
        assert_eq!(paths, ["adminPassword", "smtp.password", "users"]);
    }

    #[test]
    fn a_text_without_secrets_stays_as_it_is() {
        for text in ["", "# nothing\n", "a: 1 # b\r\nc: [x]\r\n", "a: sops\n"] {
            let withheld = withhold("values.yaml", text).unwrap();
            assert_eq!((withheld.text.as_str(), withheld.paths.len()), (text, 0));
        }
    }
}
