//! Which containers' logs were asked for.

use std::collections::HashMap;
use std::time::Duration;

use argocd::containers::{Container, containers};
use argocd::snapshot::Snapshot;
use argocd::tree::{Node, Presence, ResourceTree};
use cluster::LogWanted;

/// What was asked for.
#[derive(Debug, Clone, Default)]
pub(crate) struct Choice {
    /// UID of the node whose Pods alone count.
    pub under: Option<String>,
    /// Names of containers; all where none is named.
    pub containers: Vec<String>,
    /// Whether only containers count that are not as they should be.
    pub unhealthy: bool,
    /// Whether the run before the last restart is meant.
    pub previous: bool,
    /// At most so many lines of each.
    pub tail: Option<u32>,
    /// Only lines newer than this.
    pub since: Option<Duration>,
}

/// The containers that fit, with and without a log.
#[derive(Debug, Clone, Default)]
pub(crate) struct Chosen {
    /// Those that have the log asked for.
    pub readable: Vec<Container>,
    /// Those that have not begun, or have not run before.
    pub without: Vec<Container>,
}

impl Choice {
    /// Returns the containers that fit, in the order of the tree.
    pub(crate) fn among(&self, tree: &ResourceTree, snapshot: &Snapshot) -> Chosen {
        let pods = self.pods(tree).into_iter();
        let all = pods
            .filter_map(|pod| snapshot.resource(&pod.reference))
            .flat_map(containers);
        let fitting = all.filter(|container| self.fits(container));
        let (readable, without) = fitting.partition(|container| self.has_log(container));
        Chosen { readable, without }
    }

    /// Returns the part of a container's log that was asked for.
    pub(crate) fn wanted(&self, container: &Container) -> LogWanted {
        LogWanted {
            namespace: container.pod.namespace.clone().unwrap_or_default(),
            pod: container.pod.name.clone(),
            container: container.name.clone(),
            previous: self.previous,
            tail: self.tail,
            since: self.since,
            follow: false,
        }
    }

    fn fits(&self, container: &Container) -> bool {
        let named = self.containers.is_empty() || self.containers.contains(&container.name);
        named && !(self.unhealthy && container.well)
    }

    fn has_log(&self, container: &Container) -> bool {
        match self.previous {
            true => container.ran_before,
            false => container.started,
        }
    }

    fn pods<'a>(&self, tree: &'a ResourceTree) -> Vec<&'a Node> {
        let live = |node: &&Node| node.presence == Presence::Live && node.reference.is("", "Pod");
        let pods = tree.nodes.iter().filter(live);
        match &self.under {
            None => pods.collect(),
            Some(root) => {
                let parents = parents(tree);
                pods.filter(|pod| is_under(&pod.uid, root, &parents))
                    .collect()
            }
        }
    }
}

fn parents(tree: &ResourceTree) -> HashMap<&str, &str> {
    let nodes = tree.nodes.iter();
    nodes
        .filter_map(|node| Some((node.uid.as_str(), node.parent()?)))
        .collect()
}

/// Goes up from a node; a tree has no circles, as each node stands in it once.
fn is_under(uid: &str, root: &str, parents: &HashMap<&str, &str>) -> bool {
    let mut at = Some(uid);
    for _ in 0..=parents.len() {
        match at {
            Some(here) if here == root => return true,
            Some(here) => at = parents.get(here).copied(),
            None => return false,
        }
    }
    false
}
