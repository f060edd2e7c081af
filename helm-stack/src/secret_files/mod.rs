//! The files that may hold secrets: found on disk or in Git's index, with what their stack and `.sops.yaml` say of each.
//!
//! Reads only. What is wrong with a file, and what is written into it, is decided by whoever asks.

mod around;
mod disk;
mod index;
mod tree;

use std::path::PathBuf;
use std::rc::Rc;

use stack::complaint::Complaint;
use stack::member::Stack;
use stack::seal::{Config, Rule, is_sealed};

pub(crate) use disk::{Place, find, find_all};
pub(crate) use index::Staged;

/// A file that may hold secrets.
#[derive(Clone)]
pub(crate) struct SecretFile {
    /// Its path as the user would type it.
    pub shown: String,
    /// What is in it.
    pub text: String,
    /// The keys that its member wants sealed, as typed; empty where it belongs to no member.
    pub encrypt: Vec<String>,
    /// The rules that are for it, and its path from their folder.
    pub rules: Option<(Rc<Rules>, String)>,
}

impl SecretFile {
    /// Says whether its section of SOPS is there.
    pub(crate) fn is_sealed(&self) -> bool {
        is_sealed(&self.text)
    }

    /// Returns which of its values are to be sealed, as long as it is not: what its member says, else `.sops.yaml`.
    pub(crate) fn rule(&self) -> Option<Rule> {
        let rules = self.rules.as_ref();
        let written = || {
            rules
                .and_then(|(rules, path)| rules.config.rule_for(path))
                .cloned()
        };
        Rule::for_keys(&self.encrypt).or_else(written)
    }

    /// Returns the recipients that `.sops.yaml` names for it.
    pub(crate) fn recipients(&self) -> Option<&[String]> {
        let (rules, path) = self.rules.as_ref()?;
        rules.config.age_recipients(path)
    }
}

/// A `.sops.yaml`.
pub(crate) struct Rules {
    /// Its path as the user would type it.
    pub shown: String,
    /// What is in it.
    pub text: String,
    /// What that means.
    pub config: Config,
}

/// A stack folder that was met on the way.
pub(crate) struct FoundStack {
    /// Where it is.
    pub folder: PathBuf,
    /// What stands before the paths of its files when the user types them.
    pub shown: String,
    /// The stack.
    pub stack: Stack,
}

/// Files, and what was met on the way to them.
#[derive(Default)]
pub(crate) struct Found {
    /// The files, in the order of their paths.
    pub files: Vec<SecretFile>,
    /// The rules that are for the folders that were looked through.
    pub rules: Vec<Rc<Rules>>,
    /// The stacks around them.
    pub stacks: Vec<FoundStack>,
    /// What is wrong with stack files and rules.
    pub complaints: Vec<Complaint>,
}
