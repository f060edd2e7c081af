//! Whose Events count: the nodes of a tree and its Application.

use std::collections::{HashMap, HashSet};

use crate::application::Application;
use crate::object::ObjectRef;
use crate::tree::{Node, Presence, ResourceTree};

use super::event::Event;

/// Subjects, found by UID, else by name.
///
/// A name is enough: what bears the name of a node in its namespace is that node, or one
/// that stood in its place before (a StatefulSet's pod, a Missing resource). Nodes that
/// were not inspected have no Events here: theirs lie in another cluster.
pub(super) struct Subjects<'a> {
    nodes: HashMap<&'a str, &'a Node>,
    by_uid: HashMap<&'a str, Subject<'a>>,
    by_name: HashMap<&'a ObjectRef, Subject<'a>>,
    application: (ObjectRef, &'a str),
    only: Option<HashSet<&'a str>>,
}

/// Who an Event is about.
#[derive(Clone, Copy)]
pub(super) enum Subject<'a> {
    Application,
    Node(&'a Node),
}

impl<'a> Subjects<'a> {
    /// Collects the subjects of a tree; `only` one node and what hangs under it, if given.
    pub(super) fn new(
        tree: &'a ResourceTree,
        application: &'a Application,
        only: Option<&'a str>,
    ) -> Self {
        let seen = || {
            tree.nodes
                .iter()
                .filter(|n| n.presence != Presence::NotInspected)
        };
        Self {
            nodes: tree.nodes.iter().map(|node| (&*node.uid, node)).collect(),
            by_uid: seen()
                .map(|node| (&*node.uid, Subject::Node(node)))
                .collect(),
            by_name: seen()
                .map(|node| (&node.reference, Subject::Node(node)))
                .collect(),
            application: (application.reference(), &application.metadata.uid),
            only: only.map(|uid| tree.below(uid)),
        }
    }

    /// Returns who an Event is about; `None` when that is nobody's concern here.
    pub(super) fn of(&self, event: &Event<'_>) -> Option<Subject<'a>> {
        let subject = self.find(event)?;
        self.is_wanted(subject).then_some(subject)
    }

    /// Returns whether the Application itself was asked about.
    pub(super) fn has_application(&self) -> bool {
        self.only.is_none()
    }

    /// Returns the node that owns a pod, if the node is one.
    pub(super) fn owner_of_pod(&self, node: &Node) -> Option<&'a Node> {
        let pod = node.reference.is("", "Pod");
        pod.then(|| self.nodes.get(node.parent()?).copied())
            .flatten()
    }

    fn find(&self, event: &Event<'_>) -> Option<Subject<'a>> {
        let (application, uid) = &self.application;
        if event.object == *application || (!uid.is_empty() && event.uid == *uid) {
            return Some(Subject::Application);
        }
        let by_uid = self.by_uid.get(event.uid);
        by_uid.or_else(|| self.by_name.get(&event.object)).copied()
    }

    fn is_wanted(&self, subject: Subject<'_>) -> bool {
        match (&self.only, subject) {
            (None, _) => true,
            (Some(_), Subject::Application) => false,
            (Some(only), Subject::Node(node)) => only.contains(&*node.uid),
        }
    }
}
