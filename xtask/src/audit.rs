//! `cargo xtask audit`: what deny.toml says of licences, bans and sources, and known vulnerabilities.
//!
//! cargo-deny judges; this installs it, asks it, and says plainly when the advisories cannot be had.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

use crate::bench::cache_folder;
use crate::workspace::cargo;

/// Version of cargo-deny that is installed.
const VERSION: &str = "0.20.2";

/// Audits the dependencies; what is being done and what came of it goes to `messages`.
pub(crate) fn run(messages: &mut dyn Write) -> Result<ExitCode> {
    let deny = Deny::provide(&cache_folder()?, messages)?;
    let kept = deny.holds(&["licenses", "bans", "sources"], messages)?;
    let safe = match deny.fetch_advisories(messages)? {
        Fetched::Database => deny.holds(&["advisories"], messages)?,
        Fetched::Nothing(reason) => {
            say(messages, &not_had(&reason))?;
            true
        }
    };
    Ok(if kept && safe {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The program cargo-deny.
struct Deny(PathBuf);

/// What came of asking for the advisories.
enum Fetched {
    Database,
    /// With cargo-deny's reason.
    Nothing(String),
}

impl Deny {
    /// Returns cargo-deny, installed into `cache` when it is not there yet.
    fn provide(cache: &Path, messages: &mut dyn Write) -> Result<Deny> {
        let folder = cache.join(format!("cargo-deny-{VERSION}"));
        let program = folder.join("bin/cargo-deny");
        if !program.exists() {
            say(
                messages,
                &format!(
                    "installing cargo-deny {VERSION} into {} (once; a few minutes)",
                    folder.display()
                ),
            )?;
            fs::create_dir_all(&folder).with_context(|| format!("making {}", folder.display()))?;
            install(&folder)?;
        }
        Ok(Deny(program))
    }

    /// Runs the checks and returns whether deny.toml holds; cargo-deny names what breaks it on the screen.
    fn holds(&self, checks: &[&str], messages: &mut dyn Write) -> Result<bool> {
        let mut command = self.command();
        command
            .args(["--locked", "check", "--hide-inclusion-graph"])
            .args(checks);
        say(messages, &format!("cargo deny check {}", checks.join(" ")))?;
        let status = command
            .status()
            .with_context(|| format!("running {}", self.0.display()))?;
        Ok(status.success())
    }

    fn fetch_advisories(&self, messages: &mut dyn Write) -> Result<Fetched> {
        say(messages, "cargo deny fetch db")?;
        let output = self.command().args(["fetch", "db"]).output();
        let output = output.with_context(|| format!("running {}", self.0.display()))?;
        if output.status.success() {
            return Ok(Fetched::Database);
        }
        let words = String::from_utf8_lossy(&output.stderr);
        Ok(Fetched::Nothing(reason(&words)))
    }

    /// Returns the program in the workspace's folder; it calls the Cargo that runs this task.
    fn command(&self) -> Command {
        let cargo = cargo();
        let mut command = Command::new(&self.0);
        command.env("CARGO", cargo.get_program());
        if let Some(folder) = cargo.get_current_dir() {
            command.current_dir(folder);
        }
        command
    }
}

fn install(folder: &Path) -> Result<()> {
    let mut command = cargo();
    command
        .args([
            "install",
            "cargo-deny",
            "--locked",
            "--version",
            VERSION,
            "--root",
        ])
        .arg(folder);
    // Settings meant for this workspace's builds do not concern a tool.
    command
        .env_remove("CARGO_TARGET_DIR")
        .env_remove("RUSTFLAGS");
    let status = command.status().context("running cargo install")?;
    if !status.success() {
        bail!(
            "cargo-deny {VERSION} could not be installed; its reason stands above. \
             With network run this again, or put a cargo-deny of that version into {}",
            folder.join("bin").display()
        );
    }
    Ok(())
}

/// Returns the last line of what cargo-deny printed, where Git's own reason stands.
fn reason(words: &str) -> String {
    let last = words
        .lines()
        .rev()
        .map(str::trim)
        .find(|line| !line.is_empty());
    last.unwrap_or("no reason was given").to_owned()
}

fn not_had(reason: &str) -> String {
    format!(
        "advisories were NOT checked: their database could not be fetched ({reason}); run this where github.com can be reached"
    )
}

fn say(messages: &mut dyn Write, sentence: &str) -> Result<()> {
    writeln!(messages, "{sentence}").context("writing messages")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_is_gits_own() {
        let words = "2026-01-01 [ERROR] failed to fetch database\nCloning into 'x'...\nfatal: Could not resolve host: github.com\n\n";
        assert_eq!(reason(words), "fatal: Could not resolve host: github.com");
        assert_eq!(reason(""), "no reason was given");
    }

    #[test]
    fn nobody_can_take_advisories_not_had_for_advisories_passed() {
        assert!(not_had("fatal: x").starts_with("advisories were NOT checked: "));
    }
}
