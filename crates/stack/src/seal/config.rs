//! `.sops.yaml`: which file is sealed for whom. Finding the file is an edge's matter.
//!
//! Creation rules apply as in getsops' `config/config.go`: the first whose `path_regex` is found anywhere in the path,
//! relative to the folder of `.sops.yaml`, counts; one without it fits every file.

use std::collections::BTreeSet;

use crate::complaint::{Complaint, Place};
use crate::yaml::document::Document;
use crate::yaml::node::{Entry, Kind, Node};

use super::fault::{Fault, Reason};
use super::rule::{Pattern, Rule};

/// The creation rules of a `.sops.yaml`.
#[derive(Clone, Debug)]
pub struct Config {
    file: String,
    rules: Vec<CreationRule>,
    warnings: Vec<Complaint>,
}

/// One creation rule.
#[derive(Clone, Debug)]
struct CreationRule {
    line: usize,
    column: usize,
    path: Option<Pattern>,
    recipients: Vec<String>,
    /// Whether they stand in `key_groups`, beside which SOPS passes over `age`.
    grouped: bool,
    /// Key services this program does not seal for: their fields, and where.
    others: Vec<(String, usize, usize)>,
    /// Which values it seals; none: not said, so that SOPS would seal everything.
    rule: Option<(Rule, usize, usize)>,
}

/// Fields of a creation rule that need nothing of this program.
const KNOWN: &[&str] = &["path_regex", "age", "key_groups", "mac_only_encrypted"];

/// Fields that say which values are sealed.
const RULES: &[&str] = &[
    "encrypted_regex",
    "unencrypted_regex",
    "encrypted_suffix",
    "unencrypted_suffix",
];

/// Fields of other ways to seal.
const OTHERS: &[&str] = &[
    "kms",
    "aws_profile",
    "gcp_kms",
    "hckms",
    "azure_keyvault",
    "azure_kv",
    "hc_vault_transit_uri",
    "hc_vault",
    "vault",
    "pgp",
    "shamir_threshold",
    "encrypted_comment_regex",
    "unencrypted_comment_regex",
    "merge",
];

/// Top-level fields of `.sops.yaml`.
const SECTIONS: &[&str] = &["creation_rules", "destination_rules", "stores"];

impl Config {
    /// Reads a `.sops.yaml`. `file` is its path as complaints name it.
    ///
    /// # Errors
    /// Every complaint about a text that is not such a file.
    pub fn read(text: &str, file: &str) -> Result<Self, Vec<Complaint>> {
        let document = Document::parse(text);
        let document = document.map_err(|fault| vec![Fault::from(fault).complaint(file)])?;
        let mut reading = Reading {
            file,
            errors: Vec::new(),
            warnings: Vec::new(),
        };
        let rules = reading.rules(document.root());
        if !reading.errors.is_empty() {
            return Err(reading.errors);
        }
        Ok(Self {
            file: file.to_owned(),
            rules,
            warnings: reading.warnings,
        })
    }

    /// Returns what SOPS would pass over in silence: fields it does not know.
    pub fn warnings(&self) -> &[Complaint] {
        &self.warnings
    }

    /// Returns the age recipients of a file, by its path relative to the folder of `.sops.yaml`, with slashes.
    ///
    /// # Errors
    /// No rule fits; the rule that does seals by other means than age, names nobody, or seals other values than `encrypt`.
    pub fn recipients_for(
        &self,
        path: &str,
        encrypt: &Rule,
    ) -> Result<Vec<String>, Vec<Complaint>> {
        let Some(rule) = self.rules.iter().find(|rule| rule.fits(path)) else {
            return Err(vec![Complaint::error(
                "sops-no-rule",
                Place::file(&self.file),
                format!("no creation rule fits {path}"),
                "add a rule whose `path_regex` fits it, or one without",
            )]);
        };
        let complaints = self.complaints(rule, encrypt);
        if complaints.is_empty() {
            Ok(rule.recipients.clone())
        } else {
            Err(complaints)
        }
    }

