//! The environment another program gets: this process's own, without what would lead it astray.
//!
//! Kept is everything else, because credential helpers, hooks, signing agents and proxies are found through variables
//! nobody can list. Variables for one program alone (`GIT_TERMINAL_PROMPT`) belong to that program's module.

use std::env;
use std::ffi::{OsStr, OsString};
use std::process::Command;

/// Variables that bind Git to one repository, as a hook or `git rebase --exec` sets them for what it runs
/// (`git rev-parse --local-env-vars`, without those of `git -c` and `GIT_CONFIG_*`, which carry credentials of pipelines),
/// and those that change how it reads names.
const BOUND: &[&str] = &[
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_DIR",
    "GIT_GLOB_PATHSPECS",
    "GIT_GRAFT_FILE",
    "GIT_ICASE_PATHSPECS",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_LITERAL_PATHSPECS",
    "GIT_NAMESPACE",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_REFLOG_ACTION",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_WORK_TREE",
];

/// Private keys: what opens sealed files is nothing to Git, its hooks or a chart's renderer.
const KEYS: &[&str] = &["SOPS_AGE_KEY", "SOPS_AGE_SSH_PRIVATE_KEY"];

/// Makes the environment of a command: nothing that binds it to another repository, no private key, messages in English.
pub(crate) fn clean(command: &mut Command) {
    for name in BOUND.iter().chain(KEYS) {
        command.env_remove(name);
    }
    for (name, value) in language(env::var_os("LC_ALL")) {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
}

/// Returns the variables that make a program speak English and still write every letter: `LC_ALL` would win over
/// `LC_MESSAGES`, so it becomes `LC_CTYPE`.
fn language(all: Option<OsString>) -> Vec<(&'static str, Option<OsString>)> {
    let english = Some(OsStr::new("C").to_owned());
    let mut variables = vec![
        ("LC_MESSAGES", english),
        ("LANGUAGE", None),
        ("LC_ALL", None),
    ];
    if let Some(all) = all.filter(|all| !all.is_empty()) {
        variables.push(("LC_CTYPE", Some(all)));
    }
    variables
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(command: &Command) -> Vec<(String, Option<String>)> {
        let text = |text: &OsStr| text.to_string_lossy().into_owned();
        let variables = command.get_envs();
        variables
            .map(|(name, value)| (text(name), value.map(text)))
            .collect()
    }

    #[test]
    fn nothing_binds_a_program_to_another_repository_or_hands_it_a_key() {
        let mut command = Command::new("git");
        clean(&mut command);
        for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "SOPS_AGE_KEY"] {
            assert!(set(&command).contains(&(name.to_owned(), None)), "{name}");
        }
    }

    #[test]
    fn messages_are_english_and_letters_are_kept() {
        let variables = language(Some("de_DE.UTF-8".into()));
        assert!(variables.contains(&("LC_MESSAGES", Some("C".into()))));
        assert!(variables.contains(&("LC_ALL", None)));
        assert!(variables.contains(&("LC_CTYPE", Some("de_DE.UTF-8".into()))));
        assert!(!language(None).iter().any(|(name, _)| *name == "LC_CTYPE"));
    }
}
