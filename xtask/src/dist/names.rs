//! Names of what a release consists of; the plugin's own name comes from Cargo.toml.

use super::platform::Platform;

/// The names of one plugin, version and platform.
#[derive(Clone, Debug)]
pub(crate) struct Names {
    plugin: String,
    version: String,
    platform: Platform,
}

impl Names {
    /// Returns the names of `version`, which is Cargo's and has no leading `v`.
    pub(crate) fn new(plugin: &str, version: &str, platform: Platform) -> Names {
        Names {
            plugin: plugin.to_owned(),
            version: version.to_owned(),
            platform,
        }
    }

    /// Returns the version as krew wants it: with a leading `v`.
    pub(crate) fn version(&self) -> String {
        format!("v{}", self.version)
    }

    /// Returns the platform that is packed.
    pub(crate) fn platform(&self) -> Platform {
        self.platform
    }

    /// Returns the name of the program; kubectl finds the words `a-b` in a file named `a_b`.
    pub(crate) fn binary(&self) -> String {
        format!(
            "kubectl-{}{}",
            self.in_file(),
            self.platform.program_ending()
        )
    }

    /// Returns the name and text of the program that kubectl asks to complete words (kubectl 1.26 and later).
    ///
    /// None for Windows, which starts no scripts without an ending.
    pub(crate) fn completion(&self) -> Option<(String, String)> {
        let name = format!("kubectl_complete-{}", self.in_file());
        let script = format!(
            "#!/bin/sh\nexec kubectl {} __complete \"$@\"\n",
            self.plugin
        );
        (!self.platform.is_windows()).then_some((name, script))
    }

    /// Returns the file name of the archive.
    pub(crate) fn archive(&self) -> String {
        let Platform { os, arch } = self.platform;
        format!(
            "kubectl-{}-{}-{os}-{arch}.tar.gz",
            self.plugin,
            self.version()
        )
    }

    /// Returns the file name of the checksums.
    pub(crate) fn checksums(&self) -> String {
        format!("kubectl-{}-{}-checksums.txt", self.plugin, self.version())
    }

    /// Returns the file name of the krew manifest, which has to be the plugin's name.
    pub(crate) fn manifest(&self) -> String {
        format!("{}.yaml", self.plugin)
    }

    fn in_file(&self) -> String {
        self.plugin.replace('-', "_")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(os: &'static str) -> Names {
        Names::new("argo-addons", "1.2.3", Platform { os, arch: "amd64" })
    }

    #[test]
    fn dashes_in_the_name_become_words_for_kubectl() {
        assert_eq!(names("linux").binary(), "kubectl-argo_addons");
        assert_eq!(names("windows").binary(), "kubectl-argo_addons.exe");
        assert_eq!(
            names("linux").archive(),
            "kubectl-argo-addons-v1.2.3-linux-amd64.tar.gz"
        );
        assert_eq!(names("linux").manifest(), "argo-addons.yaml");
    }

    #[test]
    fn completion_asks_the_plugin_under_its_name() {
        let (name, script) = names("darwin").completion().unwrap_or_default();
        assert_eq!(name, "kubectl_complete-argo_addons");
        assert_eq!(
            script,
            "#!/bin/sh\nexec kubectl argo-addons __complete \"$@\"\n"
        );
        assert_eq!(names("windows").completion(), None);
    }
}
