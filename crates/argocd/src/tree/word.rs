//! A resource as people name it: `KIND/NAME`, or `KIND/NAMESPACE/NAME` where the name alone fits several.
//!
//! Says what a word fits; what to do with several that fit is the asker's business.

use std::fmt;

use super::{Node, ResourceTree, is_of_kind};
use crate::object::ObjectRef;

/// A resource that somebody named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceWord {
    /// Kind as it was written ([`is_of_kind`]).
    pub kind: String,
    /// Namespace, where one was written.
    pub namespace: Option<String>,
    /// Name.
    pub name: String,
}

impl ResourceWord {
    /// Reads `KIND/NAME` or `KIND/NAMESPACE/NAME`; `None` when it is neither.
    pub fn parse(word: &str) -> Option<Self> {
        let parts: Vec<&str> = word.split('/').collect();
        let (kind, namespace, name) = match parts[..] {
            [kind, name] => (kind, None, name),
            [kind, namespace, name] => (kind, Some(namespace), name),
            _ => return None,
        };
        let whole = !kind.is_empty() && !name.is_empty() && namespace != Some("");
        whole.then(|| Self {
            kind: kind.to_owned(),
            namespace: namespace.map(str::to_owned),
            name: name.to_owned(),
        })
    }

    /// Returns whether an object is one that is meant.
    pub fn fits(&self, reference: &ObjectRef) -> bool {
        reference.name == self.name
            && (self.namespace.is_none() || self.namespace == reference.namespace)
            && is_of_kind(reference, &self.kind)
    }

    /// Returns the shortest word that names one node of a tree and no other.
    pub fn of(node: &Node, tree: &[Node]) -> Self {
        Self::among(&node.reference, tree.iter().map(|node| &node.reference))
    }

    /// Returns the shortest word that names one of several objects and no other.
    pub fn among<'a>(
        reference: &ObjectRef,
        all: impl Iterator<Item = &'a ObjectRef> + Clone,
    ) -> Self {
        let ObjectRef {
            group,
            kind,
            namespace,
            name,
        } = reference;
        let short = Self {
            kind: kind.clone(),
            namespace: None,
            name: name.clone(),
        };
        let placed = Self {
            namespace: namespace.clone(),
            ..short.clone()
        };
        let grouped = |word: &Self| Self {
            kind: format!("{kind}.{group}"),
            ..word.clone()
        };
        let words = [
            short.clone(),
            placed.clone(),
            grouped(&short),
            grouped(&placed),
        ];
        let alone = |word: &Self| all.clone().filter(|other| word.fits(other)).count() == 1;
        words
            .iter()
            .find(|word| alone(word))
            .cloned()
            .unwrap_or(placed)
    }
}

impl fmt::Display for ResourceWord {
    /// Writes it as it can be typed.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.namespace {
            Some(namespace) => write!(formatter, "{}/{namespace}/{}", self.kind, self.name),
            None => write!(formatter, "{}/{}", self.kind, self.name),
        }
    }
}

impl ResourceTree {
    /// Returns the nodes that a word fits.
    pub fn named<'a>(&'a self, word: &ResourceWord) -> Vec<&'a Node> {
        let fits = |node: &&Node| word.fits(&node.reference);
        self.nodes.iter().filter(fits).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::TreeOptions;
    use crate::tree::build;
    use crate::tree::fixture::{managing, metadata, snapshot};

    fn tree(managed: &str, lines: &str) -> ResourceTree {
        build(
            &managing(managed),
            &snapshot(metadata(lines)),
            &TreeOptions::default(),
        )
    }

    #[test]
    fn a_word_is_kind_and_name_with_or_without_a_namespace() {
        let word = ResourceWord::parse("deploy/web/front").unwrap();
        assert!(word.fits(&ObjectRef::new("apps", "Deployment", "web", "front")));
        assert!(!word.fits(&ObjectRef::new("apps", "Deployment", "other", "front")));
        let word = ResourceWord::parse("clusterroles/system:node").unwrap();
        assert!(word.fits(&ObjectRef::new(
            "rbac.authorization.k8s.io",
            "ClusterRole",
            "",
            "system:node"
        )));
        for odd in ["web", "/web", "Pod/", "Pod//web", "a/b/c/d", ""] {
            assert_eq!(ResourceWord::parse(odd), None, "{odd}");
        }
    }

    #[test]
    fn the_word_of_a_node_is_as_long_as_it_must_be() {
        let tree = tree(
            "core ConfigMap a/settings\ncore ConfigMap b/settings\ncore Secret a/key\n\
             networking.k8s.io Ingress a/web\nextensions Ingress a/web",
            "v1 ConfigMap a/settings c1\nv1 ConfigMap b/settings c2\nv1 Secret a/key s1\n\
             networking.k8s.io/v1 Ingress a/web i1\nextensions/v1 Ingress a/web i2",
        );
        let words = tree
            .nodes
            .iter()
            .map(|node| ResourceWord::of(node, &tree.nodes).to_string());
        assert_eq!(
            words.collect::<Vec<_>>(),
            [
                "Ingress.extensions/web",
                "Ingress.networking.k8s.io/web",
                "ConfigMap/a/settings",
                "ConfigMap/b/settings",
                "Secret/key",
            ]
        );
        for node in &tree.nodes {
            let word =
                ResourceWord::parse(&ResourceWord::of(node, &tree.nodes).to_string()).unwrap();
            assert_eq!(tree.named(&word), [node]);
        }
    }
}
