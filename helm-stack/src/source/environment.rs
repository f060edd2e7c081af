//! Where Helm and Docker keep repositories and credentials on this machine; read once, handed in.

use std::ffi::OsString;
use std::path::PathBuf;

use crate::cli::HelmFlags;

/// Files that name repositories and hold credentials. None of them need exist.
#[derive(Clone, Debug, Default)]
pub(crate) struct Environment {
    /// Helm's `repositories.yaml`.
    pub repositories: Option<PathBuf>,
    /// Helm's registry configuration, which `helm registry login` writes.
    pub registries: Option<PathBuf>,
    /// Docker's `config.json`.
    pub docker: Option<PathBuf>,
}

impl Environment {
    /// Returns it with the files named on the command line.
    #[must_use]
    pub(crate) fn with(self, helm: &HelmFlags) -> Self {
        Self {
            repositories: helm.repository_config.clone().or(self.repositories),
            registries: helm.registry_config.clone().or(self.registries),
            ..self
        }
    }

    /// Reads the variables Helm hands to plugins, and where they are missing finds the places Helm would use
    /// (Helm's `pkg/helmpath`; Docker's `DOCKER_CONFIG`).
    pub(crate) fn of(variable: &dyn Fn(&str) -> Option<OsString>) -> Self {
        let set = |name: &str| {
            variable(name)
                .filter(|value| !value.is_empty())
                .map(PathBuf::from)
        };
        let configuration = set("HELM_CONFIG_HOME").or_else(|| helm_home(&set));
        let below = |file| configuration.as_ref().map(|home| home.join(file));
        let docker = set("DOCKER_CONFIG").or_else(|| home(&set).map(|home| home.join(".docker")));
        Self {
            repositories: set("HELM_REPOSITORY_CONFIG").or_else(|| below("repositories.yaml")),
            registries: set("HELM_REGISTRY_CONFIG").or_else(|| below("registry/config.json")),
            docker: docker.map(|folder| folder.join("config.json")),
        }
    }
}

fn helm_home(set: &dyn Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    let folder = set("XDG_CONFIG_HOME").or_else(|| match std::env::consts::OS {
        "windows" => set("APPDATA"),
        "macos" => home(set).map(|home| home.join("Library/Preferences")),
        _ => home(set).map(|home| home.join(".config")),
    });
    folder.map(|folder| folder.join("helm"))
}

fn home(set: &dyn Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    set("HOME").or_else(|| set("USERPROFILE"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)]) -> Environment {
        Environment::of(&|name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| value.into())
        })
    }

    #[test]
    fn what_helm_says_wins() {
        let environment = read(&[
            ("HELM_REPOSITORY_CONFIG", "/r.yaml"),
            ("HELM_REGISTRY_CONFIG", "/c.json"),
            ("HELM_CONFIG_HOME", "/elsewhere"),
            ("DOCKER_CONFIG", "/docker"),
        ]);
        assert_eq!(environment.repositories, Some("/r.yaml".into()));
        assert_eq!(environment.registries, Some("/c.json".into()));
        assert_eq!(environment.docker, Some("/docker/config.json".into()));
    }

    #[test]
    fn homes_are_tried_in_helms_order() {
        let repositories = |variables: &[(&str, &str)]| read(variables).repositories.unwrap();
        let xdg = [("HOME", "/h"), ("XDG_CONFIG_HOME", "/xdg")];
        assert_eq!(
            repositories(&xdg),
            PathBuf::from("/xdg/helm/repositories.yaml")
        );
        let helm = [("HELM_CONFIG_HOME", "/hh"), ("XDG_CONFIG_HOME", "/xdg")];
        assert_eq!(repositories(&helm), PathBuf::from("/hh/repositories.yaml"));
    }

    #[test]
    fn empty_variables_are_none() {
        let environment = read(&[("HELM_REPOSITORY_CONFIG", ""), ("HELM_CONFIG_HOME", "/hh")]);
        assert_eq!(
            environment.repositories,
            Some("/hh/repositories.yaml".into())
        );
        assert_eq!(read(&[]).docker, None);
    }
}
