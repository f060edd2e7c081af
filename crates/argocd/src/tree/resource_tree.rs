//! The tree as one value: its nodes in tree order, and what could not be seen.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::Serialize;

use super::Node;
use crate::object::ObjectRef;
use crate::snapshot::Gap;

/// Everything an add-on consists of.
///
/// Nodes stand in tree order: each directly followed by its descendants, siblings by
/// category, kind, group, namespace and name. The Application itself is not a node.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ResourceTree {
    /// Whose tree it is.
    #[serde(rename = "addon")]
    pub application: ObjectRef,
    /// Its objects, each once.
    pub nodes: Vec<Node>,
    /// What could not be seen.
    pub gaps: Vec<Gap>,
    /// What was left out or marked on purpose, a sentence each.
    pub remarks: Vec<String>,
}

impl ResourceTree {
    /// Returns the node with this UID.
    pub fn node(&self, uid: &str) -> Option<&Node> {
        self.nodes.iter().find(|node| node.uid == uid)
    }

    /// Returns the node of an object.
    pub fn find(&self, reference: &ObjectRef) -> Option<&Node> {
        self.nodes.iter().find(|node| node.reference == *reference)
    }

    /// Returns the nodes that hang under no other.
    pub fn roots(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter().filter(|node| node.parents.is_empty())
    }

    /// Returns the child Applications at any depth.
    pub fn applications(&self) -> impl Iterator<Item = &Node> {
        self.nodes.iter().filter(|node| node.is_application())
    }

    /// Returns the namespaces its objects live in.
    pub fn namespaces(&self) -> BTreeSet<&str> {
        let namespaces = self.nodes.iter().map(|node| &node.reference.namespace);
        namespaces.filter_map(Option::as_deref).collect()
    }
}
