//! The end-to-end tests: the plugin as it is built and packed, against a bench that is ended whatever happens.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process;
use std::time::Instant;

use anyhow::{Context, Result};

use super::outcome::Outcome;
use super::step;
use super::step::{Kind, Step};
use super::tools::Tools;
use crate::bench::OwnBench;
use crate::dist;
use crate::interrupt::Interrupt;
use crate::workspace::{Profile, Workspace, build_command};

/// Path of the plugin's binary.
const BINARY: &str = "KUBECTL_ADDONS";
/// Path of the archive made of it.
const ARCHIVE: &str = "KUBECTL_ADDONS_ARCHIVE";
/// Path of the krew manifest that leads to the archive.
const MANIFEST: &str = "KUBECTL_ADDONS_MANIFEST";

/// The test program, as Cargo takes it.
const TESTS: [&str; 6] = ["test", "--package", "tests", "--test", "e2e", "--locked"];

/// Builds, packs, starts a bench, tests and ends it; what could not be done counts as failed.
pub(crate) fn run(
    tools: Tools,
    out: &mut dyn Write,
    interrupt: &Interrupt,
) -> Result<Vec<Outcome>> {
    let built =
        Step::new("plugin", Kind::Check, build_command(Profile::Dev)).run(out, interrupt)?;
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
    let (bench, plugin) = match prepare(tools, out) {
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
    let tested = test(&bench, plugin, out, interrupt)?;
    end(bench, tested.failed > 0, out)?;
    Ok(vec![built, compiled, up, tested])
}

/// Variables that lead to the plugin.
type Plugin = Vec<(&'static str, String)>;

fn prepare(tools: Tools, out: &mut dyn Write) -> Result<(OwnBench, Plugin)> {
    let plugin = pack_plugin()?;
    writeln!(out, "\n== bench: waiting for its tools, then starting it")?;
    tools.wait()?;
    let bench = OwnBench::start(&format!("test-{}", process::id()), &mut io::stderr())?;
    Ok((bench, plugin))
}

/// Packs the binary under test as a release is packed, so that krew can be tried on it.
fn pack_plugin() -> Result<Plugin> {
    let workspace = Workspace::read()?;
    let binary = workspace.binary(Profile::Dev);
    let bytes = fs::read(&binary).with_context(|| format!("reading {}", binary.display()))?;
    let packed = dist::pack(&workspace, bytes, &workspace.target.join("test-dist"))?;
    let text = |path: PathBuf| path.to_string_lossy().into_owned();
    Ok(vec![
        (BINARY, text(binary)),
        (ARCHIVE, text(packed.archive)),
        (MANIFEST, text(packed.manifest)),
    ])
}

fn test(
    bench: &OwnBench,
    plugin: Plugin,
    out: &mut dyn Write,
    interrupt: &Interrupt,
) -> Result<Outcome> {
    let variables = bench.variables().into_iter().chain(plugin);
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
