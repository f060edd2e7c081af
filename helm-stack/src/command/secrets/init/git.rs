//! Settings of the clone: how `git diff` shows sealed files, and the hook that keeps plain secrets out of commits.

use std::fs::{self, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::Path;

use plugin_kit::failure::Explain;
use programs::git::Git;

use crate::cli::program;
use crate::gitops::explain::{Run, explained};

/// The setting that names the program of the driver.
const TEXTCONV: &str = "diff.helm-stack.textconv";
/// The line by which our hook is known.
const CHECK: &str = "secrets check --staged";

fn command() -> &'static str {
    program(&|name| std::env::var_os(name))
}

fn git(top: &Path) -> anyhow::Result<Git> {
    let git = Git::find().map_err(|error| explained(&error))?;
    Ok(git.in_folder(top))
}

/// Tells Git how to show sealed files; no private key is needed for it.
///
/// # Errors
/// Git refuses.
pub(super) fn driver(top: &Path) -> anyhow::Result<Vec<String>> {
    let git = git(top)?;
    let wanted = format!("{} secrets textconv", command());
    let known = git
        .command("config")
        .arguments(["--local", "--get", TEXTCONV]);
    if known.end()?.text() == wanted {
        return Ok(Vec::new());
    }
    let set = git
        .command("config")
        .arguments(["--local", TEXTCONV, &wanted]);
    set.answer()
        .doing("setting how `git diff` shows sealed files")?;
    Ok(vec![
        "`git diff` shows the keys of sealed files, and which of their values changed".to_owned(),
    ])
}

/// Puts the hook in place; one that is there stays.
///
/// # Errors
/// It cannot be written.
pub(super) fn hook(top: &Path) -> anyhow::Result<String> {
    let asked = git(top)?.command("rev-parse");
    let hooks = asked.arguments(["--git-path", "hooks"]).answer()?.text();
    let folder = top.join(hooks);
    let file = folder.join("pre-commit");
    let shown = file.display();
    let line = format!("{} {CHECK}", command());
    match fs::read_to_string(&file) {
        Ok(there) if there.contains(CHECK) => return Ok(format!("{shown} checks secrets already")),
        Ok(_) => {
            return Ok(format!(
                "{shown} is there, and stays as it is; add this line to it: {line} || exit 1"
            ));
        }
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(error).doing(format!("reading {shown}")),
    }
    let doing = || format!("writing {shown}");
    fs::create_dir_all(&folder).doing(doing())?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o755);
    let text = format!("#!/bin/sh\n# Keeps plain secrets out of commits.\nexec {line}\n");
    options
        .open(&file)
        .doing(doing())?
        .write_all(text.as_bytes())
        .doing(doing())?;
    Ok(format!("wrote {shown}: no commit with a plain secret"))
}
