//! What is to be read to find the causes of many add-ons at once: of each the kinds in which causes lie, and no others.
//!
//! A single add-on is read whole, by `tree::plan`; what is left out here is what that would find beside.

use std::collections::{BTreeMap, BTreeSet};

use super::level::{Level, order};
use super::question::lacking;
use crate::application::{Application, ManagedResource};
use crate::lifecycle::Lifecycle;
use crate::snapshot::{Scope, Snapshot};
use crate::tree::plan::{self, EventSearch, Want};
use crate::tree::{ResourceTree, TreeOptions};

/// Kinds that Kubernetes' own controllers make, and in which causes lie.
const MADE: [(&str, &str); 5] = [
    ("", "Pod"),
    ("", "PersistentVolumeClaim"),
    ("apps", "ReplicaSet"),
    ("batch", "Job"),
    ("discovery.k8s.io", "EndpointSlice"),
];

/// Kinds that operators make of their own kinds.
const MADE_BY_OPERATORS: [(&str, &str); 4] = [
    ("", "Service"),
    ("apps", "Deployment"),
    ("apps", "StatefulSet"),
    ("apps", "DaemonSet"),
];

/// Up to so many of one kind and namespace are asked for one by one.
const FEW: usize = 8;

/// Groups without a dot, and those of Kubernetes.
fn is_of_kubernetes(group: &str) -> bool {
    !group.contains('.') || group.ends_with(".k8s.io")
}

/// Returns whether the cause of a state may lie in what an add-on has deployed, so that its Application alone says less.
pub fn lies_below(lifecycle: &Lifecycle) -> bool {
    match lifecycle.reason.as_str() {
        "SyncWindow" => false,
        "Deleting" | "DeletionBlocked" => true,
        "SelfHealDisabled" | "SelfHealBackoff" | "NotAttempted" => true,
        _ => matches!(
            order(lifecycle).first(),
            Some(Level::Health | Level::Operation)
        ),
    }
}

/// Returns what of an Application's resources is still to be read: metadata of its own, and of what controllers make of
/// them in its namespaces. The Application has been read whole.
pub fn below(application: &Application, deployed: &Snapshot) -> Vec<Want> {
    let managed = application.detail.as_deref();
    let managed = managed.map_or(&[][..], |detail| &detail.resources);
    let telling = Telling::of(managed);
    let wants = plan::wants(application, deployed, &TreeOptions::default());
    let telling = wants
        .into_iter()
        .flat_map(|want| telling.part_of(want, deployed));
    let wants: BTreeSet<Want> = telling.collect();
    wants
        .into_iter()
        .filter(|want| !deployed.is_known(&want.scope))
        .collect()
}

/// Returns what is then still to be read: whole objects where health stands on them, what they stand on, and warnings.
pub fn beside_all(
    tree: &ResourceTree,
    application: &Application,
    deployed: &Snapshot,
) -> Vec<Want> {
    let warnings = EventSearch {
        warnings: true,
        ..EventSearch::default()
    };
    plan::bodies(tree, deployed)
        .into_iter()
        .chain(lacking(tree, application, deployed))
        .chain(plan::search_events(tree, application, &warnings))
        .collect()
}

/// Returns wants of several add-ons with those of one kind and namespace as one list, where they are most of what is there;
/// and many searches for warnings as one.
pub fn gathered(wants: impl IntoIterator<Item = Want>, snapshot: &Snapshot) -> Vec<Want> {
    let mut by_place: BTreeMap<Scope, Vec<Want>> = BTreeMap::new();
    for want in wants {
        let place = Scope {
            name: None,
            fields: None,
            ..want.scope.clone()
        };
        by_place.entry(place).or_default().push(want);
    }
    let one = |(place, wants): (Scope, Vec<Want>)| match list_instead(&place, &wants, snapshot) {
        Some(list) => vec![list],
        None => wants,
    };
    by_place.into_iter().flat_map(one).collect()
}

fn list_instead(place: &Scope, wants: &[Want], snapshot: &Snapshot) -> Option<Want> {
    let single = wants
        .iter()
        .all(|want| want.scope.name.is_some() || want.scope.fields.is_some());
    let namespace = place
        .namespace
        .as_deref()
        .filter(|_| single && wants.len() > FEW)?;
    if (place.group.as_str(), place.kind.as_str()) == ("", "Event") {
        let warnings = Scope::fitting("", "Event", namespace, plan::WARNINGS.to_owned());
        return Some(Want::body(warnings));
    }
    let of_kind = snapshot.of_kind(&place.group, &place.kind);
    let known = of_kind.filter(|one| one.reference.namespace.as_deref() == Some(namespace));
    let need = wants.iter().map(|want| want.need).max()?;
    (known.count() <= wants.len() * 2).then(|| Want {
        scope: place.clone(),
        need,
    })
}

/// Which kinds tell something of an add-on.
struct Telling<'a> {
    managed: &'a [ManagedResource],
    /// Domains of the groups of its custom kinds, as in `strimzi.io`.
    domains: BTreeSet<&'a str>,
}

impl<'a> Telling<'a> {
    fn of(managed: &'a [ManagedResource]) -> Self {
        let custom = managed.iter().map(|one| one.group.as_str());
        let custom = custom.filter(|group| !is_of_kubernetes(group));
        Self {
            managed,
            domains: custom.map(domain).collect(),
        }
    }

