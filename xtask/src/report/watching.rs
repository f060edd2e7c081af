//! How soon a command that watches shows a change: from the server's event, seen as its bytes pass the relay, to the
//! first byte the command prints. What the figures mean is `goals`' matter.

use std::io::Read;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::addons::TEN;
use super::relay::Relay;
use super::series::Series;
use crate::bench::{ARGOCD_NAMESPACE, Bench};

const BETWEEN_LOOKS: Duration = Duration::from_millis(1);
/// What is printed within this time after a change belongs to it.
const AFTERMATH: Duration = Duration::from_millis(400);
/// A command that printed nothing for so long has shown all there is.
const QUIET: Duration = Duration::from_secs(3);
const PATIENCE: Duration = Duration::from_secs(60);

/// What changes of one Application led to.
#[derive(Debug, Default)]
pub(crate) struct Redraws {
    /// The command's name.
    pub(crate) name: String,
    /// From the event to the first byte printed.
    pub(crate) delay: Series,
    /// The most often that anything was printed for one change.
    pub(crate) most: usize,
}

/// A command that watches, through the relay: HTTP/1.1 without TLS.
pub(crate) struct Watcher {
    /// Name in the report.
    pub(crate) name: String,
    pub(crate) program: PathBuf,
    pub(crate) words: Vec<&'static str>,
}

/// Lets it watch, changes an Application `rounds` times and returns how that was shown.
pub(crate) fn measure(
    bench: &Bench,
    relay: &Relay,
    watcher: &Watcher,
    rounds: usize,
) -> Result<Redraws> {
    let name = watcher.name.as_str();
    let watching = Watching::start(bench, relay, watcher)?;
    watching.wait_until_quiet(name)?;
    let mut redraws = Redraws {
        name: name.to_owned(),
        ..Redraws::default()
    };
    // The first change warms up and is not counted.
    for round in 0..=rounds {
        let before = watching.prints().len();
        change(bench)?;
        let first = watching.print_after(before, name)?;
        let event = relay.last_answer().context("events pass the relay")?;
        thread::sleep(AFTERMATH);
        if round > 0 {
            redraws.delay.add(first.saturating_duration_since(event));
            redraws.most = redraws.most.max(watching.prints().len() - before);
        }
    }
    Ok(redraws)
}

/// Says of an Application and of one of its resources what Argo CD would: that they are out of sync, or in sync again.
fn change(bench: &Bench) -> Result<()> {
    let resources = ask(bench, "get", &["-o", "jsonpath={.status.resources}"])?;
    let mut resources: Value = serde_json::from_str(&resources).context("reading resources")?;
    let sync = match resources[0]["status"] == "Synced" {
        true => "OutOfSync",
        false => "Synced",
    };
    resources[0]["status"] = sync.into();
    let patch = json!({"status": {"sync": {"status": sync}, "resources": resources}});
    ask(bench, "patch", &["--type=merge", "-p", &patch.to_string()]).map(drop)
}

fn ask(bench: &Bench, verb: &str, more: &[&str]) -> Result<String> {
    let namespace = format!("--namespace={ARGOCD_NAMESPACE}");
    let object = ["applications.argoproj.io", TEN, &namespace];
    bench.kubectl(&[&[verb], &object[..], more].concat(), "")
}

/// A running command and when it printed; it ends when dropped.
struct Watching {
    process: Child,
    prints: Arc<Mutex<Vec<Instant>>>,
}

impl Watching {
    fn start(bench: &Bench, relay: &Relay, watcher: &Watcher) -> Result<Watching> {
        let mut process = bench
            .command(&watcher.program)
            .args(&watcher.words)
            .env("KUBECONFIG", relay.kubeconfig())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .with_context(|| format!("starting {}", watcher.name))?;
        let output = process.stdout.take().context("its output is piped")?;
        let prints = Arc::default();
        let noting = Arc::clone(&prints);
        thread::spawn(move || note(output, &noting));
        Ok(Watching { process, prints })
    }

    fn prints(&self) -> Vec<Instant> {
        let prints = self.prints.lock();
        prints.unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn wait_until_quiet(&self, name: &str) -> Result<()> {
        self.print_after(0, name)?;
        let begun = Instant::now();
        while self
            .prints()
            .last()
            .is_some_and(|last| last.elapsed() < QUIET)
        {
            if begun.elapsed() > PATIENCE {
                bail!("{name} does not stop printing though nothing changes");
            }
            thread::sleep(BETWEEN_LOOKS);
        }
        Ok(())
    }

    /// Waits for the print after so many, and returns when it came.
    fn print_after(&self, before: usize, name: &str) -> Result<Instant> {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if let Some(print) = self.prints().get(before) {
                return Ok(*print);
            }
            thread::sleep(BETWEEN_LOOKS);
        }
        bail!("{name} printed nothing within {} s", PATIENCE.as_secs());
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn note(mut output: ChildStdout, prints: &Mutex<Vec<Instant>>) {
    let mut buffer = vec![0; 64 << 10];
    while let Ok(1..) = output.read(&mut buffer) {
        let now = Instant::now();
        let prints = prints.lock();
        prints.unwrap_or_else(PoisonError::into_inner).push(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_print_is_noted_in_its_order() -> Result<()> {
        let mut process = std::process::Command::new("sh")
            .args(["-c", "echo a; sleep 0.1; echo b"])
            .stdout(Stdio::piped())
            .spawn()?;
        let output = process.stdout.take().context("piped")?;
        let prints = Arc::default();
        note(output, &prints);
        let watching = Watching { process, prints };
        let (first, second) = (
            watching.print_after(0, "sh")?,
            watching.print_after(1, "sh")?,
        );
        assert!(second > first);
        assert_eq!(watching.prints().len(), 2);
        Ok(())
    }
}
