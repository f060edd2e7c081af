//! The words of `cargo xtask`: one variant of [`Verb`] per task, dispatched here, done elsewhere.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::{audit, bench, demo, dist, report, soak, test};

/// Tasks of this workspace.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
pub(crate) struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// A real Kubernetes and Argo CD on this machine, without containers.
    #[command(subcommand)]
    Bench(bench::command::BenchVerb),
    /// What kubectl-addons shows, on a recorded cluster; --live on a real one on this machine.
    Demo(demo::DemoArguments),
    /// Time, memory and traffic of the plugin and its peers on a loaded bench of its own.
    BenchReport(report::ReportArguments),
    /// Watches a changing bench of its own for some minutes; fails when memory grows.
    Soak(soak::SoakArguments),
    /// Format, lints, unit, command and house tests, then the end-to-end tests on a bench of their own.
    Test(test::TestArguments),
    /// Licences, bans and sources of the dependencies, and advisories where their database can be had.
    Audit,
    /// Archives of the plugins that krew and Helm install, with checksums and krew's manifest.
    Dist(dist::DistArguments),
}

/// Runs the verb asked for and returns the exit code of the process.
///
/// Results go to `out`; progress and the reason of a failure go to `messages`.
pub(crate) fn run(cli: Cli, out: &mut dyn Write, messages: &mut dyn Write) -> ExitCode {
    let outcome = match cli.verb {
        Verb::Bench(verb) => bench::command::run(verb, out, messages),
        Verb::Demo(arguments) => demo::run(&arguments, out, messages),
        Verb::BenchReport(arguments) => report::run(&arguments, out, messages),
        Verb::Soak(arguments) => soak::run(&arguments, out, messages),
        Verb::Test(arguments) => test::run(&arguments, out),
        Verb::Audit => audit::run(messages),
        Verb::Dist(arguments) => dist::run(&arguments, out, messages),
    };
    report(outcome, messages)
}

/// Returns the folder of the workspace's root Cargo.toml.
pub(crate) fn workspace_root() -> PathBuf {
    let xtask = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().map_or(xtask.clone(), PathBuf::from)
}

fn report(outcome: Result<ExitCode>, messages: &mut dyn Write) -> ExitCode {
    outcome.unwrap_or_else(|error| {
        // A closed stderr leaves only the exit code to speak.
        let _ = writeln!(messages, "error: {error:#}");
        ExitCode::FAILURE
    })
}
