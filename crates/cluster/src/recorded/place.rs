//! Which files are read: the one that was named, standard input, or all of a folder.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::error::{Cause, Error};

/// Ends of names that are read in a folder, before `.gz` or `.zst`.
const ENDINGS: [&str; 5] = [".yaml", ".yml", ".json", ".ndjson", ".jsonl"];

/// One thing to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    /// Standard input.
    Input,
    /// A file.
    File(PathBuf),
}

impl Place {
    /// Returns how people call it.
    pub(super) fn name(&self) -> String {
        match self {
            Self::Input => "standard input".to_owned(),
            Self::File(path) => path.display().to_string(),
        }
    }

    /// Opens it.
    pub(super) fn open<'a>(&self, stdin: &'a mut dyn Read) -> io::Result<Box<dyn Read + 'a>> {
        Ok(match self {
            Self::Input => Box::new(stdin),
            Self::File(path) => Box::new(File::open(path)?),
        })
    }
}

/// Returns what is to be read for a path: `-` is standard input; a folder gives its YAML and
/// JSON files, deep, sorted by path.
pub(super) fn of_path(path: &Path) -> Result<Vec<Place>, Error> {
    if path == Path::new("-") {
        return Ok(vec![Place::Input]);
    }
    let unreadable = |error: io::Error| {
        let sentence = format!("{} cannot be read: {error}", path.display());
        Error::new(Cause::Unreadable, sentence).next("check the path given with --from")
    };
    if !fs::metadata(path).map_err(unreadable)?.is_dir() {
        return Ok(vec![Place::File(path.to_owned())]);
    }
    let mut files = Vec::new();
    collect(path, &mut files).map_err(unreadable)?;
    files.sort();
    match files.is_empty() {
        true => Err(Error::new(
            Cause::Unreadable,
            format!("{} holds no YAML or JSON file", path.display()),
        )
        .next("write one with: kubectl addons snapshot")),
        false => Ok(files.into_iter().map(Place::File).collect()),
    }
}

/// Links to folders are not followed: they may lead in a circle.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            collect(&path, files)?;
        } else if is_wanted(&path) && path.is_file() {
            files.push(path);
        }
    }
    Ok(())
}

fn is_wanted(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = name.to_lowercase();
    let name = name.strip_suffix(".gz").unwrap_or(&name);
    let name = name.strip_suffix(".zst").unwrap_or(name);
    ENDINGS.iter().any(|ending| name.ends_with(ending))
}
