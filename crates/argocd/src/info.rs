//! The few facts of an object that a list shows beside its name.

use serde::Serialize;

use crate::object::Resource;

/// One fact of an object.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Info {
    /// What it is about, as in `Restart Count`.
    pub name: &'static str,
    /// The fact.
    pub value: String,
}

/// Returns the facts of an object, in the order to show them; those of the body only
/// where it was read.
pub fn info(resource: &Resource) -> Vec<Info> {
    let _ = resource;
    Vec::new()
}
