//! The roles of `docs/rbac.yaml`, each of which may be taken without those after it.

/// One of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Layer {
    /// Applications and what Argo CD says of them.
    Applications,
    /// Live objects, Secrets aside.
    Resources,
    /// Secrets.
    Secrets,
    /// Logs.
    Logs,
    /// The Secrets in which Argo CD keeps repositories and clusters.
    Sources,
    /// Dry runs of what is rendered.
    Rendered,
}

impl Layer {
    /// All of them, in the order of the file.
    pub const ALL: [Self; 6] = [
        Self::Applications,
        Self::Resources,
        Self::Secrets,
        Self::Logs,
        Self::Sources,
        Self::Rendered,
    ];

    /// Returns the role's name.
    pub fn role(self) -> &'static str {
        match self {
            Self::Applications => "kubectl-addons-applications",
            Self::Resources => "kubectl-addons-resources",
            Self::Secrets => "kubectl-addons-secrets",
            Self::Logs => "kubectl-addons-logs",
            Self::Sources => "kubectl-addons-sources",
            Self::Rendered => "kubectl-addons-rendered",
        }
    }
}
