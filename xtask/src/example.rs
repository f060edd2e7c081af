//! The stack of `examples/monitoring` on its way: a copy of its folder, and the GitOps repository it is pushed to.
//!
//! The demo pushes it to a folder, the bench to where its Argo CD deploys from. What `helm-stack` does with it is not known here.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::cli::workspace_root;

/// Name of the stack, and of its folder among the examples.
pub(crate) const STACK: &str = "monitoring";
/// Name of the cluster in the GitOps repository.
pub(crate) const CLUSTER: &str = "demo";
/// Add-on with a sealed password, and the key of it.
pub(crate) const SEALED: (&str, &str) = ("grafana", "adminPassword");
/// Where the example's charts come from, which is nowhere.
const CHARTS: &str = "https://charts.example.com";
/// Who is the author of every commit.
const AUTHOR: (&str, &str) = ("Platform Team", "platform@example.com");

/// The example's stack folder, its GitOps repository and a password to be sealed.
#[derive(Debug)]
pub(crate) struct Example {
    room: PathBuf,
    remote: PathBuf,
    keys: Option<PathBuf>,
}

impl Example {
    /// Makes everything anew: in `room` the folder and a password nobody has seen, at `remote` a bare repository that
    /// holds nothing but for whom secrets are sealed. Charts come from `charts` where that is given.
    pub(crate) fn prepare(
        room: &Path,
        remote: &Path,
        charts: Option<&str>,
        sops: &str,
    ) -> Result<Example> {
        for folder in [room, remote] {
            remove(folder)?;
            fs::create_dir_all(folder).with_context(|| format!("making {}", folder.display()))?;
        }
        let example = Example {
            room: room.to_path_buf(),
            remote: remote.to_path_buf(),
            keys: None,
        };
        let source = workspace_root().join("examples").join(STACK);
        copy(&source, &example.folder(), charts.unwrap_or(CHARTS))?;
        example.write_password()?;
        example.begin(sops)?;
        Ok(example)
    }

    /// Gives whoever pushes the age keys that open what was sealed, so that they can tell whether it changed.
    pub(crate) fn with_keys(self, keys: PathBuf) -> Example {
        let keys = Some(keys);
        Example { keys, ..self }
    }

    /// Returns whether whoever pushes can open what was sealed.
    pub(crate) fn has_keys(&self) -> bool {
        self.keys.is_some()
    }

    /// Returns the stack folder.
    pub(crate) fn folder(&self) -> PathBuf {
        self.room.join(STACK)
    }

    /// Returns the GitOps repository.
    pub(crate) fn remote(&self) -> &Path {
        &self.remote
    }

    /// Returns the file with the password.
    pub(crate) fn password(&self) -> PathBuf {
        self.room.join("password")
    }

    /// Returns a command that sees nothing of whoever runs it but PATH, and starts in the workspace.
    pub(crate) fn command<S: AsRef<OsStr>>(&self, program: &Path, words: &[S]) -> Command {
        let mut command = Command::new(program);
        command
            .args(words)
            .current_dir(workspace_root())
            .env_clear()
            .envs(self.environment())
            .stdin(Stdio::null());
        command
    }

    fn environment(&self) -> Vec<(&'static str, OsString)> {
        let (name, email) = AUTHOR;
        let mut environment: Vec<(&str, OsString)> = vec![
            ("HOME", self.room.join("home").into()),
            ("GIT_CONFIG_NOSYSTEM", "1".into()),
            ("GIT_AUTHOR_NAME", name.into()),
            ("GIT_AUTHOR_EMAIL", email.into()),
            ("GIT_COMMITTER_NAME", name.into()),
            ("GIT_COMMITTER_EMAIL", email.into()),
        ];
        environment.extend(
            self.keys
                .iter()
                .map(|keys| ("SOPS_AGE_KEY_FILE", keys.into())),
        );
        let kept = ["PATH", "TERM", "NO_COLOR", "COLUMNS", "LANG"];
        let kept = kept.into_iter();
        environment.extend(kept.filter_map(|name| Some((name, std::env::var_os(name)?))));
        environment
    }

