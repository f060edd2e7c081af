//! The creation rules of a `.sops.yaml`, read with their places. What they mean for a file belongs to `config`.

use crate::complaint::{Complaint, Place};
use crate::yaml::node::{Entry, Kind, Node};

use super::fault::{Fault, Reason};
use super::rule::{Pattern, Rule};
use super::scalar_type::ScalarType;

/// One creation rule.
#[derive(Clone, Debug)]
pub(crate) struct CreationRule {
    /// Where it stands: line, from 1.
    pub(crate) line: usize,
    /// Column, from 1.
    pub(crate) column: usize,
    /// Files it is for; none: all.
    path: Option<Pattern>,
    /// Age recipients.
    pub(crate) recipients: Vec<String>,
    /// Whether they stand in `key_groups`, beside which SOPS passes over `age` and the services of the rule itself.
    grouped: bool,
    /// Key services this program does not seal for: their fields, and where.
    pub(crate) others: Vec<(String, usize, usize)>,
    /// Which values it seals; none: not said, so that SOPS would seal everything.
    pub(crate) rule: Option<(Rule, usize, usize)>,
}

/// Fields of a creation rule that are read, or mean nothing for age recipients alone: a threshold is for several groups.
const KNOWN: &[&str] = &[
    "path_regex",
    "age",
    "key_groups",
    "mac_only_encrypted",
    "aws_profile",
    "shamir_threshold",
];

/// Fields that say which values are sealed.
const RULES: &[&str] = &[
    "encrypted_regex",
    "unencrypted_regex",
    "encrypted_suffix",
    "unencrypted_suffix",
];

/// Fields of key services beside age (`creationRule` in getsops' `config/config.go`).
const SERVICES: &[&str] = &[
    "kms",
    "gcp_kms",
    "hckms",
    "azure_keyvault",
    "hc_vault_transit_uri",
    "pgp",
];

/// The same in a group (`keyGroup` there).
const GROUP_SERVICES: &[&str] = &[
    "kms",
    "gcp_kms",
    "hckms",
    "azure_keyvault",
    "hc_vault",
    "pgp",
];

/// Fields of other ways to choose what is sealed.
const OTHERS: &[&str] = &["encrypted_comment_regex", "unencrypted_comment_regex"];

/// Top-level fields of `.sops.yaml`.
const SECTIONS: &[&str] = &["creation_rules", "destination_rules", "stores"];

impl CreationRule {
    /// Says whether it is for a file.
    pub(crate) fn fits(&self, path: &str) -> bool {
        self.path
            .as_ref()
            .is_none_or(|pattern| pattern.is_found_in(path))
    }
}

/// A `.sops.yaml` being read.
pub(crate) struct Reading<'a> {
    /// Its path as complaints name it.
    pub(crate) file: &'a str,
    /// What is wrong with it.
    pub(crate) errors: Vec<Complaint>,
    /// What SOPS passes over in silence.
    pub(crate) warnings: Vec<Complaint>,
}

impl Reading<'_> {
    /// Reads all rules; nothing where the file has no list of them.
    pub(crate) fn rules(&mut self, root: Option<&Node>) -> Option<Vec<CreationRule>> {
        let root = root?;
        let Some(mapping) = root.mapping() else {
            self.wrong(root, "the file is not a mapping of keys to values");
            return None;
        };
        for entry in &mapping.entries {
            if !named(entry, SECTIONS) {
                self.unknown(entry);
            }
        }
        let list = mapping.get("creation_rules").map(|entry| &entry.value)?;
        let Some(rules) = list.sequence() else {
            if !list.text().is_some_and(is_null) {
                self.wrong(list, "`creation_rules` is not a list");
            }
            return None;
        };
        Some(rules.items.iter().map(|rule| self.rule(rule)).collect())
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
        let known = [KNOWN, SERVICES, OTHERS].concat();
        if is_empty(&entry.value) && named(entry, &known) {
            return;
        }
        match name {
            "path_regex" => rule.path = self.pattern(&entry.value),
            "age" if rule.grouped => {}
            "age" => rule.recipients = self.recipients(&entry.value),
            "key_groups" => self.groups(rule, entry),
            _ if rule.grouped && SERVICES.contains(&name) => {}
            _ if SERVICES.contains(&name) => rule.others.push(placed(entry)),
            _ if KNOWN.contains(&name) => {}
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
        rule.others
            .retain(|(name, ..)| !SERVICES.contains(&name.as_str()));
        self.group(rule, group);
    }

    /// Reads a group, those that it merges before its own keys.
    fn group(&mut self, rule: &mut CreationRule, group: &Node) {
        let Some(mapping) = group.mapping() else {
            return self.wrong(group, "a group of keys is not a mapping");
        };
        let merged = mapping
            .get("merge")
            .and_then(|entry| entry.value.sequence());
        for group in merged.iter().flat_map(|list| &list.items) {
            self.group(rule, group);
        }
        let entries = mapping.entries.iter();
        for entry in entries.filter(|entry| !is_empty(&entry.value)) {
            match entry.key.text() {
                Some("age") => rule.recipients.extend(self.recipients(&entry.value)),
                Some("merge") if entry.value.sequence().is_some() => {}
                Some(name) if GROUP_SERVICES.contains(&name) => rule.others.push(placed(entry)),
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

fn named(entry: &Entry, names: &[&str]) -> bool {
    entry.key.text().is_some_and(|key| names.contains(&key))
}

fn placed(entry: &Entry) -> (String, usize, usize) {
    let name = entry.key.text().unwrap_or_default();
    (name.to_owned(), entry.key.line, entry.key.column)
}

fn is_null(text: &str) -> bool {
    ScalarType::of(text) == ScalarType::Null
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

/// Says whether two texts name one recipient: the comment at the end of an SSH key says nothing.
pub fn same_recipient(one: &str, other: &str) -> bool {
    let key = |text: &str| -> Vec<String> {
        let words = text.split_whitespace().take(2);
        words.map(str::to_owned).collect()
    };
    key(one) == key(other)
}
