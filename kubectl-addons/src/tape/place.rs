//! Where a snapshot is written: beside its place first, so that what is there stays until the new one is whole.
//!
//! A snapshot is for its owner's eyes until the owner says otherwise. Pipes and devices are written as they are.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;
use plugin_kit::stdout::stdout;

/// Ending of the name of a file that is not whole yet.
const UNFINISHED: &str = "part";

/// Where a snapshot is written.
#[derive(Debug)]
pub(super) enum Place {
    /// Standard output.
    Output,
    /// A pipe or a device, which cannot be replaced.
    Stream(PathBuf),
    /// A file, replaced once the new one is whole.
    File(PathBuf),
}

impl Place {
    /// Returns the place a person named; `-` is standard output.
    pub(super) fn of(path: &Path) -> Self {
        let other_than_file = |metadata: fs::Metadata| !metadata.is_file() && !metadata.is_dir();
        match fs::metadata(path).is_ok_and(other_than_file) {
            _ if path.as_os_str() == "-" => Self::Output,
            true => Self::Stream(path.to_owned()),
            false => Self::File(path.to_owned()),
        }
    }

    /// Opens it; a name that ends in `.gz` is compressed.
    pub(super) fn open(&self) -> io::Result<Out> {
        Ok(match self {
            Self::Output => Out::Plain(Box::new(stdout())),
            Self::Stream(path) => Out::of(path, File::options().write(true).open(path)?),
            Self::File(path) => Out::of(path, private(&unfinished(path))?),
        })
    }

    /// Puts a whole file into its place.
    pub(super) fn keep(&self) -> io::Result<()> {
        match self {
            Self::Output | Self::Stream(_) => Ok(()),
            Self::File(path) => fs::rename(unfinished(path), path),
        }
    }
}

impl Drop for Place {
    /// Takes away what was not finished; where there is none, all went well.
    fn drop(&mut self) {
        if let Self::File(path) = self {
            let _finished = fs::remove_file(unfinished(path));
        }
    }
}

fn unfinished(path: &Path) -> PathBuf {
    path.with_added_extension(UNFINISHED)
}

/// Makes a file that its owner alone may read; one left by a run that was killed goes first.
fn private(path: &Path) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut options = File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

/// What is written to.
pub(super) enum Out {
    /// As it is.
    Plain(Box<dyn Write>),
    /// As gzip.
    Compressed(GzEncoder<BufWriter<File>>),
}

impl Out {
    fn of(path: &Path, file: File) -> Self {
        let file = BufWriter::new(file);
        match path.extension().is_some_and(|extension| extension == "gz") {
            true => Self::Compressed(GzEncoder::new(file, Compression::default())),
            false => Self::Plain(Box::new(file)),
        }
    }

    /// Writes the end; what fails when dropped is lost.
    pub(super) fn finish(self) -> io::Result<()> {
        match self {
            Self::Plain(mut out) => out.flush(),
            Self::Compressed(encoder) => encoder.finish()?.flush(),
        }
    }
}

impl Write for Out {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Plain(out) => out.write(bytes),
            Self::Compressed(out) => out.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Plain(out) => out.flush(),
            Self::Compressed(out) => out.flush(),
        }
    }
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    fn write(place: &Place, text: &str) {
        let mut out = place.open().unwrap();
        out.write_all(text.as_bytes()).unwrap();
        out.finish().unwrap();
    }

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let name = |entry: io::Result<fs::DirEntry>| entry.unwrap().file_name();
        let mut names: Vec<_> = entries
            .map(|entry| name(entry).into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn what_is_there_stays_until_the_new_file_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        let place = Place::of(&path);
        write(&place, "new");
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        place.keep().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(mode(&path), 0o600);
        drop(place);
        assert_eq!(names(folder.path()), ["a.json"]);
    }

    #[test]
    fn an_unfinished_file_is_its_owners_alone_and_goes_with_its_place() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::of(&folder.path().join("a.gz"));
        write(&place, "half");
        assert_eq!(names(folder.path()), ["a.gz.part"]);
        assert_eq!(mode(&folder.path().join("a.gz.part")), 0o600);
        drop(place);
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn a_file_left_by_a_run_that_was_killed_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let left = folder.path().join("a.json.part");
        fs::write(&left, "left").unwrap();
        fs::set_permissions(&left, fs::Permissions::from_mode(0o644)).unwrap();
        let place = Place::of(&folder.path().join("a.json"));
        write(&place, "new");
        assert_eq!(mode(&left), 0o600);
    }

    #[test]
    fn a_device_is_written_as_it_is() {
        assert!(matches!(
            Place::of(Path::new("/dev/null")),
            Place::Stream(_)
        ));
        assert!(matches!(Place::of(Path::new("-")), Place::Output));
        assert!(matches!(Place::of(Path::new("new.json")), Place::File(_)));
    }
}
