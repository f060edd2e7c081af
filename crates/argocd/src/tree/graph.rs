//! The graph a tree is cut out of: every object read, every managed resource that was
//! not, and who stands over whom.
//!
//! Grows from the Application: its managed resources are roots; with `recursive` those
//! of each child Application that is reached stand under it.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::TreeOptions;
use super::absent::Absent;
use super::index::Index;
use super::live::{Key, Live};
use super::owners;
use crate::application::{Application, ManagedResource};
use crate::snapshot::{Gap, Snapshot};

/// What stands at one place of the graph.
pub(super) enum Place<'a> {
    /// An object that was read.
    Live(Live<'a>),
    /// A managed resource that was not.
    Absent(Absent<'a>),
}

/// Places, edges and roots.
pub(super) struct Graph<'a> {
    pub(super) places: Vec<Place<'a>>,
    pub(super) children: Vec<Vec<usize>>,
    pub(super) owners: Vec<Vec<usize>>,
    pub(super) roots: Vec<usize>,
    pub(super) managed: HashMap<usize, &'a ManagedResource>,
    pub(super) gaps: BTreeSet<Gap>,
    snapshot: &'a Snapshot,
    index: Index<'a>,
    absent: HashMap<String, usize>,
}

impl<'a> Graph<'a> {
    /// Builds the graph of an Application.
    pub(super) fn new(
        application: &'a Application,
        snapshot: &'a Snapshot,
        options: &'a TreeOptions,
    ) -> Self {
        let index = Index::new(snapshot, &managed_keys(application, snapshot, options));
        let owners = owners::owners(&index);
        let mut graph = Self {
            places: index.objects.iter().copied().map(Place::Live).collect(),
            children: children_of(&owners),
            owners,
            roots: Vec::new(),
            managed: HashMap::new(),
            gaps: BTreeSet::new(),
            snapshot,
            index,
            absent: HashMap::new(),
        };
        graph.roots = graph.manage(application);
        if options.recursive {
            graph.expand(application);
        }
        graph
    }

    /// Returns the places of the resources an Application manages.
    fn manage(&mut self, application: &'a Application) -> Vec<usize> {
        let Some(detail) = &application.detail else {
            self.gaps.insert(Absent::all_of(application));
            return Vec::new();
        };
        let mut places: Vec<usize> = Vec::with_capacity(detail.resources.len());
        for managed in &detail.resources {
            let place = self.place_of(managed, application);
            self.managed.entry(place).or_insert(managed);
            places.push(place);
        }
        places.sort_unstable();
        places.dedup();
        places
    }

    fn place_of(&mut self, managed: &'a ManagedResource, application: &'a Application) -> usize {
        let here = self.snapshot.holds(application);
        let found = here.then(|| self.index.find(key_of(managed))).flatten();
        found.unwrap_or_else(|| self.absent(managed, application, here))
    }

    fn absent(
        &mut self,
        managed: &'a ManagedResource,
        application: &'a Application,
        here: bool,
    ) -> usize {
        let absent = Absent::new(managed, application, here, self.snapshot);
        let next = self.places.len();
        let place = *self.absent.entry(absent.id.clone()).or_insert(next);
        if place == next {
            self.gaps.extend(absent.gap(self.snapshot));
            self.places.push(Place::Absent(absent));
            self.children.push(Vec::new());
            self.owners.push(Vec::new());
        }
        place
    }

    /// Puts the resources of every child Application that is reached under it. The
    /// Application whose tree this is may be among them (an Argo CD that manages
    /// itself); its resources already stand at the roots.
    fn expand(&mut self, application: &'a Application) {
        let mut seen: HashSet<usize> = self.index.find(self_key(application)).into_iter().collect();
        let mut open = self.roots.clone();
        let mut reached: HashSet<usize> = open.iter().copied().collect();
        while let Some(place) = open.pop() {
            if let Some(child) = self.application_at(place).filter(|_| seen.insert(place)) {
                self.put_under(place, child);
            }
            let children = self.children[place].iter().copied();
            open.extend(children.filter(|child| reached.insert(*child)));
        }
    }

    fn put_under(&mut self, parent: usize, application: &'a Application) {
        for place in self.manage(application) {
            if place != parent && !self.owners[place].contains(&parent) {
                self.owners[place].push(parent);
                self.children[parent].push(place);
            }
        }
    }

    fn application_at(&self, place: usize) -> Option<&'a Application> {
        match &self.places[place] {
            Place::Live(live) => live.application(),
            Place::Absent(_) => None,
        }
    }
}

fn children_of(owners: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let mut children = vec![Vec::new(); owners.len()];
    for (child, owners) in owners.iter().enumerate() {
        owners.iter().for_each(|owner| children[*owner].push(child));
    }
    children
}

fn managed_keys<'a>(
    application: &'a Application,
    snapshot: &'a Snapshot,
    options: &TreeOptions,
) -> HashSet<Key<'a>> {
    let others = snapshot.applications().filter(|_| options.recursive);
    let details = std::iter::once(application)
        .chain(others)
        .filter_map(|application| application.detail.as_ref());
    details
        .flat_map(|detail| detail.resources.iter().map(key_of))
        .collect()
}

fn key_of(managed: &ManagedResource) -> Key<'_> {
    (
        &managed.group,
        &managed.kind,
        &managed.namespace,
        &managed.name,
    )
}

fn self_key(application: &Application) -> Key<'_> {
    Live::Application(application).key()
}
