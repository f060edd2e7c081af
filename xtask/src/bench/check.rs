//! What the bench needs of a machine, looked at in a second; every gap is named at once with its remedy.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, bail};

use super::ports::Ports;

const GIGABYTE: u64 = 1 << 30;
const MEMORY_NEEDED: u64 = 3 * GIGABYTE;
const DISK_TO_BUILD: u64 = 15 * GIGABYTE;
const DISK_TO_RUN: u64 = GIGABYTE;
/// First Go that fetches the toolchain a go.mod names.
const OLDEST_GO: (u32, u32) = (1, 21);

/// What was found on this machine; unknown is none.
#[derive(Debug, Default)]
struct Machine {
    c_compiler: bool,
    git: bool,
    go: Option<(u32, u32)>,
    disk: Option<u64>,
    memory: Option<u64>,
    ports: bool,
}

/// Fails with every gap of this machine; `cache` is where tools are built, `building` whether any has to be.
pub(crate) fn check(cache: &Path, building: bool) -> Result<()> {
    let gaps = gaps(&look(cache), building);
    if gaps.is_empty() {
        return Ok(());
    }
    bail!(
        "this machine lacks what the bench needs:\n  {}",
        gaps.join("\n  ")
    )
}

fn look(cache: &Path) -> Machine {
    Machine {
        c_compiler: words_of("cc", &["--version"]).is_some(),
        git: words_of("git", &["--version"]).is_some(),
        go: words_of("go", &["env", "GOVERSION"]).and_then(|words| go_version(&words)),
        disk: free_disk(cache),
        memory: fs::read_to_string("/proc/meminfo")
            .ok()
            .and_then(|text| available_memory(&text)),
        ports: Ports::pick().is_ok(),
    }
}

/// Returns one sentence per gap, each ending in its remedy.
fn gaps(machine: &Machine, building: bool) -> Vec<String> {
    let mut gaps = Vec::new();
    if !machine.c_compiler {
        gaps.push("no C compiler `cc`: install gcc or clang (Debian: build-essential; macOS: xcode-select --install)".to_owned());
    }
    if !machine.git {
        gaps.push("no `git`: install Git 2.39 or newer".to_owned());
    }
    match machine.go {
        None => gaps.push("no `go`: install Go 1.21 or newer from https://go.dev/dl".to_owned()),
        Some(found) if found < OLDEST_GO => {
            gaps.push(format!(
                "Go {}.{} is too old: install Go 1.21 or newer from https://go.dev/dl",
                found.0, found.1
            ));
        }
        Some(_) => {}
    }
    let disk_needed = if building { DISK_TO_BUILD } else { DISK_TO_RUN };
    if let Some(free) = machine.disk.filter(|free| *free < disk_needed) {
        let what = format!(
            "{} GB of disk free, {} GB needed",
            free / GIGABYTE,
            disk_needed / GIGABYTE
        );
        gaps.push(format!(
            "{what}: make room, or set XDG_CACHE_HOME and GOCACHE to a larger disk"
        ));
    }
    if let Some(free) = machine.memory.filter(|free| *free < MEMORY_NEEDED) {
        let what = format!(
            "{} MB of memory available, {} MB needed",
            free >> 20,
            MEMORY_NEEDED >> 20
        );
        gaps.push(format!("{what}: end other programs"));
    }
    if !machine.ports {
        gaps.push("no port can be opened on 127.0.0.1: bring the loopback interface up".to_owned());
    }
    gaps
}

/// Returns what a program prints, or none when it is not there or fails.
fn words_of(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(OsStr::new(program))
        .args(arguments)
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// Reads `go1.26.8` and the like.
fn go_version(words: &str) -> Option<(u32, u32)> {
    let mut parts = words
        .trim()
        .strip_prefix("go")?
        .split(|c: char| !c.is_ascii_digit());
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// Reads the bytes of `MemAvailable` in /proc/meminfo, proc_meminfo(5).
fn available_memory(text: &str) -> Option<u64> {
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix("MemAvailable:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

/// Returns the bytes free for this user where `folder` is or will be.
fn free_disk(folder: &Path) -> Option<u64> {
    let existing = folder.ancestors().find(|ancestor| ancestor.exists())?;
    let found = rustix::fs::statvfs(existing).ok()?;
    Some(found.f_bavail * found.f_frsize)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complete() -> Machine {
        Machine {
            c_compiler: true,
            git: true,
            go: Some((1, 26)),
            disk: Some(100 * GIGABYTE),
            memory: Some(8 * GIGABYTE),
            ports: true,
        }
    }

    #[test]
    fn nothing_is_said_of_a_machine_that_has_all() {
        assert_eq!(gaps(&complete(), true), Vec::<String>::new());
    }

    #[test]
    fn every_gap_is_named_at_once_with_a_remedy() {
        let bare = Machine {
            disk: Some(0),
            memory: Some(0),
            ..Machine::default()
        };
        let gaps = gaps(&bare, true);
        assert_eq!(gaps.len(), 6);
        for gap in gaps {
            assert!(gap.contains(": "), "{gap}");
        }
    }

    #[test]
    fn little_disk_is_enough_when_nothing_has_to_be_built() {
        let machine = Machine {
            disk: Some(2 * GIGABYTE),
            ..complete()
        };
        assert_eq!(
            gaps(&machine, true),
            [
                "2 GB of disk free, 15 GB needed: make room, or set XDG_CACHE_HOME and GOCACHE to a larger disk"
            ]
        );
        assert!(gaps(&machine, false).is_empty());
    }

    #[test]
    fn what_cannot_be_measured_is_no_gap() {
        let machine = Machine {
            disk: None,
            memory: None,
            ..complete()
        };
        assert!(gaps(&machine, true).is_empty());
    }

    #[test]
    fn versions_of_go_are_read_as_numbers() {
        assert_eq!(go_version("go1.26.8\n"), Some((1, 26)));
        assert_eq!(go_version("go1.9"), Some((1, 9)));
        assert_eq!(go_version("go1.28rc1"), Some((1, 28)));
        assert_eq!(go_version("devel"), None);
    }

    #[test]
    fn memory_is_what_is_available_not_what_is_free() {
        let text = "MemTotal:  100 kB\nMemFree:  1 kB\nMemAvailable:   42 kB\n";
        assert_eq!(available_memory(text), Some(42 * 1024));
    }
}
