//! What is wrong with one object, in one line.

use crate::health::Health;
use crate::object::Resource;

/// Returns what is wrong with an object; `None` when nothing is, or nothing is known.
pub fn trouble(resource: &Resource, health: Option<&Health>) -> Option<String> {
    let _ = resource;
    health
        .map(|health| health.message.clone())
        .filter(|message| !message.is_empty())
}
