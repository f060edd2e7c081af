//! Texts that name a cause: what Argo CD, Helm, Git and Kubernetes write, and what to do about it.
//!
//! A rule fits when all words of one of its lines stand in the text, in any case of letters. The source of each
//! line is named beside it. What is read from fields and not from texts stands elsewhere.

mod admission;
mod chart_version;
mod cluster;
mod credentials;
mod decryption;
mod dependencies;
mod immutable;
mod invalid;
mod kind_missing;
mod last_applied;
mod namespace;
mod path;
mod plugin;
mod project;
mod quota;
mod render;
mod repo_server;
mod repository;
mod revision;
mod shared;
mod values_file;

use super::case::Case;
use super::{Cause, Next, quote};
use crate::object::ObjectRef;

/// A text that somebody wrote, and what it is about.
pub(super) struct Said<'a> {
    /// The whole text.
    pub(super) text: &'a str,
    /// The part that tells something.
    pub(super) telling: String,
    /// The object it is about, where it is one.
    pub(super) object: Option<&'a ObjectRef>,
}

impl<'a> Said<'a> {
    /// Reads a text.
    pub(super) fn new(text: &'a str, object: Option<&'a ObjectRef>) -> Self {
        Self {
            text,
            telling: quote::telling(text),
            object,
        }
    }

    /// Returns the object as `Kind/name`, or other words where it is about none.
    fn object_or(&self, words: &str) -> String {
        self.object
            .map_or_else(|| words.to_owned(), ToString::to_string)
    }
}

/// A cause that is known by texts.
pub(super) struct Rule {
    /// The cause.
    pub(super) cause: Cause,
    /// Lines of words, in lower case.
    says: &'static [&'static [&'static str]],
    /// Returns the cause as a sentence; what is said follows it.
    summary: fn(&Case<'_>, &Said<'_>) -> String,
    /// Returns what to do next.
    next: fn(&Case<'_>, &Said<'_>) -> Vec<Next>,
}

impl Rule {
    fn fits(&self, text: &str) -> bool {
        self.says
            .iter()
            .any(|words| words.iter().all(|word| text.contains(word)))
    }
}

/// Every rule. Where two fit, the more telling one stands first: a values file that is missing is missing to
/// Helm, too, and what an admission refuses may be called invalid by it.
const RULES: &[&Rule] = &[
    &last_applied::RULE,
    &namespace::TERMINATING,
    &quota::RULE,
    &admission::RULE,
    &kind_missing::RULE,
    &immutable::RULE,
    &project::MISSING,
    &project::FORBIDS,
    &shared::RULE,
    &cluster::AMBIGUOUS,
    &cluster::UNKNOWN,
    &cluster::UNREACHABLE,
    &namespace::MISSING,
    &invalid::RULE,
    &decryption::RULE,
    &dependencies::RULE,
    &plugin::RULE,
    &values_file::RULE,
    &repo_server::RULE,
    &credentials::RULE,
    &path::RULE,
    &revision::RULE,
    &chart_version::RULE,
    &repository::RULE,
    &render::RULE,
];

/// Returns the rule that a text fits.
pub(super) fn rule_of(text: &str) -> Option<&'static Rule> {
    let text = text.to_lowercase();
    RULES.iter().find(|rule| rule.fits(&text)).copied()
}

/// Returns what a text means, where it names a cause.
pub(super) fn find(case: &Case<'_>, said: &Said<'_>) -> Option<super::Finding> {
    let rule = rule_of(said.text)?;
    let mut finding = super::Finding::new(rule.cause, (rule.summary)(case, said));
    finding.next = (rule.next)(case, said);
    if let Some(object) = said.object {
        finding = finding.steps([super::Step::new(object, &said.telling)]);
    }
    Some(finding)
}

/// Returns one thing to do.
fn next(why: impl Into<String>, command: impl Into<super::Line>) -> Next {
    Next {
        why: why.into(),
        command: command.into(),
    }
}

/// Returns `words: what is said`.
fn saying(words: impl AsRef<str>, said: &Said<'_>) -> String {
    match said.telling.is_empty() {
        true => words.as_ref().to_owned(),
        false => format!("{}: {}", words.as_ref(), said.telling),
    }
}
