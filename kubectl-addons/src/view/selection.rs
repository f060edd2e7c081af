//! Which add-ons `list` shows, and in which order.

use std::borrow::Borrow;
use std::cmp::Ordering;

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
    pub(crate) fn sort<T: Borrow<Addon>>(&self, addons: &mut [T]) {
        if let Some(column) = self.sort_by {
            addons.sort_by(|a, b| order(column, a.borrow(), b.borrow()));
        }
    }
}

fn order(column: SortColumn, a: &Addon, b: &Addon) -> Ordering {
    match column {
        SortColumn::Name => a.name.cmp(&b.name),
        SortColumn::Chart => a.chart.name.cmp(&b.chart.name),
        SortColumn::State => b.state().cmp(&a.state()),
        SortColumn::Namespace => a.destination.namespace.cmp(&b.destination.namespace),
        SortColumn::Updated => b.updated_at.cmp(&a.updated_at),
    }
}

fn among(wanted: &[String], word: Option<&str>) -> bool {
    wanted.is_empty() || word.is_some_and(|word| wanted.iter().any(|wanted| wanted == word))
}

#[cfg(test)]
#[path = "selection_tests.rs"]
mod tests;
