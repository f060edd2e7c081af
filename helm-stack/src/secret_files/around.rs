//! What stands around a file: the stack it belongs to and the `.sops.yaml` that is for it, each read once.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use stack::complaint::{Complaint, Place as At};
use stack::file;
use stack::seal::Config;

use super::tree::{Tree, is_yaml};
use super::{Found, FoundStack, Rules, SecretFile};

/// Name of SOPS' file of rules.
pub(super) const RULES: &str = ".sops.yaml";
/// How many folders upward SOPS looks for its rules (`config.FindConfigFile`).
const UPWARD: usize = 100;

/// Files that are looked at one by one, with what is around them.
pub(super) struct Search<'a> {
    tree: &'a dyn Tree,
    stacks: BTreeMap<PathBuf, Option<usize>>,
    rules: BTreeMap<PathBuf, Option<Rc<Rules>>>,
    found: Found,
}

impl<'a> Search<'a> {
    pub(super) fn new(tree: &'a dyn Tree) -> Self {
        Self {
            tree,
            stacks: BTreeMap::new(),
            rules: BTreeMap::new(),
            found: Found::default(),
        }
    }

    /// Looks at a file; one that is not sealed and need not be is left out unless it was asked for by name.
    pub(super) fn file(&mut self, path: &Path, text: String, is_named: bool) {
        let file = SecretFile {
            shown: self.tree.shown(path),
            encrypt: self.encrypt(path),
            rules: self.rules(path),
            text,
        };
        if is_named || file.is_sealed() || file.rule().is_some() {
            self.found.files.push(file);
        }
    }

    /// Says whether a file is to be looked at: YAML by its name, or one in which a member wants keys sealed.
    pub(super) fn wants(&mut self, path: &Path) -> bool {
        is_yaml(path) || !self.encrypt(path).is_empty()
    }

    /// Complains of a file in which something is to be sealed and nobody can tell whether it is.
    pub(super) fn unread(&mut self, path: &Path, why: &str) {
        let file = SecretFile {
            shown: self.tree.shown(path),
            encrypt: self.encrypt(path),
            rules: self.rules(path),
            text: String::new(),
        };
        if file.rule().is_some() {
            self.complain(&file.shown, why, "write it as YAML in UTF-8");
        }
    }

    /// Complains of a link in the place of a file in which a member wants keys sealed.
    pub(super) fn link(&mut self, path: &Path) {
        if !self.encrypt(path).is_empty() {
            let shown = self.tree.shown(path);
            let next =
                "put the file itself in its place: Git would keep a link and not what it points to";
            self.complain(&shown, "it is a link", next);
        }
    }

    fn complain(&mut self, shown: &str, why: &str, next: &str) {
        let what = format!("{why}, so nobody can tell whether its secrets are sealed");
        let complaint = Complaint::error("secret-unread", At::file(shown), what, next);
        self.found.complaints.push(complaint);
    }

    /// Remembers the rules that are for a folder.
    pub(super) fn folder(&mut self, folder: &Path) {
        let rules = self.rules(&folder.join("any"));
        self.found.rules.extend(rules.map(|(rules, _)| rules));
    }

    pub(super) fn finish(mut self) -> Found {
        self.found
            .files
            .sort_by(|one, other| one.shown.cmp(&other.shown));
        self.found
            .files
            .dedup_by(|one, other| one.shown == other.shown);
        self.found
    }

    /// Returns the keys to be sealed in a file: those of the members that have it, of the outermost stack around that knows
    /// it. One that does not know the file must not hide the stack of a folder below.
    fn encrypt(&mut self, path: &Path) -> Vec<String> {
        let top = self.tree.top(path);
        let folders = path.ancestors().skip(1);
        let folders = folders.take_while(|folder| top.is_none_or(|top| folder.starts_with(top)));
        let mut folders: Vec<PathBuf> = folders.map(Path::to_owned).collect();
        folders.retain(|folder| self.tree.has(&folder.join(file::NAME)));
        let mut found = folders.iter().rev().map(|folder| self.asked(folder, path));
        found.find(|asked| !asked.is_empty()).unwrap_or_default()
    }

    /// Returns the keys that the members of one stack want sealed in a file.
    fn asked(&mut self, folder: &Path, path: &Path) -> Vec<String> {
        let Some(index) = self.stack(folder) else {
            return Vec::new();
        };
        let inside = path.strip_prefix(folder).ok().and_then(Path::to_str);
        let stack = &self.found.stacks[index].stack;
        let members = inside.into_iter().flat_map(|file| stack.members_of(file));
        members.flat_map(|member| member.encrypt.clone()).collect()
    }

    fn stack(&mut self, folder: &Path) -> Option<usize> {
        if let Some(known) = self.stacks.get(folder) {
            return *known;
        }
        let path = folder.join(file::NAME);
        let shown = self.tree.shown(&path);
        let text = self.tree.text(&path).unwrap_or_default();
        let read = match file::decode(&text, &shown) {
            Ok(decoded) => {
                self.found.stacks.push(FoundStack {
                    folder: folder.to_owned(),
                    shown: shown.trim_end_matches(file::NAME).to_owned(),
                    stack: decoded.stack,
                });
                Some(self.found.stacks.len() - 1)
            }
            Err(complaints) => {
                let errors = complaints.into_iter().filter(Complaint::is_error);
                self.found.complaints.extend(errors);
                None
            }
        };
        self.stacks.insert(folder.to_owned(), read);
        read
    }

    fn rules(&mut self, path: &Path) -> Option<(Rc<Rules>, String)> {
        let folders = path.ancestors().skip(1).take(UPWARD);
        let top = self.tree.top(path);
        let mut folders =
            folders.take_while(|folder| top.is_none_or(|top| folder.starts_with(top)));
        let folder = folders.find(|folder| self.tree.has(&folder.join(RULES)))?;
        let rules = self.rules_in(folder)?;
        let inside: Vec<_> = path.strip_prefix(folder).ok()?.iter().collect();
        let inside = inside.join(std::ffi::OsStr::new("/"));
        Some((rules, inside.to_str()?.to_owned()))
    }

    fn rules_in(&mut self, folder: &Path) -> Option<Rc<Rules>> {
        if let Some(known) = self.rules.get(folder) {
            return known.clone();
        }
        let path = folder.join(RULES);
        let shown = self.tree.shown(&path);
        let text = self.tree.text(&path).unwrap_or_default();
        let read = match Config::read(&text, &shown) {
            Ok(config) => {
                self.found.complaints.extend(config.warnings().to_vec());
                Some(Rc::new(Rules {
                    shown,
                    text,
                    config,
                }))
            }
            Err(complaints) => {
                self.found.complaints.extend(complaints);
                None
            }
        };
        self.rules.insert(folder.to_owned(), read.clone());
        read
    }
}