    fn complaints(&self, rule: &CreationRule, encrypt: &Rule) -> Vec<Complaint> {
        let mut complaints: Vec<Complaint> = rule
            .others
            .iter()
            .map(|(field, line, column)| {
                Complaint::error(
                    "sops-other-keys",
                    Place::at(&self.file, *line, *column),
                    format!("the rule uses `{field}`, and this program seals for age recipients only"),
                    "give these files a rule of their own with `age` alone, or seal them with `sops`",
                )
            })
            .collect();
        if complaints.is_empty() && rule.recipients.is_empty() {
            complaints.push(Complaint::error(
                "sops-no-recipients",
                Place::at(&self.file, rule.line, rule.column),
                "the rule names no age recipient",
                "add `age:` with the public keys of those who may open these files",
            ));
        }
        complaints.extend(self.disagreement(rule, encrypt));
        complaints
    }

    fn disagreement(&self, rule: &CreationRule, encrypt: &Rule) -> Option<Complaint> {
        let (theirs, line, column) = rule.rule.as_ref()?;
        let (field, ours) = encrypt.field();
        let (theirs, pattern) = theirs.field();
        if theirs == field && alternatives(pattern) == alternatives(ours) {
            return None;
        }
        Some(Complaint::error(
            "sops-rule-disagrees",
            Place::at(&self.file, *line, *column),
            format!(
                "`{theirs}: {pattern}` seals other values than `encrypt` of the stack does, which is `{field}: {ours}`"
            ),
            "take the line out of .sops.yaml, or write there what `encrypt` says",
        ))
    }
}

impl CreationRule {
    fn fits(&self, path: &str) -> bool {
        self.path
            .as_ref()
            .is_none_or(|pattern| pattern.is_found_in(path))
    }
}

struct Reading<'a> {
    file: &'a str,
    errors: Vec<Complaint>,
    warnings: Vec<Complaint>,
}

