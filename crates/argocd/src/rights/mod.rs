//! Rights in the cluster, as Kubernetes' RBAC names them, and the roles that grant a few of them and nothing else.
//!
//! Who has which right is asked elsewhere; here rights become rules.

mod grant;
mod layer;
pub mod needs;
mod role;
mod rule;

#[cfg(test)]
mod tests;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use grant::Grant;
pub use layer::Layer;
pub use role::{Role, roles};
pub use rule::Rule;

/// One right: a verb on a resource, everywhere or in one namespace.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct Right {
    /// Verb, as in `list`.
    pub verb: String,
    /// API group; empty for the core group.
    pub group: String,
    /// Resource as in URLs, with its subresource: `secrets`, `pods/log`.
    pub resource: String,
    /// Namespace; null for the whole cluster.
    pub namespace: Option<String>,
    /// Name, where it is about one object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl Right {
    /// Names a right in the whole cluster.
    pub fn new(verb: &str, group: &str, resource: &str) -> Self {
        Self {
            verb: verb.to_owned(),
            group: group.to_owned(),
            resource: resource.to_owned(),
            namespace: None,
            name: None,
        }
    }

    /// Returns the right in one namespace alone.
    #[must_use]
    pub fn within(self, namespace: &str) -> Self {
        Self {
            namespace: Some(namespace.to_owned()),
            ..self
        }
    }

    /// Returns the right on one object alone.
    #[must_use]
    pub fn named(self, name: &str) -> Self {
        Self {
            name: Some(name.to_owned()),
            ..self
        }
    }
}
