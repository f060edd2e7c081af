//! Where an answer is read from: a cluster, or a file given with `--from`.
//!
//! Commands say what they want and get a growing snapshot; which of the two it comes from, and whether it is written
//! down on the way, is nobody else's business. Nothing is thought about here.

mod applications;
mod connect;
mod elsewhere;
mod file;
mod following;
mod names;
mod reach;
mod reading;
mod recording;
mod site;
mod ways;

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::mem::ManuallyDrop;

use argocd::application::Application;
use argocd::catalog::Catalog;
use argocd::destination::DestinationKey;
use argocd::snapshot::{Gap, Scope, Snapshot, Update};
use argocd::tree::plan::Want;
use cluster::{Cluster, Discovery, pinned};
use jiff::Timestamp;
use plugin_kit::progress::Progress;
use plugin_kit::screen::Screen;

pub(crate) use applications::surroundings;
pub(crate) use connect::{check_context, kubeconfig_names};
pub(crate) use following::{Following, Wanted};
pub(crate) use names::NamedApplication;
pub(crate) use site::Site;

use crate::cli::ConnectionFlags;
use crate::explain::explained;
use crate::tape::Tape;
use elsewhere::Elsewhere;
use ways::Ways;

/// Snapshots that grow by what commands want, one a cluster.
pub(crate) struct Reader {
    cluster: Option<Cluster>,
    /// Lives as long as the program, whose end frees it at once: taking thousands of objects apart would be waited for.
    snapshot: ManuallyDrop<Snapshot>,
    elsewhere: Elsewhere,
    ways: Ways,
    namespace: Option<String>,
    now: Timestamp,
    progress: Progress,
    tape: Option<Tape>,
    /// Whether other clusters have yet to hear what changed where Argo CD runs.
    untold: bool,
}

impl Reader {
    /// Opens the file given with `--from`, else connects to a cluster.
    ///
    /// # Errors
    /// A file that cannot be read, or connection flags that lead nowhere; each with the next step.
    pub(crate) async fn open(flags: &ConnectionFlags, errors: &Screen) -> anyhow::Result<Self> {
        Self::open_keeping(|update| update, flags, errors).await
    }

    /// Opens as [`Reader::open`], to list Applications alone: of a file no more is kept than a list of a cluster reads.
    ///
    /// # Errors
    /// As of [`Reader::open`].
    pub(crate) async fn open_to_list(
        flags: &ConnectionFlags,
        errors: &Screen,
    ) -> anyhow::Result<Self> {
        Self::open_keeping(file::summary, flags, errors).await
    }

    async fn open_keeping(
        keep: impl Fn(Update) -> Update,
        flags: &ConnectionFlags,
        errors: &Screen,
    ) -> anyhow::Result<Self> {
        let mut reader = Self {
            cluster: None,
            snapshot: ManuallyDrop::default(),
            elsewhere: Elsewhere::default(),
            ways: Ways::of(flags)?,
            namespace: flags.namespace.clone(),
            now: Timestamp::now(),
            progress: Progress::start("reading the add-ons", errors),
            tape: None,
            untold: false,
        };
        match &flags.from {
            Some(path) => reader.open_file(path, keep)?,
            None => reader.cluster = Some(connect::connect(flags).await?),
        }
        Ok(reader)
    }

    /// Learns that a destination means a cluster.
    fn lead(&mut self, destination: DestinationKey, site: &Site) {
        if *site == Site::ControlPlane {
            self.snapshot.is_meant_by(destination.clone());
        }
        if let Some(tape) = &mut self.tape {
            tape.destination(site, &destination);
        }
        self.elsewhere.lead(destination, Some(site.clone()));
    }

    /// Returns what has been read so far of the cluster that Argo CD runs in: Applications, AppProjects, settings.
    pub(crate) fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// Returns what has been read of every cluster, that of Argo CD first.
    pub(crate) fn snapshots(&self) -> impl Iterator<Item = &Snapshot> {
        std::iter::once(self.snapshot()).chain(self.elsewhere.snapshots())
    }

    /// Returns what could not be read of any cluster.
    pub(crate) fn gaps(&self) -> impl Iterator<Item = &Gap> {
        self.snapshot.gaps().chain(self.elsewhere.gaps())
    }

    /// Returns the cluster that Argo CD runs in; `None` where a file is read.
    pub(crate) fn cluster(&self) -> Option<&Cluster> {
        self.cluster.as_ref()
    }

    /// Returns what has been read of a cluster.
    pub(crate) fn snapshot_at(&self, site: &Site) -> &Snapshot {
        let remote = self.elsewhere.remote(site);
        remote.map_or(&self.snapshot, |remote| &remote.snapshot)
    }

    /// Returns the cluster that an Application deploys to, once it was reached ([`Reader::reach`]); else the one it
    /// lives in, of whose objects none is taken for one of the Application's ([`Snapshot::holds`]).
    pub(crate) fn site_of(&self, application: &Application) -> Site {
        self.elsewhere.site_of(application)
    }

    /// Returns what has been read of the cluster that an Application deploys to, the Application itself and its
    /// Events included. AppProjects and the settings of Argo CD are in [`Reader::snapshot`] alone.
    pub(crate) fn snapshot_for(&self, application: &Application) -> &Snapshot {
        self.snapshot_at(&self.site_of(application))
    }

    /// Returns the cluster that an Application deploys to; `None` where a file is read, or it cannot be reached.
    pub(crate) fn cluster_for(&self, application: &Application) -> Option<&Cluster> {
        let site = self.site_of(application);
        match self.elsewhere.remote(&site) {
            Some(remote) => remote.cluster.as_ref(),
            None if self.snapshot.holds(application) => self.cluster.as_ref(),
            None => None,
        }
    }

