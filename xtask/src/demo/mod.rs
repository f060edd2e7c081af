//! `cargo xtask demo`: a stack goes into Git and comes back as states and reasons, on clusters recorded on the bench;
//! with `--live` on a bench, where it is deployed for real.
//!
//! It builds the plugins and runs them as anybody would. Without `--live` no cluster is touched.

use std::fs;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;

use self::act::Act;
use self::stage::Stage;
use self::voice::Voice;
use crate::bench;
use crate::bench::progress::Progress;
use crate::cli::workspace_root;
use crate::example::Example;
use crate::workspace::{Plugin, Profile, Workspace, build};

mod act;
mod delivery;
mod live;
mod scene;
mod stage;
mod voice;

const BUILDING: &str =
    "Building helm-stack and kubectl-addons (dev profile); the first time takes some minutes.\n";

/// For whom the example's secrets are sealed, under the workspace's root.
const RECIPIENTS: &str = "examples/gitops/.sops.yaml";

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
    let workspace = build(Plugin::ALL, Profile::Dev)?;
    let addons = workspace.binary(Plugin::KubectlAddons, Profile::Dev);
    let mut show = Show {
        voice: Voice::new(out),
        pausing: !arguments.no_pause,
        shown: 0,
    };
    if arguments.live {
        let bench = bench::start_or_join(&arguments.name, messages)?;
        live::show(&workspace, &bench, &mut show, &mut Progress::new(messages))?;
        let last = after_live(&arguments.name, &act::typed(&addons));
        show.voice.lines(&last)?;
    } else {
        recorded(&workspace, &mut show)?;
        show.voice.lines(&after_recorded(&act::typed(&addons)))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Pushes the example to a folder, then shows the clusters that were recorded.
fn recorded(workspace: &Workspace, show: &mut Show<'_>) -> Result<()> {
    let room = workspace.target.join("demo");
    let remote = room.join("gitops.git");
    let recipients = workspace_root().join(RECIPIENTS);
    let recipients = fs::read_to_string(&recipients)
        .with_context(|| format!("reading {}", recipients.display()))?;
    let example = Example::prepare(&room, &remote, None, &recipients)?;
    let stack = workspace.binary(Plugin::HelmStack, Profile::Dev);
    show.voice.lines(&before_recorded(&room))?;
    let repository = format!("file://{}", remote.display());
    show.all(delivery::acts(&stack, &example, &repository)?)?;
    let addons = workspace.binary(Plugin::KubectlAddons, Profile::Dev);
    for (recording, scenes) in [
        (stage::DELIVERED, scene::DELIVERED),
        (stage::PLATFORM, scene::PLATFORM),
    ] {
        let stage = Stage::recorded(&addons, recording);
        show.all(scenes.iter().map(|scene| stage.act(scene)))?;
    }
    Ok(())
}

/// What has been shown, and how it goes on.
struct Show<'a> {
    voice: Voice<'a>,
    pausing: bool,
    shown: usize,
}

impl Show<'_> {
    /// Performs one after the other; somebody at a terminal says when to go on.
    fn all(&mut self, acts: impl IntoIterator<Item = Act>) -> Result<()> {
        for mut act in acts {
            if self.shown > 0 && self.pausing {
                pause(&mut self.voice)?;
            }
            self.shown += 1;
            act.perform(&mut self.voice)?;
        }
        Ok(())
    }
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

fn before_recorded(room: &Path) -> String {
    format!(
        "The stack is examples/monitoring; it is pushed to a Git repository in {}. What became of it was recorded on the\n\
         project's test bench, a real Kubernetes and Argo CD; no cluster is touched.\n\
         Helm runs helm-stack as `helm stack` once it is installed, kubectl runs kubectl-addons on PATH as `kubectl addons`.\n",
        act::typed(room)
    )
}

fn after_recorded(plugin: &str) -> String {
    format!(
        "\nTo go on:\n  \
         {plugin} list\n      the add-ons of your own cluster, by your kubeconfig\n  \
         cargo xtask demo --live\n      the same on a real Kubernetes and Argo CD on this machine, which deploys the stack; \
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
