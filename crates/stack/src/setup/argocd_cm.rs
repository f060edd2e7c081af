//! Changes of `argocd-cm`: the health check, and the word that a decryptor is set up.
//!
//! Reads the ConfigMap that is there and returns the fields that are ours to write; no other key is touched.

use serde_json::{Value, json};

use super::health_check::{self, Others};

/// Name of Argo CD's settings.
pub const NAME: &str = "argocd-cm";
/// Annotation of `argocd-cm` that says who decrypts sealed values.
pub const DECRYPTOR_ANNOTATION: &str = argocd::marks::DECRYPTOR_ANNOTATION;
/// What that annotation says when it is us.
pub const DECRYPTOR: &str = "helm-stack";

/// Keys whose check for Applications would be shadowed by ours, in the order in which Argo CD looks
/// (`GetHealthScript`: the exact kind, then every pattern that fits).
const PATTERNS: &[&str] = &[
    "resource.customizations.health.argoproj.io_*",
    "resource.customizations.health.*_Application",
    "resource.customizations.health.*_*",
    "resource.customizations.health.all",
];

/// Returns the ConfigMap with nothing but what we write: the health check, and the annotation if `decryptor`, or if
/// an earlier setup wrote it: applied without it, it would be gone, and the decryptor still there.
/// `live` is the whole ConfigMap as it is in the cluster, if it could be read.
pub fn argocd_cm(namespace: &str, live: Option<&Value>, others: Others, decryptor: bool) -> Value {
    let existing = existing_check(live);
    let mut written = json!({
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {
            "name": NAME,
            "namespace": namespace,
        },
        "data": {health_check::KEY: health_check::health_check(existing.as_deref(), others)},
    });
    let before = live.map(|live| &live["metadata"]["annotations"][DECRYPTOR_ANNOTATION]);
    if decryptor || before.is_some_and(|before| before == DECRYPTOR) {
        written["metadata"]["annotations"] = json!({DECRYPTOR_ANNOTATION: DECRYPTOR});
    }
    written
}

/// Returns the check that judges Applications today: of the exact kind, of the older key with all kinds in one
/// text, or of a pattern.
fn existing_check(live: Option<&Value>) -> Option<String> {
    let data = live?.get("data")?;
    let text = |key: &str| data.get(key).and_then(Value::as_str).map(str::to_owned);
    text(health_check::KEY)
        .or_else(|| in_one_text(&text("resource.customizations")?))
        .or_else(|| PATTERNS.iter().find_map(|key| text(key)))
}

/// Reads `argoproj.io/Application: {health.lua: …}` out of the older key, which holds YAML.
fn in_one_text(customizations: &str) -> Option<String> {
    let kinds: Value = serde_saphyr::from_str(customizations).ok()?;
    let check = kinds.get("argoproj.io/Application")?.get("health.lua")?;
    check.as_str().map(str::to_owned)
}

/// Says whether the check below ours is a copy of one that stands under another key, where later edits go unseen.
pub fn copies_another_key(live: &Value) -> bool {
    let exact = live
        .get("data")
        .and_then(|data| data.get(health_check::KEY))
        .and_then(Value::as_str);
    exact.is_none() && existing_check(Some(live)).is_some()
}

/// Says whether somebody else's check judges Applications.
pub fn has_foreign_check(live: &Value) -> bool {
    let check = existing_check(Some(live)).unwrap_or_default();
    !health_check::foreign(&check).trim().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(data: Value) -> String {
        let live = json!({"data": data});
        let written = argocd_cm("argocd", Some(&live), Others::Unjudged, false);
        written["data"][health_check::KEY]
            .as_str()
            .unwrap()
            .to_owned()
    }

    #[test]
    fn no_key_but_the_check_is_written() {
        let live = json!({"data": {"url": "https://argocd.example.com", "oidc.config": "secret"}});
        let written = argocd_cm("argocd", Some(&live), Others::Unjudged, false);
        assert_eq!(written["data"].as_object().unwrap().len(), 1);
        assert_eq!(written["metadata"].get("annotations"), None);
        let written = argocd_cm("argocd", None, Others::Unjudged, true);
        assert_eq!(
            written["metadata"]["annotations"],
            json!({"helm-stack/decryptor": "helm-stack"})
        );
    }

    #[test]
    fn a_setup_without_a_decryptor_leaves_the_word_of_an_earlier_one() {
        let live = argocd_cm("argocd", None, Others::Unjudged, true);
        let written = argocd_cm("argocd", Some(&live), Others::Unjudged, false);
        assert_eq!(written["metadata"], live["metadata"]);
    }

    #[test]
    fn a_check_under_another_key_goes_on_judging() {
        let old = "argoproj.io/Application:\n  health.lua: |\n    return {status = 'Healthy'}\n";
        assert!(
            check(json!({"resource.customizations": old}))
                .ends_with("\nreturn {status = 'Healthy'}\n")
        );
        let pattern = json!({"resource.customizations.health.argoproj.io_*": "return hs"});
        assert!(check(pattern.clone()).ends_with("\nreturn hs"));
        assert!(copies_another_key(&json!({"data": pattern})));
    }

    #[test]
    fn the_exact_key_wins() {
        let data = json!({health_check::KEY: "return exact", "resource.customizations.health.all": "return other"});
        assert!(check(data.clone()).ends_with("\nreturn exact"));
        assert!(!copies_another_key(&json!({"data": data})));
    }
}
