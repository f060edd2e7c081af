//! What one list or watch covers.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::object::ObjectRef;

/// All objects of a kind, in one namespace or in all of them.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
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
    /// What else must fit, as a field selector of Kubernetes, as in `involvedObject.name=web`; only the server can say
    /// which objects do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fields: Option<String>,
}

impl Scope {
    /// Covers a kind in all namespaces.
    pub fn everywhere(group: &str, kind: &str) -> Self {
        Self {
            group: group.to_owned(),
            kind: kind.to_owned(),
            namespace: None,
            name: None,
            fields: None,
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

    /// Covers of a kind in one namespace only what fits a field selector.
    pub fn fitting(group: &str, kind: &str, namespace: &str, fields: String) -> Self {
        Self {
            fields: Some(fields),
            ..Self::namespace(group, kind, namespace)
        }
    }

    /// Returns an object that only scopes at least as wide as this one cover.
    pub(crate) fn probe(&self) -> ObjectRef {
        let namespace = self.namespace.as_deref().unwrap_or_default();
        let name = self.name.as_deref().unwrap_or_default();
        ObjectRef::new(&self.group, &self.kind, namespace, name)
    }

    /// Returns whether an object is known to lie in this scope; of a scope with a field selector none is.
    pub fn covers(&self, reference: &ObjectRef) -> bool {
        self.fields.is_none()
            && reference.is(&self.group, &self.kind)
            && (self.namespace.is_none() || self.namespace == reference.namespace)
            && self
                .name
                .as_ref()
                .is_none_or(|name| *name == reference.name)
    }
}
