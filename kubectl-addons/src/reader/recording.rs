//! Writing down what is read, into a snapshot file.

use std::path::Path;

use cluster::Cluster;
use cluster::recorded::Header;

use super::Reader;
use crate::tape::{Subjects, Tape};

impl Reader {
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

    /// Keeps in the snapshot file from now on only Events about these objects.
    pub(crate) fn keep_events_about(&mut self, subjects: Subjects) {
        if let Some(tape) = &mut self.tape {
            tape.keep_events_about(subjects);
        }
    }

    /// Ends the snapshot file.
    ///
    /// # Errors
    /// Whatever kept something from being written.
    pub(crate) fn finish_recording(&mut self) -> anyhow::Result<()> {
        self.tape.take().map_or(Ok(()), Tape::finish)
    }
}
