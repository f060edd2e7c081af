//! What the last list told of each Application, so that the next one judges and words anew only what may have changed.
//!
//! An add-on is kept while its Application and all that Applications stand on are the same, and its state does not depend
//! on the clock; its row while the add-on and its age are.

use std::collections::HashMap;
use std::sync::Arc;

use argocd::application::Application;
use argocd::lifecycle::{Clock, is_stuck};
use argocd::snapshot::Snapshot;
use jiff::Timestamp;
use plugin_kit::age::age;
use plugin_kit::shape::Row;

use super::super::addon::Addon;
use super::super::selection::Selection;
use super::super::surroundings::{Ground, Surroundings};
use super::listed::Listed;
use super::{ListView, cells, name};

/// The add-ons of the last list.
#[derive(Debug, Default)]
pub(crate) struct Judged {
    ground: Option<Ground>,
    /// By the addresses of their Applications, which are held here and so belong to nobody else.
    known: HashMap<usize, Known>,
}

/// One add-on that was judged.
#[derive(Debug)]
struct Known {
    application: Arc<Application>,
    addon: Arc<Addon>,
    /// Whether another instant may give it another state.
    follows_clock: bool,
    row: Option<Dated>,
}

/// A row, and the age that it tells.
#[derive(Debug)]
struct Dated {
    age: Option<String>,
    row: Arc<Row>,
}

impl Judged {
    /// Returns what [`ListView::of_all`] does.
    pub(crate) fn list(
        &mut self,
        snapshot: &Snapshot,
        selection: &Selection,
        now: Timestamp,
    ) -> ListView {
        let surroundings = Surroundings::of(snapshot, now);
        if self.ground.as_ref() != Some(surroundings.ground()) {
            self.known.clear();
        }
        let mut before = std::mem::take(&mut self.known);
        self.known.reserve(before.len());
        let applications = snapshot.shared_applications();
        let fitting = applications.filter(|application| selection.fits_application(application));
        let items = fitting.filter_map(|application| {
            let address = Arc::as_ptr(application).addr();
            let known = match before.remove(&address) {
                Some(known) => known.renewed(&surroundings),
                None => Known::of(application, &surroundings),
            };
            let known = self.known.entry(address).insert_entry(known).into_mut();
            selection.fits(&known.addon).then(|| known.listed(now))
        });
        let view = ListView::of_listed(snapshot, items, selection, now);
        self.ground = Some(surroundings.into_ground());
        view
    }
}

impl Known {
    fn of(application: &Arc<Application>, surroundings: &Surroundings<'_>) -> Self {
        let clock = Clock::at(surroundings.now());
        let addon = Addon::by(application, surroundings, &clock);
        Self {
            application: Arc::clone(application),
            addon: Arc::new(addon),
            follows_clock: clock.was_read(),
            row: None,
        }
    }

    /// Returns it as of now, the same add-on where nothing about it has changed.
    fn renewed(self, surroundings: &Surroundings<'_>) -> Self {
        let stuck = is_stuck(&self.application, surroundings.now());
        if !self.follows_clock && self.addon.stuck == stuck {
            return self;
        }
        let fresh = Self::of(&self.application, surroundings);
        match fresh.addon == self.addon {
            true => Self {
                follows_clock: fresh.follows_clock,
                ..self
            },
            false => fresh,
        }
    }

    /// Returns the add-on with its row as of now.
    fn listed(&mut self, now: Timestamp) -> Listed {
        let age = self.addon.updated_at.map(|then| age(then, now));
        let row = self.row.take().filter(|row| row.age == age);
        let row = row.unwrap_or_else(|| Dated {
            age,
            row: Arc::new(Row::new(name(&self.addon), cells(&self.addon, now))),
        });
        let listed = Listed {
            addon: Arc::clone(&self.addon),
            row: Some(Arc::clone(&row.row)),
        };
        self.row = Some(row);
        listed
    }
}

#[cfg(test)]
#[path = "judged_tests.rs"]
mod tests;
