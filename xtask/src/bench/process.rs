//! The bench's processes: started with a log file each, and ended exactly, never by name
//! and never a stranger that got the same number later.

use std::fs::File;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use rustix::process::{Pid, Signal, kill_process_group};
use serde::{Deserialize, Serialize};

use super::identity::beginning_of;

const GRACE: Duration = Duration::from_secs(2);
const BETWEEN_LOOKS: Duration = Duration::from_millis(50);

/// One process that `up` started.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Process {
    /// Name shown to people, also the name of its log.
    pub(crate) name: String,
    /// Number of the process and of the group it leads.
    pub(crate) pid: u32,
    /// When it began, as the system tells it; with the number it is an identity.
    pub(crate) began: String,
    /// File with everything it printed.
    pub(crate) log: PathBuf,
}

impl Process {
    /// Starts `command` as the leader of its own process group, its output going to `<logs>/<name>.log`.
    pub(crate) fn start(name: &str, mut command: Command, logs: &Path) -> Result<Process> {
        let log = logs.join(format!("{name}.log"));
        let output = File::create(&log).with_context(|| format!("writing {}", log.display()))?;
        let child = command
            .stdin(Stdio::null())
            .stdout(
                output
                    .try_clone()
                    .with_context(|| format!("sharing {}", log.display()))?,
            )
            .stderr(output)
            .process_group(0)
            .spawn()
            .with_context(|| format!("starting {name} ({})", command.get_program().display()))?;
        let pid = child.id();
        // One that ended at once has no beginning any more; whoever waits for it finds the log.
        let began = beginning_of(pid).unwrap_or_default();
        Ok(Process {
            name: name.to_owned(),
            pid,
            began,
            log,
        })
    }

    /// Returns whether this very process still runs.
    pub(crate) fn is_running(&self) -> bool {
        beginning_of(self.pid).is_some_and(|began| began == self.began)
    }

    /// Sends `signal` to the process group, unless the process is gone.
    fn signal(&self, signal: Signal) {
        let group = i32::try_from(self.pid).ok().and_then(Pid::from_raw);
        if let Some(group) = group.filter(|_| self.is_running()) {
            // It may end between the look and the signal; then there is nothing to end.
            let _ = kill_process_group(group, signal);
        }
    }
}

/// Ends all processes, the last one started first: asks them, then kills those that stay.
pub(crate) fn end_all(processes: &[Process]) {
    for process in processes.iter().rev() {
        process.signal(Signal::TERM);
    }
    let begun = Instant::now();
    while begun.elapsed() < GRACE && processes.iter().any(Process::is_running) {
        thread::sleep(BETWEEN_LOOKS);
    }
    for process in processes.iter().rev() {
        process.signal(Signal::KILL);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sleeping(logs: &Path) -> Result<Process> {
        let mut command = Command::new("sleep");
        command.arg("600");
        Process::start("sleeping", command, logs)
    }

    /// A folder removed when the test ends.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Result<Folder> {
            let path = std::env::temp_dir().join(format!("{name}-{}", std::process::id()));
            std::fs::create_dir_all(&path)?;
            Ok(Folder(path))
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn what_was_started_is_ended() -> Result<()> {
        let folder = Folder::new("bench-ended")?;
        let process = sleeping(&folder.0)?;
        assert!(process.is_running());
        end_all(std::slice::from_ref(&process));
        assert!(!process.is_running());
        Ok(())
    }

    #[test]
    fn a_stranger_with_the_same_number_is_left_alone() -> Result<()> {
        let folder = Folder::new("bench-stranger")?;
        let process = sleeping(&folder.0)?;
        let stranger = Process {
            began: "long ago".to_owned(),
            ..process.clone()
        };
        assert!(!stranger.is_running());
        end_all(std::slice::from_ref(&stranger));
        assert!(process.is_running());
        end_all(&[process]);
        Ok(())
    }
}
