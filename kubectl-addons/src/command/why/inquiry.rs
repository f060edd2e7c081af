//! Reads what an answer needs, asks, and reads the log that the answer would like to see.

use std::collections::BTreeSet;
use std::pin::Pin;

use argocd::application::Application;
use argocd::lifecycle::State;
use argocd::object::ObjectRef;
use argocd::snapshot::{Gap, GapReason, Snapshot};
use argocd::tree::plan::Want;
use argocd::tree::{ResourceTree, TreeOptions, plan};
use argocd::why::{self, Answer, LogTail, LogWant, Member, Question};
use cluster::Cause;
use jiff::SignedDuration;

use crate::command::tree::read_tree;
use crate::reader::Reader;
use crate::view::surroundings::Surroundings;

/// How deep child Applications are asked.
pub(super) const DEPTH: usize = 4;

/// How many child Applications of one parent are asked.
pub(super) const MEMBERS: usize = 3;

/// How many lines of a log are quoted.
const LINES: u32 = 5;

/// An Application that was not compared for longer makes us look at whether its controller lives.
const QUIET: SignedDuration = SignedDuration::from_mins(15);

/// What came of it.
pub(super) struct Inquiry {
    pub(super) answer: Answer,
    pub(super) gaps: Vec<Gap>,
}

/// Asks why an add-on is in its state.
///
/// # Errors
/// The cluster is out of reach.
pub(super) async fn inquire(
    reader: &mut Reader,
    application: &Application,
) -> anyhow::Result<Inquiry> {
    if may_be_forsaken(application, reader) {
        reader.read_applications().await?;
        reader.read_application(&application.reference()).await?;
    }
    descend(reader, application, DEPTH, &mut BTreeSet::new()).await
}

/// Whether a controller is silent shows only in all its Applications.
fn may_be_forsaken(application: &Application, reader: &Reader) -> bool {
    let compared = application.status.reconciled_at;
    let rests = compared.is_none_or(|at| reader.now().duration_since(at) > QUIET);
    rests || application.operation.is_some()
}

type Descending<'a> = Pin<Box<dyn Future<Output = anyhow::Result<Inquiry>> + 'a>>;

fn descend<'a>(
    reader: &'a mut Reader,
    application: &'a Application,
    depth: usize,
    seen: &'a mut BTreeSet<ObjectRef>,
) -> Descending<'a> {
    Box::pin(async move {
        seen.insert(application.reference());
        let tree = read_tree(reader, application, &TreeOptions::default()).await?;
        let beside = read_beside(reader, application, &tree).await?;
        let members = members(reader, &tree, depth, seen).await?;
        let answer = asked(reader, application, &tree, &members, &[]);
        let mut gaps = tree.gaps.clone();
        let answer = match &answer.log {
            Some(want) => match read_log(reader, application, want).await {
                Ok(logs) => asked(reader, application, &tree, &members, &logs),
                Err(gap) => {
                    gaps.push(gap);
                    answer
                }
            },
            None => answer,
        };
        gaps.extend(unread(reader.snapshot_for(application), &beside));
        gaps.sort();
        gaps.dedup();
        Ok(Inquiry { answer, gaps })
    })
}

/// Events that could not be read, and what else may not be, may have named a cause.
fn unread(deployed: &Snapshot, wants: &[Want]) -> impl Iterator<Item = Gap> {
    let may_have = |gap: &&Gap| {
        let scope = gap.scope.as_ref();
        let forbidden = gap.reason == GapReason::Forbidden;
        let wanted = || wants.iter().any(|want| gap.is_about(&want.scope));
        (forbidden && wanted()) || scope.is_some_and(|scope| scope.kind == "Event")
    };
    deployed.gaps().filter(may_have).cloned()
}

