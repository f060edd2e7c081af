//! A tree of files that secrets are looked for in: the disk, or Git's index.

use std::path::Path;

/// Files by path; what cannot be read counts as missing, as its neighbours are asked for files that need not exist.
pub(super) trait Tree {
    /// Returns the text of a file, if it is there and UTF-8.
    fn text(&self, path: &Path) -> Option<String>;
    /// Says whether there is such a file.
    fn has(&self, path: &Path) -> bool;
    /// Returns the folder above which nothing belongs together with a path: that of the Git repository.
    fn top<'a>(&self, path: &'a Path) -> Option<&'a Path>;
    /// Returns a path as the user would type it.
    fn shown(&self, path: &Path) -> String;
}

/// Says whether a file is YAML by its name.
pub(super) fn is_yaml(path: &Path) -> bool {
    let end = path.extension().unwrap_or_default();
    ["yaml", "yml"]
        .iter()
        .any(|yaml| end.eq_ignore_ascii_case(yaml))
}
