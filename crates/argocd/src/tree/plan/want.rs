//! One thing to fetch.

use crate::snapshot::{Need, Scope};

/// What to list or get, and how deeply.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Want {
    /// Which objects.
    pub scope: Scope,
    /// How deeply.
    pub need: Need,
}

impl Want {
    /// Wants metadata alone.
    pub fn meta(scope: Scope) -> Self {
        Self {
            scope,
            need: Need::Meta,
        }
    }

    /// Wants whole objects.
    pub fn body(scope: Scope) -> Self {
        Self {
            scope,
            need: Need::Body,
        }
    }
}
