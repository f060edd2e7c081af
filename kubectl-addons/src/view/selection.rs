//! Which add-ons `list` shows, and in which order.

use std::cmp::Reverse;

use argocd::application::Application;
use argocd::lifecycle::State;
use argocd::selector::Selector;

use super::addon::Addon;
use crate::cli::SortColumn;

/// The filters of `list`; an empty one fits everything.
#[derive(Debug, Clone, Default)]
pub(crate) struct Selection {
    /// Namespace of the Application.
    pub namespace: Option<String>,
    /// States.
    pub states: Vec<State>,
    /// Stacks.
    pub stacks: Vec<String>,
    /// Types.
    pub(crate) types: Vec<String>,
    /// Namespaces it is deployed in.
    pub deployed_in: Vec<String>,
    /// AppProjects.
    pub projects: Vec<String>,
    /// Clusters, by name or URL.
    pub clusters: Vec<String>,
    /// Names of owners.
    pub owners: Vec<String>,
    /// Labels.
    pub labels: Selector,
    /// Order; by namespace and name unless given.
    pub sort_by: Option<SortColumn>,
}

impl Selection {
    /// Returns whether nothing but the namespace chooses, and nothing but names decides the order.
    pub(crate) fn is_of_all(&self) -> bool {
        let words = [
            &self.stacks,
            &self.types,
            &self.deployed_in,
            &self.projects,
            &self.clusters,
            &self.owners,
        ];
        self.states.is_empty()
            && words.iter().all(|words| words.is_empty())
            && self.labels == Selector::default()
            && self.sort_by.is_none()
    }

    /// Returns whether an Application fits what can be told without judging it.
    pub(crate) fn fits_application(&self, application: &Application) -> bool {
        let namespace = &application.metadata.namespace;
        self.namespace
            .as_ref()
            .is_none_or(|wanted| wanted == namespace)
            && self.labels.fits(&application.metadata.labels)
    }

    /// Returns whether an add-on fits.
    pub(crate) fn fits(&self, addon: &Addon) -> bool {
        let owner = addon.owner.as_ref().map(|owner| owner.name.as_str());
        (self.states.is_empty() || self.states.contains(&addon.state()))
            && among(&self.stacks, addon.stack.as_deref())
            && among(&self.types, Some(addon.kind.as_str()))
            && among(&self.deployed_in, Some(&addon.destination.namespace))
            && among(&self.projects, Some(&addon.project))
            && among(&self.clusters, Some(&addon.destination.cluster))
            && among(&self.owners, owner)
    }

    /// Sorts add-ons; equal ones stay in the order of namespace and name.
    pub(crate) fn sort(&self, addons: &mut [Addon]) {
        match self.sort_by {
            None => {}
            Some(SortColumn::Name) => addons.sort_by(|a, b| a.name.cmp(&b.name)),
            Some(SortColumn::Chart) => addons.sort_by(|a, b| a.chart.name.cmp(&b.chart.name)),
            Some(SortColumn::State) => addons.sort_by_key(|addon| Reverse(addon.state())),
            Some(SortColumn::Namespace) => {
                addons.sort_by(|a, b| a.destination.namespace.cmp(&b.destination.namespace));
            }
            Some(SortColumn::Updated) => addons.sort_by_key(|addon| Reverse(addon.updated_at)),
        }
    }
}

fn among(wanted: &[String], word: Option<&str>) -> bool {
    wanted.is_empty() || word.is_some_and(|word| wanted.iter().any(|wanted| wanted == word))
}

#[cfg(test)]
#[path = "selection_tests.rs"]
mod tests;
