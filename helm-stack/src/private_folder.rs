//! A folder that only its owner can look into, in memory where the system has such a place, wiped when dropped.
//!
//! What is written here is plain text of secrets, for as long as a person edits it.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// A private folder.
pub(crate) struct PrivateFolder {
    folder: TempDir,
    /// Whether it lies in memory, and never reaches a disk but through swap.
    pub in_memory: bool,
}

impl PrivateFolder {
    /// Makes one: below `XDG_RUNTIME_DIR` or `/dev/shm` where those lie in memory, else where temporary files go.
    ///
    /// # Errors
    /// No folder can be made.
    pub(crate) fn make() -> io::Result<Self> {
        let runtime = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
        let places = runtime.into_iter().chain([PathBuf::from("/dev/shm")]);
        for place in places.filter(|place| is_in_memory(place)) {
            if let Ok(folder) = made_in(&place) {
                return Ok(Self {
                    folder,
                    in_memory: true,
                });
            }
        }
        Ok(Self {
            folder: made_in(&std::env::temp_dir())?,
            in_memory: false,
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

fn made_in(place: &Path) -> io::Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    builder.prefix("helm-stack-");
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
}
