//! Which of the clusters that are read something lies in.

use std::fmt;

/// One cluster.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Site {
    /// The one whose Applications are shown: where Argo CD runs.
    #[default]
    ControlPlane,
    /// Another one that they are deployed to, by the address of its API server.
    Elsewhere(String),
}

impl fmt::Display for Site {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::ControlPlane => formatter.write_str("the cluster of Argo CD"),
            Self::Elsewhere(server) => formatter.write_str(server),
        }
    }
}
