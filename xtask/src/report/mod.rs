//! `cargo xtask bench-report`: the plugin and its peers measured on one loaded bench, in one run, as a page.
//!
//! It starts a bench of its own, fills it, measures, ends it and writes `docs/bench-report.md`.
//! It judges figures by the project's goals but never fails because of one: it is no test.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::Args;

use self::ground::Ground;
use self::page::{Curve, Page, Section};
use self::relay::Relay;
use self::size::{FULL, QUICK, Size};
use self::subjects::{Cast, Group};
use self::watching::{Redraws, Watcher};
use crate::bench::progress::Progress;
use crate::cli::workspace_root;
use crate::workspace::{Workspace, given_or_built};

pub(crate) mod addons;
mod goals;
pub(crate) mod ground;
mod kinds;
mod machine;
mod objects;
mod page;
mod relay;
pub(crate) mod runner;
pub(crate) mod series;
pub(crate) mod size;
mod subject;
mod subjects;
mod watching;

/// Where the page goes without `--out`, under the workspace's root.
const DEFAULT_OUT: &str = "docs/bench-report.md";

/// How a report is made.
#[derive(Args)]
pub(crate) struct ReportArguments {
    /// A tenth of the load: to see that the report works, not to judge by it.
    #[arg(long)]
    quick: bool,
    /// File to write. Default: docs/bench-report.md, with --quick standard output.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The kubectl-addons to measure; without it Cargo builds the workspace's in the release profile.
    #[arg(long, value_name = "FILE")]
    binary: Option<PathBuf>,
}

/// Makes the report; progress goes to `messages`.
pub(crate) fn run(
    arguments: &ReportArguments,
    out: &mut dyn Write,
    messages: &mut dyn Write,
) -> Result<ExitCode> {
    let size = if arguments.quick { QUICK } else { FULL };
    let plugin = given_or_built(arguments.binary.as_deref())?;
    let ground = Ground::start("report", messages)?;
    let text = report(
        &ground,
        plugin,
        size,
        arguments.quick,
        &mut Progress::new(messages),
    )?;
    ground.end()?;
    let default = (!arguments.quick).then(|| workspace_root().join(DEFAULT_OUT));
    match arguments.out.clone().or(default) {
        Some(path) => {
            fs::write(&path, text).with_context(|| format!("writing {}", path.display()))?
        }
        None => out
            .write_all(text.as_bytes())
            .context("writing the report")?,
    }
    Ok(ExitCode::SUCCESS)
}

fn report(
    ground: &Ground,
    plugin: PathBuf,
    size: Size,
    quick: bool,
    progress: &mut Progress<'_>,
) -> Result<String> {
    ground.deploy(size, progress)?;
    ground.fill(size, progress)?;
    let server = ground.start_argocd_server()?;
    let cast = Cast {
        bench: ground.bench(),
        plugin,
        argocd_server: server.address(),
    };
    let curve = follow_curve(ground, &cast, size, progress)?;
    let relay = Relay::start(ground.bench())?;
    let sections = measure_groups(&cast, &relay, size, progress)?;
    let redraws = watch(&cast, &relay, size, progress)?;
    let described = machine::described(&Workspace::read()?.version)?;
    let page = Page {
        size,
        quick,
        ground: &described,
        sections: &sections,
        redraws: &redraws,
        curve: &curve,
    };
    Ok(page.text())
}

fn follow_curve(
    ground: &Ground,
    cast: &Cast<'_>,
    size: Size,
    progress: &mut Progress<'_>,
) -> Result<Curve> {
    let subjects = cast.curve();
    let (mut there, mut points) = (0, Vec::new());
    for count in size.applications {
        ground.add_applications(there, count)?;
        there = count;
        ground.wait_until_quiet()?;
        progress.say("created", "Applications", &count.to_string());
        let figures = runner::time_all(ground.bench(), &subjects, size.rounds)?;
        let shown = figures
            .iter()
            .map(|figures| figures.total.shown().unwrap_or_default());
        points.push((count, shown.collect()));
        progress.say("measured", "lists", "");
    }
    let names = subjects.into_iter().map(|subject| subject.name).collect();
    Ok(Curve { names, points })
}

fn measure_groups(
    cast: &Cast<'_>,
    relay: &Relay,
    size: Size,
    progress: &mut Progress<'_>,
) -> Result<Vec<Section>> {
    let mut sections = Vec::new();
    for group in cast.groups()? {
        let figures = runner::measure(cast.bench, relay, &group.subjects, size.rounds)?;
        progress.say("measured", group.title, "");
        sections.push(section(group, figures));
    }
    Ok(sections)
}

fn watch(
    cast: &Cast<'_>,
    relay: &Relay,
    size: Size,
    progress: &mut Progress<'_>,
) -> Result<Vec<Redraws>> {
    let measure = |watcher: &Watcher| watching::measure(cast.bench, relay, watcher, size.rounds);
    let redraws = cast.watchers().iter().map(measure).collect();
    progress.say("measured", "watching", "");
    redraws
}

fn section(group: Group, figures: Vec<runner::Figures>) -> Section {
    let names = group.subjects.into_iter().map(|subject| subject.name);
    Section {
        title: group.title,
        verdicts: judge(group.title, &figures),
        rows: names.zip(figures).collect(),
    }
}

/// Judges a group by its title; the figures stand in the order of `subjects`.
fn judge(title: &str, figures: &[runner::Figures]) -> Vec<goals::Verdict> {
    match (title, figures) {
        ("Start", [plugin, ..]) => goals::start(plugin),
        ("List of all Applications", [list, names, raw, ..]) => goals::list(list, names, raw),
        ("Tree of ten nodes", [tree, ..]) => goals::tree_of_ten(tree),
        ("Tree of the large add-on", [tree, _, everything, nodes]) => {
            goals::large_tree(tree, everything, nodes)
        }
        _ => Vec::new(),
    }
}
