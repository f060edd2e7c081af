//! The clusters that Applications deploy to, beside the one they live in: which have been reached, and what was read.
//!
//! Who leads to them is found in `reach`.

use std::collections::BTreeMap;

use argocd::application::Application;
use argocd::destination::DestinationKey;
use argocd::object::Resource;
use argocd::snapshot::{Gap, Guests, Snapshot, Update};
use cluster::recorded::Entry;
use cluster::{Cluster, Discovery};

use super::Site;
use crate::tape::Tape;

/// One cluster that was reached, or that a file tells of.
pub(super) struct Remote {
    /// The connection; `None` where a file is read.
    pub(super) cluster: Option<Cluster>,
    /// Its name for people.
    pub(super) name: String,
    /// What was read of it.
    pub(super) snapshot: Snapshot,
}

impl Remote {
    /// Lets the snapshot grow; what could not be read is told with the cluster's name.
    pub(super) fn apply(&mut self, update: Update) {
        self.snapshot.apply(match update {
            Update::Gap(gap) => Update::Gap(self.of_here(gap)),
            update => update,
        });
    }

    /// Takes in which kinds the cluster serves.
    pub(super) fn learn(&mut self, discovery: Discovery) {
        let Discovery { catalog, gaps } = discovery;
        self.snapshot.catalog = catalog;
        gaps.into_iter()
            .for_each(|gap| self.apply(Update::Gap(gap)));
    }

    /// Writes what is known before anything was read.
    pub(super) fn write_down(&self, site: &Site, tape: &mut Tape) {
        let server = self.cluster.as_ref().map(Cluster::server);
        tape.cluster(site, &self.name, server.unwrap_or_default());
        tape.kinds(site, self.snapshot.catalog.kinds());
        self.snapshot.gaps().for_each(|gap| tape.gap(site, gap));
    }

    /// Returns a step of reading with the cluster's name in what could not be read.
    pub(super) fn told(&self, entry: Entry) -> Entry {
        match entry {
            Entry::Gap(gap) => Entry::Gap(self.of_here(gap)),
            entry => entry,
        }
    }

    /// Tells what could not be read of it with its name. Rights there are those of Argo CD or of another context: no role
    /// here would grant them.
    pub(super) fn of_here(&self, gap: Gap) -> Gap {
        Gap {
            right: None,
            message: format!("in cluster {}, {}", self.name, gap.message),
            ..gap
        }
    }
}

/// All of them.
#[derive(Default)]
pub(super) struct Elsewhere {
    remotes: BTreeMap<String, Remote>,
    /// Where each destination leads that somebody asked for; `None` is nowhere, and a gap says why.
    routes: BTreeMap<DestinationKey, Option<Site>>,
}

impl Elsewhere {
    /// Returns whether an Application's destination has been looked for.
    pub(super) fn knows(&self, application: &Application) -> bool {
        is_at_home(application) || self.routes.contains_key(&DestinationKey::of(application))
    }

    /// Returns the cluster an Application deploys to. Where none can be reached that is the one it lives in, whose
    /// snapshot does not hold it ([`Snapshot::holds`]).
    pub(super) fn site_of(&self, application: &Application) -> Site {
        if is_at_home(application) {
            return Site::ControlPlane;
        }
        let route = self.routes.get(&DestinationKey::of(application));
        route.cloned().flatten().unwrap_or_default()
    }

    /// Returns what could not be read of any of them.
    pub(super) fn gaps(&self) -> impl Iterator<Item = &Gap> {
        let remotes = self.remotes.values();
        remotes.flat_map(|remote| remote.snapshot.gaps())
    }

    /// Learns where a destination leads.
    pub(super) fn lead(&mut self, destination: DestinationKey, site: Option<Site>) {
        let remote = site.as_ref().and_then(|site| self.remote_mut(site));
        if let Some(remote) = remote {
            remote.snapshot.is_meant_by(destination.clone());
        }
        self.routes.insert(destination, site);
    }

    /// Takes in a cluster.
    pub(super) fn add(&mut self, site: &Site, remote: Remote) {
        if let Site::Elsewhere(id) = site {
            self.remotes.insert(id.clone(), remote);
        }
    }

    /// Returns a cluster that a file tells of, which it begins to do.
    pub(super) fn recorded(&mut self, site: &Site) -> &mut Remote {
        let remote = self.remotes.entry(site.id().to_owned());
        remote.or_insert_with(|| Remote {
            cluster: None,
            name: String::new(),
            snapshot: Snapshot::elsewhere(),
        })
    }

    /// Returns every snapshot.
    pub(super) fn snapshots(&self) -> impl Iterator<Item = &Snapshot> {
        self.remotes.values().map(|remote| &remote.snapshot)
    }

    /// Returns a cluster that was reached.
    pub(super) fn remote(&self, site: &Site) -> Option<&Remote> {
        match site {
            Site::ControlPlane => None,
            Site::Elsewhere(id) => self.remotes.get(id),
        }
    }

    /// Returns a cluster that was reached, to read more of it.
    pub(super) fn remote_mut(&mut self, site: &Site) -> Option<&mut Remote> {
        match site {
            Site::ControlPlane => None,
            Site::Elsewhere(id) => self.remotes.get_mut(id),
        }
    }

    /// Tells every cluster who deploys to it, as the Applications are now.
    pub(super) fn welcome(&mut self, home: &Snapshot) {
        for (id, remote) in &mut self.remotes {
            let site = Some(Site::Elsewhere(id.clone()));
            let leads_here = |application: &&Application| {
                !is_at_home(application)
                    && self.routes.get(&DestinationKey::of(application)) == Some(&site)
            };
            let guests = home.applications().filter(leads_here).cloned();
            let gaps = home.gaps().filter(|gap| is_of_events(gap)).cloned();
            remote
                .snapshot
                .welcome(Guests::new(guests, events(home), gaps));
        }
    }
}

fn is_at_home(application: &Application) -> bool {
    application.spec.destination.is_in_cluster()
}

fn events(home: &Snapshot) -> impl Iterator<Item = Resource> {
    home.of_kind("", "Event").cloned()
}

fn is_of_events(gap: &Gap) -> bool {
    gap.scope
        .as_ref()
        .is_some_and(|scope| scope.kind == "Event")
}
