//! Which of the clusters that are read something lies in.

/// One cluster.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Site {
    /// The one whose Applications are shown: where Argo CD runs.
    #[default]
    ControlPlane,
    /// Another one that they are deployed to, by what led there: a Secret or a context.
    Elsewhere(String),
}

impl Site {
    /// Returns the cluster of an id ([`Site::id`]).
    pub(crate) fn of_id(id: &str) -> Self {
        match id {
            "" => Self::ControlPlane,
            id => Self::Elsewhere(id.to_owned()),
        }
    }

    /// Returns the id it has in snapshot files; empty for the control plane.
    pub(crate) fn id(&self) -> &str {
        match self {
            Self::ControlPlane => "",
            Self::Elsewhere(id) => id,
        }
    }
}
