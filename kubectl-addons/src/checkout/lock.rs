//! One process at a time in one repository of the cache: a file the system locks, free again when its holder ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io;
use std::path::Path;

use programs::interrupt::Interrupt;

use super::unused;

/// A lock, held until dropped. Signals are held back as long, so that Git can clean up what it began.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
    _interrupt: Interrupt,
}

impl Lock {
    /// Takes the lock, and waits while another process has it.
    ///
    /// # Errors
    /// The file cannot be made or locked.
    pub(crate) fn take(path: &Path) -> io::Result<Self> {
        let file = open(path)?;
        // Before signals are held back: whoever waits can still be interrupted.
        file.lock()?;
        unused::mark(path);
        Ok(Self::of(file))
    }

    /// Takes the lock where nobody has it.
    ///
    /// # Errors
    /// The file cannot be made or locked.
    pub(crate) fn if_free(path: &Path) -> io::Result<Option<Self>> {
        let file = open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Self::of(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    fn of(file: File) -> Self {
        Self {
            _file: file,
            _interrupt: Interrupt::hold(),
        }
    }
}

/// The file is never removed: another process may be about to lock it.
fn open(path: &Path) -> io::Result<File> {
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_else_gets_in_while_it_is_held() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let held = Lock::take(&path).unwrap();
        let other = open(&path).unwrap();
        assert!(matches!(other.try_lock(), Err(TryLockError::WouldBlock)));
        assert!(Lock::if_free(&path).unwrap().is_none());
        drop(held);
        drop(Lock::if_free(&path).unwrap().unwrap());
        other.try_lock().unwrap();
    }
}
