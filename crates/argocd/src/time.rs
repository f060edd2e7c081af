//! Instants as Kubernetes writes them (RFC 3339).
//!
//! Reading never fails: one odd timestamp must not hide an object, so text that
//! is not an instant reads as "not known". What to do with an instant is decided
//! elsewhere.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer};

/// Reads an optional RFC 3339 instant; null, empty or malformed text is `None`.
pub fn lenient<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    Ok(text.and_then(|text| text.parse().ok()))
}
