//! Under which name the user's Helm knows a repository: its credentials and certificates are found by that name.

use std::env;
use std::fs;
use std::path::PathBuf;

use serde::Deserialize;

/// Helm's `repositories.yaml`, as far as it is needed. Passwords are never read.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Repositories {
    repositories: Option<Vec<Entry>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Entry {
    name: String,
    url: String,
}

/// Returns the name under which Helm knows an address; a slash at the end makes no difference.
pub(super) fn name_of(url: &str) -> Option<String> {
    let variable = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
    let file = file(&|name| variable(name).map(PathBuf::from))?;
    named(&fs::read_to_string(file).ok()?, url)
}

fn named(text: &str, url: &str) -> Option<String> {
    let known: Repositories = serde_saphyr::from_str(text).ok()?;
    let same = |entry: &&Entry| entry.url.trim_end_matches('/') == url.trim_end_matches('/');
    let entries = known.repositories.unwrap_or_default();
    entries.iter().find(same).map(|entry| entry.name.clone())
}

/// Returns where Helm keeps its repositories (its `pkg/helmpath`).
fn file(set: &dyn Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let home = || set("HOME").or_else(|| set("USERPROFILE"));
    let configuration = || match env::consts::OS {
        "windows" => set("APPDATA"),
        "macos" => home().map(|home| home.join("Library/Preferences")),
        _ => home().map(|home| home.join(".config")),
    };
    let helm = || {
        let folder = set("XDG_CONFIG_HOME").or_else(configuration)?;
        Some(folder.join("helm"))
    };
    set("HELM_REPOSITORY_CONFIG").or_else(|| {
        let folder = set("HELM_CONFIG_HOME").or_else(helm)?;
        Some(folder.join("repositories.yaml"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_is_known_by_its_address() {
        let text =
            "repositories:\n- {name: team, url: https://charts.example.com/team/, password: x}\n";
        assert_eq!(
            named(text, "https://charts.example.com/team"),
            Some("team".to_owned())
        );
        assert_eq!(named(text, "https://charts.example.com"), None);
        assert_eq!(named("not: [yaml", "https://charts.example.com"), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn the_file_is_where_helm_keeps_it() {
        let found = |variables: &[(&str, &str)]| {
            file(&|name| {
                let found = variables.iter().find(|(known, _)| *known == name);
                found.map(|(_, value)| value.into())
            })
        };
        assert_eq!(
            found(&[("HOME", "/h")]),
            Some("/h/.config/helm/repositories.yaml".into())
        );
        assert_eq!(
            found(&[("HOME", "/h"), ("HELM_REPOSITORY_CONFIG", "/r.yaml")]),
            Some("/r.yaml".into())
        );
    }
}
