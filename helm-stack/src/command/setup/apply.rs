//! Does what `setup` is for: asks the server what it would do, shows it, asks, commits, applies.
//!
//! Nothing is written before everything was tried on the server without effect. Files go first: the root Application
//! leads to them.

use cluster::{Applied, Cluster, Mode, pinned};
use plugin_kit::failure::{Exit, Failure};
use plugin_kit::stdout::stdout;
use plugin_kit::view::{Format, Output, show};
use stack::seal::Sealed;
use stack::setup::repository::Prepared;

use super::intent::{Intent, LOOKED_AT, left_out};
use super::live::Live;
use super::notes::notes;
use super::piece::{Piece, others, pieces};
use super::rights::{Right, or_rule};
use crate::ask;
use crate::command::Session;
use crate::connection::connect;
use crate::gitops::{Commit, Published, with_retries};
use crate::view::setup::{Outcome, SetupView};

const MESSAGE: &str = "Set up Argo CD";

/// Does it.
///
/// # Errors
/// Whatever kept it from being done; what was done before is told.
pub(super) async fn run(intent: &Intent<'_>, session: &Session) -> anyhow::Result<Exit> {
    let cluster = connect(&session.helm).await?;
    let uid = or_rule(
        cluster.identity().await,
        &Right::new(&pinned::namespaces(), "", "kube-system", &["get"]),
    )?;
    let tip = intent.repository.fetch(LOOKED_AT)?;
    let prepared = intent.prepare(&tip, Some(&uid), session)?;
    let live = Live::read(&cluster, intent, &prepared.cluster).await?;
    let pieces = pieces(intent, &prepared, &live);
    let planned = tried(&cluster, &pieces).await?;

    let view = SetupView::new(&cluster, intent.repository.url(), &tip.branch)
        .with_objects(
            planned
                .iter()
                .map(|(piece, outcome)| (piece.name(), *outcome)),
        )
        .with_files(
            prepared
                .changes
                .keys()
                .map(|path| (path.clone(), tip.files.contains(path))),
        )
        .with_notes(
            notes(
                intent,
                &live,
                others(intent, &live),
                &prepared.cluster.repository,
            )
            .into_iter()
            .chain(left_out(intent, &tip)),
        );
    if view.is_done() {
        return answer(&view, session);
    }
    view.show_plan(&session.streams);
    if !intent.arguments.yes && !ask::go_on("Apply this?", "leave out --apply")? {
        session.streams.tell(&["nothing was applied".to_owned()]);
        return Ok(Exit::Done);
    }
    let published = publish(intent, &prepared, &uid, session)?;
    let applied = apply_all(&cluster, &pieces).await?;
    let view = view.with_objects(applied).committed(
        published
            .filter(|published| published.new)
            .map(|published| published.commit),
    );
    answer(&view, session)
}

fn answer(view: &SetupView, session: &Session) -> anyhow::Result<Exit> {
    show(
        view,
        Output::from(Format::Table),
        &session.streams.answer,
        &mut stdout(),
    )?;
    Ok(Exit::Done)
}

/// Asks the server what each write would do; all refusals are told at once.
async fn tried<'a>(
    cluster: &Cluster,
    pieces: &'a [Piece],
) -> anyhow::Result<Vec<(&'a Piece, Outcome)>> {
    let mut planned = Vec::new();
    let mut refused = Vec::new();
    for piece in pieces {
        match apply(cluster, piece, Mode::DryRun).await {
            Ok(applied) => planned.push((piece, Outcome::from(&applied))),
            Err(error) => refused.push((piece, error)),
        }
    }
    match refused.is_empty() {
        true => Ok(planned),
        false => Err(refusal(&refused)),
    }
}

/// One failure of all refusals, with all they advise; a missing right decides how the program ends.
fn refusal(refused: &[(&Piece, cluster::Error)]) -> anyhow::Error {
    let sentences = refused
        .iter()
        .map(|(piece, error)| format!("{}: {error}", piece.name()));
    let sentences: Vec<String> = sentences.collect();
    let mut failure = Failure::new(format!("nothing was written: {}", sentences.join("; ")));
    for (piece, error) in refused {
        let told = told(piece, error);
        failure = told.1.into_iter().fold(failure, Failure::next).exit(told.0);
    }
    failure.into()
}

