//! Logs as they are written: of the containers that are there, and of those that come.
//!
//! What the add-on consists of is watched beside the logs, so that the Pods of a rollout are heard from their first
//! line on. A container that starts again is heard again.

use std::collections::BTreeSet;
use std::time::Duration;

use argocd::application::Application;
use argocd::containers::Container;
use argocd::snapshot::{Gap, GapReason};
use argocd::tree::plan;
use argocd::tree::{self, ResourceTree, TreeOptions};
use cluster::{Cause, Cluster, LogLine, LogWanted};
use futures_util::future::LocalBoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};
use plugin_kit::failure::Exit;
use tokio::sync::mpsc::{self, Receiver, Sender};

use super::{AT_ONCE, Choice};
use crate::reader::{Following, Reader};
use crate::view;

/// Lines that wait to be shown; whoever writes faster waits.
const WAITING: usize = 1024;
/// Changes of the add-on are looked at together.
const GATHER: Duration = Duration::from_millis(250);
/// A container that has just begun may have a log a moment later only.
const PAUSE: Duration = Duration::from_secs(1);
/// How often a log that does not open is tried.
const TRIES: usize = 5;

/// What comes from a log that is followed.
enum Heard {
    Line(Container, LogLine),
    /// It could not be read, and why.
    Refused(Container, cluster::Error),
}

/// Hands over lines until interrupted, or until no log that there is may be read; `tell` takes what a person should know
/// beside them.
///
/// # Errors
/// A line could not be taken.
pub(crate) async fn follow(
    reader: &mut Reader,
    application: &Application,
    choice: &Choice,
    take: &mut dyn FnMut(&Container, LogLine) -> anyhow::Result<()>,
    tell: &dyn Fn(String),
) -> anyhow::Result<Exit> {
    let Some(cluster) = reader.cluster_for(application).cloned() else {
        return Ok(Exit::Done);
    };
    let wants = plan::watch(&tree_of(reader, application), application);
    let changes = reader.follow(&reader.wanted_for(application, wants));
    let (sender, heard) = mpsc::channel(WAITING);
    let mut ears = Ears {
        cluster,
        choice: choice.clone(),
        sender,
        known: BTreeSet::new(),
        listening: FuturesUnordered::new(),
    };
    ears.listen(reader, application, true, tell);
    tokio::select! {
        outcome = hear(reader, application, ears, changes, heard, take, tell) => outcome,
        _ = tokio::signal::ctrl_c() => Ok(Exit::Done),
    }
}

async fn hear(
    reader: &mut Reader,
    application: &Application,
    mut ears: Ears,
    mut changes: Following,
    mut heard: Receiver<Heard>,
    take: &mut dyn FnMut(&Container, LogLine) -> anyhow::Result<()>,
    tell: &dyn Fn(String),
) -> anyhow::Result<Exit> {
    let mut changed = false;
    let mut unheard = Unheard::default();
    loop {
        tokio::select! {
            biased;
            Some(heard) = heard.recv() => match heard {
                Heard::Line(container, line) => { unheard.lines = true; take(&container, line)?; }
                Heard::Refused(container, error) => {
                    let gap = error.into_gap(super::merge::what(&container), None);
                    unheard.tell(reader.told_of(application, gap), tell);
                    if unheard.is_of_all(ears.known.len()) {
                        return Ok(Exit::Forbidden);
                    }
                }
            },
            Some(()) = ears.listening.next(), if !ears.listening.is_empty() => {}
            Some((site, update)) = changes.next() => { reader.apply(&site, update); changed = true; }
            () = tokio::time::sleep(GATHER), if changed => {
                changed = false;
                reader.catch_up();
                ears.listen(reader, application, false, tell);
            }
        }
    }
}

/// Logs that could not be read.
#[derive(Default)]
struct Unheard {
    /// Whether any line was heard.
    lines: bool,
    forbidden: usize,
    /// What was told of roles to ask for.
    asked: BTreeSet<Vec<String>>,
}

impl Unheard {
    fn tell(&mut self, gap: Gap, tell: &dyn Fn(String)) {
        self.forbidden += usize::from(gap.reason == GapReason::Forbidden);
        view::gaps::lines([&gap], 1).into_iter().for_each(tell);
        let roles = view::rights::lines([&gap]);
        if self.asked.insert(roles.clone()) {
            roles.into_iter().for_each(tell);
        }
    }

    /// Returns whether none of so many logs may be read.
    fn is_of_all(&self, logs: usize) -> bool {
        !self.lines && self.forbidden == logs
    }
}

fn tree_of(reader: &Reader, application: &Application) -> ResourceTree {
    let snapshot = reader.snapshot_for(application);
    tree::build(application, snapshot, &TreeOptions::default())
}

/// The logs that are heard.
struct Ears {
    cluster: Cluster,
    choice: Choice,
    sender: Sender<Heard>,
    /// Runs of containers that are or were heard: a container, and how often it was started again.
    known: BTreeSet<Container>,
    listening: FuturesUnordered<LocalBoxFuture<'static, ()>>,
}

impl Ears {
    /// Listens to what fits and is not heard yet; of a run that begins while we listen, from its first line on.
    fn listen(
        &mut self,
        reader: &Reader,
        application: &Application,
        first: bool,
        tell: &dyn Fn(String),
    ) {
        let tree = tree_of(reader, application);
        let chosen = self.choice.among(&tree, reader.snapshot_for(application));
        for container in chosen.readable {
            if !self.known.insert(run(&container)) {
                continue;
            }
            if self.listening.len() == AT_ONCE {
                tell(format!(
                    "{AT_ONCE} logs are open; {} is left out",
                    super::merge::what(&container)
                ));
                continue;
            }
            let wanted = self.wanted(&container, first);
            let listening = listen(self.cluster.clone(), wanted, container, self.sender.clone());
            self.listening.push(Box::pin(listening));
        }
    }

    fn wanted(&self, container: &Container, first: bool) -> LogWanted {
        let wanted = self.choice.wanted(container);
        LogWanted {
            follow: true,
            tail: wanted.tail.filter(|_| first),
            since: wanted.since.filter(|_| first),
            ..wanted
        }
    }
}

/// Returns what stays the same of a container for as long as one run lasts.
fn run(container: &Container) -> Container {
    Container {
        started: true,
        ran_before: false,
        well: true,
        waits: String::new(),
        ..container.clone()
    }
}

async fn listen(cluster: Cluster, wanted: LogWanted, container: Container, sender: Sender<Heard>) {
    let mut tried = 1;
    let mut log = loop {
        match cluster.log(&wanted).await {
            Ok(log) => break log,
            Err(error) if tried == TRIES || error.cause() == Cause::Forbidden => {
                let _nobody_listens = sender.send(Heard::Refused(container, error)).await;
                return;
            }
            Err(_) => tokio::time::sleep(PAUSE).await,
        }
        tried += 1;
    };
    loop {
        let heard = match log.next().await {
            Ok(Some(line)) => Heard::Line(container.clone(), line),
            Ok(None) => return,
            Err(error) => Heard::Refused(container.clone(), error),
        };
        let broken = matches!(heard, Heard::Refused(..));
        if sender.send(heard).await.is_err() || broken {
            return;
        }
    }
}
