//! One node of a tree with all it hangs under and all that hangs under it.
//!
//! Nothing is judged or fetched here, and nothing is added.

use std::collections::{HashMap, HashSet};

use super::ResourceTree;
use crate::snapshot::{Gap, GapReason};

impl ResourceTree {
    /// Returns a node with all its ancestors and descendants, and the gaps that concern them.
    #[must_use]
    pub fn around(self, uid: &str) -> Self {
        let below: HashSet<String> = self.below(uid).into_iter().map(str::to_owned).collect();
        let mut around = self.keep(|node| below.contains(&node.uid));
        let gaps = std::mem::take(&mut around.gaps);
        around.gaps = gaps
            .into_iter()
            .filter(|gap| around.concerns(gap))
            .collect();
        around
    }

    /// Returns the UIDs of a node and of everything that hangs under it, by whichever parent.
    pub fn below<'a>(&'a self, uid: &'a str) -> HashSet<&'a str> {
        let mut children: HashMap<&str, Vec<&str>> = HashMap::new();
        for node in &self.nodes {
            for parent in &node.parents {
                children.entry(parent).or_default().push(&node.uid);
            }
        }
        let mut below = HashSet::new();
        let mut open = vec![uid];
        while let Some(uid) = open.pop() {
            if below.insert(uid) {
                open.extend(children.get(uid).into_iter().flatten());
            }
        }
        below
    }

    /// What was never asked for is a gap only of the objects it would have shown.
    fn concerns(&self, gap: &Gap) -> bool {
        let covers = |scope: &crate::snapshot::Scope| {
            self.nodes.iter().any(|node| scope.covers(&node.reference))
        };
        gap.reason != GapReason::NotRecorded || gap.scope.as_ref().is_none_or(covers)
    }
}

#[cfg(test)]
mod tests {
    use crate::tree::fixture::{managing, metadata, sketch, snapshot};
    use crate::tree::{TreeOptions, build};

    #[test]
    fn it_stands_between_its_ancestors_and_its_descendants() {
        let application =
            managing("apps Deployment web/front\napps Deployment web/back\ncore Secret web/key");
        let snapshot = snapshot(metadata(
            "apps/v1 Deployment web/front d1
             apps/v1 Deployment web/back d2
             apps/v1 ReplicaSet web/front-1 r1 < d1
             apps/v1 ReplicaSet web/front-2 r2 < d1
             v1 Pod web/front-1-a p1 < r1",
        ));
        let tree = build(&application, &snapshot, &TreeOptions::default());
        assert!(!tree.gaps.is_empty(), "the Secret was not read");
        let around = tree.around("r1");
        assert_eq!(
            sketch(&around),
            "Deployment/front\n  ReplicaSet/front-1\n    Pod/front-1-a"
        );
        assert_eq!(around.gaps, []);
    }

    #[test]
    fn what_hangs_under_a_second_owner_is_below_it_too() {
        let application = managing("apps Deployment web/a\napps Deployment web/b");
        let snapshot = snapshot(metadata(
            "apps/v1 Deployment web/a d1\napps/v1 Deployment web/b d2\nv1 Pod web/p p1 < d1 d2",
        ));
        let tree = build(&application, &snapshot, &TreeOptions::default());
        assert_eq!(tree.below("d2").len(), 2);
    }
}
