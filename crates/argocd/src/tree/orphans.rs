//! Objects of the destination namespace that no Application manages.
//!
//! Argo CD's own rules (`getResourceTree`, `isKnownOrphanedResourceExclusion`), but that
//! nobody has to switch them on in the AppProject first. An object that may belong to an
//! Application which was not read is left out: never a guess.

use std::collections::HashSet;

use super::index::Index;
use super::live::Live;
use super::owners::owners;
use super::walk::Walk;
use super::{Node, ResourceTree, build, order, plan};
use crate::application::{self, Application};
use crate::glob;
use crate::object::ObjectRef;
use crate::project::PermittedKind;
use crate::settings::Settings;
use crate::snapshot::Snapshot;
use crate::tracking::{Tracking, tracked_by};

/// What decides whether an object is an orphan.
pub struct OrphanRules<'a> {
    /// How objects say whose they are.
    pub settings: &'a Settings,
    /// `spec.orphanedResources.ignore` of the AppProject.
    pub ignore: &'a [PermittedKind],
}

impl ResourceTree {
    /// Returns the tree with the orphans of the Application's namespace, and what they
    /// own, after all other nodes. Needs a snapshot read with [`TreeOptions::orphans`].
    #[must_use]
    pub fn with_orphans(
        mut self,
        application: &Application,
        snapshot: &Snapshot,
        rules: &OrphanRules<'_>,
    ) -> Self {
        let namespace = &application.spec.destination.namespace;
        if !snapshot.holds(application) || namespace.is_empty() {
            return self;
        }
        let search = Search {
            application,
            snapshot,
            rules,
            shown: self.nodes.iter().map(|node| node.uid.clone()).collect(),
            index: Index::new(snapshot, &HashSet::new()),
        };
        self.nodes.extend(search.nodes());
        self
    }
}

struct Search<'a> {
    application: &'a Application,
    snapshot: &'a Snapshot,
    rules: &'a OrphanRules<'a>,
    shown: HashSet<String>,
    index: Index<'a>,
}

impl Search<'_> {
    fn nodes(&self) -> Vec<Node> {
        let owners = owners(&self.index);
        let free: Vec<bool> = (0..owners.len()).map(|at| self.is_free(at)).collect();
        let mut children = vec![Vec::new(); owners.len()];
        for (child, above) in owners.iter().enumerate().filter(|(child, _)| free[*child]) {
            above.iter().for_each(|owner| children[*owner].push(child));
        }
        let owned = |at: usize| !owners[at].is_empty();
        let tops = (0..owners.len()).filter(|at| free[*at] && !owned(*at) && self.is_top(*at));
        let walk = Walk::new(&tops.collect::<Vec<_>>(), &children);
        let nodes = walk.reached.iter().map(|at| {
            let parents = owners[*at].iter().filter(|owner| walk.stands(**owner, *at));
            self.node(*at, parents)
        });
        order::in_tree_order(nodes.collect())
    }

    fn node<'o>(&self, at: usize, parents: impl Iterator<Item = &'o usize>) -> Node {
        Node {
            parents: parents.map(|owner| self.id(*owner)).collect(),
            orphan: true,
            ..build::live_node(self.index.objects[at], None)
        }
    }

    fn id(&self, at: usize) -> String {
        build::id(self.index.objects[at])
    }

    /// An orphan itself: in the namespace, owned by nobody, and not known to every cluster.
    fn is_top(&self, at: usize) -> bool {
        let object = self.index.objects[at];
        object.metadata().namespace == self.application.spec.destination.namespace
            && object.metadata().owner_references.is_empty()
            && !comes_with_kubernetes(&object.reference())
            && !self.is_ignored(object)
    }

    /// Neither shown already, nor another Application's, nor of a kind that is left out.
    fn is_free(&self, at: usize) -> bool {
        let object = self.index.objects[at];
        let (group, kind, _, _) = object.key();
        !plan::is_excluded(group, kind)
            && !self.shown.contains(&self.id(at))
            && object.key() != Live::Application(self.application).key()
            && !self.is_managed(object)
    }

    fn is_managed(&self, object: Live<'_>) -> bool {
        let tracking = tracked_by(object.metadata(), self.rules.settings);
        tracking.is_some_and(|tracking| self.may_exist(&tracking))
    }

    fn may_exist(&self, tracking: &Tracking) -> bool {
        let (namespace, name) = tracking.application();
        let namespace = namespace.unwrap_or(self.application.controller_namespace());
        let manager = ObjectRef::new(application::GROUP, application::KIND, namespace, name);
        self.snapshot.application(&manager).is_some() || !self.snapshot.has_settled(&manager)
    }

    fn is_ignored(&self, object: Live<'_>) -> bool {
        let (group, kind, _, name) = object.key();
        let fits = |pattern: &str, text| pattern.is_empty() || glob::matches(pattern, text);
        self.rules.ignore.iter().any(|rule| {
            fits(&rule.kind, kind) && glob::matches(&rule.group, group) && fits(&rule.name, name)
        })
    }
}

fn comes_with_kubernetes(reference: &ObjectRef) -> bool {
    let ObjectRef {
        group,
        kind,
        namespace,
        name,
    } = reference;
    matches!(
        (&**group, &**kind, namespace.as_deref(), &**name),
        ("", "Service", Some("default"), "kubernetes")
            | ("", "ServiceAccount", _, "default")
            | ("", "ConfigMap", _, "kube-root-ca.crt")
    )
}
