//! Reading the fields of a kind whose shape Argo CD checks before it judges.
//!
//! Absent reads as empty, as in Go (null is dropped where objects are read); a field of
//! another type, or a version of the kind that Argo CD does not read, is an error, which
//! becomes health Unknown.

use serde_json::Value;

use crate::object::Resource;

/// The body of an object of a checked kind.
pub(super) struct Typed<'a> {
    /// The word for the kind in Argo CD's messages.
    word: &'static str,
    body: &'a Value,
}

impl<'a> Typed<'a> {
    /// Wraps a body whose version must be one of `versions`.
    pub(super) fn read(
        resource: &Resource,
        body: &'a Value,
        versions: &[&str],
        word: &'static str,
    ) -> Result<Self, String> {
        if versions.contains(&resource.version.as_str()) {
            return Ok(Self { word, body });
        }
        let (group, kind) = (&resource.reference.group, &resource.reference.kind);
        let version = &resource.version;
        Err(format!(
            "unsupported {word} GVK: {group}/{version}, Kind={kind}"
        ))
    }

    /// Returns the text of a field; empty when it is absent.
    pub(super) fn text(&self, pointer: &str) -> Result<&'a str, String> {
        let text = self.optional(pointer, "text", Value::as_str)?;
        Ok(text.unwrap_or_default())
    }

    /// Returns the whole number of a field; zero when it is absent.
    pub(super) fn number(&self, pointer: &str) -> Result<i64, String> {
        Ok(self.optional_number(pointer)?.unwrap_or_default())
    }

    /// Returns the whole number of a field.
    pub(super) fn optional_number(&self, pointer: &str) -> Result<Option<i64>, String> {
        self.optional(pointer, "a whole number", Value::as_i64)
    }

    /// Returns whether a field is true; false when it is absent.
    pub(super) fn flag(&self, pointer: &str) -> Result<bool, String> {
        let flag = self.optional(pointer, "true or false", Value::as_bool)?;
        Ok(flag.unwrap_or_default())
    }

    /// Returns the items of a list; none when it is absent.
    pub(super) fn list(&self, pointer: &str) -> Result<&'a [Value], String> {
        let items = self.optional(pointer, "a list", Value::as_array)?;
        Ok(items.map(Vec::as_slice).unwrap_or_default())
    }

    /// Returns whether a field is an object.
    pub(super) fn has(&self, pointer: &str) -> Result<bool, String> {
        let part = self.optional(pointer, "an object", Value::as_object)?;
        Ok(part.is_some())
    }

    fn optional<T>(
        &self,
        pointer: &str,
        wanted: &str,
        read: impl Fn(&'a Value) -> Option<T>,
    ) -> Result<Option<T>, String> {
        let Some(value) = self.body.pointer(pointer) else {
            return Ok(None);
        };
        let word = self.word;
        let field = pointer.trim_start_matches('/').replace('/', ".");
        read(value).map(Some).ok_or_else(|| {
            format!("failed to convert unstructured {word} to typed: {field} is not {wanted}")
        })
    }
}
