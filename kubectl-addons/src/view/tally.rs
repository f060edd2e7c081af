//! How many add-ons are in which state: what `list` says beside its rows.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use argocd::lifecycle::State;

use super::addon::Addon;

/// Add-ons counted by state.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Tally(BTreeMap<State, usize>);

impl Tally {
    /// Counts add-ons.
    pub(crate) fn of<'a>(addons: impl IntoIterator<Item = &'a Addon>) -> Self {
        let mut tally = Self::default();
        for addon in addons {
            *tally.0.entry(addon.state()).or_default() += 1;
        }
        tally
    }

    /// Adds what another one counted.
    pub(crate) fn add(&mut self, other: &Self) {
        for (state, count) in &other.0 {
            *self.0.entry(*state).or_default() += count;
        }
    }

    /// Returns how many there are.
    pub(crate) fn shown(&self) -> usize {
        self.0.values().sum()
    }

    /// Returns whether each of them is Synced.
    pub(crate) fn all_synced(&self) -> bool {
        self.0.keys().all(|state| *state == State::Synced)
    }

    /// Returns it as a sentence, the worst first: `63 add-ons: 19 Degraded, 44 Synced`.
    pub(crate) fn sentence(&self) -> String {
        let mut counts: Vec<(&State, &usize)> = self.0.iter().collect();
        counts.sort_by_key(|(state, _)| Reverse(**state));
        let counts: Vec<String> = counts
            .into_iter()
            .map(|(state, count)| format!("{count} {state}"))
            .collect();
        match self.shown() {
            1 => format!("1 add-on: {}", counts.join(", ")),
            shown => format!("{shown} add-ons: {}", counts.join(", ")),
        }
    }
}
