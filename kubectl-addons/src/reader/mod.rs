//! Where an answer is read from: a cluster, or a file given with `--from`.
//!
//! Commands say what they want and get a growing snapshot; which of the two it comes from, and whether it is written
//! down on the way, is nobody else's business. Nothing is thought about here.

mod applications;
mod connect;
mod names;

use std::collections::BTreeSet;
use std::path::Path;

use argocd::application::Application;
use argocd::catalog::Catalog;
use argocd::snapshot::{Snapshot, Update};
use argocd::tree::plan::Want;
use cluster::recorded::{self, Header};
use cluster::{Cluster, Discovery, Follow, pinned};
use jiff::Timestamp;
use plugin_kit::progress::Progress;
use plugin_kit::screen::Screen;

pub(crate) use applications::surroundings;
pub(crate) use names::NamedApplication;

use crate::cli::ConnectionFlags;
use crate::explain::{complaints, explained};
use crate::tape::Tape;

/// A snapshot that grows by what commands want.
pub(crate) struct Reader {
    cluster: Option<Cluster>,
    snapshot: Snapshot,
    namespace: Option<String>,
    now: Timestamp,
    progress: Progress,
    tape: Option<Tape>,
}

impl Reader {
    /// Opens the file given with `--from`, else connects to a cluster.
    ///
    /// # Errors
    /// A file that cannot be read, or connection flags that lead nowhere; each with the next step.
    pub(crate) async fn open(flags: &ConnectionFlags, errors: &Screen) -> anyhow::Result<Self> {
        let mut reader = Self {
            cluster: None,
            snapshot: Snapshot::default(),
            namespace: flags.namespace.clone(),
            now: Timestamp::now(),
            progress: Progress::start("reading the add-ons", errors),
            tape: None,
        };
        match &flags.from {
            Some(path) => reader.open_file(path)?,
            None => reader.cluster = Some(connect::connect(flags).await?),
        }
        Ok(reader)
    }

    fn open_file(&mut self, path: &Path) -> anyhow::Result<()> {
        let Self { snapshot, now, .. } = self;
        let mut input = std::io::stdin().lock();
        let recorded = recorded::read(path, &mut input, &mut |update| snapshot.apply(update))
            .map_err(complaints)?;
        snapshot.catalog = recorded.catalog;
        snapshot.taken_at = recorded.header.map(|header| header.taken_at);
        *now = snapshot
            .taken_at
            .or(snapshot.newest_instant())
            .unwrap_or(*now);
        Ok(())
    }

    /// Returns what has been read so far.
    pub(crate) fn snapshot(&self) -> &Snapshot {
        &self.snapshot
    }

    /// Returns what has been read of the cluster that an Application deploys to, the Application itself included.
    pub(crate) fn snapshot_for(&self, _application: &Application) -> &Snapshot {
        &self.snapshot
    }

    /// Returns the cluster that an Application deploys to; `None` where a file is read, or it cannot be reached.
    pub(crate) fn cluster_for(&self, _application: &Application) -> Option<&Cluster> {
        self.cluster.as_ref()
    }

    /// Reads what is wanted of the cluster that an Application deploys to; what cannot be read becomes a gap.
    ///
    /// # Errors
    /// The cluster is out of reach.
    pub(crate) async fn read_for(
        &mut self,
        _application: &Application,
        wants: &[Want],
    ) -> anyhow::Result<()> {
        self.read(wants).await
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

    /// Lets the snapshot grow by what is followed.
    pub(crate) fn apply(&mut self, update: Update) {
        self.snapshot.apply(update);
    }

    /// Reads what is wanted; what cannot be read becomes a gap.
    ///
    /// # Errors
    /// The cluster is out of reach.
    pub(crate) async fn read(&mut self, wants: &[Want]) -> anyhow::Result<()> {
        let catalog = self.catalog();
        let Self {
            cluster: Some(cluster),
            snapshot,
            tape,
            ..
        } = self
        else {
            return Ok(());
        };
        let read = match tape {
            Some(tape) => {
                cluster
                    .record_all(&catalog, wants, &mut |entry| tape.take(entry, snapshot))
                    .await
            }
            None => {
                cluster
                    .fetch_all(&catalog, wants, &mut |update| snapshot.apply(update))
                    .await
            }
        };
        read.map_err(explained)
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
            tape.kinds(catalog.kinds());
            gaps.iter().for_each(|gap| tape.gap(gap));
        }
        self.snapshot.catalog = catalog;
        self.snapshot.extend(gaps.into_iter().map(Update::Gap));
    }

    /// Follows what is wanted, live; `None` where a file is read, which does not change.
    pub(crate) fn follow(&self, wants: &BTreeSet<Want>) -> Option<Follow> {
        let wants: Vec<Want> = wants.iter().cloned().collect();
        self.cluster
            .as_ref()
            .map(|cluster| cluster.follow(&self.catalog(), &wants))
    }

    /// Writes everything that is read from now on into a snapshot file.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(crate) fn record(&mut self, path: &Path) -> anyhow::Result<()> {
        let cluster = self.cluster.as_ref();
        let mut header = Header::new(self.now, cluster.map(Cluster::server).unwrap_or_default());
        header.context = cluster.and_then(Cluster::context).map(str::to_owned);
        header.namespace.clone_from(&self.namespace);
        self.tape = Some(Tape::start(path, &header)?);
        Ok(())
    }

    /// Ends the snapshot file.
    ///
    /// # Errors
    /// Whatever kept something from being written.
    pub(crate) fn finish_recording(&mut self) -> anyhow::Result<()> {
        self.tape.take().map_or(Ok(()), Tape::finish)
    }

    /// Returns the kinds the cluster serves; before it was asked, those that every Argo CD needs.
    fn catalog(&self) -> Catalog {
        match self.snapshot.catalog.is_empty() {
            true => pinned::catalog(),
            false => self.snapshot.catalog.clone(),
        }
    }
}
