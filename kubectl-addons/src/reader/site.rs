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
