//! Which repository a file belongs to: the Git clone around it, its remote, and the file's path in it.
//!
//! Asks no Git and trusts no name: links are followed first, and one that leads from one clone into another is refused,
//! since whoever wrote the first would choose among the files of the second. Only clones that Argo CD made itself count:
//! a chart's archive, an OCI artifact or files that somebody uploads (`argocd app diff --local`) may bring a `.git` of
//! their own that claims any remote.

use std::fs;
use std::path::{Component, Path, PathBuf};

use super::refusal::Refusal;

/// Where Argo CD clones Git repositories, below the temporary folder, each into a folder of its own; archives it unpacks
/// beside that (argo-cd `reposerver/server.go`, `util/helm/client.go`, `util/oci/client.go`).
const CLONES: &str = "_argocd-repo";

/// The longest `.git/config` that is read, in bytes.
const LONGEST: u64 = 1 << 20;

/// A file of a clone.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Checkout {
    /// URL of the remote `origin`, as Git was told it.
    pub origin: String,
    /// The file's path in the clone, links followed, with slashes.
    pub path: String,
    /// The file itself, links followed.
    pub file: PathBuf,
}

/// Returns the folder of Argo CD's clones; `temporary` is the machine's folder for temporary files.
pub(super) fn clones(temporary: &Path) -> PathBuf {
    temporary.join(CLONES)
}

impl Checkout {
    /// Finds the clone around a file; `working` is the folder that a relative path begins in, `clones` the one whose
    /// folders are clones.
    ///
    /// # Errors
    /// No clone, one that lies elsewhere, one without a remote, a link out of it, or a clone of a kind that Argo CD does
    /// not make.
    pub(super) fn around(file: &Path, working: &Path, clones: &Path) -> Result<Self, Refusal> {
        let shown = file.display();
        let refused = |why: &str| Refusal::new(format!("{shown} is sealed, and stays so: {why}"));
        let named = without_dots(&working.join(file));
        let real = fs::canonicalize(working.join(file))
            .map_err(|error| refused(&format!("it cannot be found ({error})")))?;
        let root = root_of(&real).ok_or_else(|| refused("it lies in no Git clone"))?;
        let named_root = root_of(&named).and_then(|root| fs::canonicalize(root).ok());
        if named_root.as_deref() != Some(root) {
            return Err(refused("a link leads to it from outside its Git clone"));
        }
        if fs::canonicalize(clones).ok().as_deref() != root.parent() {
            return Err(refused("its Git clone is none that Argo CD made"));
        }
        let settings = root.join(".git");
        if !fs::symlink_metadata(&settings).is_ok_and(|found| found.is_dir()) {
            return Err(refused("its Git clone is a submodule or a linked worktree"));
        }
        let origin = origin(&settings.join("config"))
            .ok_or_else(|| refused("its Git clone has no remote named origin"))?;
        let path = real.strip_prefix(root).ok().and_then(with_slashes);
        let path = path.ok_or_else(|| refused("its path is no UTF-8"))?;
        Ok(Self {
            origin,
            path,
            file: real,
        })
    }
}

/// Returns the folder with a `.git` that is nearest above a file.
fn root_of(file: &Path) -> Option<&Path> {
    let is_root = |folder: &&Path| fs::symlink_metadata(folder.join(".git")).is_ok();
    file.ancestors().skip(1).find(is_root)
}

