//! Trees of several clusters made one: what a child Application has in another cluster, put under it.
//!
//! Each tree was built of its own cluster's snapshot; none is looked at again here.

use std::collections::HashMap;

use super::{Node, Presence, ResourceTree, order};
use crate::application::{Application, Destination};
use crate::redact::without_credentials;
use crate::snapshot::Gap;

impl ResourceTree {
    /// Returns the tree with every node marked as lying where an Application deploys to. What has no UID is told
    /// apart from its like in other clusters, as [`Node::uid`] says.
    #[must_use]
    pub fn of_cluster(mut self, destination: &Destination) -> Self {
        let cluster = without_credentials(destination.cluster());
        let qualified = |uid: &str| match uid.contains('/') && !uid.contains('@') {
            true => format!("{uid}@{cluster}"),
            false => uid.to_owned(),
        };
        for node in &mut self.nodes {
            node.uid = qualified(&node.uid);
            node.parents
                .iter_mut()
                .for_each(|uid| *uid = qualified(uid));
            node.cluster = Some(cluster.clone());
        }
        self
    }

    /// Returns the tree with that of a child Application under it, in place of what was not inspected of it. An
    /// Application that is not in the tree changes nothing.
    #[must_use]
    pub fn grafted(mut self, child: &Application, theirs: Self) -> Self {
        let is_child = |node: &&Node| {
            node.is_live() && node.cluster.is_none() && node.reference == child.reference()
        };
        let Some(under) = self
            .nodes
            .iter()
            .find(is_child)
            .map(|node| node.uid.clone())
        else {
            return self;
        };
        self.drop_placeholders(&under);
        self.take(theirs.nodes, &under);
        self.nodes = order::in_tree_order(self.nodes);
        let unread = Gap::other_cluster(&child.spec.destination, "");
        self.gaps.retain(|gap| !gap.is_like(&unread));
        self.gaps.extend(theirs.gaps);
        self.gaps.sort();
        self.gaps.dedup();
        self.remarks.extend(theirs.remarks);
        self
    }

    /// Takes out what stood for the resources of a child that nobody had looked at, but not what stands for those of
    /// others too.
    fn drop_placeholders(&mut self, child: &str) {
        self.nodes.retain_mut(|node| {
            let was_theirs = is_placeholder(node) && node.parents.iter().any(|uid| uid == child);
            if was_theirs {
                node.parents.retain(|uid| uid != child);
            }
            !was_theirs || !node.parents.is_empty()
        });
    }

    /// Takes nodes in, roots under the child; one that two children share is there once.
    fn take(&mut self, nodes: Vec<Node>, child: &str) {
        let known = self.nodes.iter().enumerate();
        let known: HashMap<String, usize> =
            known.map(|(at, node)| (node.uid.clone(), at)).collect();
        for mut node in nodes {
            if node.parents.is_empty() {
                node.parents.push(child.to_owned());
            }
            match known.get(&node.uid) {
                Some(at) => join(&mut self.nodes[*at], node),
                None => self.nodes.push(node),
            }
        }
    }
}

/// Adds the parents of a node that is known already; one that nobody had looked at gives way.
fn join(known: &mut Node, mut node: Node) {
    for uid in std::mem::take(&mut node.parents) {
        if !known.parents.contains(&uid) {
            known.parents.push(uid);
        }
    }
    if is_placeholder(known) {
        let parents = std::mem::take(&mut known.parents);
        *known = Node { parents, ..node };
    }
}

