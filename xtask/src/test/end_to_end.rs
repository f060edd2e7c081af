//! The end-to-end tests: the plugins as they are built and packed, against a bench that is ended whatever happens.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::time::Instant;

use anyhow::{Context, Result};

use super::outcome::Outcome;
use super::step;
use super::step::{Kind, Step};
use super::tools::Tools;
use crate::bench::OwnBench;
use crate::dist::{helm, krew};
use crate::interrupt::Interrupt;
use crate::workspace::{Plugin, Profile, Workspace, build_command};

/// The test program, as Cargo takes it.
const TESTS: [&str; 6] = ["test", "--package", "tests", "--test", "e2e", "--locked"];

/// Builds, packs, starts a bench, tests and ends it; what could not be done counts as failed.
pub(crate) fn run(
    tools: Tools,
    out: &mut dyn Write,
    interrupt: &Interrupt,
) -> Result<Vec<Outcome>> {
    let built = Step::new(
        "plugins",
        Kind::Check,
        build_command(Plugin::ALL, Profile::Dev),
    )
    .run(out, interrupt)?;
    let compiled = step(
        "end-to-end tests' build",
        Kind::Check,
        &[&TESTS[..], &["--no-run"]].concat(),
    )
    .run(out, interrupt)?;
    if built.failed + compiled.failed > 0 {
        return Ok(vec![
            built,
            compiled,
            Outcome::not_run("end-to-end tests", "the build failed".to_owned()),
        ]);
    }
    let begun = Instant::now();
    let (bench, plugins) = match prepare(tools, out) {
        Ok(prepared) => prepared,
        Err(error) => {
            interrupt.check()?;
            return Ok(vec![
                built,
                compiled,
                Outcome::not_run("end-to-end tests", format!("{error:#}")),
            ]);
        }
    };
    let up = Outcome::of_check("bench", true, begun.elapsed());
    let tested = test(&bench, plugins, out, interrupt)?;
    end(bench, tested.failed > 0, out)?;
    Ok(vec![built, compiled, up, tested])
}

/// Variables that lead to the plugins.
type Variables = Vec<(&'static str, String)>;

fn prepare(tools: Tools, out: &mut dyn Write) -> Result<(OwnBench, Variables)> {
    let plugins = pack()?;
    writeln!(out, "\n== bench: waiting for its tools, then starting it")?;
    tools.wait()?;
    let bench = OwnBench::start(&format!("test-{}", process::id()), &mut io::stderr())?;
    Ok((bench, plugins))
}

/// Packs the binaries under test as a release is packed, so that krew and Helm can be tried on them.
fn pack() -> Result<Variables> {
    let workspace = Workspace::read()?;
    let folder = workspace.target.join("test-dist");
    let (addons, stack) = (
        workspace.binary(Plugin::KubectlAddons, Profile::Dev),
        workspace.binary(Plugin::HelmStack, Profile::Dev),
    );
    let krew = krew::pack(&workspace, read(&addons)?, &folder)?;
    let helm = helm::pack(&workspace.version, read(&stack)?, &folder)?;
    let text = |path: PathBuf| path.to_string_lossy().into_owned();
    Ok(vec![
        ("KUBECTL_ADDONS", text(addons)),
        ("KUBECTL_ADDONS_ARCHIVE", text(krew.archive)),
        ("KUBECTL_ADDONS_MANIFEST", text(krew.manifest)),
        ("HELM_STACK", text(stack)),
        ("HELM_STACK_PLUGIN", text(helm.archive)),
    ])
}

fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).with_context(|| format!("reading {}", path.display()))
}

fn test(
    bench: &OwnBench,
    plugins: Variables,
    out: &mut dyn Write,
    interrupt: &Interrupt,
) -> Result<Outcome> {
    let variables = bench.variables().into_iter().chain(plugins);
    step("end-to-end tests", Kind::Tests, &TESTS)
        .with(variables)
        .run(out, interrupt)
}

/// Ends the bench; the logs stay when they may be needed.
fn end(bench: OwnBench, failed: bool, out: &mut dyn Write) -> Result<()> {
    if failed {
        let sentence = bench.end_keeping_logs()?;
        return write!(out, "{sentence}").context("writing what became of the bench");
    }
    bench.end()
}
