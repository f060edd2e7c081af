//! Runs commands and measures them: time and first line in one run, memory and traffic in runs of their own,
//! because looking at a process disturbs its time. What the figures mean is `goals`' matter.

use std::fs;
use std::io::{Read, Write};
use std::process::{Child, ChildStdout};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::relay::{Relay, Traffic};
use super::series::Series;
use super::subject::Subject;
use crate::bench::Bench;

const BETWEEN_LOOKS: Duration = Duration::from_micros(200);
/// Runs in which memory is looked at; the most counts.
const LOOKS_AT_MEMORY: usize = 3;

/// What is known of one command.
#[derive(Clone, Debug, Default)]
pub(crate) struct Figures {
    /// From start to end.
    pub(crate) total: Series,
    /// From start to the first line after the heading.
    pub(crate) first_row: Series,
    /// Peak resident memory in bytes; none where the system does not tell.
    pub(crate) memory: Option<u64>,
    pub(crate) traffic: Option<Traffic>,
    /// Lines printed.
    pub(crate) lines: usize,
}

/// One run of a command.
struct Run {
    total: Duration,
    first_row: Option<Duration>,
    lines: usize,
}

/// Measures all commands against each other: their times, then memory and traffic of each.
pub(crate) fn measure(
    bench: &Bench,
    relay: &Relay,
    subjects: &[Subject],
    rounds: usize,
) -> Result<Vec<Figures>> {
    let mut figures = time_all(bench, subjects, rounds)?;
    for (subject, figures) in subjects.iter().zip(&mut figures) {
        figures.memory = memory(bench, subject)?;
        figures.traffic = traffic(bench, relay, subject)?;
    }
    Ok(figures)
}

/// Times all commands: each round runs every one, the next round in the opposite order.
pub(crate) fn time_all(bench: &Bench, subjects: &[Subject], rounds: usize) -> Result<Vec<Figures>> {
    let mut figures = vec![Figures::default(); subjects.len()];
    // The first round warms caches and is not counted.
    for round in 0..=rounds {
        for place in order(subjects.len(), round) {
            let run = time(bench, &subjects[place])?;
            if round > 0 {
                figures[place].add(&run);
            }
        }
    }
    Ok(figures)
}

impl Figures {
    fn add(&mut self, run: &Run) {
        self.total.add(run.total);
        if let Some(first_row) = run.first_row {
            self.first_row.add(first_row);
        }
        self.lines = run.lines;
    }
}

/// Forwards in even rounds, backwards in odd ones, so that nobody always runs after the same neighbour.
fn order(count: usize, round: usize) -> Vec<usize> {
    if round.is_multiple_of(2) {
        (0..count).collect()
    } else {
        (0..count).rev().collect()
    }
}

fn time(bench: &Bench, subject: &Subject) -> Result<Run> {
    let begun = Instant::now();
    let mut child = start(subject, &mut subject.command(bench, &bench.kubeconfig()))?;
    let printed = child.stdout.take().context("its output is piped")?;
    let (first_row, lines) = read_lines(printed, begun)?;
    finish(subject, child)?;
    Ok(Run {
        total: begun.elapsed(),
        first_row,
        lines,
    })
}

/// Returns when the second line was there, and how many lines came.
fn read_lines(mut printed: ChildStdout, begun: Instant) -> Result<(Option<Duration>, usize)> {
    let mut buffer = vec![0; 64 << 10];
    let (mut lines, mut first_row) = (0, None);
    loop {
        let length = printed
            .read(&mut buffer)
            .context("reading what it prints")?;
        if length == 0 {
            return Ok((first_row, lines));
        }
        lines += buffer[..length]
            .iter()
            .filter(|byte| **byte == b'\n')
            .count();
        if lines > 1 && first_row.is_none() {
            first_row = Some(begun.elapsed());
        }
    }
}

fn start(subject: &Subject, command: &mut std::process::Command) -> Result<Child> {
    let mut child = command
        .spawn()
        .with_context(|| format!("running {}", subject.name))?;
    if let Some(mut input) = child.stdin.take() {
        // It may end before it has read everything; its own words say why.
        let _ = input.write_all(subject.input.as_bytes());
    }
    Ok(child)
}

