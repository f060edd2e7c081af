//! Changes of a stack folder, planned whole and then made: every file is written beside its place first and moved into it
//! at the end, in the order given. What fails before that leaves everything as it was.
//!
//! What the files hold is another's matter.

use std::fs::{self, Permissions};
use std::io::Write;
use std::path::{Path, PathBuf};

use plugin_kit::failure::{Explain, Failure};
use tempfile::{Builder, NamedTempFile};

/// Files to be made or changed, by their paths in a folder.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    files: Vec<Change>,
}

#[derive(Debug)]
struct Change {
    path: String,
    /// What is there now; none: nothing.
    before: Option<Vec<u8>>,
    after: Vec<u8>,
}

/// A file written beside its place.
struct Ready {
    place: PathBuf,
    file: NamedTempFile,
    is_new: bool,
}

impl Changes {
    /// Plans a new file.
    pub(crate) fn create(&mut self, path: impl Into<String>, bytes: impl Into<Vec<u8>>) {
        self.files.push(Change {
            path: path.into(),
            before: None,
            after: bytes.into(),
        });
    }

    /// Plans other bytes for a file that has these now.
    pub(crate) fn replace(
        &mut self,
        path: impl Into<String>,
        before: impl Into<Vec<u8>>,
        after: impl Into<Vec<u8>>,
    ) {
        self.files.push(Change {
            path: path.into(),
            before: Some(before.into()),
            after: after.into(),
        });
    }

    /// Makes the changes in a folder.
    ///
    /// # Errors
    /// A file that cannot be written, or is not as it was when the changes were planned; nothing is changed then.
    pub(crate) fn make(&self, root: &Path) -> anyhow::Result<()> {
        let mut folders = Vec::new();
        let ready: anyhow::Result<Vec<Ready>> = self
            .files
            .iter()
            .map(|change| change.ready(root, &mut folders))
            .collect();
        let made = ready.and_then(place);
        if made.is_err() {
            // The innermost came last; one that is not empty stays.
            for folder in folders.iter().rev() {
                let _stays = fs::remove_dir(folder);
            }
        }
        made
    }
}

impl Change {
    fn ready(&self, root: &Path, folders: &mut Vec<PathBuf>) -> anyhow::Result<Ready> {
        let doing = || format!("writing {}", self.path);
        let named = root.join(&self.path);
        let (place, permissions) = match &self.before {
            Some(before) => {
                let place = named.canonicalize().doing(doing())?;
                check_unchanged(&self.path, &place, before)?;
                let permissions = fs::metadata(&place).doing(doing())?.permissions();
                (place, Some(permissions))
            }
            None => (named, None),
        };
        let folder = place.parent().unwrap_or(root).to_owned();
        make_folders(&folder, folders).doing(doing())?;
        let file = write_in(&folder, permissions, &self.after).doing(doing())?;
        Ok(Ready {
            place,
            file,
            is_new: self.before.is_none(),
        })
    }
}

fn check_unchanged(path: &str, place: &Path, before: &[u8]) -> anyhow::Result<()> {
    match fs::read(place).doing(format!("reading {path}"))? == before {
        true => Ok(()),
        false => Err(Failure::new(format!(
            "{path} was changed by somebody else in the meantime"
        ))
        .next("run the command again")
        .into()),
    }
}

/// Makes a folder and those above it; `made` gets the new ones, outermost first.
fn make_folders(folder: &Path, made: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    if let Some(above) = folder.parent() {
        make_folders(above, made)?;
    }
    fs::create_dir(folder)?;
    made.push(folder.to_owned());
    Ok(())
}

fn write_in(
    folder: &Path,
    permissions: Option<Permissions>,
    bytes: &[u8],
) -> std::io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(".helm-stack-");
    let new = new_permissions();
    if let Some(permissions) = permissions.as_ref().or(new.as_ref()) {
        builder.permissions(permissions.clone());
    }
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    if let Some(permissions) = permissions {
        // Whatever the umask made of them.
        file.as_file().set_permissions(permissions)?;
    }
    file.as_file().sync_all()?;
    Ok(file)
}