    /// Returns what is left of a want; of a whole cluster its own namespaces.
    fn part_of(&self, want: Want, deployed: &Snapshot) -> Vec<Want> {
        let Scope {
            group,
            kind,
            namespace,
            name,
            ..
        } = &want.scope;
        if name.is_none() && !self.tells(group, kind) {
            return Vec::new();
        }
        let served = deployed.catalog.find(group, kind);
        let whole_cluster = name.is_none() && namespace.is_none();
        if !whole_cluster || !served.is_some_and(|served| served.namespaced) {
            return vec![want];
        }
        let namespaces = self.managed.iter().map(|one| one.namespace.as_str());
        let namespaces: BTreeSet<&str> = namespaces.filter(|name| !name.is_empty()).collect();
        let narrower = |namespace| Want {
            scope: Scope::namespace(group, kind, namespace),
            need: want.need,
        };
        namespaces.into_iter().map(narrower).collect()
    }

    fn tells(&self, group: &str, kind: &str) -> bool {
        let own = |one: &ManagedResource| one.group == group && one.kind == kind;
        let of_operators = !self.domains.is_empty() && MADE_BY_OPERATORS.contains(&(group, kind));
        MADE.contains(&(group, kind))
            || of_operators
            || self.domains.contains(domain(group))
            || self.managed.iter().any(own)
    }
}

/// Returns the last two labels of a group: those of one project share them.
fn domain(group: &str) -> &str {
    let mut dots = group.rmatch_indices('.').skip(1);
    dots.next().map_or(group, |(at, _)| &group[at + 1..])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lifecycle::{Reason, State};
    use crate::object::ObjectRef;
    use crate::tree::fixture::{managing, metadata, served, snapshot};

    fn lists(managed: &str) -> Vec<String> {
        let mut deployed = snapshot(Vec::new());
        deployed.catalog = served(
            "v1 Pod namespaced
             v1 ConfigMap namespaced
             v1 Service namespaced
             apps/v1 ReplicaSet namespaced
             apps/v1 Deployment namespaced
             apps/v1 StatefulSet namespaced
             kafka.strimzi.io/v1 Kafka namespaced
             core.strimzi.io/v1 StrimziPodSet namespaced
             example.org/v1 Widget namespaced",
        )
        .into_iter()
        .collect();
        let wants = below(&managing(managed), &deployed);
        let said = wants.iter().map(|want| {
            let Scope {
                kind,
                namespace,
                name,
                ..
            } = &want.scope;
            let place = namespace.as_deref().unwrap_or("*");
            format!("{place}/{kind} {}", name.as_deref().unwrap_or_default())
        });
        said.map(|line| line.trim().to_owned()).collect()
    }

    #[test]
    fn of_a_workload_only_what_controllers_make_is_listed() {
        let lists = lists("apps Deployment web/front");
        assert!(lists.contains(&"web/Pod".to_owned()), "{lists:?}");
        assert!(lists.contains(&"web/ReplicaSet".to_owned()), "{lists:?}");
        assert!(
            !lists.iter().any(|list| list == "web/ConfigMap"),
            "{lists:?}"
        );
        assert!(
            lists.iter().all(|list| list.starts_with("web/")),
            "{lists:?}"
        );
    }

    #[test]
    fn of_a_custom_kind_what_its_operator_may_make_is_listed_too() {
        let lists = lists("kafka.strimzi.io Kafka web/events");
        for kind in ["StrimziPodSet", "StatefulSet", "Service", "Pod"] {
            assert!(lists.contains(&format!("web/{kind}")), "{lists:?}");
        }
        assert!(
            !lists.iter().any(|list| list.contains("Widget")),
            "{lists:?}"
        );
    }

    #[test]
    fn many_of_a_kind_come_in_one_list_unless_far_more_are_there() {
        let pods = (0..9).map(|n| {
            let name = format!("front-{n}");
            Want::body(Scope::object(&ObjectRef::new("", "Pod", "web", &name)))
        });
        let pods: Vec<Want> = pods.collect();
        let few = snapshot(metadata("v1 Pod web/front-0 p0"));
        assert_eq!(
            gathered(pods.clone(), &few),
            [Want::body(Scope::namespace("", "Pod", "web"))]
        );
        let lines: String = (0..40)
            .map(|n| format!("v1 Pod web/front-{n} p{n}\n"))
            .collect();
        assert_eq!(gathered(pods.clone(), &snapshot(metadata(&lines))).len(), 9);
        assert_eq!(gathered(pods[..8].to_vec(), &few).len(), 8);
    }

    #[test]
    fn groups_of_one_project_share_a_domain() {
        assert_eq!(domain("kafka.strimzi.io"), "strimzi.io");
        assert_eq!(domain("core.strimzi.io"), "strimzi.io");
        assert_eq!(domain("cert-manager.io"), "cert-manager.io");
        assert_eq!(domain("apps"), "apps");
    }

    #[test]
    fn what_a_setting_explains_is_not_looked_for_below() {
        let lies = |state, reason: &str| {
            lies_below(&Lifecycle {
                state,
                reason: Reason::Condition(reason.to_owned()),
                message: String::new(),
            })
        };
        assert!(lies(State::Degraded, "Unhealthy"));
        assert!(lies(State::Degraded, "SyncFailed"));
        assert!(lies(State::OutOfSync, "SelfHealDisabled"));
        assert!(lies(State::Deploying, "Deleting"));
        assert!(!lies(State::OutOfSync, "ManualSync"));
        assert!(!lies(State::Unknown, "ComparisonError"));
    }
}
