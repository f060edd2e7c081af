//! Secrets that stay behind and are given at install: how they are called, and how a template asks for them.

use serde_json::{Map, Value};

use crate::member::MemberRef;

/// A secret to be given when the chart is installed, as `secrets.<member>.<path>` of its values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Secret {
    /// Member that needs it.
    pub member: MemberRef,
    /// Keys in the member's values or manifest.
    pub path: Vec<String>,
}

impl Secret {
    /// Returns its name among the values of the chart; a dot in a key is written `\.`, as `--set` takes it.
    pub fn key(&self) -> String {
        let path = self.path.iter().map(|key| key.replace('.', "\\."));
        let path: Vec<String> = path.collect();
        format!("secrets.{}.{}", self.member.name, path.join("."))
    }

    /// Returns the expression that yields it, or ends the rendering with a sentence.
    pub(super) fn expression(&self) -> String {
        let path: Vec<String> = self.path.iter().map(|key| literal(key)).collect();
        let message = format!(
            "{} is required: it stayed behind when the stack was packed",
            self.key()
        );
        format!(
            "required {} (dig {} \"\" (index .Values.secrets {}))",
            literal(&message),
            path.join(" "),
            literal(&self.member.name)
        )
    }
}

/// Returns a string as a literal of Go's templates.
pub(super) fn literal(text: &str) -> String {
    // JSON's strings are Go's, but for `\/`, which is not written.
    Value::from(text).to_string()
}

/// Returns the values by which the secrets are given, all empty.
pub(super) fn values(secrets: &[Secret]) -> Value {
    let mut values = Value::Object(Map::new());
    for secret in secrets {
        let mut at = &mut values[secret.member.name.as_str()];
        for key in &secret.path {
            at = &mut at[key.as_str()];
        }
        *at = Value::from("");
    }
    values
}