/// Permissions of a new file, of which the umask takes its part.
#[cfg(unix)]
fn new_permissions() -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn new_permissions() -> Option<Permissions> {
    None
}

/// Moves files into their places, and takes new ones back where one of the later cannot be moved.
fn place(ready: Vec<Ready>) -> anyhow::Result<()> {
    let mut placed = Vec::new();
    for Ready {
        place,
        file,
        is_new,
    } in ready
    {
        let moved = match is_new {
            true => file.persist_noclobber(&place),
            false => file.persist(&place),
        };
        if let Err(error) = moved {
            for path in &placed {
                let _stays = fs::remove_file(path);
            }
            return Err(error.error).doing(format!("writing {}", place.display()));
        }
        if is_new {
            placed.push(place);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("stack.yaml"), "old").unwrap();
        folder
    }

    /// All files below a folder, with their text.
    fn listed(folder: &Path) -> Vec<String> {
        let mut listed = Vec::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            match path.is_dir() {
                true => listed.extend(listed_below(&name, &path)),
                false => listed.push(format!("{name}: {}", fs::read_to_string(&path).unwrap())),
            }
        }
        listed.sort();
        listed
    }

    fn listed_below(name: &str, path: &Path) -> Vec<String> {
        let inner = listed(path).into_iter();
        let below: Vec<String> = inner.map(|line| format!("{name}/{line}")).collect();
        if below.is_empty() {
            vec![format!("{name}/")]
        } else {
            below
        }
    }

    #[test]
    fn all_files_are_made() {
        let folder = folder();
        let mut changes = Changes::default();
        changes.create("add-ons/web/values.yaml", "new");
        changes.replace("stack.yaml", "old", "newer");
        changes.make(folder.path()).unwrap();
        assert_eq!(
            listed(folder.path()),
            ["add-ons/web/values.yaml: new", "stack.yaml: newer"]
        );
    }

    #[test]
    fn a_file_that_somebody_changed_stops_everything() {
        let folder = folder();
        let mut changes = Changes::default();
        changes.create("add-ons/web/values.yaml", "new");
        changes.replace("stack.yaml", "older", "newer");
        let error = changes.make(folder.path()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "stack.yaml was changed by somebody else in the meantime"
        );
        assert_eq!(listed(folder.path()), ["stack.yaml: old"]);
    }

    #[test]
    fn a_file_that_is_there_is_not_overwritten_and_what_was_made_goes() {
        let folder = folder();
        fs::write(folder.path().join("b"), "theirs").unwrap();
        let mut changes = Changes::default();
        changes.create("new/a", "ours");
        changes.create("b", "ours");
        changes.replace("stack.yaml", "old", "newer");
        assert!(changes.make(folder.path()).is_err());
        assert_eq!(listed(folder.path()), ["b: theirs", "stack.yaml: old"]);
    }

    #[test]
    fn a_folder_that_cannot_be_made_changes_nothing() {
        let folder = folder();
        let mut changes = Changes::default();
        changes.create("a/b", "x");
        changes.create("stack.yaml/c", "x");
        assert!(changes.make(folder.path()).is_err());
        assert_eq!(listed(folder.path()), ["stack.yaml: old"]);
    }

    #[cfg(unix)]
    #[test]
    fn permissions_stay_and_links_are_followed() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = folder();
        let real = folder.path().join("stack.yaml");
        fs::set_permissions(&real, Permissions::from_mode(0o640)).unwrap();
        symlink("stack.yaml", folder.path().join("link.yaml")).unwrap();
        let mut changes = Changes::default();
        changes.replace("link.yaml", "old", "new");
        changes.make(folder.path()).unwrap();
        assert_eq!(fs::read_to_string(&real).unwrap(), "new");
        assert_eq!(
            fs::metadata(&real).unwrap().permissions().mode() & 0o777,
            0o640
        );
        assert!(folder.path().join("link.yaml").is_symlink());
    }
}
