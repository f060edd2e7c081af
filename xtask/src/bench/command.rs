//! `cargo xtask bench …`: its words, and what each prints.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};

use super::down::down;
use super::env::exports;
use super::progress::Progress;
use super::record::{DEFAULT_OUT, record, record_again};
use super::state::State;
use super::up::up;
use super::{Parts, Place, decryptor, status};
use crate::cli::workspace_root;
use crate::scenario;

/// What can be done with a bench.
#[derive(Subcommand)]
pub(crate) enum BenchVerb {
    /// Start a bench and print the variables that lead to it.
    Up {
        #[command(flatten)]
        named: Named,
        /// Leave Argo CD without Applications.
        #[arg(long)]
        no_scenario: bool,
        /// Leave the second cluster out, which Argo CD could deploy to as well.
        #[arg(long)]
        one_cluster: bool,
        /// Run an older Argo CD, as in `3.1`: one that has a folder in tests/bench/tools.
        #[arg(long, value_name = "VERSION")]
        argocd: Option<String>,
    },
    /// End a bench and everything it started; its logs stay.
    Down(Named),
    /// Show the processes of a bench; the exit code is 1 unless all run.
    Status(Named),
    /// Print the variables that lead to a running bench: eval "$(cargo xtask bench env)".
    Env(Named),
    /// Lay the scenario's Applications out in a running bench, or finish laying them out.
    Scenario(Named),
    /// Let the repo-server of a running bench open sealed values, or not.
    Decryptor {
        #[command(flatten)]
        named: Named,
        #[command(flatten)]
        program: RunAsHelm,
    },
    /// Record a running bench in a file that every read command takes with --from.
    Record {
        #[command(flatten)]
        named: Named,
        /// File to write; `.gz` compresses. Default: examples/cluster.jsonl.gz.
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
        /// A recording of this bench that is there already, instead of a new one.
        #[arg(long, value_name = "FILE", conflicts_with = "binary")]
        from: Option<PathBuf>,
        /// The kubectl-addons to run; without it Cargo builds the workspace's.
        #[arg(long, value_name = "FILE")]
        binary: Option<PathBuf>,
    },
}

/// Which program the repo-server runs as `helm`.
#[derive(Args)]
#[group(required = true, multiple = false)]
pub(crate) struct RunAsHelm {
    /// The helm-stack to run, which opens sealed values for the real Helm.
    #[arg(long, value_name = "FILE")]
    binary: Option<PathBuf>,
    /// The real Helm.
    #[arg(long)]
    off: bool,
}

/// Which bench is meant.
#[derive(Args)]
pub(crate) struct Named {
    /// Name of the bench; several may run side by side.
    #[arg(long, default_value = "default", value_name = "NAME")]
    name: String,
}

impl Named {
    fn place(&self) -> Result<Place> {
        Place::new(&self.name)
    }

    fn running(&self) -> Result<State> {
        match State::read(&self.place()?.folder)? {
            Some(state) if state.is_up() => Ok(state),
            _ => bail!(
                "the bench {0} is not up; start it with `cargo xtask bench up --name {0}`",
                self.name
            ),
        }
    }
}

/// Runs one verb; results go to `out`, progress to `messages`.
pub(crate) fn run(
    verb: BenchVerb,
    out: &mut dyn Write,
    messages: &mut dyn Write,
) -> Result<ExitCode> {
    let text = match &verb {
        BenchVerb::Up {
            named,
            no_scenario,
            one_cluster,
            argocd,
        } => {
            let place = match argocd {
                Some(version) => named.place()?.with_argocd(version)?,
                None => named.place()?,
            };
            let parts = Parts {
                scenario: !no_scenario,
                second_cluster: !one_cluster,
            };
            exports(&up(&place, parts, messages)?)
        }
        BenchVerb::Down(named) => down(&named.place()?)?,
        BenchVerb::Env(named) => exports(&named.running()?.bench),
        BenchVerb::Record {
            named,
            out,
            from,
            binary,
        } => {
            let out = out
                .clone()
                .unwrap_or_else(|| workspace_root().join(DEFAULT_OUT));
            let bench = named.running()?.bench;
            match from {
                Some(from) => record_again(&bench, from, &out)?,
                None => record(&bench, binary.as_deref(), &out)?,
            }
        }
        BenchVerb::Decryptor { named, program } => {
            let bench = named.running()?.bench;
            match &program.binary {
                Some(binary) => decryptor::put_in(&bench, binary)?,
                None => decryptor::take_out(&bench)?,
            }
        }
        BenchVerb::Scenario(named) => {
            let bench = named.running()?.bench;
            scenario::lay_out(&bench, &mut Progress::new(messages))?;
            String::new()
        }
        BenchVerb::Status(named) => {
            let state = State::read(&named.place()?.folder)?;
            print(out, &status::table(&named.name, state.as_ref()))?;
            return Ok(if state.is_some_and(|state| state.is_up()) {
                ExitCode::SUCCESS
            } else {
                ExitCode::FAILURE
            });
        }
    };
    print(out, &text)?;
    Ok(ExitCode::SUCCESS)
}

fn print(out: &mut dyn Write, text: &str) -> Result<()> {
    out.write_all(text.as_bytes()).context("writing the result")
}