/// Returns a path without `.` and `..`, by its words alone.
fn without_dots(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

fn with_slashes(path: &Path) -> Option<String> {
    let words: Option<Vec<&str>> = path
        .components()
        .map(|component| component.as_os_str().to_str())
        .collect();
    Some(words?.join("/"))
}

/// Reads the URL of the remote `origin` out of a clone's settings (git-config, "CONFIGURATION FILE"); several of them, or
/// one that is quoted or escaped, which no Argo CD writes, count as none.
fn origin(config: &Path) -> Option<String> {
    let size = fs::metadata(config).ok()?.len();
    let text = (size <= LONGEST).then(|| fs::read_to_string(config).ok())??;
    let mut inside = false;
    let mut found = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.starts_with('[') {
            inside = line == "[remote \"origin\"]";
        } else if let Some((key, value)) = line.split_once('=')
            && inside
            && key.trim().eq_ignore_ascii_case("url")
        {
            found.push(value.trim().to_owned());
        }
    }
    let [url] = found.as_slice() else {
        return None;
    };
    let plain = !url.is_empty() && !url.contains(['"', '\\', '#', ';', ' ']);
    plain.then(|| url.clone())
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use tempfile::TempDir;

    use super::*;

    const ORIGIN: &str =
        "[core]\n\tbare = false\n[remote \"origin\"]\n\turl = https://git.example.com/gitops\n";

    fn clone_in(folder: &Path, config: &str) -> PathBuf {
        fs::create_dir_all(folder.join(".git")).unwrap();
        fs::write(folder.join(".git/config"), config).unwrap();
        fs::create_dir_all(folder.join("clusters/prod")).unwrap();
        let file = folder.join("clusters/prod/values.yaml");
        fs::write(&file, "").unwrap();
        file
    }

    fn refused(file: &Path) -> String {
        around(file).unwrap_err().to_string()
    }

    /// Every temporary folder of these tests is a clone.
    fn around(file: &Path) -> Result<Checkout, Refusal> {
        Checkout::around(file, Path::new("/"), &std::env::temp_dir())
    }

    fn folder() -> TempDir {
        tempfile::tempdir().unwrap()
    }

    #[test]
    fn a_file_of_a_clone_is_known_by_remote_and_path() {
        let folder = folder();
        let file = clone_in(folder.path(), ORIGIN);
        let checkout = around(&file).unwrap();
        assert_eq!(checkout.origin, "https://git.example.com/gitops");
        assert_eq!(checkout.path, "clusters/prod/values.yaml");
        let relative = Path::new("../prod/./values.yaml");
        let beside = folder.path().join("clusters/prod");
        let from_there = Checkout::around(relative, &beside, &std::env::temp_dir());
        assert_eq!(from_there.unwrap(), checkout);
    }

    #[test]
    fn a_link_inside_the_clone_is_followed_to_its_end() {
        let folder = folder();
        let file = clone_in(folder.path(), ORIGIN);
        let link = folder.path().join("values.yaml");
        symlink(&file, &link).unwrap();
        let checkout = around(&link).unwrap();
        assert_eq!(checkout.path, "clusters/prod/values.yaml");
    }

    #[test]
    fn a_link_from_another_clone_is_refused() {
        let [ours, theirs] = [folder(), folder()];
        let file = clone_in(ours.path(), ORIGIN);
        clone_in(theirs.path(), ORIGIN);
        let link = theirs.path().join("link.yaml");
        symlink(&file, &link).unwrap();
        assert!(
            refused(&link).contains("a link leads to it"),
            "{}",
            refused(&link)
        );
        let folder_link = theirs.path().join("folder");
        symlink(ours.path().join("clusters"), &folder_link).unwrap();
        assert!(refused(&folder_link.join("prod/values.yaml")).contains("a link leads to it"));
        let loose = folder();
        symlink(&file, loose.path().join("x.yaml")).unwrap();
        assert!(refused(&loose.path().join("x.yaml")).contains("a link leads to it"));
    }

    #[test]
    fn a_clone_that_somebody_brought_along_is_refused() {
        let chart = folder();
        let inside = clone_in(&chart.path().join("web"), ORIGIN);
        assert!(refused(&inside).contains("none that Argo CD made"));
        let clones = clones(chart.path());
        let forged = clone_in(&clones.join("web"), ORIGIN);
        assert!(refused(&forged).contains("none that Argo CD made"));
        let real = Checkout::around(&forged, Path::new("/"), &clones);
        assert_eq!(real.unwrap().origin, "https://git.example.com/gitops");
    }

    #[test]
    fn dots_after_a_link_do_not_hide_where_it_leads() {
        let [ours, theirs] = [folder(), folder()];
        clone_in(ours.path(), ORIGIN);
        clone_in(theirs.path(), ORIGIN);
        symlink(ours.path().join("clusters/prod"), theirs.path().join("in")).unwrap();
        let sly = theirs.path().join("in/../prod/values.yaml");
        assert!(
            refused(&sly).contains("a link leads to it"),
            "{}",
            refused(&sly)
        );
    }

    #[test]
    fn what_is_no_plain_clone_is_refused() {
        let loose = folder();
        let file = loose.path().join("values.yaml");
        fs::write(&file, "").unwrap();
        assert!(refused(&file).contains("no Git clone"));

        let submodule = folder();
        let file = submodule.path().join("values.yaml");
        fs::write(&file, "").unwrap();
        fs::write(submodule.path().join(".git"), "gitdir: /elsewhere").unwrap();
        assert!(refused(&file).contains("submodule"));

        let linked = folder();
        let real = folder();
        clone_in(real.path(), ORIGIN);
        let file = linked.path().join("values.yaml");
        fs::write(&file, "").unwrap();
        symlink(real.path().join(".git"), linked.path().join(".git")).unwrap();
        assert!(refused(&file).contains("submodule"));
    }

    #[test]
    fn a_remote_that_cannot_be_told_for_certain_is_none() {
        for config in [
            "[core]\n",
            "[remote \"other\"]\n\turl = https://git.example.com/gitops\n",
            "[remote \"origin\"]\n\turl = \"https://git.example.com/gitops\"\n",
            "[remote \"origin\"]\n\turl = https://a.example.com/a\n\turl = https://git.example.com/gitops\n",
        ] {
            let folder = folder();
            let file = clone_in(folder.path(), config);
            assert!(
                refused(&file).contains("no remote named origin"),
                "{config}"
            );
        }
    }
}
