//! Where the bench's binaries lie once they are built. No building happens here.

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
}
