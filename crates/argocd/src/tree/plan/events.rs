//! Where the Events of an add-on lie, and how to ask for few others.
//!
//! Both Event APIs show the same objects; the core one is asked, which knows how to choose by the object an Event is
//! about (the field selectors of Kubernetes' `v1` Events).

use std::collections::{BTreeMap, BTreeSet};

use super::{FEW, Want};
use crate::application::{self, Application};
use crate::snapshot::Scope;
use crate::tree::{Node, Presence, ResourceTree};

/// Namespace in which Kubernetes keeps the Events of cluster-scoped objects.
const CLUSTER_SCOPED: &str = "default";
/// Chooses the Events of cluster-scoped objects, but for the many of Nodes.
const ABOUT_NO_NAMESPACE: &str = "involvedObject.namespace=,involvedObject.kind!=Node";
/// Chooses Events that are no everyday ones.
pub(crate) const WARNINGS: &str = "type!=Normal";

/// Which Events of a tree are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventSearch {
    /// The UID of a node, for its Events and those of what hangs under it alone.
    pub node: Option<String>,
    /// Warnings alone.
    pub warnings: bool,
    /// Whether they are followed: then whole namespaces are asked for, so that what is asked stays the same while
    /// Pods come and go.
    pub followed: bool,
}

/// Returns the Events of a tree, and of its Application unless one node alone is meant.
pub(super) fn wants(
    tree: &ResourceTree,
    application: &Application,
    search: &EventSearch,
) -> Vec<Want> {
    let below = search.node.as_deref().map(|uid| tree.below(uid));
    let meant = |node: &&Node| {
        let below = below.as_ref();
        node.presence != Presence::NotInspected
            && below.is_none_or(|below| below.contains(&*node.uid))
    };
    let mut names: BTreeMap<Option<&str>, BTreeSet<&str>> = BTreeMap::new();
    for node in tree.nodes.iter().filter(meant) {
        let namespace = node.reference.namespace.as_deref();
        names
            .entry(namespace)
            .or_default()
            .insert(&node.reference.name);
    }
    let nodes = names
        .iter()
        .flat_map(|(namespace, names)| places(*namespace, names, search));
    let own = search
        .node
        .is_none()
        .then(|| about_application(application, search));
    nodes.chain(own).map(Want::body).collect()
}

/// Returns what holds the Events about these names of a namespace, or of the cluster.
fn places(namespace: Option<&str>, names: &BTreeSet<&str>, search: &EventSearch) -> Vec<Scope> {
    let place = namespace.unwrap_or(CLUSTER_SCOPED);
    let whole = namespace.is_none().then_some(ABOUT_NO_NAMESPACE);
    if search.followed || names.len() > FEW / 2 {
        return vec![scope(place, whole.unwrap_or_default(), search)];
    }
    let about = |name: &&str| scope(place, &format!("involvedObject.name={name}"), search);
    names.iter().map(about).collect()
}

fn about_application(application: &Application, search: &EventSearch) -> Scope {
    let metadata = &application.metadata;
    let (kind, name) = (application::KIND, &metadata.name);
    let fields = format!("involvedObject.kind={kind},involvedObject.name={name}");
    scope(&metadata.namespace, &fields, search)
}

fn scope(namespace: &str, fields: &str, search: &EventSearch) -> Scope {
    let warnings = if search.warnings { WARNINGS } else { "" };
    match (fields, warnings) {
        ("", "") => Scope::namespace("", "Event", namespace),
        (fields, "") | ("", fields) => Scope::fitting("", "Event", namespace, fields.to_owned()),
        (fields, warnings) => {
            Scope::fitting("", "Event", namespace, format!("{fields},{warnings}"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::fixture::{managing, metadata, snapshot};
    use crate::tree::{TreeOptions, build};

    fn said(lines: &str, search: &EventSearch) -> Vec<String> {
        let managed: String = lines
            .lines()
            .filter(|line| !line.contains('<'))
            .map(|line| {
                let words: Vec<&str> = line.split_whitespace().collect();
                let group = words[0].split_once('/').map_or("core", |(group, _)| group);
                format!("{group} {} {}\n", words[1], words[2])
            })
            .collect();
        let application = managing(&managed);
        let tree = build(
            &application,
            &snapshot(metadata(lines)),
            &TreeOptions::default(),
        );
        let wants = wants(&tree, &application, search);
        let said = wants.iter().map(|want| {
            let scope = &want.scope;
            let namespace = scope.namespace.as_deref().unwrap_or_default();
            format!("{namespace}: {}", scope.fields.as_deref().unwrap_or("all"))
        });
        said.collect()
    }

    const APPLICATION: &str = "argocd: involvedObject.kind=Application,involvedObject.name=web";

    #[test]
    fn of_few_objects_each_is_asked_for_by_name_once() {
        let lines = "apps/v1 Deployment web/front d1\nv1 Service web/front s1\nv1 Namespace web n1";
        assert_eq!(
            said(lines, &EventSearch::default()),
            [
                "default: involvedObject.name=web",
                "web: involvedObject.name=front",
                APPLICATION,
            ]
        );
        let warnings = EventSearch {
            warnings: true,
            ..EventSearch::default()
        };
        assert_eq!(
            said(lines, &warnings)[1],
            "web: involvedObject.name=front,type!=Normal"
        );
    }

    #[test]
    fn of_many_and_of_what_is_followed_the_namespace_is_asked_for() {
        let many: Vec<String> = (0..9)
            .map(|n| format!("v1 ConfigMap web/c{n} u{n}"))
            .collect();
        assert_eq!(
            said(&many.join("\n"), &EventSearch::default()),
            ["web: all", APPLICATION]
        );
        let followed = EventSearch {
            followed: true,
            ..EventSearch::default()
        };
        assert_eq!(
            said("v1 Pod web/front p1\nv1 Namespace web n1", &followed),
            [
                format!("default: {ABOUT_NO_NAMESPACE}"),
                "web: all".to_owned(),
                APPLICATION.to_owned()
            ]
        );
    }

    #[test]
    fn of_one_node_its_own_and_those_below_are_asked_for() {
        let lines =
            "apps/v1 Deployment web/front d1\nv1 Pod web/front-1 p1 < d1\nv1 Service web/other s1";
        let node = |uid: &str| EventSearch {
            node: Some(uid.to_owned()),
            ..EventSearch::default()
        };
        assert_eq!(
            said(lines, &node("d1")),
            [
                "web: involvedObject.name=front",
                "web: involvedObject.name=front-1"
            ]
        );
        assert_eq!(
            said(lines, &node("p1")),
            ["web: involvedObject.name=front-1"]
        );
    }
}
