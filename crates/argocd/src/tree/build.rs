//! From an Application and a snapshot to the tree.

use jiff::Timestamp;

use super::absent::Absent;
use super::gaps;
use super::graph::{Graph, Place};
use super::judge::{self, Judgement};
use super::live::Live;
use super::order;
use super::remark;
use super::walk::Walk;
use super::{Node, Presence, ResourceTree, TreeOptions};
use crate::application::{Application, ManagedResource};
use crate::info;
use crate::object::ObjectRef;
use crate::snapshot::Snapshot;

/// Builds the tree of an Application out of what was read.
///
/// Roots are the managed resources, hooks too. Children hang under all their owners
/// that are in the tree, their controller first; an edge that would close a loop is cut.
/// A managed resource that was not seen is Missing only where the snapshot proves it
/// ([`Snapshot::has_settled`], or a kind that is not served), else not inspected, with a gap. Nothing of another
/// cluster is ever looked up. The kinds and edges are Argo CD's (`getResourceTree`,
/// gitops-engine's `references.go`), with EndpointSlices and without its permission cut.
pub fn build(
    application: &Application,
    snapshot: &Snapshot,
    options: &TreeOptions,
) -> ResourceTree {
    let graph = Graph::new(application, snapshot, options);
    let walk = Walk::new(&graph.roots, &graph.children);
    let nodes = walk.reached.iter().map(|place| node(&graph, &walk, *place));
    let mut nodes = order::in_tree_order(nodes.collect());
    remark::add(&mut nodes, application, snapshot);
    let mut tree = ResourceTree {
        application: application.reference(),
        nodes,
        gaps: Vec::new(),
        remarks: Vec::new(),
    };
    tree.gaps = gaps::of(&tree, application, snapshot, graph.gaps);
    tree
}

fn node(graph: &Graph<'_>, walk: &Walk, place: usize) -> Node {
    let managed = graph.managed.get(&place).copied();
    let mut node = match &graph.places[place] {
        Place::Live(live) => live_node(*live, managed),
        Place::Absent(absent) => absent_node(absent),
    };
    let owners = graph.owners[place].iter().copied();
    let owners = owners.filter(|owner| walk.stands(*owner, place));
    node.parents = owners.map(|owner| id_at(graph, owner)).collect();
    node
}

/// Returns the node of one object that was read, without parents.
pub(super) fn live_node(live: Live<'_>, managed: Option<&ManagedResource>) -> Node {
    let identity = Identity {
        uid: id(live),
        reference: live.reference(),
        version: live.version().to_owned(),
        presence: Presence::Live,
        created_at: live.metadata().creation_timestamp,
    };
    let mut judgement = judge::live(live, managed);
    let hook = managed.filter(|managed| managed.hook);
    let hook = hook.and_then(|_| info::hook(live.metadata()));
    judgement.info.extend(hook);
    identity.judged(judgement, managed)
}

/// Returns an Application as a node of its own; a tree has none of the Application it is of.
pub fn application_node(application: &Application) -> Node {
    live_node(Live::Application(application), None)
}

fn absent_node(absent: &Absent<'_>) -> Node {
    let identity = Identity {
        uid: absent.id.clone(),
        reference: absent.reference.clone(),
        version: absent.managed.version.clone(),
        presence: absent.presence,
        created_at: None,
    };
    identity.judged(absent.judge(), Some(absent.managed))
}

/// What is known of an object before anybody judges it.
struct Identity {
    uid: String,
    reference: ObjectRef,
    version: String,
    presence: Presence,
    created_at: Option<Timestamp>,
}

impl Identity {
    fn judged(self, judgement: Judgement, managed: Option<&ManagedResource>) -> Node {
        Node {
            uid: self.uid,
            reference: self.reference,
            cluster: None,
            version: self.version,
            presence: self.presence,
            health: judgement.health,
            sync: judgement.sync,
            parents: Vec::new(),
            created_at: self.created_at,
            info: judgement.info,
            trouble: judgement.trouble,
            managed: managed.is_some(),
            hook: managed.is_some_and(|managed| managed.hook),
            sync_wave: managed.map(|managed| managed.sync_wave),
            requires_pruning: managed.is_some_and(|managed| managed.requires_pruning),
            orphan: false,
        }
    }
}

fn id_at(graph: &Graph<'_>, place: usize) -> String {
    match &graph.places[place] {
        Place::Live(live) => id(*live),
        Place::Absent(absent) => absent.id.clone(),
    }
}

/// Returns the node id of an object: its UID, or its identity where the text had none.
pub(super) fn id(live: Live<'_>) -> String {
    match live.metadata().uid.as_str() {
        "" => Node::id_of(&live.reference()),
        uid => uid.to_owned(),
    }
}
