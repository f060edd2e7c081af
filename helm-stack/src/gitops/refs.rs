//! What a remote has at one moment: its branches, our tags and which branch its HEAD names (`git ls-remote --symref`).

use std::collections::BTreeMap;

/// Branches and tags of a remote.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Refs {
    /// Branch that HEAD names; none: HEAD is no branch, or one that is not there.
    head: Option<String>,
    /// Commits of the branches, by name.
    branches: BTreeMap<String, String>,
    /// Names of tags, sorted.
    pub(super) tags: Vec<String>,
}

impl Refs {
    /// Reads what `git ls-remote --symref` answered. Peeled tags and other refs are left out.
    pub(super) fn parse(text: &str) -> Self {
        let mut refs = Self::default();
        for (what, name) in text.lines().filter_map(|line| line.split_once('\t')) {
            if name == "HEAD" {
                let branch = what.strip_prefix("ref: refs/heads/");
                refs.head = branch.map(str::to_owned).or(refs.head);
            } else if let Some(branch) = name.strip_prefix("refs/heads/") {
                refs.branches.insert(branch.to_owned(), what.to_owned());
            } else if let Some(tag) = name.strip_prefix("refs/tags/") {
                refs.tags
                    .extend(Some(tag.to_owned()).filter(|tag| !tag.ends_with("^{}")));
            }
        }
        refs
    }

    /// Returns the commit at the tip of a branch.
    pub(super) fn commit(&self, branch: &str) -> Option<&str> {
        self.branches.get(branch).map(String::as_str)
    }

    /// Says whether there is no branch at all.
    pub(super) fn is_empty(&self) -> bool {
        self.branches.is_empty()
    }

    /// Returns the names of all branches.
    pub(super) fn branches(&self) -> impl Iterator<Item = &str> {
        self.branches.keys().map(String::as_str)
    }

    /// Returns the branch meant where none was named: HEAD's, else the only one, else `main`; `main` where there is none.
    pub(super) fn usual_branch(&self) -> &str {
        let head = self.head.as_deref();
        let head = head.filter(|head| self.branches.contains_key(*head));
        let only = || self.branches().next().filter(|_| self.branches.len() == 1);
        head.or_else(only).unwrap_or("main")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches_tags_and_head_are_read() {
        let refs = Refs::parse(
            "ref: refs/heads/trunk\tHEAD\n11\tHEAD\n11\trefs/heads/trunk\n22\trefs/heads/a/b\n\
             33\trefs/tags/helm-stack/x/1\n44\trefs/tags/helm-stack/x/1^{}\n55\trefs/pull/1/head\n",
        );
        assert_eq!(refs.usual_branch(), "trunk");
        assert_eq!((refs.commit("a/b"), refs.commit("b")), (Some("22"), None));
        assert_eq!(refs.tags, ["helm-stack/x/1"]);
        assert_eq!(refs.branches().collect::<Vec<_>>(), ["a/b", "trunk"]);
    }

    #[test]
    fn a_head_that_is_not_there_gives_way() {
        assert_eq!(Refs::parse("").usual_branch(), "main");
        assert_eq!(Refs::parse("1\trefs/heads/dev\n").usual_branch(), "dev");
        let two = "1\trefs/heads/dev\n1\trefs/heads/ops\n";
        assert_eq!(Refs::parse(two).usual_branch(), "main");
    }
}
