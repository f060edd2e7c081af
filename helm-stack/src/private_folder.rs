//! A folder that only its owner can look into, in memory where the system has such a place, wiped when dropped.
//!
//! What is written here is plain text of secrets, for as long as a person edits it. While a folder lives, signals wait for
//! it to be wiped; one whose process was killed is found by its name, and by its lock that nobody holds any more.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use programs::interrupt::Interrupt;
use tempfile::TempDir;

/// What the name of every such folder begins with.
const PREFIX: &str = "helm-stack-edit-";

/// A private folder.
pub(crate) struct PrivateFolder {
    folder: TempDir,
    /// Locked for as long as this process lives.
    _lock: Option<File>,
    _held: Interrupt,
    /// Whether it lies in memory, and never reaches a disk but through swap.
    pub in_memory: bool,
}

impl PrivateFolder {
    /// Makes one: below `XDG_RUNTIME_DIR` or `/dev/shm` where those lie in memory, else where temporary files go.
    ///
    /// # Errors
    /// No folder can be made.
    pub(crate) fn make() -> io::Result<Self> {
        let held = Interrupt::hold();
        let made = in_memory().iter().find_map(|place| made_in(place).ok());
        let in_memory = made.is_some();
        let folder = made.map_or_else(|| made_in(&std::env::temp_dir()), Ok)?;
        Ok(Self {
            _lock: locked(folder.path()),
            folder,
            _held: held,
            in_memory,
        })
    }

    /// Writes a file that only its owner can read.
    ///
    /// # Errors
    /// It cannot be written.
    pub(crate) fn write(&self, name: &str, text: &str) -> io::Result<PathBuf> {
        let path = self.folder.path().join(name);
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        options.open(&path)?.write_all(text.as_bytes())?;
        Ok(path)
    }
}

/// Wipes and removes the folders of this user whose process was killed; returns how many.
pub(crate) fn sweep() -> usize {
    let places = in_memory().into_iter().chain([std::env::temp_dir()]);
    let entries = places.filter_map(|place| fs::read_dir(place).ok());
    let folders = entries.flatten().flatten().map(|entry| entry.path());
    folders.filter(|folder| is_left(folder)).count()
}

/// Says whether a folder was left by a process that is no more; then it is gone.
fn is_left(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    if !name.starts_with(PREFIX) || !is_ours(folder) {
        return false;
    }
    let Some(_lock) = locked(folder) else {
        return false;
    };
    wipe(folder);
    fs::remove_dir_all(folder).is_ok()
}

/// Says whether it is a folder, no link to one, of this user.
#[cfg(unix)]
fn is_ours(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let user = rustix::process::geteuid().as_raw();
    fs::symlink_metadata(folder).is_ok_and(|data| data.is_dir() && data.uid() == user)
}

#[cfg(not(unix))]
fn is_ours(folder: &Path) -> bool {
    fs::symlink_metadata(folder).is_ok_and(|data| data.is_dir())
}

/// Locks a folder until the file is dropped or the process ends; nothing where another process has it.
#[cfg(unix)]
fn locked(folder: &Path) -> Option<File> {
    let file = File::open(folder).ok()?;
    let operation = rustix::fs::FlockOperation::NonBlockingLockExclusive;
    rustix::fs::flock(&file, operation).ok()?;
    Some(file)
}

/// Folders have no lock here, so that none counts as left.
#[cfg(not(unix))]
fn locked(_folder: &Path) -> Option<File> {
    None
}

/// Returns the places in memory where nobody else can exchange a folder.
fn in_memory() -> Vec<PathBuf> {
    let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let places = runtime.into_iter().chain([PathBuf::from("/dev/shm")]);
    places
        .filter(|place| is_in_memory(place) && is_safe(place))
        .collect()
}