/// Returns exit code and advice of one refusal.
fn told(piece: &Piece, error: &cluster::Error) -> (Exit, Vec<String>) {
    let exit = crate::connection::exit(error.cause());
    match error.cause() {
        cluster::Cause::Forbidden => (exit, vec![right(piece).rule()]),
        cluster::Cause::Conflict if is_outrun(error) => (
            exit,
            vec!["somebody changed it at the same moment: run the same command again".to_owned()],
        ),
        cluster::Cause::Conflict => (
            exit,
            vec![format!(
                "whoever manages those fields of {} must give them up, or add there what setup prints without --apply",
                piece.name()
            )],
        ),
        _ => (exit, error.advice().to_vec()),
    }
}

/// Tells a lost race (the object has another version than was read) from a field that somebody else manages; both are
/// `409 Conflict`, and only the words differ (Kubernetes: `registry/generic/registry/store.go`).
fn is_outrun(error: &cluster::Error) -> bool {
    error.to_string().contains("the object has been modified")
}

fn right(piece: &Piece) -> Right {
    let text = |key: &str| piece.object["metadata"][key].as_str().unwrap_or_default();
    let verbs: &[&str] = match piece.before {
        Some(_) => &["get", "patch"],
        None => &["get", "patch", "create"],
    };
    Right::new(&piece.served, text("namespace"), text("name"), verbs)
}

async fn apply(cluster: &Cluster, piece: &Piece, mode: Mode) -> Result<Applied, cluster::Error> {
    let before = piece.before.as_ref();
    let Piece {
        served,
        object,
        conflicts,
        ..
    } = piece;
    cluster
        .apply(served, object, before, *conflicts, mode)
        .await
}

async fn apply_all(cluster: &Cluster, pieces: &[Piece]) -> anyhow::Result<Vec<(String, Outcome)>> {
    let mut done = Vec::new();
    for piece in pieces {
        match apply(cluster, piece, Mode::Write).await {
            Ok(applied) => done.push((piece.name(), Outcome::from(&applied))),
            Err(error) => return Err(halfway(&done, piece, &error)),
        }
    }
    Ok(done)
}

/// Somebody was faster, or a right was taken between trying and doing.
fn halfway(done: &[(String, Outcome)], piece: &Piece, error: &cluster::Error) -> anyhow::Error {
    let done: Vec<&str> = done.iter().map(|(name, _)| name.as_str()).collect();
    let done = match done.is_empty() {
        true => "nothing was applied before it".to_owned(),
        false => format!("applied before it: {}", done.join(", ")),
    };
    let (exit, advice) = told(piece, error);
    let failure = Failure::new(format!("{} was not applied: {error}; {done}", piece.name()));
    let failure = advice.into_iter().fold(failure, Failure::next);
    let again = "run the same command again: what is there stays as it is";
    failure.next(again).exit(exit).into()
}

/// Commits the files, planned anew where the branch has moved meanwhile.
fn publish(
    intent: &Intent<'_>,
    prepared: &Prepared,
    uid: &str,
    session: &Session,
) -> anyhow::Result<Option<Published>> {
    if prepared.changes.is_empty() {
        return Ok(None);
    }
    let published = with_retries(&intent.repository, LOOKED_AT, |tip| {
        let prepared = intent.prepare(tip, Some(uid), session)?;
        let changes = prepared.changes.into_iter();
        let changes = changes.map(|(path, text)| (path, Some(Sealed::nothing_to_hide(text))));
        let commit = Commit {
            changes: changes.collect(),
            message: format!("{MESSAGE} for cluster {}", intent.cluster),
            tag: None,
        };
        Ok((!commit.changes.is_empty()).then_some(commit))
    });
    let published = published.map_err(|error| error.explained(intent.repository.url()))?;
    if let Some(published) = &published {
        intent
            .repository
            .follow_up(published, std::path::Path::new("."))?;
    }
    Ok(published)
}
