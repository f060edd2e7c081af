//! Phase, size and class of a PersistentVolumeClaim.

use serde_json::Value;

use super::Info;
use crate::field;
use crate::object::Resource;

/// Returns the phase, the capacity once bound (else what is asked for) and the storage class.
pub(super) fn claim(resource: &Resource, body: &Value) -> Vec<Info> {
    let phase = match resource.metadata.deletion_timestamp {
        Some(_) => "Terminating",
        None => field::text(body, "/status/phase"),
    };
    let capacity = match field::text(body, "/status/capacity/storage") {
        "" => field::text(body, "/spec/resources/requests/storage"),
        capacity => capacity,
    };
    let class = field::text(body, "/spec/storageClassName");
    [("Phase", phase), ("Capacity", capacity), ("Class", class)]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, value)| Info::new(name, value))
        .collect()
}
