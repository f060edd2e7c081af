//! The bare Git repositories Argo CD reads, and the commits made to them.
//!
//! Plain `git` does the work in a work folder beside each bare repository.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::addresses::Addresses;
use super::file::{Commit, Edit};
use crate::bench::Bench;

/// Makes the bare repository `name` from a folder of files; one that exists is left as it is.
pub(crate) fn create(bench: &Bench, name: &str, files: &Path, addresses: &Addresses) -> Result<()> {
    let bare = bench.git().join(name);
    if bare.exists() {
        return Ok(());
    }
    let work = work_folder(bench, name);
    fs::create_dir_all(&work).with_context(|| format!("making {}", work.display()))?;
    copy_filled(files, &work, addresses)?;
    git(
        bench,
        &work,
        &["init", "--quiet", "--initial-branch=main", "."],
    )?;
    record(bench, &work, "Begin")?;
    let (from, to) = (work.display().to_string(), bare.display().to_string());
    git(bench, &work, &["clone", "--quiet", "--bare", &from, &to])?;
    git(bench, &work, &["remote", "add", "origin", &to])
}

/// Changes files of a repository and pushes them as one commit.
pub(crate) fn commit(bench: &Bench, commit: &Commit) -> Result<()> {
    let work = work_folder(bench, &commit.repository);
    for edit in &commit.edit {
        apply_edit(&work, edit)?;
    }
    for file in &commit.remove {
        let path = work.join(file);
        fs::remove_file(&path).with_context(|| format!("removing {}", path.display()))?;
    }
    record(bench, &work, &commit.message)?;
    git(bench, &work, &["push", "--quiet", "origin", "main"])
}

fn apply_edit(work: &Path, edit: &Edit) -> Result<()> {
    let path = work.join(&edit.file);
    let editing = || format!("editing {}", path.display());
    let text = fs::read_to_string(&path).with_context(editing)?;
    if !text.contains(&edit.replace) {
        bail!("{}: it does not contain {:?}", editing(), edit.replace);
    }
    fs::write(&path, text.replace(&edit.replace, &edit.by)).with_context(editing)
}

fn record(bench: &Bench, work: &Path, message: &str) -> Result<()> {
    git(bench, work, &["add", "--all"])?;
    git(bench, work, &["commit", "--quiet", "--message", message])
}

fn work_folder(bench: &Bench, name: &str) -> PathBuf {
    bench.folder.join("work").join(name)
}

/// Copies a folder of text files, with the bench's addresses filled in.
fn copy_filled(from: &Path, to: &Path, addresses: &Addresses) -> Result<()> {
    let copying = || format!("copying {}", from.display());
    for entry in fs::read_dir(from).with_context(copying)? {
        let entry = entry.with_context(copying)?;
        let target = to.join(entry.file_name());
        if entry.file_type().with_context(copying)?.is_dir() {
            fs::create_dir_all(&target).with_context(copying)?;
            copy_filled(&entry.path(), &target, addresses)?;
        } else {
            let text = fs::read_to_string(entry.path()).with_context(copying)?;
            fs::write(&target, addresses.fill(&text)).with_context(copying)?;
        }
    }
    Ok(())
}

fn git(bench: &Bench, folder: &Path, arguments: &[&str]) -> Result<()> {
    let doing = || {
        format!(
            "running git {} in {}",
            arguments.join(" "),
            folder.display()
        )
    };
    let output = command(bench, folder)
        .args(arguments)
        .output()
        .with_context(doing)?;
    if !output.status.success() {
        bail!(
            "{}: {}",
            doing(),
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(())
}

/// Returns git without the settings of whoever runs the bench.
fn command(bench: &Bench, folder: &Path) -> Command {
    let mut command = bench.command(Path::new("git"));
    command
        .current_dir(folder)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .env_remove("GIT_INDEX_FILE");
    for role in ["AUTHOR", "COMMITTER"] {
        command
            .env(format!("GIT_{role}_NAME"), "Platform Team")
            .env(format!("GIT_{role}_EMAIL"), "platform@example.com");
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::addresses;

    /// A folder that goes away with the test.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Folder {
            let folder = std::env::temp_dir().join(format!("{name}-{}", std::process::id()));
            fs::create_dir_all(&folder).expect("a folder");
            Folder(folder)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn folders_are_copied_with_addresses_filled_in() -> Result<()> {
        let (from, to) = (Folder::new("scenario-from"), Folder::new("scenario-to"));
        fs::create_dir_all(from.0.join("apps"))?;
        fs::write(
            from.0.join("apps/loki.yaml"),
            "repoURL: ${CHARTS}/community\n",
        )?;
        copy_filled(&from.0, &to.0, &addresses::example())?;
        let copied = fs::read_to_string(to.0.join("apps/loki.yaml"))?;
        assert_eq!(copied, "repoURL: http://127.0.0.1:1/community\n");
        Ok(())
    }

    #[test]
    fn an_edit_that_would_change_nothing_is_an_error() -> Result<()> {
        let work = Folder::new("scenario-edit");
        fs::write(work.0.join("a.yaml"), "replicas: 1\n")?;
        let edit = |replace: &str| Edit {
            file: "a.yaml".to_owned(),
            replace: replace.to_owned(),
            by: "replicas: 2".to_owned(),
        };
        apply_edit(&work.0, &edit("replicas: 1"))?;
        assert_eq!(fs::read_to_string(work.0.join("a.yaml"))?, "replicas: 2\n");
        let error = apply_edit(&work.0, &edit("replicas: 1")).expect_err("nothing to replace");
        assert!(
            error
                .to_string()
                .ends_with("it does not contain \"replicas: 1\""),
            "{error}"
        );
        Ok(())
    }
}
