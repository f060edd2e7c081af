//! A snapshot file being written while things are read: what is read goes into the file, masked, and into the
//! snapshot, as it is.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use argocd::catalog::ServedKind;
use argocd::mask;
use argocd::snapshot::{Gap, GapReason, Snapshot, Update};
use cluster::recorded::{Entry, Header, Writer};
use flate2::Compression;
use flate2::write::GzEncoder;
use plugin_kit::failure::Explain;
use plugin_kit::stdout::stdout;

/// An open snapshot file.
pub(crate) struct Tape {
    writer: Writer<'static, Box<dyn Write>>,
    name: String,
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
        let out = open(path)
            .doing(doing.clone())
            .next("choose a file you may write with -f FILE")?;
        let writer = Writer::start(out, header, &mask::object).doing(doing)?;
        Ok(Self {
            writer,
            name,
            failed: None,
        })
    }

    /// Writes what a cluster serves.
    pub(crate) fn kinds<'a>(&mut self, kinds: impl IntoIterator<Item = &'a ServedKind>) {
        kinds
            .into_iter()
            .for_each(|kind| self.write(Entry::Kind(kind.clone())));
    }

    /// Writes what could not be read.
    pub(crate) fn gap(&mut self, gap: &Gap) {
        self.write(Entry::Gap(gap.clone()));
    }

    /// Writes an entry and lets the snapshot grow by it.
    pub(crate) fn take(&mut self, entry: Entry, snapshot: &mut Snapshot) {
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
            None => self.writer.finish().map(drop).doing(doing),
        }
    }

    fn write(&mut self, entry: Entry) {
        if self.failed.is_none() {
            self.failed = self.writer.entry(entry).err();
        }
    }
}

fn open(path: &Path) -> io::Result<Box<dyn Write>> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(stdout()));
    }
    let file = BufWriter::new(private(path)?);
    match path.extension().is_some_and(|extension| extension == "gz") {
        true => Ok(Box::new(GzEncoder::new(file, Compression::default()))),
        false => Ok(Box::new(file)),
    }
}

/// A snapshot is for its owner's eyes until the owner says otherwise.
#[cfg(unix)]
fn private(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    File::options()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)
}

#[cfg(not(unix))]
fn private(path: &Path) -> io::Result<File> {
    File::create(path)
}

fn unreadable(why: String) -> Gap {
    Gap {
        reason: GapReason::Unreadable,
        what: "an object".to_owned(),
        message: why,
        scope: None,
    }
}
