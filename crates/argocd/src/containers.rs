//! The containers of a Pod whose logs can be read, and how each is doing.
//!
//! Only what `status` of the Pod says; no log is read here.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::field;
use crate::object::{ObjectRef, Resource};

/// One container of a Pod.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Container {
    /// The Pod.
    pub pod: ObjectRef,
    /// Name of the container.
    pub name: String,
    /// What it is for.
    pub role: Role,
    /// How often it was started again.
    pub restarts: i64,
    /// Whether it has begun at least once, so that there is a log.
    pub started: bool,
    /// Whether it ran before and was started again, so that there is a log of the run before.
    pub ran_before: bool,
    /// Whether it is as it should be: ready, or ended well where it is to end.
    pub well: bool,
    /// Why it has not begun, as its status says; empty where it has, or where nothing is said.
    pub waits: String,
}

/// What a container is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub enum Role {
    /// It runs before the others.
    Init,
    /// One of the Pod's own.
    Main,
    /// Somebody added it to look around (`kubectl debug`).
    Ephemeral,
}

/// Returns the containers of a Pod that was read with its body: init containers first, each in the order of the spec.
pub fn containers(pod: &Resource) -> Vec<Container> {
    let Some(body) = &pod.body else {
        return Vec::new();
    };
    let lists = [
        (
            Role::Init,
            "/spec/initContainers",
            "/status/initContainerStatuses",
        ),
        (Role::Main, "/spec/containers", "/status/containerStatuses"),
        (
            Role::Ephemeral,
            "/spec/ephemeralContainers",
            "/status/ephemeralContainerStatuses",
        ),
    ];
    let of_list = |(role, spec, statuses): (Role, &str, &str)| -> Vec<Container> {
        let statuses = field::list(body, statuses);
        field::list(body, spec)
            .iter()
            .map(|container| of(pod, role, field::text(container, "/name"), statuses))
            .collect()
    };
    lists.into_iter().flat_map(of_list).collect()
}

fn of(pod: &Resource, role: Role, name: &str, statuses: &[Value]) -> Container {
    let status = statuses
        .iter()
        .find(|status| field::text(status, "/name") == name);
    let status = status.unwrap_or(&Value::Null);
    let has = |state: &str| field::part(status, state).is_some();
    let ran_before = has("/lastState/terminated");
    Container {
        pod: pod.reference.clone(),
        name: name.to_owned(),
        role,
        restarts: field::number(status, "/restartCount"),
        started: has("/state/running") || has("/state/terminated") || ran_before,
        ran_before,
        well: is_well(status),
        waits: field::text(status, "/state/waiting/reason").to_owned(),
    }
}

/// Ready is what the kubelet says of one that runs; one that has ended is well with exit code 0.
fn is_well(status: &Value) -> bool {
    match field::part(status, "/state/terminated") {
        Some(terminated) => field::number(terminated, "/exitCode") == 0,
        None => field::flag(status, "/ready"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::object::Object;

    fn of_status(status: Value) -> Vec<Container> {
        let object = Object::from_value(json!({
            "apiVersion": "v1", "kind": "Pod", "metadata": {"name": "web-0", "namespace": "web"},
            "spec": {"initContainers": [{"name": "migrate"}], "containers": [{"name": "app"}, {"name": "proxy"}]},
            "status": status,
        }));
        let Ok(Object::Resource(pod)) = object else {
            panic!("{object:?}")
        };
        containers(&pod)
    }

    #[test]
    fn all_containers_are_there_init_first_though_nothing_is_known_of_them() {
        let containers = of_status(json!({}));
        let names: Vec<&str> = containers.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(names, ["migrate", "app", "proxy"]);
        assert_eq!(containers[0].role, Role::Init);
        assert!(
            containers
                .iter()
                .all(|c| !c.started && !c.well && !c.ran_before)
        );
    }

    #[test]
    fn one_that_crashes_has_two_logs_and_one_that_never_began_has_none() {
        let containers = of_status(json!({
            "initContainerStatuses": [{"name": "migrate", "state": {"terminated": {"exitCode": 0}}}],
            "containerStatuses": [
                {"name": "app", "restartCount": 4, "state": {"waiting": {"reason": "CrashLoopBackOff"}},
                 "lastState": {"terminated": {"exitCode": 1}}},
                {"name": "proxy", "state": {"waiting": {"reason": "ImagePullBackOff"}}},
            ],
        }));
        let [migrate, app, proxy] = &containers[..] else {
            panic!("{containers:?}")
        };
        assert!(migrate.well && migrate.started && !migrate.ran_before);
        assert!(app.started && app.ran_before && !app.well && app.restarts == 4);
        assert!(!proxy.started && proxy.waits == "ImagePullBackOff");
    }
}
