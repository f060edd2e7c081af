//! `cargo xtask demo`: what kubectl-addons shows, on a cluster recorded on the bench; with `--live` on a bench.
//!
//! It builds the plugin and runs it as anybody would. Without `--live` no cluster is touched.

use std::io::{self, BufRead, IsTerminal, Write};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::Args;

use self::scene::{SCENES, Scene};
use self::stage::{RECORDING, Stage};
use self::voice::Voice;
use crate::bench::progress::Progress;
use crate::bench::{self, ARGOCD_NAMESPACE, Bench};
use crate::scenario;
use crate::workspace::{Plugin, Profile, build};

mod scene;
mod stage;
mod voice;

const BUILDING: &str =
    "Building kubectl-addons (dev profile); the first time takes a minute or two.\n";

/// How the demo runs.
#[derive(Args)]
pub(crate) struct DemoArguments {
    /// Run on a bench through kubectl: the one that is up, or one started now. It goes on running.
    #[arg(long)]
    live: bool,
    /// Name of the bench for --live.
    #[arg(long, default_value = "default", value_name = "NAME")]
    name: String,
    /// Show everything at once instead of waiting for Enter after each command.
    #[arg(long)]
    no_pause: bool,
}

/// Runs the demo; the scenes go to `out`, which is standard output, progress to `messages`.
pub(crate) fn run(
    arguments: &DemoArguments,
    out: &mut dyn Write,
    messages: &mut dyn Write,
) -> Result<ExitCode> {
    messages
        .write_all(BUILDING.as_bytes())
        .context("writing progress")?;
    let workspace = build(&[Plugin::KubectlAddons], Profile::Dev)?;
    let plugin = workspace.binary(Plugin::KubectlAddons, Profile::Dev);
    let mut voice = Voice::new(out);
    if arguments.live {
        let bench = bench_with_scenario(&arguments.name, messages)?;
        let stage = Stage::live(&plugin, &bench)?;
        show(&stage, !arguments.no_pause, &mut voice)?;
        voice.lines(&after_live(&arguments.name, &plugin.display().to_string()))?;
    } else {
        let stage = Stage::recorded(&plugin);
        voice.lines(&before_recorded(stage.typed()))?;
        show(&stage, !arguments.no_pause, &mut voice)?;
        voice.lines(&after_recorded(stage.typed()))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Returns a bench in which every Application of the scenario is laid out.
fn bench_with_scenario(name: &str, messages: &mut dyn Write) -> Result<Bench> {
    let bench = bench::start_or_join(name, messages)?;
    let namespace = format!("--namespace={ARGOCD_NAMESPACE}");
    let shown = SCENES.iter().filter_map(|scene| scene.words.get(1));
    let mut asked = vec!["get", "applications.argoproj.io", &namespace];
    asked.extend(shown);
    if bench.kubectl(&asked, "").is_err() {
        scenario::lay_out(&bench, &mut Progress::new(messages))?;
    }
    Ok(bench)
}

fn show(stage: &Stage, pausing: bool, voice: &mut Voice<'_>) -> Result<()> {
    for (index, scene) in SCENES.iter().enumerate() {
        if index > 0 && pausing {
            pause(voice)?;
        }
        perform(stage, scene, voice)?;
    }
    Ok(())
}

fn perform(stage: &Stage, scene: &Scene, voice: &mut Voice<'_>) -> Result<()> {
    let line = stage.line(scene);
    voice.announce(scene.says, &line)?;
    let status = stage
        .command(scene)
        .status()
        .with_context(|| format!("running {line}"))?;
    if !status.success() {
        bail!("{line} ended with {status}");
    }
    Ok(())
}

/// Waits for Enter where somebody is there to press it.
fn pause(voice: &mut Voice<'_>) -> Result<()> {
    if !(io::stdin().is_terminal() && io::stdout().is_terminal()) {
        return Ok(());
    }
    voice.prompt("Enter goes on")?;
    io::stdin()
        .lock()
        .read_line(&mut String::new())
        .context("waiting for Enter")?;
    Ok(())
}

fn before_recorded(plugin: &str) -> String {
    format!(
        "The cluster was recorded in {RECORDING} on the project's test bench; no cluster is touched.\n\
         With {plugin} on PATH, kubectl runs it as `kubectl addons`.\n"
    )
}

fn after_recorded(plugin: &str) -> String {
    format!(
        "\nTo go on:\n  \
         {plugin} --help\n      everything it can do; it only reads\n  \
         {plugin} list\n      the add-ons of your own cluster, by your kubeconfig\n  \
         cargo xtask demo --live\n      the same on a real Kubernetes and Argo CD on this machine; \
         needs Go too, and builds them the first time\n  \
         README.md\n      how to install it and what else there is\n"
    )
}

fn after_live(name: &str, plugin: &str) -> String {
    format!(
        "\nThe bench goes on running. To go on in this shell:\n  \
         eval \"$(cargo xtask bench env --name {name})\"\n      \
         leads to it; $BENCH_KUBECTL is its kubectl, and {plugin} the plugin\n  \
         cargo xtask bench down --name {name}\n      ends it\n"
    )
}

#[cfg(test)]
mod tests;
