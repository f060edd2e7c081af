//! `cargo xtask test`: everything that has to hold before a change is taken, quickest first.
//!
//! Each step runs whatever became of those before it, so that one run tells all. While Rust compiles,
//! the bench's tools are built beside it. What a test checks is the tests' own matter.

use std::io::Write;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;

use self::step::{Kind, Step};
use self::summary::Summary;
use self::tools::Tools;
use crate::interrupt::Interrupt;
use crate::workspace::cargo;

mod end_to_end;
mod outcome;
mod step;
mod summary;
mod tally;
mod tools;

/// Words of `cargo xtask test`.
#[derive(Args)]
pub(crate) struct TestArguments {
    /// Leave the bench and the end-to-end tests out.
    #[arg(long)]
    fast: bool,
}

/// Runs the tests; what they print and a summary go to `out`, and any failure makes the exit code 1.
pub(crate) fn run(arguments: &TestArguments, out: &mut dyn Write) -> Result<ExitCode> {
    let interrupt = Interrupt::on_signals()?;
    let tools = if arguments.fast {
        None
    } else {
        Some(Tools::build_beside()?)
    };
    let mut summary = Summary::default();
    for step in quick_steps() {
        summary.add(step.run(out, &interrupt)?);
    }
    summary.write(out).context("writing the summary")?;
    if let Some(tools) = tools {
        for outcome in end_to_end::run(tools, out, &interrupt)? {
            summary.add(outcome);
        }
        summary.write(out).context("writing the summary")?;
    }
    Ok(if summary.has_failed() {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

/// Returns the steps that need neither cluster nor network.
fn quick_steps() -> Vec<Step> {
    let lints = [
        "clippy",
        "--workspace",
        "--all-targets",
        "--locked",
        "--",
        "-D",
        "warnings",
    ];
    let units = [
        "test",
        "--workspace",
        "--exclude",
        "tests",
        "--locked",
        "--no-fail-fast",
    ];
    let house = [
        "test",
        "--package",
        "tests",
        "--lib",
        "--test",
        "house",
        "--locked",
        "--no-fail-fast",
    ];
    vec![
        step("format", Kind::Check, &["fmt", "--all", "--check"]),
        step("lints", Kind::Check, &lints),
        step("unit and command tests", Kind::Tests, &units),
        step("house tests", Kind::Tests, &house),
    ]
}

/// Returns a step that runs Cargo.
fn step(name: &'static str, kind: Kind, arguments: &[&str]) -> Step {
    let mut command = cargo();
    command.args(arguments);
    Step::new(name, kind, command)
}
