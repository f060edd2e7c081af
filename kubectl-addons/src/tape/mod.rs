//! A snapshot file being written while things are read: what is read goes into the file, masked, and into the
//! snapshot, as it is.

mod place;
mod subjects;

use std::io;
use std::path::Path;

use argocd::catalog::ServedKind;
use argocd::destination::DestinationKey;
use argocd::mask;
use argocd::snapshot::{Gap, GapReason, Snapshot, Update};
use cluster::recorded::{Entry, Header, Part, Writer};
use place::{Out, Place};
use plugin_kit::failure::Explain;
pub(crate) use subjects::Subjects;

use crate::reader::Site;

/// An open snapshot file.
pub(crate) struct Tape {
    writer: Writer<'static, Out>,
    /// The cluster of what was written last.
    site: Site,
    name: String,
    place: Place,
    failed: Option<io::Error>,
    subjects: Option<Subjects>,
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
            site: Site::default(),
            name,
            place,
            failed: None,
            subjects: None,
        })
    }

    /// Writes what is known of a cluster that is read.
    pub(crate) fn cluster(&mut self, site: &Site, name: &str, server: &str) {
        self.part(Part {
            name: name.to_owned(),
            server: server.to_owned(),
            ..part_of(site)
        });
        self.site.clone_from(site);
    }

    /// Writes that a destination means a cluster.
    pub(crate) fn destination(&mut self, site: &Site, destination: &DestinationKey) {
        self.part(Part {
            destinations: vec![destination.clone()],
            ..part_of(site)
        });
        self.site.clone_from(site);
    }

    /// Writes what a cluster serves.
    pub(crate) fn kinds<'a>(
        &mut self,
        site: &Site,
        kinds: impl IntoIterator<Item = &'a ServedKind>,
    ) {
        self.turn_to(site);
        kinds
            .into_iter()
            .for_each(|kind| self.write(Entry::Kind(kind.clone())));
    }

    /// Writes what could not be read.
    pub(crate) fn gap(&mut self, site: &Site, gap: &Gap) {
        self.turn_to(site);
        self.write(Entry::Gap(gap.clone()));
    }

    /// Keeps from now on only Events about these objects; lists of Events hold those of everybody in a namespace.
    pub(crate) fn keep_events_about(&mut self, subjects: Subjects) {
        self.subjects = Some(subjects);
    }

    /// Writes an entry and lets the snapshot of its cluster grow by it; an Event that concerns nobody here is passed over.
    pub(crate) fn take(&mut self, site: &Site, entry: Entry, snapshot: &mut Snapshot) {
        let subjects = self.subjects.as_ref();
        if subjects.is_some_and(|subjects| subjects.pass_over(&entry)) {
            return;
        }
        self.turn_to(site);
        self.write(entry.clone());
        match entry.into_update() {
            Ok(update) => snapshot.extend(update),
            Err(why) => snapshot.apply(Update::Gap(unreadable(why))),
        }
    }

    fn turn_to(&mut self, site: &Site) {
        if self.site != *site {
            self.part(part_of(site));
            self.site.clone_from(site);
        }
    }

    fn part(&mut self, part: Part) {
        self.write(Entry::Cluster(part));
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

fn part_of(site: &Site) -> Part {
    Part {
        id: site.id().to_owned(),
        ..Part::default()
    }
}

fn unreadable(why: String) -> Gap {
    Gap {
        reason: GapReason::Unreadable,
        what: "an object".to_owned(),
        message: why,
        scope: None,
        right: None,
    }
}
