//! Where a snapshot is written: beside its place first, so that what is there stays until the new one is whole.
//!
//! A snapshot is for its owner's eyes until the owner says otherwise. Pipes and devices are written as they are.

use std::fs::{self, File};
use std::hash::{BuildHasher, Hasher, RandomState};
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
    File {
        /// The file that was named.
        path: PathBuf,
        /// What is written until then: no other run has it.
        unfinished: PathBuf,
    },
}

impl Place {
    /// Returns the place a person named; `-` is standard output.
    pub(super) fn of(path: &Path) -> Self {
        let other_than_file = |metadata: fs::Metadata| !metadata.is_file() && !metadata.is_dir();
        match fs::metadata(path).is_ok_and(other_than_file) {
            _ if path.as_os_str() == "-" => Self::Output,
            true => Self::Stream(path.to_owned()),
            false => Self::File {
                path: path.to_owned(),
                unfinished: unfinished(path),
            },
        }
    }

    /// Opens it; a name that ends in `.gz` is compressed.
    pub(super) fn open(&self) -> io::Result<Out> {
        Ok(match self {
            Self::Output => Out::Plain(Box::new(stdout())),
            Self::Stream(path) => Out::of(path, File::options().write(true).open(path)?),
            Self::File { path, .. } if path.is_dir() => {
                return Err(io::ErrorKind::IsADirectory.into());
            }
            Self::File { path, unfinished } => Out::of(path, private(unfinished)?),
        })
    }

    /// Puts a whole file into its place.
    pub(super) fn keep(&self) -> io::Result<()> {
        match self {
            Self::Output | Self::Stream(_) => Ok(()),
            Self::File { path, unfinished } => fs::rename(unfinished, path),
        }
    }
}

impl Drop for Place {
    /// Takes away what was not finished; where there is none, all went well.
    fn drop(&mut self) {
        if let Self::File { unfinished, .. } = self {
            let _finished = fs::remove_file(unfinished);
        }
    }
}

/// Returns a name that nobody else thinks of: two runs that write one file must not take each other's half for a whole.
fn unfinished(path: &Path) -> PathBuf {
    let number = RandomState::new().build_hasher().finish();
    path.with_added_extension(format!("{number:016x}.{UNFINISHED}"))
}

/// Makes a file that its owner alone may read.
fn private(path: &Path) -> io::Result<File> {
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
        let names_now = names(folder.path());
        assert_eq!(names_now.len(), 1);
        assert!(names_now[0].starts_with("a.gz.") && names_now[0].ends_with(".part"));
        assert_eq!(mode(&folder.path().join(&names_now[0])), 0o600);
        drop(place);
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn of_two_runs_that_write_one_file_each_keeps_what_it_wrote_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        let (one, other) = (Place::of(&path), Place::of(&path));
        write(&one, "whole");
        write(&other, "half");
        one.keep().unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "whole");
        drop(other);
        drop(one);
        assert_eq!(fs::read_to_string(&path).unwrap(), "whole");
        assert_eq!(names(folder.path()), ["a.json"]);
    }

    #[test]
    fn a_folder_is_refused_before_anything_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let refused = Place::of(folder.path()).open().err().unwrap();
        assert_eq!(refused.kind(), io::ErrorKind::IsADirectory);
    }

    #[test]
    fn a_device_is_written_as_it_is() {
        assert!(matches!(
            Place::of(Path::new("/dev/null")),
            Place::Stream(_)
        ));
        assert!(matches!(Place::of(Path::new("-")), Place::Output));
        assert!(matches!(
            Place::of(Path::new("new.json")),
            Place::File { .. }
        ));
    }
}
