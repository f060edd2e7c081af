//! What one list or watch covers.

use serde::{Deserialize, Serialize};

use crate::object::ObjectRef;

/// All objects of a kind, in one namespace or in all of them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Scope {
    /// API group; empty for the core group.
    pub group: String,
    /// Kind.
    pub kind: String,
    /// Namespace; `None` for all namespaces and for cluster-scoped kinds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// Name, when one object alone was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl Scope {
    /// Covers a kind in all namespaces.
    pub fn everywhere(group: &str, kind: &str) -> Self {
        Self {
            group: group.to_owned(),
            kind: kind.to_owned(),
            namespace: None,
            name: None,
        }
    }

    /// Covers a kind in one namespace.
    pub fn namespace(group: &str, kind: &str, namespace: &str) -> Self {
        Self {
            namespace: Some(namespace.to_owned()),
            ..Self::everywhere(group, kind)
        }
    }

    /// Covers one object.
    pub fn object(reference: &ObjectRef) -> Self {
        Self {
            namespace: reference.namespace.clone(),
            name: Some(reference.name.clone()),
            ..Self::everywhere(&reference.group, &reference.kind)
        }
    }

    /// Returns whether an object lies in this scope.
    pub fn covers(&self, reference: &ObjectRef) -> bool {
        reference.is(&self.group, &self.kind)
            && (self.namespace.is_none() || self.namespace == reference.namespace)
            && self
                .name
                .as_ref()
                .is_none_or(|name| *name == reference.name)
    }
}
