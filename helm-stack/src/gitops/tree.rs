//! The whole tree of a commit as names, modes and ids; which of its paths are wanted, and which may be written.
//!
//! Links and submodules are entries like others and are never followed. Paths that are no UTF-8 are nobody's here.

use std::collections::BTreeMap;

/// What a path of the tree is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// Git's mode: `100644`, `100755`, `120000` (link), `160000` (submodule).
    pub(super) mode: String,
    /// Id of the blob, or of the submodule's commit.
    pub(super) id: String,
}

impl Entry {
    fn is_file(&self) -> bool {
        self.mode.starts_with("100")
    }
}

/// A tree, by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Tree(BTreeMap<String, Entry>);

impl Tree {
    /// Reads what `git ls-tree -r -z --full-tree` answered.
    pub(super) fn parse(bytes: &[u8]) -> Self {
        let lines = bytes.split(|byte| *byte == 0);
        Self(lines.filter_map(entry).collect())
    }

    /// Returns what is at a path.
    pub(super) fn get(&self, path: &str) -> Option<&Entry> {
        self.0.get(path)
    }

    /// Returns path and id of the files that are wanted.
    pub(super) fn wanted(&self, patterns: &[&str]) -> Vec<(&str, &str)> {
        let entries = self.0.iter().filter(|(_, entry)| entry.is_file());
        let entries = entries.map(|(path, entry)| (path.as_str(), entry.id.as_str()));
        entries
            .filter(|(path, _)| patterns.iter().any(|pattern| fits(path, pattern)))
            .collect()
    }

    /// Says why paths cannot be written or removed, all of it: one sentence each.
    ///
    /// `removed` are those that go in the same commit.
    pub(super) fn objections<'a>(
        &self,
        paths: impl Iterator<Item = &'a str>,
        removed: &[&str],
    ) -> Vec<String> {
        let objection = |path| objection_to_name(path).or_else(|| self.objection(path, removed));
        let mut objections: Vec<String> = paths.filter_map(objection).collect();
        objections.dedup();
        objections
    }

    fn objection(&self, path: &str, removed: &[&str]) -> Option<String> {
        let above = self.not_a_folder_above(path, removed);
        let itself = self.get(path).filter(|entry| !entry.is_file());
        let itself = itself.map(|entry| format!("{path} is {} there", kind(entry)));
        let folder = || {
            let is_folder = self.has_below(path, removed);
            is_folder.then(|| format!("{path} is a folder there"))
        };
        above.or(itself).or_else(folder)
    }

    fn not_a_folder_above(&self, path: &str, removed: &[&str]) -> Option<String> {
        let above = path.match_indices('/').map(|(at, _)| &path[..at]);
        let above = above.filter(|name| !removed.contains(name));
        let (name, entry) = above
            .filter_map(|name| Some((name, self.get(name)?)))
            .next()?;
        let kind = kind(entry);
        Some(format!(
            "{name} is {kind} there, so nothing can be written below it"
        ))
    }

    fn has_below(&self, path: &str, removed: &[&str]) -> bool {
        let folder = format!("{path}/");
        let below = self.0.range(folder.clone()..).map(|(path, _)| path);
        let mut below = below.take_while(|path| path.starts_with(&folder));
        below.any(|path| !removed.contains(&path.as_str()))
    }
}

fn entry(line: &[u8]) -> Option<(String, Entry)> {
    let line = std::str::from_utf8(line).ok()?;
    let (about, path) = line.split_once('\t')?;
    let mut words = about.split(' ');
    let (mode, _, id) = (words.next()?, words.next()?, words.next()?);
    let (mode, id) = (mode.to_owned(), id.to_owned());
    Some((path.to_owned(), Entry { mode, id }))
}

fn kind(entry: &Entry) -> &'static str {
    match entry.mode.as_str() {
        "120000" => "a symbolic link",
        "160000" => "a submodule",
        _ => "a file",
    }
}

/// Says whether a path is the one meant: a folder with everything below it (`argocd/`), or a file, in which `*` stands
/// for one name (`clusters/*/cluster.yaml`).
fn fits(path: &str, pattern: &str) -> bool {
    if pattern.ends_with('/') {
        return path.starts_with(pattern);
    }
    let (mut names, mut patterns) = (path.split('/'), pattern.split('/'));
    loop {
        match (names.next(), patterns.next()) {
            (None, None) => return true,
            (Some(name), Some(pattern)) if pattern == "*" || pattern == name => {}
            _ => return false,
        }
    }
}

/// Says why no repository has a file of this name: it would leave the tree, reach into Git's own folder, or mean
/// something else on another system.
fn objection_to_name(path: &str) -> Option<String> {
    let bad = |name: &str| {
        let git = name.to_lowercase();
        name.is_empty() || name == "." || name == ".." || git == ".git" || git.starts_with("git~")
    };
    let foreign = |c: char| c == '\\' || c.is_control();
    let refused = path.split('/').any(bad) || path.contains(foreign);
    refused.then(|| format!("{path:?} is no path a repository can have"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree() -> Tree {
        let lines = [
            "100644 blob 1\ta",
            "100755 blob 2\tb/run",
            "120000 blob 3\tlink",
            "160000 commit 4\tb/sub",
            "100644 blob 6\tclusters/x/cluster.yaml",
        ];
        let mut text = lines.join("\0").into_bytes();
        text.extend(b"\x00100644 blob 5\tbad\xff\x00");
        Tree::parse(&text)
    }

    #[test]
    fn files_that_are_wanted_are_found_and_links_are_not() {
        let tree = tree();
        assert_eq!(
            tree.wanted(&["a", "b/", "link"]),
            [("a", "1"), ("b/run", "2")]
        );
        assert_eq!(
            tree.wanted(&["clusters/*/cluster.yaml"]),
            [("clusters/x/cluster.yaml", "6")]
        );
        assert_eq!(tree.wanted(&["clusters/*", "b", "bad"]), []);
    }

    #[test]
    fn nothing_is_written_through_a_link_or_over_something_else() {
        let objections = |path: &str| tree().objections([path].into_iter(), &[]).join("; ");
        assert_eq!(
            objections("link/x"),
            "link is a symbolic link there, so nothing can be written below it"
        );
        assert_eq!(
            objections("b/sub/x"),
            "b/sub is a submodule there, so nothing can be written below it"
        );
        assert_eq!(
            objections("a/x"),
            "a is a file there, so nothing can be written below it"
        );
        assert_eq!(objections("link"), "link is a symbolic link there");
        assert_eq!(objections("clusters"), "clusters is a folder there");
        assert_eq!(objections("b/run") + &objections("clusters/y"), "");
    }

    #[test]
    fn a_file_may_become_a_folder_where_it_is_removed() {
        assert!(
            tree()
                .objections(["a", "a/x"].into_iter(), &["a"])
                .is_empty()
        );
    }

    #[test]
    fn a_path_stays_in_the_tree() {
        for path in [
            "../x",
            "a/../../x",
            "/etc/x",
            "a//b",
            "a/",
            "",
            ".git/config",
            "a/.GIT/x",
            "GIT~1/x",
            "a\\b",
            "a\nb",
            "./a",
        ] {
            assert_eq!(
                tree().objections([path].into_iter(), &[]),
                [format!("{path:?} is no path a repository can have")]
            );
        }
        let odd = ["-rf", "--", ":(top)x", ".gitignore", "a b", "ä", "*"];
        assert!(tree().objections(odd.into_iter(), &[]).is_empty());
    }
}
