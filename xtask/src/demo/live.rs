//! The demo on a bench: Argo CD is prepared, the example is pushed to where it deploys from, and what becomes of it is shown.
//!
//! No container runs on the bench: where a kubelet would mount what `setup` applies, the bench puts it in place.

use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use super::act::{Act, typed};
use super::stage::Stage;
use super::{Show, delivery, scene};
use crate::bench::progress::Progress;
use crate::bench::{Bench, decryptor};
use crate::example::{CLUSTER, Example, STACK};
use crate::workspace::{Plugin, Profile, Workspace};

/// Version of Argo CD that `tests/bench/tools/argocd/go.mod` pins.
const ARGO_CD: &str = "3.6.1";

const PATIENCE: Duration = Duration::from_secs(180);
const BETWEEN_LOOKS: Duration = Duration::from_secs(1);

/// Shows the whole loop on `bench`, which may hold an earlier one.
pub(super) fn show(
    workspace: &Workspace,
    bench: &Bench,
    show: &mut Show<'_>,
    progress: &mut Progress<'_>,
) -> Result<()> {
    let remote = bench.git().join("gitops");
    let repository = format!("file://{}", remote.display());
    let recipients = format!(
        "creation_rules:\n  - age: {}\n",
        decryptor::recipient(bench)?
    );
    let example = Example::prepare(
        &bench.folder.join("example"),
        &remote,
        Some(&bench.charts_url()),
        &recipients,
    )?;
    let example = example.with_keys(decryptor::keys(bench));
    let helm_stack = workspace.binary(Plugin::HelmStack, Profile::Dev);
    decryptor::put_in(bench, &helm_stack)?;
    show.all([setup(workspace, bench, &example, &repository)])?;
    decryptor::mount(bench)?;
    show.all(delivery::acts(&helm_stack, &example, &repository)?)?;
    let addons = workspace.binary(Plugin::KubectlAddons, Profile::Dev);
    let stage = Stage::live(&addons, bench)?;
    wait(&stage, progress)?;
    show.all(scene::DELIVERED.iter().map(|scene| stage.act(scene)))
}

fn setup(workspace: &Workspace, bench: &Bench, example: &Example, repository: &str) -> Act {
    let helm_stack = workspace.binary(Plugin::HelmStack, Profile::Dev);
    let keys = decryptor::keys(bench);
    let keys = keys.to_string_lossy();
    let target = ["--repo", repository, "--cluster", CLUSTER];
    let decryptor = ["--decryptor", "helm-stack", "--age-key-file", &keys];
    // The bench has no Deployment to read the version from.
    let version = ["--argocd-version", ARGO_CD];
    let setup = ["setup", "--apply", "--yes"];
    let words = [&setup[..], &target, &decryptor, &version].concat();
    let mut command = example.command(&helm_stack, &words);
    command.env("KUBECONFIG", bench.kubeconfig());
    Act {
        says: "Once for each Argo CD: where stacks are, how long one member waits for another, who opens what is sealed.",
        line: format!("{} {}", typed(&helm_stack), words.join(" ")),
        command,
    }
}

/// Waits until every member is deployed and healthy.
fn wait(stage: &Stage, progress: &mut Progress<'_>) -> Result<()> {
    let words = &["list", "--stack", STACK, "--exit-code"];
    let scene = scene::Scene { says: "", words };
    let begun = Instant::now();
    loop {
        let output = stage.act(&scene).command.output()?;
        if output.status.success() {
            progress.say("deployed", STACK, "");
            return Ok(());
        }
        if begun.elapsed() > PATIENCE {
            let list = String::from_utf8_lossy(&output.stdout);
            bail!(
                "the stack was not deployed in {} s:\n{list}",
                PATIENCE.as_secs()
            );
        }
        thread::sleep(BETWEEN_LOOKS);
    }
}
