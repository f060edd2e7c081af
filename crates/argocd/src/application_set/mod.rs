//! ApplicationSet: what makes Applications, and in which steps it rolls them out, read leniently.
//!
//! Only what an add-on's owner has to say of it; generators are named and never run.

mod rollout;

use serde_json::Value;

pub use rollout::{Rollout, RolloutStatus};

use crate::field;
use crate::mask;
use crate::object::Resource;

/// Kind of an ApplicationSet.
pub const KIND: &str = "ApplicationSet";

/// One ApplicationSet.
#[derive(Debug, Clone, PartialEq)]
pub struct ApplicationSet {
    /// Namespace.
    pub namespace: String,
    /// Name.
    pub name: String,
    /// Its generators' names in the order of the spec, as in `git`, `clusters`, `matrix`.
    pub generators: Vec<String>,
    /// What it does to Applications that are there: `sync`, `create-only`, `create-update` or
    /// `create-delete` (`spec.syncPolicy.applicationsSync`).
    pub policy: String,
    /// Why it could not make its Applications; `None` where it could.
    pub error: Option<String>,
    steps: usize,
    statuses: Vec<RolloutStatus>,
}

impl ApplicationSet {
    /// Reads an ApplicationSet that was read with its body.
    pub fn of(resource: &Resource) -> Option<Self> {
        let body = resource.body.as_ref()?;
        let policy = match field::text(body, "/spec/syncPolicy/applicationsSync") {
            "" => "sync",
            policy => policy,
        };
        Some(Self {
            namespace: resource.metadata.namespace.clone(),
            name: resource.metadata.name.clone(),
            generators: generators(body),
            policy: policy.to_owned(),
            error: error(body),
            steps: steps(body),
            statuses: field::list(body, "/status/applicationStatus")
                .iter()
                .map(RolloutStatus::of)
                .collect(),
        })
    }

    /// Returns where an Application stands in the rollout; `None` where there are no steps.
    pub fn rollout(&self, application: &str) -> Option<Rollout> {
        Rollout::of(application, self.steps, &self.statuses)
    }

    /// Returns whether it changes back what somebody changes in an Application's spec.
    pub fn reverts_changes(&self) -> bool {
        matches!(self.policy.as_str(), "sync" | "create-update")
    }
}

/// A generator is an object of one field, the one that is named after it (Argo CD,
/// `ApplicationSetGenerator`), beside `selector`.
fn generators(body: &Value) -> Vec<String> {
    let generators = field::list(body, "/spec/generators").iter();
    generators
        .filter_map(Value::as_object)
        .flat_map(|generator| generator.keys())
        .filter(|name| *name != "selector")
        .cloned()
        .collect()
}

/// Steps are of the strategy `RollingSync` alone.
fn steps(body: &Value) -> usize {
    match field::text(body, "/spec/strategy/type") {
        "RollingSync" => field::list(body, "/spec/strategy/rollingSync/steps").len(),
        _ => 0,
    }
}

fn error(body: &Value) -> Option<String> {
    let condition = field::condition(body, "ErrorOccurred")?;
    let message = field::text(condition, "/message");
    (field::text(condition, "/status") == "True").then(|| mask::text(message).into_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::object::Object;

    fn set(spec: Value, status: Value) -> ApplicationSet {
        let object = Object::from_value(json!({
            "apiVersion": "argoproj.io/v1alpha1", "kind": KIND,
            "metadata": {"name": "shops", "namespace": "argocd"}, "spec": spec, "status": status,
        }));
        let Ok(Object::Resource(resource)) = object else {
            panic!("{object:?}")
        };
        ApplicationSet::of(&resource).unwrap()
    }

    #[test]
    fn generators_are_named_and_the_policy_says_who_wins() {
        let shops = set(
            json!({"generators": [{"git": {}, "selector": {}}, {"clusters": {}}],
                   "syncPolicy": {"applicationsSync": "create-only"}}),
            json!({}),
        );
        assert_eq!(shops.generators, ["git", "clusters"]);
        assert!(!shops.reverts_changes());
        assert!(set(json!({}), json!({})).reverts_changes());
    }

    #[test]
    fn an_error_is_told_without_secrets_and_only_while_it_holds() {
        let of = |status: &str| {
            set(
                json!({}),
                json!({"conditions": [{"type": "ErrorOccurred", "status": status,
                       "message": "cannot clone https://ada:hunter2@git.example.com/x"}]}),
            )
        };
        let error = of("True").error.unwrap();
        assert!(error.starts_with("cannot clone https://") && !error.contains("hunter2"));
        assert_eq!(of("False").error, None);
    }

    #[test]
    fn without_rolling_sync_there_is_no_rollout() {
        let steps = json!([{}, {}]);
        let all_at_once =
            json!({"strategy": {"type": "AllAtOnce", "rollingSync": {"steps": steps}}});
        assert_eq!(set(all_at_once, json!({})).rollout("shop-eu"), None);
    }
}