/// Whether it stands for something in a cluster that nobody had looked at.
fn is_placeholder(node: &Node) -> bool {
    node.presence == Presence::NotInspected && node.uid.contains('@')
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::*;
    use crate::destination::DestinationKey;
    use crate::snapshot::{Guests, Snapshot};
    use crate::tree::fixture::{
        application_value, managing, metadata, resources, settled, sketch, snapshot, whole,
    };
    use crate::tree::{TreeOptions, build};

    const RECURSIVE: TreeOptions = TreeOptions {
        recursive: true,
        orphans: false,
        unjudged: false,
    };

    fn child(name: &str, cluster: &str) -> Application {
        let managed = "apps Deployment web/front Synced\ncore Secret web/key OutOfSync";
        let mut value = application_value(name, resources(managed));
        value["spec"]["destination"] = json!({"name": cluster, "namespace": "web"});
        Application::from_value(&value).unwrap()
    }

    fn seen(child: &Application) -> crate::snapshot::Update {
        whole(child.document().unwrap())
    }

    /// Returns the tree of a child out of its own cluster, where `objects` are and no Secret is.
    fn theirs(child: &Application, objects: &str) -> ResourceTree {
        let mut there = Snapshot::elsewhere();
        there.extend(metadata(objects));
        there.apply(settled("", "Secret", "web"));
        there.is_meant_by(DestinationKey::of(child));
        there.welcome(Guests::new([child.clone()], [], []));
        build(child, &there, &RECURSIVE).of_cluster(&child.spec.destination)
    }

    #[test]
    fn what_children_have_in_two_clusters_stands_under_each() {
        let parent =
            managing("argoproj.io Application argocd/blue\nargoproj.io Application argocd/green");
        let (blue, green) = (child("blue", "blue"), child("green", "green"));
        let home = snapshot([seen(&blue), seen(&green)]);
        let tree = build(&parent, &home, &RECURSIVE);
        assert_eq!(tree.gaps.len(), 2);
        let blues = theirs(
            &blue,
            "apps/v1 Deployment web/front b1\nv1 Pod web/front-1 b2 < b1",
        );
        let greens = theirs(
            &green,
            "apps/v1 Deployment web/front g1\nv1 Pod web/front-9 g2 < g1",
        );
        let tree = tree.grafted(&blue, blues).grafted(&green, greens);
        assert_snapshot!(sketch(&tree), @r"
        Application/blue · Synced · Healthy
          Deployment/front · Synced
            Pod/front-1
          Secret/key · OutOfSync · Missing
        Application/green · Synced · Healthy
          Deployment/front · Synced
            Pod/front-9
          Secret/key · OutOfSync · Missing
        ");
        let missing: Vec<&str> = tree
            .nodes
            .iter()
            .filter(|node| node.presence == Presence::Missing)
            .map(|node| &*node.uid)
            .collect();
        assert_eq!(missing, ["/Secret/web/key@blue", "/Secret/web/key@green"]);
        let clusters: Vec<Option<&str>> = tree
            .nodes
            .iter()
            .map(|node| node.cluster.as_deref())
            .collect();
        assert_eq!(&clusters[..2], [None, Some("blue")]);
        assert!(tree.gaps.is_empty(), "{:?}", tree.gaps);
    }

    #[test]
    fn what_two_children_share_is_there_once_and_under_both() {
        let parent =
            managing("argoproj.io Application argocd/one\nargoproj.io Application argocd/two");
        let (one, two) = (child("one", "blue"), child("two", "blue"));
        let home = snapshot([seen(&one), seen(&two)]);
        let objects = "apps/v1 Deployment web/front b1";
        let tree = build(&parent, &home, &RECURSIVE)
            .grafted(&one, theirs(&one, objects))
            .grafted(&two, theirs(&two, objects));
        assert_snapshot!(sketch(&tree), @r"
        Application/one · Synced · Healthy
          Deployment/front · Synced · shared
        Application/two · Synced · Healthy
          Secret/key · OutOfSync · Missing · shared
        ");
    }

    #[test]
    fn an_application_of_the_same_name_in_the_other_cluster_is_not_the_child() {
        let mut far = application_value("blue", resources("core ConfigMap web/wrong"));
        far["metadata"]["uid"] = json!("another");
        let blue = child("blue", "blue");
        let mut there = Snapshot::elsewhere();
        there.extend([whole(far)]);
        there.is_meant_by(DestinationKey::of(&blue));
        there.welcome(Guests::new([blue.clone()], [], []));
        let tree = build(&blue, &there, &RECURSIVE);
        assert_snapshot!(sketch(&tree), @r"
        Deployment/front · Synced · not inspected
        Secret/key · OutOfSync · not inspected
        ");
        // One that lives there means by in-cluster that cluster, and by a name nothing that is known here.
        let resident = there.resident(&blue.reference()).unwrap();
        assert!(there.holds(resident));
        assert!(there.holds(&blue));
        let mut stranger = child("stranger", "blue");
        stranger.metadata.uid = "stranger".to_owned();
        assert!(!there.holds(&stranger));
    }
}
