//! A snapshot file being written while things are read: what is read goes into the file, masked, and into the
//! snapshot, as it is.

mod place;

use std::io;
use std::path::Path;

use argocd::catalog::ServedKind;
use argocd::mask;
use argocd::snapshot::{Gap, GapReason, Snapshot, Update};
use cluster::recorded::{Entry, Header, Writer};
use place::{Out, Place};
use plugin_kit::failure::Explain;

use crate::reader::Site;

/// An open snapshot file.
pub(crate) struct Tape {
    writer: Writer<'static, Out>,
    name: String,
    place: Place,
    failed: Option<io::Error>,
}

impl Tape {
    /// Begins a file; `-` is standard output, and a name that ends in `.gz` is compressed.
    ///
    /// # Errors
    /// The file cannot be written.
    pub(crate) fn start(path: &Path, header: &Header) -> anyhow::Result<Self> {
        let name = path.display().to_string();
        let doing = format!("writing {name}");
        let place = Place::of(path);
        let out = place
            .open()
            .doing(doing.clone())
            .next("choose a file you may write with -f FILE")?;
        let writer = Writer::start(out, header, &mask::object).doing(doing)?;
        Ok(Self {
            writer,
            name,
            place,
            failed: None,
        })
    }

    /// Writes what a cluster serves.
    pub(crate) fn kinds<'a>(
        &mut self,
        _site: &Site,
        kinds: impl IntoIterator<Item = &'a ServedKind>,
    ) {
        kinds
            .into_iter()
            .for_each(|kind| self.write(Entry::Kind(kind.clone())));
    }

    /// Writes what could not be read.
    pub(crate) fn gap(&mut self, _site: &Site, gap: &Gap) {
        self.write(Entry::Gap(gap.clone()));
    }

    /// Writes an entry and lets the snapshot grow by it.
    pub(crate) fn take(&mut self, _site: &Site, entry: Entry, snapshot: &mut Snapshot) {
        self.write(entry.clone());
        match entry.into_update() {
            Ok(update) => snapshot.extend(update),
            Err(why) => snapshot.apply(Update::Gap(unreadable(why))),
        }
    }

    /// Ends the file.
    ///
    /// # Errors
    /// Whatever kept an entry from being written.
    pub(crate) fn finish(self) -> anyhow::Result<()> {
        let doing = format!("writing {}", self.name);
        match self.failed {
            Some(error) => Err(error).doing(doing),
            None => {
                let finished = self.writer.finish().and_then(Out::finish);
                finished.and_then(|()| self.place.keep()).doing(doing)
            }
        }
    }

    fn write(&mut self, entry: Entry) {
        if self.failed.is_none() {
            self.failed = self.writer.entry(entry).err();
        }
    }
}

fn unreadable(why: String) -> Gap {
    Gap {
        reason: GapReason::Unreadable,
        what: "an object".to_owned(),
        message: why,
        scope: None,
    }
}
