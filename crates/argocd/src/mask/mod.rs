//! Masking of secrets in objects and texts before anybody sees them or a file keeps them.
//!
//! What counts as a secret: the data of Secrets, values whose name is on the list in
//! `name`, leaves sealed with SOPS, user info in URLs, private keys. Keys and shape
//! stay. Masking twice changes nothing more. Nothing is ever unmasked here.

mod document;
mod key;
mod name;
mod pairs;
mod private_key;
mod user_info;
mod walk;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use serde_json::Value;

/// What stands in the place of a masked value.
pub const MARK: &str = "••••••";

/// Begins a leaf that SOPS sealed.
const SEALED: &str = "ENC[";

/// Masks the secrets of one object of any kind, in place, and drops the copies of
/// itself that it carries (`managedFields`, the last applied configuration).
pub fn object(object: &mut Value) {
    crate::object::drop_copies(object);
    walk::object(object);
}

/// Masks the secrets of a tree of Helm values, in place; stricter than `object`, since
/// charts name their own keys: all leaves under `secrets` or `credentials` count.
pub fn values(values: &mut Value) {
    walk::values(values);
}

/// Masks secrets in a text that somebody else wrote (a message of an event or a condition, a
/// log line): user info in URLs, `name=value` and `name: value` of secret names, private
/// keys, sealed text.
pub fn text(text: &str) -> Cow<'_, str> {
    if text.starts_with(SEALED) {
        return Cow::Borrowed(MARK);
    }
    let mut masked = Cow::Borrowed(text);
    for mask in [private_key::mask, user_info::mask, pairs::mask] {
        if let Some(changed) = mask(&masked) {
            masked = Cow::Owned(changed);
        }
    }
    masked
}

/// Returns whether a value stands masked.
pub fn is_masked(value: &Value) -> bool {
    value.as_str() == Some(MARK)
}
