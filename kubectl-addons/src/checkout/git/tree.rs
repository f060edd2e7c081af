//! The files of one commit: their names at hand, their bytes read when asked for.
//!
//! Links are followed inside the commit, as Argo CD does in its checkout; one that leads out of it is refused.

use std::collections::BTreeMap;

use argocd::snapshot::GapReason;
use programs::error::Error;
use programs::git::Git;

use super::super::contents::{FILE, FOLDER};
use super::super::path;
use super::super::{Origin, Unfetched};
use super::blobs;

/// How many links may follow each other (Argo CD's `resolveSymbolicLinkRecursive`).
const LINKS: usize = 10;

/// What stands at a path.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    File,
    Link,
    Submodule,
}

struct Entry {
    kind: Kind,
    id: String,
    size: usize,
}

/// The files of a commit.
pub(crate) struct Tree {
    git: Git,
    origin: Origin,
    entries: BTreeMap<String, Entry>,
}

impl Tree {
    /// Reads the names of all files of a commit.
    pub(super) fn read(git: Git, origin: &Origin, commit: &str) -> Result<Self, Unfetched> {
        let asked = git.command("ls-tree");
        let asked = asked.arguments(["-r", "-l", "-z", "--full-tree", commit]);
        let listed = asked.run().map_err(|error| Unfetched::of(origin, &error))?;
        Ok(Self {
            entries: entries(&listed.answer),
            git,
            origin: origin.clone(),
        })
    }

