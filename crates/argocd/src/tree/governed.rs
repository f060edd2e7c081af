//! What Argo CD's settings and the AppProject say about the nodes of a tree.
//!
//! Kinds that `argocd-cm` excludes go, as in Argo CD's own tree, and it is said. Resources that the AppProject does not
//! permit Argo CD hides without a word, with all they own; they are there all the same, so here they stay and are marked.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{Node, ResourceTree};
use crate::application::{Application, Destination};
use crate::exclusions::Exclusions;
use crate::info::Info;
use crate::object::ObjectRef;
use crate::project::Project;

/// What an Argo CD and an AppProject say.
#[derive(Debug, Default)]
pub struct Governance<'a> {
    /// Kinds that Argo CD leaves alone.
    pub exclusions: Exclusions,
    /// The AppProject, where it was read.
    pub project: Option<&'a Project>,
}

impl Governance<'_> {
    /// Returns whether a kind is left alone where an Application is deployed. EndpointSlices, which Argo CD's own
    /// installation excludes, say whether a Service reaches anything and are always shown.
    fn excludes(&self, application: &Application, group: &str, kind: &str) -> bool {
        let destination = &application.spec.destination;
        let cluster = match destination.is_in_cluster() {
            true => Destination::IN_CLUSTER_SERVER,
            false => destination.server.trim_end_matches('/'),
        };
        (group, kind) != ("discovery.k8s.io", "EndpointSlice")
            && self.exclusions.excludes(group, kind, cluster)
    }
}

impl ResourceTree {
    /// Returns the tree without what Argo CD is told to leave alone, and what the AppProject forbids marked; both said
    /// in its remarks. What Argo CD manages stays whatever its kind.
    #[must_use]
    pub fn governed(mut self, application: &Application, governance: &Governance<'_>) -> Self {
        let excluded = |node: &Node| {
            let reference = &node.reference;
            !node.managed && governance.excludes(application, &reference.group, &reference.kind)
        };
        self.drop_excluded(excluded);
        self.gaps.retain(|gap| {
            let scope = gap.scope.as_ref().filter(|scope| scope.name.is_none());
            scope.is_none_or(|scope| !governance.excludes(application, &scope.group, &scope.kind))
        });
        if let Some(project) = governance.project {
            self.mark_forbidden(application, project);
        }
        self
    }

    /// Takes nodes out, and with them what hung under nothing else.
    fn drop_excluded(&mut self, excluded: impl Fn(&Node) -> bool) {
        let mut gone: HashSet<String> = HashSet::new();
        let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
        for node in &self.nodes {
            let orphaned =
                !node.parents.is_empty() && node.parents.iter().all(|parent| gone.contains(parent));
            if excluded(node) || (orphaned && !node.managed) {
                gone.insert(node.uid.clone());
                *kinds.entry(node.reference.kind.clone()).or_default() += 1;
            }
        }
        self.nodes.retain(|node| !gone.contains(&node.uid));
        for node in &mut self.nodes {
            node.parents.retain(|parent| !gone.contains(parent));
        }
        if !gone.is_empty() {
            let kinds: Vec<&str> = kinds.keys().map(String::as_str).collect();
            self.remarks.push(format!(
                "{} not shown: the settings of Argo CD (argocd-cm) exclude {}",
                resources(gone.len()),
                kinds.join(", ")
            ));
        }
    }

    fn mark_forbidden(&mut self, application: &Application, project: &Project) {
        let destination = &application.spec.destination;
        let mut kinds = BTreeSet::new();
        let mut count = 0;
        let mut known: HashMap<ObjectRef, bool> = HashMap::new();
        for node in self
            .nodes
            .iter_mut()
            .filter(|node| !node.orphan && node.is_live())
        {
            let asked = asked(&node.reference);
            let permitted = *known
                .entry(asked)
                .or_insert_with_key(|reference| project.permits(reference, destination));
            if !permitted {
                node.info.push(Info::forbidden(&project.name));
                kinds.insert(node.reference.kind.clone());
                count += 1;
            }
        }
        if count > 0 {
            let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
            self.remarks.push(format!(
                "Argo CD hides {} that {} shown here ({}), with all below: AppProject {} does not permit them",
                resources(count),
                if count == 1 { "is" } else { "are" },
                kinds.join(", "),
                project.name
            ));
        }
    }
}

/// Returns what the answer stands on: the name of a namespaced object is never asked about.
fn asked(reference: &ObjectRef) -> ObjectRef {
    let name = match reference.namespace {
        Some(_) => String::new(),
        None => reference.name.clone(),
    };
    ObjectRef {
        name,
        ..reference.clone()
    }
}

fn resources(count: usize) -> String {
    match count {
        1 => "1 resource".to_owned(),
        count => format!("{count} resources"),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::settings::Settings;
    use crate::tree::fixture::{managing, metadata, sketch, snapshot};
    use crate::tree::{TreeOptions, build};

    const OBJECTS: &str = "
        apps/v1 Deployment web/front d1
        apps/v1 ReplicaSet web/front-1 r1 < d1
        v1 Pod web/front-1-a p1 < r1
        v1 Service web/front s1
        discovery.k8s.io/v1 EndpointSlice web/front-x e1 < s1";

    fn tree() -> (Application, ResourceTree) {
        let application = managing("apps Deployment web/front\ncore Service web/front");
        let tree = build(
            &application,
            &snapshot(metadata(OBJECTS)),
            &TreeOptions::default(),
        );
        (application, tree)
    }

    #[test]
    fn what_argo_cd_leaves_alone_goes_with_what_it_owns_and_slices_stay() {
        let (application, tree) = tree();
        let settings = Settings {
            exclusions: Some("- kinds: [ReplicaSet, EndpointSlice, Service]\n".to_owned()),
            ..Settings::default()
        };
        let governance = Governance {
            exclusions: Exclusions::of(&settings),
            project: None,
        };
        let tree = tree.governed(&application, &governance);
        assert_eq!(
            sketch(&tree),
            "Deployment/front\nService/front\n  EndpointSlice/front-x"
        );
        assert_eq!(
            tree.remarks,
            ["2 resources not shown: the settings of Argo CD (argocd-cm) exclude Pod, ReplicaSet"]
        );
    }

    #[test]
    fn what_the_project_forbids_stays_and_is_marked() {
        let (application, tree) = tree();
        let project = Project {
            name: "team".to_owned(),
            spec: serde_json::from_value(json!({
                "destinations": [{"server": "*", "namespace": "*"}],
                "namespaceResourceBlacklist": [{"group": "", "kind": "Pod"}],
            }))
            .unwrap(),
            ..Project::default()
        };
        let governance = Governance {
            project: Some(&project),
            ..Governance::default()
        };
        let governed = tree.clone().governed(&application, &governance);
        assert_eq!(sketch(&governed), sketch(&tree));
        let marked = governed
            .nodes
            .iter()
            .filter(|node| node.info.iter().any(|info| info.name == "Project"));
        assert_eq!(
            marked
                .map(|node| node.reference.to_string())
                .collect::<Vec<_>>(),
            ["Pod/front-1-a"]
        );
        assert!(
            governed.remarks[0].starts_with("Argo CD hides 1 resource that is shown here (Pod)"),
            "{:?}",
            governed.remarks
        );
    }

    #[test]
    fn without_rules_a_tree_is_as_it_was() {
        let (application, tree) = tree();
        assert_eq!(
            tree.clone().governed(&application, &Governance::default()),
            tree
        );
    }
}
