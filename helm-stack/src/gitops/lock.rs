//! One at a time in one clone: a file the system locks, free again when its holder ends, however it ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::thread::sleep;
use std::time::Duration;

use plugin_kit::failure::{Exit, Explain, Failure};
use programs::interrupt::Interrupt;

/// How often a lock that somebody else holds is tried.
const PAUSE: Duration = Duration::from_millis(20);

/// A lock, held until dropped. Signals are held back as long, so that what is begun is cleaned up.
#[derive(Debug)]
pub(super) struct Lock {
    _file: File,
    _interrupt: Interrupt,
}

impl Lock {
    /// Takes the lock; says so once where it must wait.
    ///
    /// # Errors
    /// The file cannot be made or locked, or Ctrl-C was pressed while waiting.
    pub(super) fn take(path: &Path, say: fn(&str)) -> anyhow::Result<Self> {
        let doing = || format!("locking {}", path.display());
        let interrupt = Interrupt::hold();
        let file = open(path).doing(doing())?;
        let mut silent = true;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::Error(error)) => return Err(error).doing(doing()),
                Err(TryLockError::WouldBlock) if Interrupt::happened() => {
                    return Err(Failure::new("interrupted").exit(Exit::Error).into());
                }
                Err(TryLockError::WouldBlock) if silent => {
                    say("waiting for another helm stack that works in the same clone");
                    silent = false;
                }
                Err(TryLockError::WouldBlock) => sleep(PAUSE),
            }
        }
        Ok(Self {
            _file: file,
            _interrupt: interrupt,
        })
    }
}

/// The file is never removed: another process may be about to lock it.
fn open(path: &Path) -> std::io::Result<File> {
    OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
    use std::thread;

    use super::*;

    #[test]
    fn whoever_comes_second_says_so_once_and_waits() {
        static SAID: AtomicUsize = AtomicUsize::new(0);
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let first = Lock::take(&path, |_| panic!("nobody else is there")).unwrap();
        thread::scope(|scope| {
            let second = scope.spawn(|| {
                let say = |_: &str| {
                    SAID.fetch_add(1, SeqCst);
                };
                Lock::take(&path, say).map(drop)
            });
            while SAID.load(SeqCst) == 0 {
                thread::yield_now();
            }
            drop(first);
            second.join().unwrap().unwrap();
        });
        assert_eq!(SAID.load(SeqCst), 1);
    }

    #[test]
    fn a_lock_that_cannot_be_made_is_told() {
        let error = Lock::take(Path::new("/no/such/folder/lock"), |_| ()).unwrap_err();
        assert_eq!(error.to_string(), "locking /no/such/folder/lock");
    }
}
