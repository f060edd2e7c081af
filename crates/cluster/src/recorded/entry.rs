//! One line of a snapshot file after its header.

use argocd::catalog::ServedKind;
use argocd::snapshot::{Gap, Scope};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One step, with objects as Kubernetes wrote them. Metadata-only objects say so:
/// an object without a body must not be taken for one with an empty body.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Entry {
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
