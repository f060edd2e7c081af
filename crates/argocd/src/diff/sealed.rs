//! Values that are sealed in Git and opened only where Argo CD renders: nothing can be said of what they are.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// Begins a value that SOPS sealed.
const SEALED: &str = "ENC[AES256_GCM";

/// Returns whether something in a rendered object is still sealed, also within the data of a Secret.
pub fn holds_sealed(value: &Value) -> bool {
    match value {
        Value::String(text) => is_sealed(text),
        Value::Array(items) => items.iter().any(holds_sealed),
        Value::Object(fields) => fields.values().any(holds_sealed),
        _ => false,
    }
}

fn is_sealed(text: &str) -> bool {
    text.contains(SEALED)
        || STANDARD
            .decode(text)
            .is_ok_and(|bytes| String::from_utf8_lossy(&bytes).contains(SEALED))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn sealed_text_is_found_in_the_data_of_a_secret_too() {
        let sealed = "ENC[AES256_GCM,data:x]";
        assert!(holds_sealed(&json!({"env": [{"value": sealed}]})));
        assert!(holds_sealed(
            &json!({"data": {"password": STANDARD.encode(sealed)}})
        ));
        assert!(!holds_sealed(
            &json!({"data": {"password": "eA==", "n": 1}})
        ));
    }
}
