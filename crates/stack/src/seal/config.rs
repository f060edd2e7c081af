//! `.sops.yaml`: which file is sealed for whom. Finding the file is an edge's matter.
//!
//! Creation rules apply as in getsops' `config/config.go`: the first whose `path_regex` is found anywhere in the path,
//! relative to the folder of `.sops.yaml`, counts; one without it fits every file.

use std::collections::BTreeSet;

use crate::complaint::{Complaint, Place};
use crate::yaml::document::Document;

use super::creation_rule::{CreationRule, Reading};
use super::fault::Fault;
use super::rule::Rule;

/// The creation rules of a `.sops.yaml`.
#[derive(Clone, Debug)]
pub struct Config {
    file: String,
    /// None: the file has no list of them, and says nothing of who can open a file.
    rules: Option<Vec<CreationRule>>,
    warnings: Vec<Complaint>,
}

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

    /// Says whether it has creation rules; one without is, to SOPS, as if there were none.
    pub fn has_rules(&self) -> bool {
        self.rules.is_some()
    }

    /// Returns what SOPS would pass over in silence: fields it does not know.
    pub fn warnings(&self) -> &[Complaint] {
        &self.warnings
    }

    /// Returns how many creation rules there are.
    pub fn rules(&self) -> usize {
        self.rules.iter().flatten().count()
    }

    /// Returns the position, from 0, of the rule that is for a file, by its path relative to the folder of `.sops.yaml`.
    pub fn position(&self, path: &str) -> Option<usize> {
        self.rules.iter().flatten().position(|rule| rule.fits(path))
    }

    /// Returns the age recipients that the rule for a file names; nothing where no rule is for it, or the rule needs
    /// other key services too.
    pub fn age_recipients(&self, path: &str) -> Option<&[String]> {
        let rule = self.rules.as_ref()?.get(self.position(path)?)?;
        (rule.others.is_empty()).then_some(&rule.recipients)
    }

    /// Returns which values the rule for a file says are to be sealed; nothing where it does not say.
    pub fn rule_for(&self, path: &str) -> Option<&Rule> {
        let rule = self.rules.as_ref()?.get(self.position(path)?)?;
        rule.rule.as_ref().map(|(rule, ..)| rule)
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
        let mut rules = self.rules.iter().flatten();
        let Some(rule) = rules.find(|rule| rule.fits(path)) else {
            return Err(vec![Complaint::error(
                "sops-no-rule",
                Place::file(&self.file),
                format!("no creation rule fits {path}"),
                "add a rule whose `path_regex` fits it, or one without",
            )]);
        };
        let complaints = self.complaints(rule, encrypt);
        if complaints.is_empty() {
            Ok(without_repetition(&rule.recipients))
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

fn without_repetition(recipients: &[String]) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let recipients = recipients
        .iter()
        .filter(|recipient| seen.insert(*recipient));
    recipients.cloned().collect()
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

#[cfg(test)]
#[path = "config_tests.rs"]
mod tests;
