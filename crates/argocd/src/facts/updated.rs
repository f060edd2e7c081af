//! When something last happened to an Application.

use jiff::Timestamp;

use crate::application::Application;

/// Returns the newest of the last deployment, the end of the last operation (a dry run
/// changes nothing) and the creation.
pub fn updated_at(application: &Application) -> Option<Timestamp> {
    let status = &application.status;
    let operation = status.operation_state.as_ref();
    let real = operation.filter(|operation| !operation.operation.is_dry_run());
    let deployment = status.last_deployment.as_ref();
    [
        deployment.and_then(|deployment| deployment.deployed_at),
        real.and_then(|operation| operation.finished_at),
        application.metadata.creation_timestamp,
    ]
    .into_iter()
    .flatten()
    .max()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn updated(status: Value) -> Option<String> {
        let application = Application::from_value(&json!({
            "metadata": {"name": "web", "creationTimestamp": "2026-01-01T00:00:00Z"},
            "status": status,
        }));
        updated_at(&application.unwrap()).map(|at| at.to_string())
    }

    #[test]
    fn the_newest_of_the_three_counts() {
        let at = |day| Some(format!("2026-01-{day}T00:00:00Z"));
        let history = json!([{"deployedAt": at("02")}, {"deployedAt": at("03")}]);
        let operation =
            |dry_run| json!({"finishedAt": at("04"), "operation": {"sync": {"dryRun": dry_run}}});
        assert_eq!(updated(json!({})), at("01"));
        assert_eq!(updated(json!({"history": history.clone()})), at("03"));
        assert_eq!(
            updated(json!({"history": history.clone(), "operationState": operation(false)})),
            at("04")
        );
        assert_eq!(
            updated(json!({"history": history, "operationState": operation(true)})),
            at("03")
        );
    }

    #[test]
    fn nothing_known_is_nothing_said() {
        assert_eq!(updated_at(&Application::default()), None);
    }
}
