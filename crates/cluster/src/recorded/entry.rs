//! One line of a snapshot file after its header.

use argocd::catalog::ServedKind;
use argocd::object::{Metadata, Object, ObjectKind, Resource, drop_nulls};
use argocd::snapshot::{Gap, Scope, Update};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Part;

/// One step, with objects as Kubernetes wrote them. Metadata-only objects say so:
/// an object without a body must not be taken for one with an empty body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Entry {
    /// What follows is of this cluster.
    Cluster(Part),
    /// A kind the cluster serves.
    Kind(ServedKind),
    /// A whole object.
    Seen(Value),
    /// An object of which only metadata was read.
    Metadata(Value),
    /// A scope is read from the start.
    Relist(Scope),
    /// Something could not be read.
    Gap(Gap),
    /// A scope has been read whole.
    Settled(Scope),
}

impl Entry {
    /// Returns what the entry means to a snapshot; a served kind, or whose it is, means nothing to it.
    ///
    /// # Errors
    /// A sentence saying what is wrong with the object it carries.
    pub fn into_update(self) -> Result<Option<Update>, String> {
        Ok(Some(match self {
            Self::Kind(_) | Self::Cluster(_) => return Ok(None),
            Self::Seen(value @ Value::Object(_)) => Update::Seen(Object::from_value(value)?),
            Self::Seen(_) => return Err("it is not a Kubernetes object".to_owned()),
            Self::Metadata(mut value) => {
                drop_nulls(&mut value);
                Update::Seen(metadata(&value)?)
            }
            Self::Relist(scope) => Update::Relist(scope),
            Self::Gap(gap) => Update::Gap(gap),
            Self::Settled(scope) => Update::Settled(scope),
        }))
    }
}

fn metadata(value: &Value) -> Result<Object, String> {
    let kind = ObjectKind::of(value)?;
    let metadata = value.get("metadata").unwrap_or(&Value::Null);
    let metadata = Metadata::deserialize(metadata).map_err(|error| error.to_string())?;
    match metadata.name.is_empty() {
        true => Err("it has no metadata.name".to_owned()),
        false => Ok(Object::Resource(Box::new(Resource::new(
            &kind, metadata, None,
        )))),
    }
}