    fn write_password(&self) -> Result<()> {
        let mut bytes = [0_u8; 12];
        File::open("/dev/urandom")
            .and_then(|mut random| random.read_exact(&mut bytes))
            .context("reading /dev/urandom for a password")?;
        let password: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        OpenOptions::new()
            .write(true)
            .create_new(true)
            .mode(0o600)
            .open(self.password())
            .and_then(|mut file| file.write_all(password.as_bytes()))
            .context("writing a password")
    }

    /// Makes the repository with a first commit that says for whom secrets are sealed.
    fn begin(&self, sops: &str) -> Result<()> {
        let work = self.room.join("first-commit");
        fs::create_dir_all(&work).context("making the first commit")?;
        fs::write(work.join(".sops.yaml"), sops).context("writing .sops.yaml")?;
        let remote = self.remote.to_string_lossy();
        self.git(
            &self.remote,
            &["init", "--quiet", "--bare", "--initial-branch=main"],
        )?;
        self.git(&work, &["init", "--quiet", "--initial-branch=main"])?;
        self.git(&work, &["add", "--all"])?;
        self.git(
            &work,
            &[
                "commit",
                "--quiet",
                "--message",
                "Say for whom secrets are sealed",
            ],
        )?;
        self.git(&work, &["push", "--quiet", &remote, "main"])?;
        remove(&work)
    }

    fn git(&self, folder: &Path, words: &[&str]) -> Result<()> {
        let doing = || format!("running git {}", words.join(" "));
        let mut command = self.command(Path::new("git"), words);
        let output = command.current_dir(folder).output().with_context(doing)?;
        if !output.status.success() {
            let reason = String::from_utf8_lossy(&output.stderr);
            bail!("{}: {}", doing(), reason.trim());
        }
        Ok(())
    }
}

/// Copies a folder of text files, the example's charts being found at `charts`.
fn copy(from: &Path, to: &Path, charts: &str) -> Result<()> {
    let copying = || format!("copying {}", from.display());
    fs::create_dir_all(to).with_context(copying)?;
    for entry in fs::read_dir(from).with_context(copying)? {
        let entry = entry.with_context(copying)?;
        let target = to.join(entry.file_name());
        if entry.file_type().with_context(copying)?.is_dir() {
            copy(&entry.path(), &target, charts)?;
        } else {
            let text = fs::read_to_string(entry.path()).with_context(copying)?;
            fs::write(&target, text.replace(CHARTS, charts)).with_context(copying)?;
        }
    }
    Ok(())
}

fn remove(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("emptying {}", folder.display()))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_begins_with_the_recipients_and_the_folder_with_another_password_each_time()
    -> Result<()> {
        let room = std::env::temp_dir().join(format!("example-{}", std::process::id()));
        let remote = room.join("gitops.git");
        let charts = Some("http://127.0.0.1:1");
        let sops = "creation_rules:\n  - age: age1x\n";
        let example = Example::prepare(&room, &remote, charts, sops)?;
        let first = fs::read_to_string(example.password())?;
        let stack = fs::read_to_string(example.folder().join("stack.yaml"))?;
        assert!(
            stack.contains("repository: http://127.0.0.1:1/community\n"),
            "{stack}"
        );
        let example = Example::prepare(&room, &remote, None, sops)?;
        assert_ne!(fs::read_to_string(example.password())?, first);
        let show = [
            "--git-dir",
            &remote.to_string_lossy(),
            "show",
            "main:.sops.yaml",
        ];
        let shown = example.command(Path::new("git"), &show).output()?;
        assert_eq!(String::from_utf8_lossy(&shown.stdout), sops);
        Ok(fs::remove_dir_all(&room)?)
    }

    #[test]
    fn the_examples_password_is_empty_in_the_repository() -> Result<()> {
        let (addon, key) = SEALED;
        let values = format!("examples/{STACK}/add-ons/{addon}/values.yaml");
        let values = fs::read_to_string(workspace_root().join(values))?;
        assert!(values.contains(&format!("{key}: \"\"\n")), "{values}");
        Ok(())
    }
}
