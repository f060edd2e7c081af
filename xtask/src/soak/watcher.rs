//! One command that watches: started, looked at, ended. What its memory means is `growth`'s matter.

use std::io::Read;
use std::path::Path;
use std::process::{Child, ChildStdout, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use anyhow::{Context, Result, bail};

use crate::bench::Bench;
use crate::report::runner::resident_memory;

/// A running command and the samples taken of it; it ends when dropped.
pub(crate) struct Watcher {
    /// Its words.
    pub(crate) name: String,
    process: Child,
    printed: Arc<AtomicU64>,
    /// Resident memory in bytes, one sample a look.
    pub(crate) samples: Vec<u64>,
}

impl Watcher {
    /// Starts the plugin with `words` on the cluster of `bench`.
    pub(crate) fn start(bench: &Bench, plugin: &Path, words: &[&str]) -> Result<Watcher> {
        let name = words.join(" ");
        let mut process = bench
            .command(plugin)
            .args(words)
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("starting {name}"))?;
        let output = process.stdout.take().context("its output is piped")?;
        let printed = Arc::new(AtomicU64::new(0));
        let counting = Arc::clone(&printed);
        thread::spawn(move || count(output, &counting));
        Ok(Watcher {
            name,
            process,
            printed,
            samples: Vec::new(),
        })
    }

    /// Takes a sample; fails when the command has ended.
    pub(crate) fn look(&mut self) -> Result<()> {
        if let Some(status) = self.process.try_wait().context("looking at it")? {
            bail!("{} ended with {status} while it should watch", self.name);
        }
        self.samples.extend(resident_memory(self.process.id()));
        Ok(())
    }

    /// Returns how many bytes it has printed so far.
    pub(crate) fn printed(&self) -> u64 {
        self.printed.load(Ordering::Relaxed)
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn count(mut output: ChildStdout, printed: &AtomicU64) {
    let mut buffer = vec![0; 64 << 10];
    while let Ok(length @ 1..) = output.read(&mut buffer) {
        printed.fetch_add(length as u64, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::example;

    #[test]
    fn a_watcher_that_ends_is_an_error() -> Result<()> {
        let mut watcher = Watcher::start(&example(), Path::new("sh"), &["-c", "exit 3"])?;
        watcher.process.wait()?;
        let error = watcher.look().map_err(|error| error.to_string());
        assert!(error.is_err_and(|words| words.contains("exit status: 3")));
        Ok(())
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn each_look_is_a_sample() -> Result<()> {
        let mut watcher = Watcher::start(&example(), Path::new("sleep"), &["600"])?;
        watcher.look()?;
        watcher.look()?;
        assert_eq!(watcher.samples.len(), 2);
        Ok(())
    }
}
