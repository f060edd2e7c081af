//! Patches by which operations are asked for, as plain values.
//!
//! A sync is asked for as Argo CD's API server does it (`server/application`, `util/argo` `SetAppOperation`): the
//! operation is set and the state of the last one removed in the same write, since controllers up to 3.5 merge the new
//! state into the old one and would sync a part of the add-on only (argo-cd issue 28701); the options and the retry of
//! the sync policy are copied, since the controller does not look there. Nothing is sent from here.

use serde_json::{Value, json};

use crate::application::Application;
use crate::marks::PAUSED_ANNOTATION;

/// Returns the merge patch of an Application that asks for a sync of all of it to what its spec wants.
///
/// `username` is who is shown to have asked. With `prune` objects that Git no longer has are deleted.
/// Of an Application that was not read whole, options and retry are not known and left out.
pub fn sync(application: &Application, username: &str, prune: bool) -> Value {
    let document = application.document().unwrap_or_default();
    let policy = |key: &str| document.pointer(&format!("/spec/syncPolicy/{key}"));
    let mut sync = json!({"syncStrategy": {"hook": {}}});
    if prune {
        sync["prune"] = true.into();
    }
    if let Some(options) = policy("syncOptions") {
        sync["syncOptions"] = options.clone();
    }
    let mut operation = json!({"initiatedBy": {"username": username}, "sync": sync});
    if let Some(retry) = policy("retry") {
        operation["retry"] = retry.clone();
    }
    json!({"operation": operation, "status": {"operationState": null}})
}

/// Returns the merge patch of an Application that ends the operation that runs
/// (Argo CD's API server, `TerminateOperation`); it does nothing while none runs.
pub fn terminate() -> Value {
    json!({"status": {"operationState": {"phase": "Terminating"}}})
}

/// Returns the merge patch of an Application that lets auto-sync go on that was paused, and takes the note of it away.
///
/// `automated.enabled` is known since Argo CD 3.1; older ones read that `automated` is there.
pub fn resume() -> Value {
    json!({
        "metadata": {"annotations": {PAUSED_ANNOTATION: null}},
        "spec": {"syncPolicy": {"automated": {"enabled": true}}},
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn application(spec: Value) -> Application {
        Application::from_value(&json!({"metadata": {"name": "web"}, "spec": spec})).unwrap()
    }

    #[test]
    fn options_and_retry_come_along_and_the_state_of_the_last_operation_goes() {
        let policy = json!({"syncOptions": ["CreateNamespace=true"], "retry": {"limit": 5}});
        let web = application(json!({"syncPolicy": policy}));
        assert_eq!(
            sync(&web, "ada", true),
            json!({
                "operation": {
                    "initiatedBy": {"username": "ada"},
                    "retry": {"limit": 5},
                    "sync": {
                        "syncStrategy": {"hook": {}},
                        "prune": true,
                        "syncOptions": ["CreateNamespace=true"],
                    },
                },
                "status": {"operationState": null},
            })
        );
    }

    #[test]
    fn nothing_is_made_up_where_the_policy_says_nothing() {
        let patch = sync(&application(json!({})), "ada", false);
        let sync = json!({"syncStrategy": {"hook": {}}});
        assert_eq!(patch["operation"]["sync"], sync);
        assert_eq!(patch["operation"].get("retry"), None);
    }
}