/// Says whether others cannot rename what lies in a folder: it is this user's or root's, and either no others write in it
/// or each only their own (the sticky bit).
#[cfg(unix)]
fn is_safe(place: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let user = rustix::process::geteuid().as_raw();
    fs::metadata(place).is_ok_and(|data| {
        let shared = data.mode() & 0o022 != 0 && data.mode() & 0o1000 == 0;
        !shared && [0, user].contains(&data.uid())
    })
}

#[cfg(not(unix))]
fn is_safe(_place: &Path) -> bool {
    true
}

fn made_in(place: &Path) -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o700));
    builder.tempdir_in(place)
}

/// Says whether a folder lies in memory (`tmpfs` or `ramfs`).
#[cfg(target_os = "linux")]
fn is_in_memory(place: &Path) -> bool {
    const TMPFS: u64 = 0x0102_1994;
    const RAMFS: u64 = 0x8584_58f6;
    let kind = rustix::fs::statfs(place).map(|found| found.f_type as u64 & 0xffff_ffff);
    kind.is_ok_and(|kind| kind == TMPFS || kind == RAMFS)
}

#[cfg(not(target_os = "linux"))]
fn is_in_memory(_place: &Path) -> bool {
    false
}

impl Drop for PrivateFolder {
    /// Overwrites every file in it, what an editor has left beside included, before the folder goes.
    fn drop(&mut self) {
        wipe(self.folder.path());
    }
}

fn wipe(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries {
        let kind = entry.file_type();
        match kind {
            Ok(kind) if kind.is_dir() => wipe(&entry.path()),
            Ok(kind) if kind.is_file() => {
                // One that cannot be overwritten is removed all the same.
                let _removed_anyway = overwrite(&entry.path());
            }
            _ => {}
        }
    }
}

fn overwrite(path: &Path) -> io::Result<()> {
    let length = fs::metadata(path)?.len();
    let mut file = OpenOptions::new().write(true).open(path)?;
    io::copy(&mut io::Read::take(io::repeat(0), length), &mut file)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_look_in_and_nothing_is_left() {
        use std::os::unix::fs::PermissionsExt;
        let private = PrivateFolder::make().unwrap();
        let path = private.write("values.yaml", "password: hunter2\n").unwrap();
        let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
        let folder = private.folder.path().to_owned();
        assert_eq!((mode(&folder), mode(&path)), (0o700, 0o600));
        let other_name = folder.parent().unwrap().join(format!(
            "{}-kept",
            folder.file_name().unwrap().to_str().unwrap()
        ));
        fs::hard_link(&path, &other_name).unwrap();
        drop(private);
        assert!(!folder.exists());
        let left = fs::read(&other_name).unwrap();
        fs::remove_file(&other_name).unwrap();
        assert!(left.iter().all(|byte| *byte == 0), "{left:?}");
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_lives_is_not_swept_and_one_that_was_left_is() {
        let private = PrivateFolder::make().unwrap();
        private.write("values.yaml", "password: hunter2\n").unwrap();
        assert!(!is_left(private.folder.path()));
        let place = tempfile::tempdir().unwrap();
        let left = place.path().join("helm-stack-edit-killed");
        fs::create_dir(&left).unwrap();
        fs::write(left.join("values.yaml~"), "password: hunter2\n").unwrap();
        let link = place.path().join("helm-stack-edit-link");
        std::os::unix::fs::symlink(place.path(), &link).unwrap();
        assert!(!is_left(&link) && !is_left(place.path()));
        assert!(is_left(&left) && !left.exists());
        assert!(private.folder.path().exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_place_where_others_can_exchange_a_folder_is_not_used() {
        use std::os::unix::fs::PermissionsExt;
        let place = tempfile::tempdir().unwrap();
        let safe = |mode| {
            fs::set_permissions(place.path(), fs::Permissions::from_mode(mode)).unwrap();
            is_safe(place.path())
        };
        assert!(safe(0o700) && safe(0o1777));
        assert!(!safe(0o777) && !safe(0o770));
    }
}