    /// Returns the paths of all files and links, sorted.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &str> {
        let entries = self.entries.iter();
        entries
            .filter(|(_, entry)| entry.kind != Kind::Submodule)
            .map(|(path, _)| path.as_str())
    }

    /// Reads a file; `None`: there is none.
    ///
    /// # Errors
    /// A link that leads out of the repository, or a file too large.
    pub(crate) fn file(&self, path: &str) -> Result<Option<Vec<u8>>, Unfetched> {
        let path = self.real(path)?;
        let Some(entry) = self
            .entries
            .get(&path)
            .filter(|entry| entry.kind == Kind::File)
        else {
            return Ok(None);
        };
        if entry.size > FILE {
            return Err(self.refused(&path, "is too large"));
        }
        let mut blobs = self.blobs(&[entry.id.as_str()], FILE)?;
        Ok(blobs.remove(&entry.id))
    }

    /// Reads all files below a folder, by their paths in it; links are followed.
    ///
    /// # Errors
    /// As [`Tree::file`], and where the files are too many or too large together.
    pub(crate) fn folder(&self, folder: &str) -> Result<BTreeMap<String, Vec<u8>>, Unfetched> {
        let mut found = BTreeMap::new();
        self.collect(folder, "", 0, &mut found)?;
        let size: usize = found.values().map(|entry: &&Entry| entry.size).sum();
        if size > FOLDER {
            return Err(self.refused(folder, "is too large"));
        }
        let mut ids: Vec<&str> = found.values().map(|entry| entry.id.as_str()).collect();
        ids.sort_unstable();
        ids.dedup();
        let blobs = self.blobs(&ids, FOLDER)?;
        let bytes = |entry: &Entry| blobs.get(&entry.id).cloned().unwrap_or_default();
        let files = found.into_iter().map(|(path, entry)| (path, bytes(entry)));
        Ok(files.collect())
    }

    fn collect<'a>(
        &'a self,
        folder: &str,
        below: &str,
        depth: usize,
        found: &mut BTreeMap<String, &'a Entry>,
    ) -> Result<(), Unfetched> {
        if depth > LINKS {
            return Err(self.refused(folder, "has links that lead in a circle"));
        }
        let folder = self.real(folder)?;
        for (name, entry) in self.below(&folder) {
            let (path, place) = (path::join(&folder, name), path::join(below, name));
            match entry.kind {
                Kind::File => {
                    found.insert(place, entry);
                }
                Kind::Link => {
                    let target = self.real(&path)?;
                    match self.entries.get(&target) {
                        Some(file) => drop(found.insert(place, file)),
                        None => self.collect(&target, &place, depth + 1, found)?,
                    }
                }
                Kind::Submodule => {}
            }
        }
        Ok(())
    }

    /// Returns what lies below a folder, by its path there.
    fn below<'a>(&'a self, folder: &str) -> impl Iterator<Item = (&'a str, &'a Entry)> {
        let start = match folder {
            "" => String::new(),
            folder => format!("{folder}/"),
        };
        let length = start.len();
        let within = start.clone();
        self.entries
            .range(start..)
            .take_while(move |(path, _)| path.starts_with(&within))
            .map(move |(path, entry)| (&path[length..], entry))
    }

    /// Follows the links on a path.
    fn real(&self, path: &str) -> Result<String, Unfetched> {
        let mut path = path::normal(path).ok_or_else(|| self.outside(path))?;
        for _ in 0..LINKS {
            match self.link_on(&path) {
                Some((link, rest, entry)) => {
                    let blobs = self.blobs(&[entry.id.as_str()], FILE)?;
                    let target = blobs.get(&entry.id).map(Vec::as_slice);
                    let target = String::from_utf8_lossy(target.unwrap_or_default()).into_owned();
                    path = self.target(link, &target, rest)?;
                }
                None => return Ok(path),
            }
        }
        Err(self.refused(&path, "has links that lead in a circle"))
    }

    /// Finds the first link on a path: where it is, and what follows it.
    fn link_on<'p>(&self, path: &'p str) -> Option<(&'p str, &'p str, &Entry)> {
        let ends = path.match_indices('/').map(|(at, _)| at);
        let ends = ends.chain([path.len()]);
        let is_link = |entry: &&Entry| entry.kind == Kind::Link;
        ends.into_iter().find_map(|end| {
            let entry = self.entries.get(&path[..end]).filter(is_link)?;
            Some((&path[..end], &path[end..], entry))
        })
    }

    fn target(&self, link: &str, target: &str, rest: &str) -> Result<String, Unfetched> {
        let inside = !target.starts_with('/');
        let joined = path::join(path::parent(link), &format!("{target}{rest}"));
        let found = path::normal(&joined).filter(|_| inside);
        found.ok_or_else(|| self.outside(link))
    }

    fn blobs(&self, ids: &[&str], limit: usize) -> Result<BTreeMap<String, Vec<u8>>, Unfetched> {
        let told = |error: Error| Unfetched::of(&self.origin, &error);
        blobs::read(&self.git, ids, limit).map_err(told)
    }

    fn outside(&self, path: &str) -> Unfetched {
        self.refused(path, "leads out of the repository")
    }

    fn refused(&self, path: &str, why: &str) -> Unfetched {
        Unfetched::new(GapReason::Unreadable, &self.origin, format!("{path} {why}"))
    }
}

/// Reads `<mode> <type> <id> <size>\t<path>`, each ended by a null byte (git-ls-tree).
fn entries(listed: &[u8]) -> BTreeMap<String, Entry> {
    let lines = listed.split(|byte| *byte == 0);
    lines.filter_map(entry).collect()
}

fn entry(line: &[u8]) -> Option<(String, Entry)> {
    let line = std::str::from_utf8(line).ok()?;
    let (facts, path) = line.split_once('\t')?;
    let mut facts = facts.split_whitespace();
    let kind = match facts.next()? {
        "120000" => Kind::Link,
        "160000" => Kind::Submodule,
        _ => Kind::File,
    };
    let id = facts.nth(1)?.to_owned();
    let size = facts.next().and_then(|size| size.parse().ok()).unwrap_or(0);
    // Git itself refuses such names, but not every server does.
    let path = path::normal(path).filter(|normal| normal == path)?;
    Some((path, Entry { kind, id, size }))
}
