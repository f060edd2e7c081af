//! Masks the secrets of two forms of one object so that they never show, and so that it still shows which differ.
//!
//! What counts as a secret is said in [`crate::mask`].

use serde_json::Value;

use super::walk::Difference;
use crate::mask;

/// Stands behind a masked text that is another than on the other side.
const CHANGED: &str = " (changed)";

/// Returns two forms with their secrets masked. Where a difference lies in what is masked, and both would read the
/// same, the wanted form says that it changed.
pub(super) fn both(live: &Value, wanted: &Value, differences: &[Difference]) -> (Value, Value) {
    let (live, mut wanted) = (one(live), one(wanted));
    for difference in differences {
        let (Some(here), Some(there)) = (&difference.live, &difference.wanted) else {
            continue;
        };
        let same = live.pointer(here) == wanted.pointer(there);
        if same && let Some(Value::String(text)) = wanted.pointer_mut(there) {
            text.push_str(CHANGED);
        }
    }
    (live, wanted)
}

/// Returns one form with its secrets masked.
pub(super) fn one(form: &Value) -> Value {
    let mut form = form.clone();
    mask::object(&mut form);
    form
}

/// Returns whether a value, or anything in it, is masked.
pub(super) fn holds_mark(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains(mask::MARK),
        Value::Array(items) => items.iter().any(holds_mark),
        Value::Object(fields) => fields.values().any(holds_mark),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::diff::walk::differences;

    #[test]
    fn a_secret_that_differs_says_so_and_no_more() {
        let live =
            json!({"kind": "Secret", "data": {"same": "eA==", "other": "eQ==", "gone": "eg=="}});
        let wanted =
            json!({"kind": "Secret", "data": {"same": "eA==", "other": "eno=", "new": "enp6"}});
        let (live, wanted) = both(&live, &wanted, &differences(&live, &wanted));
        assert_eq!(
            live["data"],
            json!({"same": "••••••", "other": "••••••", "gone": "••••••"})
        );
        assert_eq!(
            wanted["data"],
            json!({"same": "••••••", "other": "•••••• (changed)", "new": "••••••"})
        );
    }

    #[test]
    fn variables_that_moved_are_still_compared_with_themselves() {
        let env = |env: Value| json!({"kind": "Deployment", "env": env});
        let live = env(json!([{"name": "PASSWORD", "value": "hunter2"}]));
        let wanted =
            env(json!([{"name": "A", "value": "1"}, {"name": "PASSWORD", "value": "hunter3"}]));
        let (_, wanted) = both(&live, &wanted, &differences(&live, &wanted));
        assert_eq!(wanted["env"][1]["value"], "•••••• (changed)");
        assert!(holds_mark(&wanted["env"]));
        assert!(!holds_mark(&wanted["env"][0]));
    }
}
