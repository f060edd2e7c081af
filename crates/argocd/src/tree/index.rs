//! All objects of a snapshot, found by UID and by name in one step each.
//!
//! One object that is served in two groups (one UID, as `extensions/Ingress` and
//! `networking.k8s.io/Ingress`) has one place here. Who owns whom is said in `owners`.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use super::live::{Key, Live};
use crate::snapshot::Snapshot;

/// The objects, each known by its position.
pub(super) struct Index<'a> {
    pub(super) objects: Vec<Live<'a>>,
    by_key: HashMap<Key<'a>, usize>,
    by_uid: HashMap<&'a str, usize>,
}

impl<'a> Index<'a> {
    /// Indexes a snapshot. Of several names of one object the one that is managed
    /// counts, else the smallest (as in gitops-engine's `buildGraph`).
    pub(super) fn new(snapshot: &'a Snapshot, managed: &HashSet<Key<'_>>) -> Self {
        let resources = snapshot.resources().map(Live::Resource);
        let applications = snapshot.applications().map(Live::Application);
        let mut all: Vec<Live<'a>> = resources.chain(applications).collect();
        all.sort_by_cached_key(|live| (!managed.contains(&live.key()), live.key()));
        let mut index = Self {
            objects: Vec::with_capacity(all.len()),
            by_key: HashMap::with_capacity(all.len()),
            by_uid: HashMap::with_capacity(all.len()),
        };
        all.into_iter().for_each(|live| index.add(live));
        index
    }

    fn add(&mut self, live: Live<'a>) {
        let next = self.objects.len();
        let place = match live.metadata().uid.as_str() {
            "" => next,
            uid => match self.by_uid.entry(uid) {
                Entry::Occupied(known) => *known.get(),
                Entry::Vacant(free) => *free.insert(next),
            },
        };
        if place == next {
            self.objects.push(live);
        }
        self.by_key.insert(live.key(), place);
    }

    /// Returns the place of the object with a UID.
    pub(super) fn uid(&self, uid: &str) -> Option<usize> {
        self.by_uid.get(uid).copied()
    }

    /// Returns the place of an object by its name.
    pub(super) fn find(&self, key: Key<'_>) -> Option<usize> {
        self.by_key.get(&key).copied()
    }
}