    /// Returns what could not be read through [`Reader::cluster_for`], told as of that cluster.
    pub(crate) fn told_of(&self, application: &Application, gap: Gap) -> Gap {
        match self.elsewhere.remote(&self.site_of(application)) {
            Some(remote) => remote.of_here(gap),
            None => gap,
        }
    }

    /// Returns the instant that ages are seen from: a file's own, else the clock's.
    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// Returns whether a cluster is read and not a file.
    pub(crate) fn is_live(&self) -> bool {
        self.cluster.is_some()
    }

    /// Returns the namespace given with `-n`.
    pub(crate) fn namespace(&self) -> Option<&str> {
        self.namespace.as_deref()
    }

    /// Says on the progress line what is being done.
    pub(crate) fn say(&self, doing: &str) {
        self.progress.say(doing);
    }

    /// Takes the progress line off the screen, so that the answer can be written.
    pub(crate) fn finish(&mut self) {
        self.progress = Progress::default();
    }

    /// Lets the snapshot of a cluster grow by what is followed; before anybody looks at others, [`Reader::catch_up`].
    pub(crate) fn apply(&mut self, site: &Site, update: Update) {
        match self.elsewhere.remote_mut(site) {
            Some(remote) => remote.apply(update),
            None => {
                self.snapshot.apply(update);
                self.untold = true;
            }
        }
    }

    /// Tells other clusters what has changed where Argo CD runs: Applications and Events that they know as guests.
    pub(crate) fn catch_up(&mut self) {
        if std::mem::take(&mut self.untold) {
            self.elsewhere.welcome(&self.snapshot);
        }
    }

    fn cluster_at(&self, site: &Site) -> Option<&Cluster> {
        match site {
            Site::ControlPlane => self.cluster.as_ref(),
            site => self.elsewhere.remote(site)?.cluster.as_ref(),
        }
    }

    /// Asks the cluster which kinds it serves, apart from everything else that is read; a file has nobody to ask.
    ///
    /// # Errors
    /// The cluster is out of reach.
    pub(crate) fn discovering(
        &self,
    ) -> impl Future<Output = anyhow::Result<Option<Discovery>>> + use<> {
        let cluster = self.cluster.clone();
        async move {
            match cluster {
                Some(cluster) => cluster.discover().await.map(Some).map_err(explained),
                None => Ok(None),
            }
        }
    }

    /// Takes in which kinds the cluster serves; broken API groups become gaps.
    pub(crate) fn learn(&mut self, discovery: Option<Discovery>) {
        let Some(Discovery { catalog, gaps }) = discovery else {
            return;
        };
        if let Some(tape) = &mut self.tape {
            tape.kinds(&Site::ControlPlane, catalog.kinds());
            gaps.iter()
                .for_each(|gap| tape.gap(&Site::ControlPlane, gap));
        }
        self.snapshot.catalog = catalog;
        self.snapshot.extend(gaps.into_iter().map(Update::Gap));
    }

    /// Follows what is wanted, live, of kinds that are served; a file does not change.
    pub(crate) fn follow(&self, wanted: &Wanted) -> Following {
        let follow = |(site, wants): (&Site, &BTreeSet<Want>)| {
            let catalog = catalog(self.snapshot_at(site));
            let served = |want: &&Want| catalog.find(&want.scope.group, &want.scope.kind).is_some();
            let wants: Vec<Want> = wants.iter().filter(served).cloned().collect();
            let follow = self.cluster_at(site)?.follow(&catalog, &wants);
            Some((site.clone(), follow))
        };
        Following::new(wanted.by_site().filter_map(follow))
    }

    /// Returns wants about an Application's resources, and about itself, by the cluster in which to look.
    pub(crate) fn wanted_for(
        &self,
        application: &Application,
        wants: impl IntoIterator<Item = Want>,
    ) -> Wanted {
        let site = self.site_of(application);
        let itself = Scope::object(&application.reference());
        let mut wanted = Wanted::default();
        for want in wants {
            if is_of(application, &want.scope) {
                wanted = wanted.and(&Site::ControlPlane, [want.clone()]);
            }
            if want.scope != itself {
                wanted = wanted.and(&site, [want]);
            }
        }
        wanted
    }

    /// Returns whether all that can be known of what is wanted is known.
    pub(crate) fn knows(&self, wanted: &Wanted) -> bool {
        wanted.by_site().all(|(site, wants)| {
            let snapshot = self.snapshot_at(site);
            let catalog = catalog(snapshot);
            let served = |want: &Want| catalog.find(&want.scope.group, &want.scope.kind).is_some();
            let mut served = wants.iter().filter(|want| served(want));
            served.all(|want| snapshot.is_known(&want.scope))
        })
    }
}

/// Returns the kinds a cluster serves; before it was asked, those that every Argo CD needs.
fn catalog(snapshot: &Snapshot) -> Cow<'_, Catalog> {
    match snapshot.catalog.is_empty() {
        true => Cow::Owned(pinned::catalog()),
        false => Cow::Borrowed(&snapshot.catalog),
    }
}

/// Returns whether a scope holds the Application itself or its Events.
fn is_of(application: &Application, scope: &Scope) -> bool {
    let namespace = scope.namespace.as_ref();
    let beside = namespace.is_none_or(|namespace| *namespace == application.metadata.namespace);
    let events = (scope.group.as_str(), scope.kind.as_str()) == ("", "Event");
    *scope == Scope::object(&application.reference()) || (scope.name.is_none() && events && beside)
}
