//! Bytes that may leave the house. Whatever commits, packs, publishes or exports takes this type and no other.

use crate::complaint::{Complaint, Place};
use crate::yaml::document::Document;

use super::fault::{Fault, Reason};
use super::metadata::section;
use super::rule::Rule;
use super::token::{Kind, Token};
use super::walk::{Leaf, Walk};

/// The bytes of a file in which nothing that should be sealed is plain. No `Debug`, as a file may hold more secrets than
/// anybody named.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed(Vec<u8>);

impl Sealed {
    /// Returns bytes in which nothing is to be sealed: generated files, and files of members without `encrypt`.
    pub fn nothing_to_hide(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// Checks that every value the rule selects is sealed, empty or null. No key is needed.
    ///
    /// # Errors
    /// A complaint for every value that is not; text that is not YAML, as nobody can tell what is in it.
    pub fn verified(
        bytes: impl Into<Vec<u8>>,
        rule: &Rule,
        file: &str,
    ) -> Result<Self, Vec<Complaint>> {
        let bytes = bytes.into();
        let complaints = complaints(&bytes, rule, file);
        if complaints.is_empty() {
            Ok(Self(bytes))
        } else {
            Err(complaints)
        }
    }

    /// Returns the bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// Gives the bytes away.
    pub fn into_bytes(self) -> Vec<u8> {
        self.0
    }
}

fn complaints(bytes: &[u8], rule: &Rule, file: &str) -> Vec<Complaint> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        let what = "the file is not UTF-8 text, so nobody can tell whether it is sealed";
        return vec![Complaint::error(
            Reason::NotYaml.rule(),
            Place::file(file),
            what,
            "write it as UTF-8",
        )];
    };
    let document = match Document::parse(text) {
        Ok(document) => document,
        Err(fault) => return vec![Fault::from(fault).complaint(file)],
    };
    let walk = Walk::through(document.root(), rule);
    let has_section = section(&document).is_some();
    let plain = walk.leaves.iter().filter(|leaf| leaf.is_to_seal());
    plain
        .filter_map(|leaf| fault(leaf, has_section))
        .map(|fault| fault.complaint(file))
        .collect()
}

fn fault(leaf: &Leaf<'_>, has_section: bool) -> Option<Fault> {
    if let Some(fault) = leaf.unquoted() {
        return Some(fault);
    }
    let text = leaf.scalar().map_or("", |scalar| scalar.text.trim_end());
    let path = leaf.trail.dotted();
    let at = leaf.alias.unwrap_or(leaf.node);
    let fault = |reason, what, next| Some(Fault::at(at, reason, what, next));
    match Token::parse(text) {
        Some(token) if token.kind == Kind::Comment || has_section => None,
        Some(_) => fault(
            Reason::Damaged,
            format!("`{path}` is sealed, but the file has no `sops:` section to open it with"),
            "bring back the section, or write the plain value",
        ),
        None if Token::begins(text) => fault(
            Reason::Damaged,
            format!("`{path}` holds a token that cannot be read"),
            "bring back the file from Git, or write the value with `helm stack secrets set`",
        ),
        None => fault(
            Reason::Plain,
            format!("`{path}` is plain, and is to be sealed"),
            match has_section {
                false => "`helm stack encrypt` seals it",
                true => {
                    "take it out, and write it with `helm stack secrets set`, which seals it beside the others"
                }
            },
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{rule, try_seal};
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let complaints = complaints(text.as_bytes(), &rule(&["password"]), "values.yaml");
        complaints.into_iter().map(|found| found.what).collect()
    }

    #[test]
    fn a_secret_that_begins_as_a_tag_or_an_anchor_is_no_empty_value() {
        for value in ["!hunter2", "&hunter2", "!", "!!hunter2", "!str"] {
            let text = format!("password: {value}\nlist:\n- password: {value} # new\n");
            let found = found(&text);
            assert_eq!(found.len(), 2, "{value}: {found:?}");
            assert!(!found.concat().contains("hunter2"), "{found:?}");
            let refused = try_seal(&text, &rule(&["password"]), None, 0).unwrap_err();
            assert!(!format!("{refused:?}").contains("hunter2"), "{refused:?}");
        }
        for value in ["", "~", "!!null", "!!str", "''"] {
            assert!(found(&format!("password: {value}\n")).is_empty(), "{value}");
        }
    }

    #[test]
    fn a_key_written_as_an_alias_is_the_key_it_stands_for() {
        assert_eq!(found("x: &key password\n*key : hunter2\n").len(), 1);
        assert_eq!(
            found("&key password: ''\nsmtp: {*key : hunter2}\n").len(),
            1
        );
    }
}