impl Reading<'_> {
    fn rules(&mut self, root: Option<&Node>) -> Vec<CreationRule> {
        let Some(root) = root else {
            return Vec::new();
        };
        let Some(mapping) = root.mapping() else {
            self.wrong(root, "the file is not a mapping of keys to values");
            return Vec::new();
        };
        for entry in &mapping.entries {
            if !named(entry, SECTIONS) {
                self.unknown(entry);
            }
        }
        let Some(list) = mapping.get("creation_rules").map(|entry| &entry.value) else {
            return Vec::new();
        };
        let Some(list) = list.sequence() else {
            self.wrong(list, "`creation_rules` is not a list");
            return Vec::new();
        };
        list.items.iter().map(|rule| self.rule(rule)).collect()
    }

    fn rule(&mut self, node: &Node) -> CreationRule {
        let mut rule = CreationRule {
            line: node.line,
            column: node.column,
            path: None,
            recipients: Vec::new(),
            grouped: false,
            others: Vec::new(),
            rule: None,
        };
        match node.mapping() {
            Some(mapping) => {
                for entry in &mapping.entries {
                    self.field(&mut rule, entry);
                }
            }
            None => self.wrong(node, "a creation rule is not a mapping"),
        }
        rule
    }

    fn field(&mut self, rule: &mut CreationRule, entry: &Entry) {
        let name = entry.key.text().unwrap_or_default();
        if is_empty(&entry.value) && (named(entry, KNOWN) || named(entry, OTHERS)) {
            return;
        }
        match name {
            "path_regex" => rule.path = self.pattern(&entry.value),
            "age" if rule.grouped => {}
            "age" => rule.recipients = self.recipients(&entry.value),
            "key_groups" => self.groups(rule, entry),
            "mac_only_encrypted" => {}
            _ if RULES.contains(&name) => self.selector(rule, entry, name),
            _ if OTHERS.contains(&name) => rule.others.push(placed(entry)),
            _ => self.unknown(entry),
        }
    }

    fn pattern(&mut self, node: &Node) -> Option<Pattern> {
        match Pattern::compile(node.text().unwrap_or_default()) {
            Ok(pattern) => Some(pattern),
            Err(why) => {
                self.wrong(node, &why);
                None
            }
        }
    }

    fn selector(&mut self, rule: &mut CreationRule, entry: &Entry, name: &str) {
        let node = &entry.value;
        if rule.rule.is_some() {
            return self.wrong(&entry.key, "the rule says twice which values are sealed");
        }
        match Rule::read(name, node.text().unwrap_or_default(), false) {
            Ok(read) => rule.rule = Some((read, entry.key.line, entry.key.column)),
            Err(why) => self.wrong(node, &why),
        }
    }

    /// One group is a file like any other; several are Shamir's secret sharing.
    fn groups(&mut self, rule: &mut CreationRule, entry: &Entry) {
        let Some([group]) = entry.value.sequence().map(|list| list.items.as_slice()) else {
            return rule.others.push(placed(entry));
        };
        rule.grouped = true;
        rule.recipients.clear();
        let entries = group.mapping().map_or(&[][..], |mapping| &mapping.entries);
        for entry in entries.iter().filter(|entry| !is_empty(&entry.value)) {
            match entry.key.text() {
                Some("age") => rule.recipients.extend(self.recipients(&entry.value)),
                Some(name) if OTHERS.contains(&name) => rule.others.push(placed(entry)),
                _ => self.unknown(entry),
            }
        }
    }

    /// Reads recipients: text with commas, or a list of such.
    fn recipients(&mut self, node: &Node) -> Vec<String> {
        match &node.kind {
            Kind::Scalar(scalar) => recipients_in(&scalar.text),
            Kind::Sequence(list) => list
                .items
                .iter()
                .flat_map(|item| self.recipients(item))
                .collect(),
            Kind::Mapping(_) | Kind::Alias(_) => {
                self.wrong(node, "`age` is neither text nor a list of texts");
                Vec::new()
            }
        }
    }

    fn wrong(&mut self, node: &Node, what: &str) {
        let fault = Fault::at(
            node,
            Reason::Unsupported,
            what,
            "write it as SOPS' documentation shows",
        );
        self.errors.push(Complaint {
            rule: "sops-config",
            ..fault.complaint(self.file)
        });
    }

    fn unknown(&mut self, entry: &Entry) {
        let name = entry.key.text().unwrap_or_default();
        let place = Place::at(self.file, entry.key.line, entry.key.column);
        let complaint = Complaint::warning(
            "sops-unknown-field",
            place,
            format!("`{name}` is not a field of .sops.yaml, and SOPS passes over it in silence"),
            "correct its name, or take it out",
        );
        self.warnings.push(complaint);
    }
}

/// Returns the names in `^(a|b)$`, whose order does not matter; any other pattern as a whole.
fn alternatives(pattern: &str) -> BTreeSet<&str> {
    let names = pattern
        .strip_prefix("^(")
        .and_then(|rest| rest.strip_suffix(")$"));
    let names = names.filter(|names| !names.contains(['(', ')', '[', ']']));
    names.map_or_else(
        || BTreeSet::from([pattern]),
        |names| names.split('|').collect(),
    )
}

fn named(entry: &Entry, names: &[&str]) -> bool {
    entry.key.text().is_some_and(|key| names.contains(&key))
}

fn placed(entry: &Entry) -> (String, usize, usize) {
    let name = entry.key.text().unwrap_or_default();
    (name.to_owned(), entry.key.line, entry.key.column)
}

fn is_empty(node: &Node) -> bool {
    match &node.kind {
        Kind::Scalar(scalar) => scalar.text.is_empty(),
        Kind::Sequence(sequence) => sequence.items.is_empty(),
        Kind::Mapping(mapping) => mapping.entries.is_empty(),
        Kind::Alias(_) => false,
    }
}

/// Returns recipients written as `age:` and `SOPS_AGE_RECIPIENTS` have them: with commas between.
pub fn recipients_in(variable: &str) -> Vec<String> {
    let names = variable.split(',').map(str::trim);
    names
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
#[path = "config_tests.rs"]
mod tests;
