//! The kinds a cluster serves.
//!
//! Filled by discovery or from a snapshot; asked by whoever plans what to list.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::object::ObjectKind;

/// One served kind.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServedKind {
    /// Group, preferred version and kind.
    #[serde(flatten)]
    pub kind: ObjectKind,
    /// Plural name used in URLs, as in `deployments`.
    pub plural: String,
    /// Whether its objects live in namespaces.
    pub namespaced: bool,
    /// Whether its objects can be listed and watched.
    pub listable: bool,
}

/// Every kind that is served, one version each, found by group and kind; cheap to clone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalog {
    kinds: Arc<BTreeMap<(String, String), ServedKind>>,
}

impl Catalog {
    /// Returns the kind, if it is served.
    pub fn find(&self, group: &str, kind: &str) -> Option<&ServedKind> {
        self.kinds.get(&(group.to_owned(), kind.to_owned()))
    }

    /// Returns all kinds by group and kind.
    pub fn kinds(&self) -> impl Iterator<Item = &ServedKind> {
        self.kinds.values()
    }

    /// Returns whether nothing is known of what is served.
    pub fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }
}

impl FromIterator<ServedKind> for Catalog {
    /// Collects kinds; the first version of a group and kind is the preferred one.
    fn from_iter<I: IntoIterator<Item = ServedKind>>(kinds: I) -> Self {
        let mut found = BTreeMap::new();
        for served in kinds {
            let key = (served.kind.group.clone(), served.kind.kind.clone());
            found.entry(key).or_insert(served);
        }
        Self {
            kinds: Arc::new(found),
        }
    }
}
