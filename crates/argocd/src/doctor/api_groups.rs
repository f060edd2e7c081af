//! Groups of the API that do not answer: what lies in them is missing from every tree.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Check, Facts, Group, Status};
use crate::catalog::Catalog;
use crate::field;
use crate::redact::first_line;
use crate::snapshot::Gap;
use crate::why::quoted;

const ID: &str = "api-groups";
/// How discovery calls what it could not ask.
const PREFIX: &str = "API group ";
/// The condition by which an APIService says whether it answers.
const AVAILABLE: &str = "Available";

/// The groups of an API, and which of them do not answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Groups {
    /// What is served.
    pub served: Catalog,
    /// Groups with their versions that do not answer, and why.
    pub broken: BTreeMap<String, String>,
}

impl Groups {
    /// Joins what discovery found with what APIServices say of themselves.
    pub fn of(served: Catalog, gaps: &[Gap], services: &[Value]) -> Self {
        let stale = gaps.iter().map(|gap| {
            let name = gap.what.strip_prefix(PREFIX).unwrap_or(&gap.what);
            (name.to_owned(), gap.message.clone())
        });
        let mut broken: BTreeMap<String, String> = stale.collect();
        broken.extend(services.iter().filter_map(unavailable));
        Self { served, broken }
    }
}

/// Returns group and version of an APIService that is not available, and its own reason.
fn unavailable(service: &Value) -> Option<(String, String)> {
    let conditions = field::list(service, "/status/conditions").iter();
    let mut available = conditions.filter(|condition| field::text(condition, "/type") == AVAILABLE);
    let condition = available.find(|condition| field::text(condition, "/status") == "False")?;
    let [group, version] = ["/spec/group", "/spec/version"].map(|at| field::text(service, at));
    let [reason, message] = ["/reason", "/message"].map(|at| field::text(condition, at));
    Some((
        format!("{group}/{version}"),
        first_line(&format!("{reason}: {message}")),
    ))
}

/// Says which groups are broken; of a file nobody can tell.
pub(super) fn check(facts: &Facts<'_>) -> Option<Check> {
    let new = |status, what: String| Check::new(ID, Group::Cluster, status, what);
    let groups = match &facts.groups {
        Ok(groups) => groups,
        Err(gap) => {
            let what = "whether all API groups answer was not asked";
            return Some(Check::unseen(ID, Group::Cluster, what, gap));
        }
    };
    let Some((first, _)) = groups.broken.first_key_value() else {
        if facts.server.is_none() {
            let what = "whether all API groups answer cannot be told from a file";
            return Some(new(Status::Unknown, what.to_owned()));
        }
        let mut names: Vec<&str> = groups
            .served
            .kinds()
            .map(|kind| kind.kind.group.as_str())
            .collect();
        names.dedup();
        return Some(new(
            Status::Ok,
            format!("all {} API groups answer", names.len()),
        ));
    };
    let names: Vec<&str> = groups.broken.keys().map(String::as_str).collect();
    let what = match names.len() {
        1 => format!("API group {first} does not answer"),
        several => format!("{several} API groups do not answer: {}", names.join(", ")),
    };
    let reasons: Vec<&str> = groups.broken.values().map(String::as_str).collect();
    let why = format!(
        "{}; what lies in it is missing from every tree",
        reasons.join("; ")
    );
    let (group, version) = first.split_once('/').unwrap_or((first, "v1"));
    let service = quoted(&format!("{version}.{group}"));
    let next = format!("see what stands behind it: kubectl describe apiservice {service}");
    Some(new(Status::Warning, what).why(why).next(next))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::world::{World, gap};
    use super::*;

    fn service(group: &str, status: &str) -> Value {
        json!({"spec": {"group": group, "version": "v1beta1"}, "status": {"conditions": [
            {"type": "Available", "status": status, "reason": "MissingEndpoints", "message": "no endpoints"}]}})
    }

    #[test]
    fn all_answer() {
        let found = check(&World::default().facts()).unwrap();
        assert_eq!(
            (found.status, &*found.what),
            (Status::Ok, "all 1 API groups answer")
        );
    }

    #[test]
    fn a_group_is_broken_once_though_two_say_so() {
        let mut stale = *gap("the API server behind it does not answer");
        stale.what = "API group metrics.k8s.io/v1beta1".to_owned();
        let services = [
            service("metrics.k8s.io", "False"),
            service("fine.example.com", "True"),
        ];
        let groups = Groups::of(Catalog::default(), &[stale], &services);
        let world = World {
            groups: Ok(groups),
            ..World::default()
        };
        let found = check(&world.facts()).unwrap();
        assert_eq!(
            (found.status, &*found.what),
            (
                Status::Warning,
                "API group metrics.k8s.io/v1beta1 does not answer"
            )
        );
        assert_eq!(
            found.why.as_deref(),
            Some("MissingEndpoints: no endpoints; what lies in it is missing from every tree")
        );
        assert_eq!(
            found.next,
            ["see what stands behind it: kubectl describe apiservice v1beta1.metrics.k8s.io"]
        );
    }

    #[test]
    fn a_file_cannot_tell() {
        let world = World {
            groups: Err(gap("not asked")),
            ..World::default()
        };
        assert_eq!(check(&world.facts()).unwrap().status, Status::Unknown);
    }
}
