//! `bench up`: look at the machine, build what is missing, start everything in order, or leave nothing behind.

use std::fs::{self, DirBuilder, File, TryLockError};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::cache::{self, Cached};
use super::ports::Ports;
use super::process::end_all;
use super::programs::Programs;
use super::progress::Progress;
use super::running::Running;
use super::state::State;
use super::tools::ARGOCD;
use super::{
    Bench, Parts, Place, access, argocd, build, check, kubernetes, nodes, registry, second,
};
use crate::interrupt::Interrupt;
use crate::scenario;

/// Starts the bench at `place` and returns it; one that is up already is returned as it is.
pub(crate) fn up(place: &Place, parts: Parts, messages: &mut dyn Write) -> Result<Bench> {
    let interrupt = Interrupt::on_signals()?;
    let mut progress = Progress::new(messages);
    let _held = lock(place)?;
    if let Some(state) = State::read(&place.folder)? {
        if state.is_up() {
            progress.say(
                "running",
                &place.name,
                "already up; end it with `cargo xtask bench down`",
            );
            return Ok(state.bench);
        }
        end_all(&state.processes);
    }
    let programs = provide_programs(place, &mut progress, &interrupt)?;
    prepare_folder(&place.folder)?;
    let bench = Bench {
        name: place.name.clone(),
        folder: place.folder.clone(),
        programs,
        ports: Ports::pick()?,
        argocd_tool: place.argocd.to_owned(),
        has_second: parts.second_cluster,
        interrupt,
    };
    start_or_end(Running::new(bench, &mut progress), place, parts)
}

/// Looks at the machine, then builds what is missing.
pub(super) fn provide_programs(
    place: &Place,
    progress: &mut Progress<'_>,
    interrupt: &Interrupt,
) -> Result<Programs> {
    let cache = cache::cache_folder()?;
    let tools = cache::locate(&place.sources.join("tools"), place.argocd, &cache)?;
    let building = tools.iter().any(|cached| !cached.is_built());
    check::check(&cache, building)?;
    build::build_missing(&tools, progress, interrupt)?;
    Ok(Programs::in_folders(|name| match name {
        ARGOCD => folder_of(&tools, place.argocd),
        other => folder_of(&tools, other),
    }))
}

fn folder_of(tools: &[Cached], name: &str) -> PathBuf {
    let found = tools.iter().find(|cached| cached.tool.name == name);
    found
        .map(|cached| cached.folder.clone())
        .unwrap_or_default()
}

/// Empties the bench's folder and makes it anew, for its owner only: it holds tokens.
fn prepare_folder(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            return Err(error).with_context(|| format!("emptying {}", folder.display()));
        }
        _ => {}
    }
    for made in [
        "",
        "logs",
        "pki",
        "home",
        "git",
        "charts",
        "registry",
        "second/pki",
        "second/home",
    ] {
        let made = folder.join(made);
        DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&made)
            .with_context(|| format!("making {}", made.display()))?;
    }
    Ok(())
}

/// Starts everything; when anything fails, ends what was started and keeps the logs.
fn start_or_end(mut running: Running<'_, '_>, place: &Place, parts: Parts) -> Result<Bench> {
    match start(&mut running, place, parts) {
        Ok(()) => Ok(running.state.bench),
        Err(error) => {
            running
                .progress
                .say("ending", &running.bench().name.clone(), "");
            running.end();
            // Whatever the interrupt broke, it is the reason.
            running.bench().interrupt.check()?;
            Err(error)
        }
    }
}

fn start(running: &mut Running<'_, '_>, place: &Place, parts: Parts) -> Result<()> {
    access::prepare(running.bench())?;
    registry::start(running)?;
    argocd::start_redis(running)?;
    kubernetes::start(running)?;
    if parts.second_cluster {
        second::begin(running)?;
    }
    nodes::start(running, &place.sources)?;
    argocd::start(running, &place.sources)?;
    registry::wait(running)?;
    if parts.second_cluster {
        second::finish(running)?;
        nodes::register(&running.bench().second(), &place.sources)?;
    }
    if parts.scenario {
        scenario::lay_out(&running.state.bench, running.progress)?;
    } else {
        scenario::publish_charts(&running.state.bench, running.progress)?;
    }
    finish(running)
}

/// Makes sure that nothing ended meanwhile, then records the bench as complete.
fn finish(running: &mut Running<'_, '_>) -> Result<()> {
    running.bench().interrupt.check()?;
    let names: Vec<String> = running
        .state
        .processes
        .iter()
        .map(|process| process.name.clone())
        .collect();
    for name in &names {
        running.check_alive(name)?;
    }
    running.state.complete = true;
    running.state.write()?;
    let name = running.bench().name.clone();
    let took = running.progress.elapsed().as_secs();
    running.progress.say(
        "up",
        &name,
        &format!("{} processes in {took} s", names.len()),
    );
    Ok(())
}

/// Holds the bench's name, so that two `up` of one name do not mix.
pub(super) fn lock(place: &Place) -> Result<File> {
    let parent = place
        .folder
        .parent()
        .context("a bench's folder has a parent")?;
    fs::create_dir_all(parent).with_context(|| format!("making {}", parent.display()))?;
    let path = parent.join(format!("{}.lock", place.name));
    let file = File::create(&path).with_context(|| format!("writing {}", path.display()))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => bail!(
            "the bench {} is being started or ended by another command; wait for it, or choose another --name",
            place.name
        ),
        Err(TryLockError::Error(error)) => {
            Err(error).with_context(|| format!("locking {}", path.display()))
        }
    }
}
