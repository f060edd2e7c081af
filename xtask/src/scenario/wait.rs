//! What Argo CD must say about an Application, in the raw words of its status.
//!
//! Looks at an Application that was read and judges; reads nothing itself.

use serde::Deserialize;
use serde_json::Value;

/// Conditions on an Application; those not named are not looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Wait {
    /// `status.sync.status`.
    sync: Option<String>,
    /// `status.health.status`.
    health: Option<String>,
    /// `status.operationState.phase`.
    operation: Option<String>,
    /// A part of `status.operationState.message`.
    message: Option<String>,
    /// The least `status.operationState.retryCount`.
    retries: Option<u64>,
    /// The least `status.operationState.operation.sync.autoHealAttemptsCount`.
    heals: Option<u64>,
    /// `status.sourceHydrator.currentOperation.phase`.
    hydration: Option<String>,
    /// A type in `status.conditions`.
    condition: Option<String>,
    /// Whether a deletion has begun.
    deleting: Option<bool>,
    /// Whether Argo CD has ever compared it with its source.
    compared: Option<bool>,
    /// Whether some managed resource waits to be pruned.
    pruning: Option<bool>,
}

impl Wait {
    /// Returns what is wanted and not so, in words; empty when all holds. No Application fits nothing.
    pub(crate) fn unmet(&self, application: Option<&Value>) -> Vec<String> {
        let Some(application) = application else {
            return vec!["it does not exist".to_owned()];
        };
        let status = &application["status"];
        let operation = &status["operationState"];
        let mut unmet = Vec::new();
        let words = [
            ("sync", &self.sync, &status["sync"]["status"]),
            ("health", &self.health, &status["health"]["status"]),
            ("operation", &self.operation, &operation["phase"]),
            (
                "hydration",
                &self.hydration,
                &status["sourceHydrator"]["currentOperation"]["phase"],
            ),
        ];
        for (what, wanted, found) in words {
            unmet.extend(differs(what, wanted.as_deref(), found));
        }
        unmet.extend(self.unmet_message(operation));
        let numbers = [
            ("retries", self.retries, &operation["retryCount"]),
            (
                "heals",
                self.heals,
                &operation["operation"]["sync"]["autoHealAttemptsCount"],
            ),
        ];
        for (what, wanted, found) in numbers {
            unmet.extend(falls_short(what, wanted, found));
        }
        unmet.extend(self.unmet_condition(status));
        let flags = [
            (
                "deleting",
                self.deleting,
                application["metadata"]["deletionTimestamp"].is_string(),
            ),
            (
                "compared",
                self.compared,
                status["reconciledAt"].is_string(),
            ),
            ("pruning", self.pruning, requires_pruning(status)),
        ];
        for (what, wanted, found) in flags {
            if wanted.is_some_and(|wanted| wanted != found) {
                unmet.push(format!("{what} is {found}"));
            }
        }
        unmet
    }

    fn unmet_message(&self, operation: &Value) -> Option<String> {
        let wanted = self.message.as_deref()?;
        let found = operation["message"].as_str().unwrap_or_default();
        (!found.contains(wanted))
            .then(|| format!("the operation's message {found:?} lacks {wanted:?}"))
    }

    fn unmet_condition(&self, status: &Value) -> Option<String> {
        let wanted = self.condition.as_deref()?;
        let conditions = status["conditions"].as_array();
        let found: Vec<&str> = conditions
            .into_iter()
            .flatten()
            .filter_map(|condition| condition["type"].as_str())
            .collect();
        (!found.contains(&wanted)).then(|| format!("conditions {found:?} lack {wanted}"))
    }
}

fn differs(what: &str, wanted: Option<&str>, found: &Value) -> Option<String> {
    let wanted = wanted?;
    let found = found.as_str().unwrap_or("nothing yet");
    (found != wanted).then(|| format!("{what} is {found}, not {wanted}"))
}

fn falls_short(what: &str, wanted: Option<u64>, found: &Value) -> Option<String> {
    let wanted = wanted?;
    let found = found.as_u64().unwrap_or(0);
    (found < wanted).then(|| format!("{found} of {wanted} {what}"))
}

fn requires_pruning(status: &Value) -> bool {
    let resources = status["resources"].as_array();
    resources
        .into_iter()
        .flatten()
        .any(|resource| resource["requiresPruning"] == true)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn unmet(wait: Value, application: Value) -> Vec<String> {
        let wait: Wait = serde_json::from_value(wait).expect("a wait");
        wait.unmet(Some(&application))
    }

    #[test]
    fn nothing_fits_an_application_that_is_not_there() {
        assert_eq!(Wait::default().unmet(None), ["it does not exist"]);
    }

    #[test]
    fn what_is_not_named_is_not_looked_at() {
        assert_eq!(
            unmet(
                json!({}),
                json!({"status": {"sync": {"status": "Unknown"}}})
            ),
            [""; 0]
        );
    }

    #[test]
    fn words_must_be_equal_and_are_named_when_not() {
        let application = json!({"status": {
            "sync": {"status": "Synced"},
            "operationState": {"phase": "Running", "message": "one failed. Retrying attempt #1", "retryCount": 1},
        }});
        let wait =
            json!({"sync": "Synced", "health": "Healthy", "operation": "Failed", "retries": 3});
        assert_eq!(
            unmet(wait, application.clone()),
            [
                "health is nothing yet, not Healthy",
                "operation is Running, not Failed",
                "1 of 3 retries"
            ]
        );
        assert_eq!(
            unmet(json!({"message": "Retrying", "retries": 1}), application),
            [""; 0]
        );
    }

    #[test]
    fn conditions_are_found_by_type() {
        let application = json!({"status": {"conditions": [{"type": "SyncError"}]}});
        assert_eq!(
            unmet(json!({"condition": "SyncError"}), application.clone()),
            [""; 0]
        );
        assert_eq!(
            unmet(json!({"condition": "ComparisonError"}), application),
            ["conditions [\"SyncError\"] lack ComparisonError"]
        );
    }

    #[test]
    fn flags_are_read_from_the_object() {
        let application = json!({
            "metadata": {"deletionTimestamp": "2026-01-01T00:00:00Z"},
            "status": {"resources": [{"kind": "Service"}, {"kind": "ConfigMap", "requiresPruning": true}]},
        });
        let all = json!({"deleting": true, "compared": false, "pruning": true});
        assert_eq!(unmet(all, application.clone()), [""; 0]);
        let none = json!({"deleting": false, "compared": true, "pruning": false});
        assert_eq!(
            unmet(none, application),
            ["deleting is true", "compared is false", "pruning is true"]
        );
    }
}
