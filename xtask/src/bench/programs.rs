//! Where the bench's binaries lie once they are built. No building happens here.

#[cfg(test)]
use std::path::Path;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

/// Paths of every binary a bench runs or offers.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Programs {
    pub(crate) etcd: PathBuf,
    pub(crate) kube_apiserver: PathBuf,
    pub(crate) kube_controller_manager: PathBuf,
    pub(crate) kube_scheduler: PathBuf,
    pub(crate) kubectl: PathBuf,
    pub(crate) kwok: PathBuf,
    pub(crate) helm3: PathBuf,
    pub(crate) helm4: PathBuf,
    pub(crate) sops: PathBuf,
    pub(crate) age: PathBuf,
    pub(crate) age_keygen: PathBuf,
    pub(crate) registry: PathBuf,
    pub(crate) argocd: PathBuf,
    pub(crate) krew: PathBuf,
    pub(crate) validate_krew_manifest: PathBuf,
    pub(crate) redis: PathBuf,
    pub(crate) charts: PathBuf,
    pub(crate) keys: PathBuf,
    /// Empty in the state of a bench that was started before there was this tool.
    #[serde(default)]
    pub(crate) load: PathBuf,
    /// An older SOPS; empty as above.
    #[serde(default)]
    pub(crate) older_sops: PathBuf,
    /// age's plugin for post-quantum keys; empty as above.
    #[serde(default)]
    pub(crate) age_plugin_pq: PathBuf,
    /// A plugin of our own; empty as above.
    #[serde(default)]
    pub(crate) age_plugin_bench: PathBuf,
}

impl Programs {
    /// Returns the paths, given the folder in which each tool was built.
    pub(crate) fn in_folders(folder_of: impl Fn(&str) -> PathBuf) -> Programs {
        let kubernetes = folder_of("kubernetes");
        let age = folder_of("age");
        let krew = folder_of("krew");
        let only = |tool: &str, name: &str| folder_of(tool).join(name);
        Programs {
            etcd: only("etcd", "etcd"),
            kube_apiserver: kubernetes.join("kube-apiserver"),
            kube_controller_manager: kubernetes.join("kube-controller-manager"),
            kube_scheduler: kubernetes.join("kube-scheduler"),
            kubectl: kubernetes.join("kubectl"),
            kwok: only("kwok", "kwok"),
            helm3: only("helm3", "helm"),
            helm4: only("helm4", "helm"),
            sops: only("sops", "sops"),
            age_keygen: age.join("age-keygen"),
            age: age.join("age"),
            registry: only("registry", "registry"),
            argocd: only("argocd", "argocd"),
            validate_krew_manifest: krew.join("validate-krew-manifest"),
            krew: krew.join("krew"),
            redis: only("redis", "redis"),
            charts: only("charts", "charts"),
            keys: only("keys", "keys"),
            load: only("load", "load"),
            older_sops: only("sops-3.9", "sops"),
            age_plugin_pq: only("age", "age-plugin-pq"),
            age_plugin_bench: only("plugin", "age-plugin-bench"),
        }
    }

    /// Returns every path.
    #[cfg(test)]
    fn all(&self) -> [&Path; 22] {
        [
            &self.etcd,
            &self.kube_apiserver,
            &self.kube_controller_manager,
            &self.kube_scheduler,
            &self.kubectl,
            &self.kwok,
            &self.helm3,
            &self.helm4,
            &self.sops,
            &self.age,
            &self.age_keygen,
            &self.registry,
            &self.argocd,
            &self.krew,
            &self.validate_krew_manifest,
            &self.redis,
            &self.charts,
            &self.keys,
            &self.load,
            &self.older_sops,
            &self.age_plugin_pq,
            &self.age_plugin_bench,
        ]
        .map(PathBuf::as_path)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::tools::TOOLS;

    #[test]
    fn every_path_is_one_that_some_tool_builds() {
        let programs = Programs::in_folders(|tool| PathBuf::from(tool));
        let built: Vec<PathBuf> = TOOLS
            .iter()
            .flat_map(|tool| {
                tool.binaries
                    .iter()
                    .map(|b| Path::new(tool.name).join(b.name))
            })
            .collect();
        let mut missing: Vec<&Path> = programs.all().to_vec();
        missing.retain(|path| !built.iter().any(|b| b == path));
        assert_eq!(missing, Vec::<&Path>::new());
        assert_eq!(programs.all().len(), built.len());
    }
}
