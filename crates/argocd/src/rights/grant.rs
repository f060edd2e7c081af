//! What one rule of a role grants, as a constant.

use super::Right;

/// Verbs on resources of some API groups (`PolicyRule` of `rbac.authorization.k8s.io/v1`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Grant {
    /// API groups; empty for the core group.
    pub groups: &'static [&'static str],
    /// Resources as in URLs, with subresources; `*` is all of them.
    pub resources: &'static [&'static str],
    /// Names of the only objects it is about; none for all.
    pub names: &'static [&'static str],
    /// Verbs.
    pub verbs: &'static [&'static str],
}

impl Grant {
    /// Grants verbs on all objects of resources.
    pub const fn new(
        groups: &'static [&'static str],
        resources: &'static [&'static str],
        verbs: &'static [&'static str],
    ) -> Self {
        Self {
            groups,
            resources,
            names: &[],
            verbs,
        }
    }

    /// Grants them on objects of these names alone.
    #[must_use]
    pub const fn named(self, names: &'static [&'static str]) -> Self {
        Self { names, ..self }
    }

    /// Returns every right of it, in the whole cluster.
    pub fn rights(&self) -> Vec<Right> {
        let names: Vec<Option<&str>> = match self.names {
            [] => vec![None],
            names => names.iter().copied().map(Some).collect(),
        };
        let mut rights = Vec::new();
        for group in self.groups {
            for resource in self.resources {
                for verb in self.verbs {
                    let right = Right::new(verb, group, resource);
                    rights.extend(names.iter().map(|name| Right {
                        name: name.map(str::to_owned),
                        ..right.clone()
                    }));
                }
            }
        }
        rights
    }

    /// Returns whether a right is part of it, wherever it has to hold.
    pub fn covers(&self, right: &Right) -> bool {
        let all_or = |words: &[&str], word: &str| words.contains(&"*") || words.contains(&word);
        let named = match (&right.name, self.names) {
            (_, []) => true,
            (Some(name), names) => names.contains(&name.as_str()),
            (None, _) => false,
        };
        named
            && self.groups.contains(&right.group.as_str())
            && all_or(self.resources, &right.resource)
            && self.verbs.contains(&right.verb.as_str())
    }
}
