//! The editor a person works in: which one, and what keeps it from writing plain text elsewhere.

use std::env;

use plugin_kit::failure::{Exit, Failure};
use programs::run::find_on_path;

use crate::keyring::words;

/// What keeps Vim from leaving text in a swap file, `~/.viminfo` (Neovim: `shada`), an undo file or a backup: what the
/// person's settings say is overruled once they are read. gopass does the same.
const FORGETFUL: [&str; 5] = [
    "-n",
    "-i",
    "NONE",
    "-c",
    "set noundofile nobackup nowritebackup",
];

/// Returns the editor: `VISUAL`, else `EDITOR`, split as a shell would.
///
/// # Errors
/// A quote that is not closed.
pub(super) fn editor() -> anyhow::Result<Vec<String>> {
    let variable = |name| env::var(name).ok().filter(|value| !value.trim().is_empty());
    let command = variable("VISUAL").or_else(|| variable("EDITOR"));
    let command = command.unwrap_or_else(|| default_editor().to_owned());
    let mut words = words::split(&command).ok_or_else(|| {
        Failure::new("a quote in VISUAL or EDITOR is not closed")
            .next("mend the variable")
            .exit(Exit::Usage)
    })?;
    if words.first().is_some_and(|name| is_vim(name)) {
        words.extend(FORGETFUL.map(str::to_owned));
    }
    Ok(words)
}

/// Says whether a program is Vim or Neovim, behind whatever links: `vi` is another editor on some systems.
fn is_vim(name: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    let found = find_on_path(name, &path).unwrap_or_else(|| name.into());
    let real = found.canonicalize().unwrap_or(found);
    let names = real.file_name().unwrap_or_default().to_string_lossy();
    let stem = names.split('.').next().unwrap_or_default();
    matches!(stem, "vim" | "nvim" | "gvim" | "mvim" | "vimx")
}

fn default_editor() -> &'static str {
    if cfg!(windows) { "notepad" } else { "vi" }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn vim_is_known_behind_a_link_and_by_its_flavour() {
        let place = tempfile::tempdir().unwrap();
        let named = |name: &str| place.path().join(name).display().to_string();
        std::fs::write(named("vim.basic"), "").unwrap();
        std::os::unix::fs::symlink("vim.basic", named("vi")).unwrap();
        std::fs::write(named("busybox"), "").unwrap();
        std::os::unix::fs::symlink("busybox", named("ed")).unwrap();
        assert!(is_vim(&named("vi")) && is_vim(&named("vim.basic")));
        assert!(!is_vim(&named("ed")) && !is_vim("vimdiff-of-mine"));
    }
}
