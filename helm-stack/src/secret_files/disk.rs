//! Files on disk: those that were named, else those of the stack folder, else those of the Git repository around.

use std::fs;
use std::path::{Path, PathBuf};

use plugin_kit::failure::{Exit, Explain, Failure};
use stack::file;

use super::around::Search;
use super::tree::Tree;
use super::{Found, SecretFile};
use crate::folder::Folder;

/// Size of a file at most: what is larger is nothing a person writes values into.
const LARGEST: u64 = 16 * 1024 * 1024;

/// Where files are looked for.
pub(crate) struct Place<'a> {
    /// The working directory.
    pub here: PathBuf,
    /// `--stack`.
    pub stack: Option<&'a Path>,
}

impl<'a> Place<'a> {
    /// Returns the place of this process.
    ///
    /// # Errors
    /// There is no working directory.
    pub(crate) fn of_process(stack: Option<&'a Path>) -> anyhow::Result<Self> {
        let here = std::env::current_dir().doing("asking for the working directory")?;
        Ok(Self { here, stack })
    }
}

/// Finds the files that were named: by path, a folder for all below it, or by the member of the stack they belong to.
/// Without a name, all of the stack folder, or of the Git repository around the working directory.
///
/// # Errors
/// A name that leads nowhere, a file that cannot be read, or neither stack nor repository around.
pub(crate) fn find_all(place: &Place<'_>, names: &[String]) -> anyhow::Result<Found> {
    let disk = Disk { here: &place.here };
    let mut search = Search::new(&disk);
    for (path, is_named) in paths(place, names)? {
        match path.is_dir() {
            true => {
                search.folder(&path);
                below(&path, &mut search)?;
            }
            false => {
                let shown = disk.shown(&path);
                search.file(&path, read(&path, &shown)?, is_named);
            }
        }
    }
    Ok(search.finish())
}

/// Finds the one file that was named, by path or by the member whose values or manifest it is.
///
/// # Errors
/// As [`find_all`], and a name that is a folder.
pub(crate) fn find(place: &Place<'_>, name: &str) -> anyhow::Result<SecretFile> {
    let found = find_all(place, std::slice::from_ref(&name.to_owned()))?;
    match <[SecretFile; 1]>::try_from(found.files) {
        Ok([file]) => Ok(file),
        Err(files) => {
            let shown: Vec<&str> = files.iter().map(|file| file.shown.as_str()).collect();
            Err(
                Failure::new(format!("{name} is not one file, but {}", files.len()))
                    .next(format!("name one: {}", shown.join(", ")))
                    .exit(Exit::Usage)
                    .into(),
            )
        }
    }
}

/// Returns what is to be looked at, each with whether it was asked for by name.
fn paths(place: &Place<'_>, names: &[String]) -> anyhow::Result<Vec<(PathBuf, bool)>> {
    if names.is_empty() {
        return Ok(vec![(around(place)?, false)]);
    }
    let mut paths = Vec::new();
    for name in names {
        let path = place.here.join(name);
        match path.exists() {
            true => paths.push((path, true)),
            false => paths.extend(of_member(place, name)?),
        }
    }
    Ok(paths)
}

fn around(place: &Place<'_>) -> anyhow::Result<PathBuf> {
    match Folder::open(place.stack) {
        Ok(folder) => Ok(folder.path),
        Err(error) if place.stack.is_some() => Err(error),
        Err(error) => top(&place.here).map(Path::to_owned).ok_or(error),
    }
}

/// Returns the files of a member that are there: its values, further values, overrides of the cluster, its manifest.
fn of_member(place: &Place<'_>, name: &str) -> anyhow::Result<Vec<(PathBuf, bool)>> {
    let unknown = || {
        Failure::new(format!(
            "there is no file {name}, and no member of a stack around of that name"
        ))
        .next("name a file, or a member that `helm stack show` lists")
        .exit(Exit::NotFound)
    };
    let folder = Folder::open(place.stack).map_err(|_| unknown())?;
    let decoded = file::of(&folder.files).map_err(|_| unknown())?;
    let mut members = decoded.stack.all();
    let member = members.find(|member| member.reference.name == name);
    let member = member.ok_or_else(unknown)?;
    let overrides = format!("overrides/{name}.yaml");
    let files = [overrides.as_str()].into_iter().chain(member.files());
    let paths = files.map(|file| folder.path.join(file));
    let there: Vec<_> = paths
        .filter(|path| path.is_file())
        .map(|path| (path, true))
        .collect();
    match there.is_empty() {
        false => Ok(there),
        true => Err(Failure::new(format!("{name} has no file yet"))
            .next(format!(
                "`helm stack secrets set {name} KEY` begins its values file"
            ))
            .exit(Exit::NotFound)
            .into()),
    }
}

/// Looks at the files below a folder that may hold secrets. Links are not followed, hidden folders are not entered.
fn below(folder: &Path, search: &mut Search<'_>) -> anyhow::Result<()> {
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        let doing = || format!("reading the folder {}", folder.display());
        for entry in fs::read_dir(&folder).doing(doing())? {
            let entry = entry.doing(doing())?;
            let (path, name) = (entry.path(), entry.file_name());
            if name.to_string_lossy().starts_with('.') {
                continue;
            }
            let kind = entry.file_type().doing(doing())?;
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_symlink() {
                search.link(&path);
            } else if kind.is_file() && search.wants(&path) {
                look_at(&path, search);
            }
        }
    }
    Ok(())
}

fn look_at(path: &Path, search: &mut Search<'_>) {
    if !is_small(path) {
        return search.unread(path, "it is larger than 16 MiB");
    }
    match fs::read_to_string(path) {
        Ok(text) => search.file(path, text, false),
        Err(_) => search.unread(path, "it is not UTF-8 text, or cannot be read"),
    }
}

fn is_small(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|data| data.len() <= LARGEST)
}

fn read(path: &Path, shown: &str) -> anyhow::Result<String> {
    fs::read_to_string(path).doing(format!("reading {shown}"))
}

/// Returns the folder of the Git repository around a path.
fn top(path: &Path) -> Option<&Path> {
    path.ancestors().find(|folder| folder.join(".git").exists())
}

/// The disk, seen from the working directory.
struct Disk<'a> {
    here: &'a Path,
}

impl Tree for Disk<'_> {
    fn text(&self, path: &Path) -> Option<String> {
        fs::read_to_string(path).ok()
    }

    fn has(&self, path: &Path) -> bool {
        path.is_file()
    }

    fn top<'a>(&self, path: &'a Path) -> Option<&'a Path> {
        top(path)
    }

    fn shown(&self, path: &Path) -> String {
        if let Ok(below) = path.strip_prefix(self.here) {
            return below.display().to_string();
        }
        let mut above = self.here.ancestors().enumerate();
        let common =
            above.find_map(|(steps, folder)| Some((steps, path.strip_prefix(folder).ok()?)));
        match common {
            Some((steps, below)) if steps <= 4 => {
                format!("{}{}", "../".repeat(steps), below.display())
            }
            _ => path.display().to_string(),
        }
    }
}
