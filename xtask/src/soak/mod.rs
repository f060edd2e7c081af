//! `cargo xtask soak`: `list -w` and `tree -w` on a bench of their own while its objects change.
//!
//! Fails when one of them ends, stops redrawing, or takes more memory than a bound after it has warmed up.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::Args;

use self::growth::Growth;
use self::watcher::Watcher;
use crate::bench::progress::Progress;
use crate::report::addons::LARGE;
use crate::report::ground::Ground;
use crate::report::series::bytes;
use crate::report::size::QUICK;
use crate::workspace::given_or_built;

mod changes;
mod growth;
mod watcher;

const BETWEEN_CHANGES: Duration = Duration::from_millis(300);
const BETWEEN_LOOKS: Duration = Duration::from_secs(2);

/// How long a soak lasts.
#[derive(Args)]
pub(crate) struct SoakArguments {
    /// Minutes during which objects change.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..), value_name = "N")]
    minutes: u64,
    /// The kubectl-addons to watch with; without it Cargo builds the workspace's in the release profile.
    #[arg(long, value_name = "FILE")]
    binary: Option<PathBuf>,
}

/// Soaks and writes one line per command to `out`; the exit code is 1 when one of them grew.
pub(crate) fn run(
    arguments: &SoakArguments,
    out: &mut dyn Write,
    messages: &mut dyn Write,
) -> Result<ExitCode> {
    let plugin = given_or_built(arguments.binary.as_deref())?;
    let ground = Ground::start("soak", messages)?;
    let mut progress = Progress::new(messages);
    ground.deploy(QUICK, &mut progress)?;
    let mut watchers = [&["list", "--watch"][..], &["tree", LARGE, "--watch"]]
        .into_iter()
        .map(|words| Watcher::start(ground.bench(), &plugin, words))
        .collect::<Result<Vec<_>>>()?;
    let turns = soak(
        &ground,
        &mut watchers,
        Duration::from_secs(60 * arguments.minutes),
    )?;
    progress.say("made", "changes", &turns.to_string());
    let bounded = report(&watchers, out)?;
    drop(watchers);
    ground.end()?;
    Ok(if bounded {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Makes changes and takes samples for `length`; returns the number of changes.
fn soak(ground: &Ground, watchers: &mut [Watcher], length: Duration) -> Result<usize> {
    let begun = Instant::now();
    let (mut turns, mut looks) = (0, 0);
    let mut printed = vec![0; watchers.len()];
    while begun.elapsed() < length {
        ground.check()?;
        changes::make(ground.bench(), turns)?;
        turns += 1;
        thread::sleep(BETWEEN_CHANGES);
        if begun.elapsed() >= BETWEEN_LOOKS * looks {
            looks += 1;
            watchers.iter_mut().try_for_each(Watcher::look)?;
        }
        if turns.is_multiple_of(100) {
            check_redrawn(watchers, &mut printed)?;
        }
    }
    Ok(turns)
}

/// Fails when a command printed nothing since it was asked the last time.
fn check_redrawn(watchers: &[Watcher], printed: &mut [u64]) -> Result<()> {
    for (watcher, before) in watchers.iter().zip(printed) {
        let now = watcher.printed();
        if now == *before {
            bail!("{} printed nothing during 100 changes", watcher.name);
        }
        *before = now;
    }
    Ok(())
}

fn report(watchers: &[Watcher], out: &mut dyn Write) -> Result<bool> {
    let mut bounded = true;
    for watcher in watchers {
        let growth = Growth::of(&watcher.samples);
        bounded &= growth.is_some_and(Growth::is_bounded);
        let line = line(&watcher.name, growth, watcher.printed());
        out.write_all(line.as_bytes())
            .context("writing the result")?;
    }
    Ok(bounded)
}

fn line(name: &str, growth: Option<Growth>, printed: u64) -> String {
    let Some(growth) = growth else {
        return format!("{name}: too few samples of its memory on this system\n");
    };
    let verdict = if growth.is_bounded() { "ok" } else { "GREW" };
    format!(
        "{name}: {verdict}; {} after warm-up, {} at the end, bound {}; {} printed\n",
        bytes(growth.begun),
        bytes(growth.ended),
        bytes(growth.bound()),
        bytes(printed)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_tells_growth_and_bound() {
        let growth = Growth::of(&[20_000_000; 12]);
        assert_eq!(
            line("list --watch", growth, 1_000_000),
            "list --watch: ok; 20.0 MB after warm-up, 20.0 MB at the end, bound 25.2 MB; 1.0 MB printed\n"
        );
    }

    #[test]
    fn without_samples_nothing_is_claimed() {
        assert!(line("list --watch", None, 0).contains("too few samples"));
    }
}