fn finish(subject: &Subject, mut child: Child) -> Result<()> {
    let mut words = String::new();
    if let Some(mut errors) = child.stderr.take() {
        errors
            .read_to_string(&mut words)
            .context("reading what it says")?;
    }
    let status = child.wait().context("waiting for it to end")?;
    if !status.success() {
        bail!("{} ended with {status}: {}", subject.name, words.trim());
    }
    Ok(())
}

fn memory(bench: &Bench, subject: &Subject) -> Result<Option<u64>> {
    let mut most = None;
    for _ in 0..LOOKS_AT_MEMORY {
        let mut child = start(subject, &mut subject.command(bench, &bench.kubeconfig()))?;
        let printed = child.stdout.take().context("its output is piped")?;
        let reading = thread::spawn(move || read_lines(printed, Instant::now()));
        most = most.max(watch_memory(child.id()));
        // What it printed was counted when it was timed.
        drop(reading.join());
        finish(subject, child)?;
    }
    Ok(most)
}

/// Looks until the process has ended and returns the highest resident memory the system told.
fn watch_memory(pid: u32) -> Option<u64> {
    let mut most = None;
    while let Some(peak) = peak_memory(pid) {
        most = Some(peak);
        thread::sleep(BETWEEN_LOOKS);
    }
    most
}

/// Returns the peak resident memory of a running process, from `VmHWM` of /proc, proc_pid_status(5).
pub(crate) fn peak_memory(pid: u32) -> Option<u64> {
    kilobytes_of(
        "VmHWM:",
        &fs::read_to_string(format!("/proc/{pid}/status")).ok()?,
    )
}

/// Returns the resident memory of a running process now, from `VmRSS` of /proc.
pub(crate) fn resident_memory(pid: u32) -> Option<u64> {
    kilobytes_of(
        "VmRSS:",
        &fs::read_to_string(format!("/proc/{pid}/status")).ok()?,
    )
}

/// The unit is always kB, of 1,024 bytes.
fn kilobytes_of(field: &str, status: &str) -> Option<u64> {
    let rest = status.lines().find_map(|line| line.strip_prefix(field))?;
    let number: u64 = rest.split_whitespace().next()?.parse().ok()?;
    Some(number * 1_024)
}

fn traffic(bench: &Bench, relay: &Relay, subject: &Subject) -> Result<Option<Traffic>> {
    if !subject.relayed {
        return Ok(None);
    }
    relay.take();
    let mut child = start(subject, &mut subject.command(bench, relay.kubeconfig()))?;
    let printed = child.stdout.take().context("its output is piped")?;
    read_lines(printed, Instant::now())?;
    finish(subject, child)?;
    Ok(Some(relay.take()))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::bench::example;

    fn shell(script: &str) -> Subject {
        Subject::apart("example", Path::new("sh"), &["-c", script])
    }

    #[test]
    fn the_first_row_is_the_line_after_the_heading() -> Result<()> {
        let run = time(&example(), &shell("echo NAME; echo a; echo b"))?;
        assert_eq!(run.lines, 3);
        assert!(run.first_row.is_some_and(|first| first <= run.total));
        assert!(time(&example(), &shell("echo NAME"))?.first_row.is_none());
        Ok(())
    }

    #[test]
    fn a_command_that_fails_is_no_figure() {
        let error = time(&example(), &shell("echo broken >&2; exit 3")).map(drop);
        let words = error.map_err(|error| error.to_string());
        assert!(words.is_err_and(|words| words.contains("exit status: 3: broken")));
    }

    #[test]
    fn neighbours_change_places() {
        assert_eq!((order(3, 0), order(3, 1)), (vec![0, 1, 2], vec![2, 1, 0]));
    }

    #[test]
    fn memory_is_read_in_bytes() {
        let status = "Name:\tx\nVmHWM:\t    9216 kB\nVmRSS:\t    1024 kB\n";
        assert_eq!(kilobytes_of("VmHWM:", status), Some(9_437_184));
        assert_eq!(kilobytes_of("VmRSS:", status), Some(1 << 20));
        assert_eq!(kilobytes_of("VmHWM:", "Name:\tzombie\n"), None);
    }
}
