//! How an Application is synced, in the words people know: Auto-Sync or Manual Sync,
//! Self-Heal, Prune.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use crate::application::Application;

/// Sync strategy; Self-Heal and Prune are in force only with Auto-Sync.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Strategy {
    /// Changes in Git deploy by themselves.
    pub auto_sync: bool,
    /// Manual changes in the cluster are reverted.
    pub self_heal: bool,
    /// Resources removed from Git are deleted from the cluster.
    pub prune: bool,
}

impl Strategy {
    /// Reads the sync policy that is in force.
    pub fn of(application: &Application) -> Self {
        let automated = application.spec.automated();
        Self {
            auto_sync: automated.is_some(),
            self_heal: automated.is_some_and(|automated| automated.self_heal),
            prune: automated.is_some_and(|automated| automated.prune),
        }
    }

    /// Returns the strategy's words, the first of them Auto-Sync or Manual Sync.
    pub fn words(self) -> Vec<&'static str> {
        let first = match self.auto_sync {
            true => "Auto-Sync",
            false => "Manual Sync",
        };
        let others = [(self.self_heal, "Self-Heal"), (self.prune, "Prune")];
        let others = others
            .into_iter()
            .filter_map(|(on, word)| on.then_some(word));
        [first].into_iter().chain(others).collect()
    }
}

impl fmt::Display for Strategy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.words().join(", "))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn words(policy: Value) -> String {
        let application = Application::from_value(
            &json!({"metadata": {"name": "web"}, "spec": {"syncPolicy": policy}}),
        );
        Strategy::of(&application.unwrap()).to_string()
    }

    #[test]
    fn the_words_say_what_is_in_force() {
        assert_eq!(words(json!({})), "Manual Sync");
        assert_eq!(words(json!({"automated": {}})), "Auto-Sync");
        assert_eq!(
            words(json!({"automated": {"selfHeal": true, "prune": true}})),
            "Auto-Sync, Self-Heal, Prune"
        );
        assert_eq!(
            words(json!({"automated": {"prune": true}})),
            "Auto-Sync, Prune"
        );
    }

    #[test]
    fn a_policy_that_is_switched_off_is_not_in_force() {
        let off = json!({"automated": {"enabled": false, "selfHeal": true, "prune": true}});
        assert_eq!(words(off), "Manual Sync");
    }
}