/// Reads Events and what else an answer may stand on, and returns what that is.
async fn read_beside(
    reader: &mut Reader,
    application: &Application,
    tree: &ResourceTree,
) -> anyhow::Result<Vec<Want>> {
    let surroundings = Surroundings::of(reader.snapshot(), reader.now());
    let well = surroundings.lifecycle(application).state == State::Synced;
    let mut wants = why::lacking(tree, application, reader.snapshot_for(application));
    if !well {
        wants.extend(plan::events(tree, application));
    }
    reader.read_for(application, &wants).await?;
    Ok(wants)
}

/// Asks the child Applications that are not well; one that was asked before is not asked again.
async fn members(
    reader: &mut Reader,
    tree: &ResourceTree,
    depth: usize,
    seen: &mut BTreeSet<ObjectRef>,
) -> anyhow::Result<Vec<Member>> {
    let surroundings = Surroundings::of(reader.snapshot(), reader.now());
    let mut members = why::members(tree, reader.snapshot(), |child| {
        surroundings.lifecycle(child)
    });
    for member in members.iter_mut().take(MEMBERS) {
        if depth == 0 || seen.contains(&member.application) {
            continue;
        }
        if reader.is_live() {
            reader.read_application(&member.application).await?;
        }
        let child = reader.snapshot().application(&member.application).cloned();
        if let Some(child) = child {
            let inquiry = descend(reader, &child, depth - 1, seen).await?;
            member.answer = Some(inquiry.answer);
        }
    }
    Ok(members)
}

fn asked(
    reader: &Reader,
    application: &Application,
    tree: &ResourceTree,
    members: &[Member],
    logs: &[LogTail],
) -> Answer {
    let surroundings = Surroundings::of(reader.snapshot(), reader.now());
    let deployed = reader.snapshot_for(application);
    ask(application, tree, deployed, &surroundings, members, logs)
}

/// Asks with what was read.
pub(super) fn ask(
    application: &Application,
    tree: &ResourceTree,
    deployed: &Snapshot,
    surroundings: &Surroundings<'_>,
    members: &[Member],
    logs: &[LogTail],
) -> Answer {
    let lifecycle = surroundings.lifecycle(application);
    why::answer(&Question {
        application,
        lifecycle: &lifecycle,
        tree,
        deployed,
        home: surroundings.snapshot(),
        project: surroundings.project(application),
        silent: surroundings.silent().is_stale(application),
        members,
        logs,
        now: surroundings.now(),
    })
}

/// Returns the child Applications that are not well, asked with what they alone say.
pub(super) fn members_from_themselves(
    tree: &ResourceTree,
    surroundings: &Surroundings<'_>,
) -> Vec<Member> {
    let snapshot = surroundings.snapshot();
    let mut members = why::members(tree, snapshot, |child| surroundings.lifecycle(child));
    for member in &mut members {
        let child = snapshot.application(&member.application);
        member.answer = child.map(|child| from_itself(child, surroundings));
    }
    members
}

/// Asks with what the Application alone says.
pub(super) fn from_itself(application: &Application, surroundings: &Surroundings<'_>) -> Answer {
    let nothing = ResourceTree {
        application: application.reference(),
        nodes: Vec::new(),
        gaps: Vec::new(),
        remarks: Vec::new(),
    };
    ask(
        application,
        &nothing,
        &Snapshot::default(),
        surroundings,
        &[],
        &[],
    )
}

/// Reads the last lines of a log; a run that is over may have left none, which is no error.
///
/// # Errors
/// It may not be read.
async fn read_log(
    reader: &Reader,
    application: &Application,
    want: &LogWant,
) -> Result<Vec<LogTail>, Gap> {
    let Some(cluster) = reader.cluster_for(application) else {
        return Ok(Vec::new());
    };
    let tail = cluster.log_tail(&want.pod, &want.container, want.previous, LINES);
    let lines = match tail.await {
        Err(error) if error.cause() == Cause::Forbidden => {
            let what = format!("log of container {} of {}", want.container, want.pod);
            return Err(reader.told_of(application, error.into_gap(what, None)));
        }
        lines => lines.unwrap_or_default(),
    };
    let lines = lines.into_iter().map(|line| line.text).collect();
    let of = want.clone();
    Ok(vec![LogTail { of, lines }])
}
