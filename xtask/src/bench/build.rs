//! Builds the tools that are not in the cache yet, at most two at a time.
//! A tool is written under a temporary name and renamed when whole, so that a stopped build resumes.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process};

use super::cache::{self, Cached};
use super::go::go;
use super::log;
use super::progress::{Progress, roughly};
use crate::interrupt::Interrupt;

const AT_MOST: usize = 2;
const BETWEEN_LOOKS: Duration = Duration::from_millis(100);
const GRACE: Duration = Duration::from_secs(10);
const BETWEEN_LINES: Duration = Duration::from_secs(30);

enum Happened {
    Started(&'static str),
    Built(&'static str, Duration),
    Failed(anyhow::Error),
}

/// Builds every tool of `tools` that is missing and says so; does nothing when all are there.
pub(crate) fn build_missing(
    tools: &[Cached],
    progress: &mut Progress<'_>,
    interrupt: &Interrupt,
) -> Result<()> {
    let missing: Vec<&Cached> = tools.iter().filter(|cached| !cached.is_built()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let mut left = Left::new(&missing);
    let count = match missing.len() {
        1 => "1 tool".to_owned(),
        count => format!("{count} tools"),
    };
    progress.say("building", &count, &left.remark());
    let queue = Mutex::new(missing.into_iter());
    thread::scope(|scope| {
        let (sender, receiver) = mpsc::channel();
        for _ in 0..AT_MOST {
            let sender = sender.clone();
            scope.spawn(|| work(&queue, sender, interrupt));
        }
        drop(sender);
        follow(&receiver, &mut left, progress, interrupt)
    })
}

/// Takes tools off the queue until it is empty or a build fails.
fn work<'a>(
    queue: &Mutex<impl Iterator<Item = &'a Cached>>,
    sender: Sender<Happened>,
    interrupt: &Interrupt,
) {
    loop {
        let next = queue.lock().ok().and_then(|mut queue| queue.next());
        let Some(cached) = next.filter(|_| !interrupt.raised()) else {
            return;
        };
        let begun = Instant::now();
        // The receiver lives as long as this thread's scope.
        let _ = sender.send(Happened::Started(cached.tool.name));
        let happened = match build(cached, interrupt) {
            Ok(()) => Happened::Built(cached.tool.name, begun.elapsed()),
            Err(error) => Happened::Failed(error),
        };
        let _ = sender.send(happened);
    }
}

/// Says what happens until all workers ended; the first failure stops the others.
fn follow(
    receiver: &Receiver<Happened>,
    left: &mut Left,
    progress: &mut Progress<'_>,
    interrupt: &Interrupt,
) -> Result<()> {
    let mut failed = None;
    loop {
        match receiver.recv_timeout(BETWEEN_LINES) {
            Ok(Happened::Started(name)) => {
                left.started(name);
                progress.say("building", name, &left.remark());
            }
            Ok(Happened::Built(name, took)) => {
                left.built(name);
                progress.say("built", name, &format!("in {}", roughly(took)));
            }
            Ok(Happened::Failed(error)) if failed.is_none() => {
                interrupt.raise();
                failed = Some(error);
            }
            Ok(Happened::Failed(_)) => {}
            Err(RecvTimeoutError::Timeout) => {
                progress.say("building", &left.running.join(", "), &left.remark());
            }
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    failed.map_or_else(|| interrupt.check(), Err)
}

/// What is still to be built, and the estimate made of it.
struct Left {
    waiting: Vec<(&'static str, u32)>,
    running: Vec<&'static str>,
    total: u32,
    begun: Instant,
}

impl Left {
    fn new(missing: &[&Cached]) -> Left {
        let waiting: Vec<_> = missing
            .iter()
            .map(|c| (c.tool.name, c.tool.seconds))
            .collect();
        let total = waiting.iter().map(|(_, seconds)| seconds).sum();
        Left {
            waiting,
            running: Vec::new(),
            total,
            begun: Instant::now(),
        }
    }

    fn started(&mut self, name: &'static str) {
        self.running.push(name);
    }

    fn built(&mut self, name: &str) {
        self.running.retain(|running| *running != name);
        self.waiting.retain(|(waiting, _)| *waiting != name);
    }

    fn remark(&self) -> String {
        let unfinished: u32 = self.waiting.iter().map(|(_, seconds)| seconds).sum();
        let seconds = estimate(self.total, unfinished, self.begun.elapsed());
        format!("about {} left; a stopped build resumes", roughly(seconds))
    }
}

/// Returns the time left when `unfinished` of `total` estimated seconds are not built after `elapsed`.
///
/// A finished tool is certain; of what runs, the time since the beginning that no finished tool
/// explains counts as done, but never more than nine tenths of it.
fn estimate(total: u32, unfinished: u32, elapsed: Duration) -> Duration {
    let total = f64::from(total);
    let unfinished = f64::from(unfinished);
    let running_done = (elapsed.as_secs_f64() - (total - unfinished)).clamp(0.0, unfinished * 0.9);
    Duration::from_secs_f64(unfinished - running_done)
}

fn build(cached: &Cached, interrupt: &Interrupt) -> Result<()> {
    let cache = cached
        .folder
        .parent()
        .context("the cache folder has no parent")?;
    fs::create_dir_all(cache).with_context(|| format!("making {}", cache.display()))?;
    let _held = cache::lock(cached)?;
    if cached.is_built() {
        return Ok(());
    }
    let unfinished = cached.folder.with_extension("unfinished");
    let log = cached.folder.with_extension("log");
    compile(cached, &unfinished, &log, interrupt)?;
    rename_binaries(cached, &unfinished)?;
    fs::rename(&unfinished, &cached.folder)
        .with_context(|| format!("renaming {} into place", unfinished.display()))
}

fn compile(cached: &Cached, unfinished: &Path, log: &Path, interrupt: &Interrupt) -> Result<()> {
    // Left behind by a build that was stopped; Go's own cache holds the work.
    if unfinished.exists() {
        fs::remove_dir_all(unfinished)
            .with_context(|| format!("removing {}", unfinished.display()))?;
    }
    fs::create_dir_all(unfinished).with_context(|| format!("making {}", unfinished.display()))?;
    let output = fs::File::create(log).with_context(|| format!("writing {}", log.display()))?;
    let mut child = build_command(cached, unfinished)
        .stdin(Stdio::null())
        .stdout(output.try_clone().context("sharing the build's log")?)
        .stderr(output)
        .spawn()
        .context("starting go (is it on PATH? https://go.dev/dl)")?;
    if wait(&mut child, interrupt)? {
        return Ok(());
    }
    bail!("building {} failed; {}", cached.tool.name, log::tail(log))
}

fn build_command(cached: &Cached, output: &Path) -> Command {
    let mut command = go(&cached.source);
    let mut folder = output.as_os_str().to_owned();
    // The trailing slash tells Go that this is a folder for one or many binaries.
    folder.push("/");
    command
        .args(["build", "-ldflags", &cached.linker_flags, "-o"])
        .arg(PathBuf::from(folder))
        .args(cached.tool.binaries.iter().map(|binary| binary.package));
    command
}

/// Waits for the build and returns whether it succeeded; an interrupt ends it.
fn wait(child: &mut Child, interrupt: &Interrupt) -> Result<bool> {
    loop {
        if let Some(status) = child.try_wait().context("waiting for go build")? {
            return Ok(status.success());
        }
        if interrupt.raised() {
            end(child)?;
            bail!("interrupted; `bench up` resumes where it stopped");
        }
        thread::sleep(BETWEEN_LOOKS);
    }
}

/// Asks Go to stop as Ctrl-C does, so that it removes its working folder; kills it when it does not.
fn end(child: &mut Child) -> Result<()> {
    if let Some(pid) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        // It may have ended by itself a moment ago.
        let _ = kill_process(pid, Signal::INT);
    }
    let begun = Instant::now();
    while begun.elapsed() < GRACE
        && child
            .try_wait()
            .context("waiting for go build to end")?
            .is_none()
    {
        thread::sleep(BETWEEN_LOOKS);
    }
    child.kill().context("ending go build")?;
    child
        .wait()
        .context("waiting for go build to end")
        .map(drop)
}

fn rename_binaries(cached: &Cached, folder: &Path) -> Result<()> {
    for binary in cached.tool.binaries {
        let built = folder.join(binary.built_as);
        fs::rename(&built, folder.join(binary.name))
            .with_context(|| format!("{} was not built as {}", binary.package, built.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(total: u32, unfinished: u32, elapsed: u64) -> u64 {
        estimate(total, unfinished, Duration::from_secs(elapsed)).as_secs()
    }

    #[test]
    fn the_estimate_falls_with_time_and_with_each_tool_built() {
        assert_eq!(seconds(1000, 1000, 0), 1000);
        assert_eq!(seconds(1000, 1000, 300), 700);
        assert_eq!(seconds(1000, 400, 600), 400);
    }

    #[test]
    fn a_slow_machine_is_never_told_that_nothing_is_left() {
        assert_eq!(seconds(1000, 100, 5000), 10);
    }

    #[test]
    fn a_fast_machine_is_told_of_what_is_left_only() {
        assert_eq!(seconds(1000, 100, 60), 100);
    }
}
