//! `snapshot`: writes what the other commands would read to one file.

use std::collections::BTreeSet;

use argocd::application::Application;
use argocd::snapshot::Snapshot;
use argocd::tree::plan::{self, Want};
use argocd::tree::{self, TreeOptions};
#[cfg(unix)]
use futures_util::stream::{FuturesUnordered, StreamExt};
use plugin_kit::failure::{Exit, Failure};
use plugin_kit::streams::Streams;

use super::tell_gaps;
use crate::cli::SnapshotArguments;
use crate::owners;
use crate::reader::{Reader, Wanted};
use crate::selection;
use crate::tape::Subjects;

/// Writes the file that was asked for; one who is asked to stop leaves no half of it behind.
pub(crate) async fn run(arguments: SnapshotArguments, streams: Streams) -> anyhow::Result<Exit> {
    tokio::select! {
        outcome = write(arguments, streams) => outcome,
        () = stopped() => Err(Failure::new("interrupted before the snapshot was whole").into()),
    }
}

/// Waits until somebody asks to stop. Where that cannot be heard, the system ends the program as ever.
#[cfg(unix)]
async fn stopped() {
    use tokio::signal::unix::{SignalKind, signal};
    let kinds = [
        SignalKind::interrupt(),
        SignalKind::terminate(),
        SignalKind::hangup(),
    ];
    let heard = kinds.into_iter().filter_map(|kind| signal(kind).ok());
    let mut waiting: FuturesUnordered<_> = heard
        .map(|mut signal| async move { signal.recv().await })
        .collect();
    if waiting.next().await.is_none() {
        std::future::pending().await
    }
}

/// Waits until somebody asks to stop. Where that cannot be heard, the system ends the program as ever.
#[cfg(not(unix))]
async fn stopped() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}

async fn write(arguments: SnapshotArguments, streams: Streams) -> anyhow::Result<Exit> {
    if arguments.connection.from.is_some() {
        return Err(
            Failure::new("a snapshot is taken of a cluster, not of a file")
                .next("leave out --from")
                .exit(Exit::Usage)
                .into(),
        );
    }
    let mut reader = Reader::open(&arguments.connection, &streams.talk).await?;
    reader.record(&arguments.file)?;
    let discovery = reader.discovering().await?;
    reader.learn(discovery);
    let chosen = choose(&mut reader, &arguments.names).await?;
    read_owners(&mut reader, &chosen).await?;
    read_trees(&mut reader, &chosen).await?;
    let remarks = remark(&reader, &arguments, chosen.len());
    let gaps = reader.gaps().cloned().collect::<Vec<_>>();
    reader.finish_recording()?;
    reader.finish();
    streams.tell(&[remarks]);
    tell_gaps(&streams, &gaps);
    Ok(Exit::Done)
}

/// Reads the add-ons that were named, else all.
async fn choose(reader: &mut Reader, names: &[String]) -> anyhow::Result<Vec<Application>> {
    if names.is_empty() {
        reader.read_applications().await?;
        return Ok(reader.snapshot().applications().cloned().collect());
    }
    let mut chosen = Vec::new();
    for name in names {
        chosen.push(selection::find(reader, name).await?);
    }
    reader.read_surroundings().await?;
    Ok(chosen)
}

/// Reads who owns the add-ons: all at once, and once more for owners of owners.
async fn read_owners(reader: &mut Reader, chosen: &[Application]) -> anyhow::Result<()> {
    for _ in 0..owners::DEEPEST {
        let snapshot = reader.snapshot();
        let wants: BTreeSet<Want> = chosen
            .iter()
            .flat_map(|application| owners::unread(application, snapshot))
            .collect();
        if wants.is_empty() {
            break;
        }
        reader.read(&wants.into_iter().collect::<Vec<_>>()).await?;
    }
    Ok(())
}

/// Reads round by round, cluster by cluster, what the trees of all add-ons need, and their events.
async fn read_trees(reader: &mut Reader, chosen: &[Application]) -> anyhow::Result<()> {
    let options = TreeOptions::default();
    reader.reach(chosen).await;
    loop {
        let wanted = wanted(reader, chosen, |application, snapshot| {
            plan::next(application, snapshot, &options)
        });
        if wanted.is_empty() {
            break;
        }
        reader.say(&format!("reading {} add-ons", chosen.len()));
        reader.read_all(&wanted).await?;
    }
    reader.keep_events_about(subjects(reader, chosen));
    let events = wanted(reader, chosen, |application, snapshot| {
        let tree = tree::build(application, snapshot, &options);
        plan::events(&tree, application)
    });
    reader.read_all(&events).await
}

/// Returns what all add-ons want of the clusters they are deployed to.
fn wanted(
    reader: &Reader,
    chosen: &[Application],
    of_one: impl Fn(&Application, &Snapshot) -> Vec<Want>,
) -> Wanted {
    chosen
        .iter()
        .fold(Wanted::default(), |wanted, application| {
            let wants = of_one(application, reader.snapshot_for(application));
            wanted.joined(reader.wanted_for(application, wants))
        })
}

/// Returns the objects whose Events belong into the file: the add-ons and all they consist of.
fn subjects(reader: &Reader, chosen: &[Application]) -> Subjects {
    let options = TreeOptions::default();
    let trees = chosen
        .iter()
        .map(|application| tree::build(application, reader.snapshot_for(application), &options));
    let nodes = trees.flat_map(|tree| tree.nodes).map(|node| node.reference);
    let own = chosen.iter().map(Application::reference);
    own.chain(nodes).collect()
}

fn remark(reader: &Reader, arguments: &SnapshotArguments, addons: usize) -> String {
    let snapshots = || reader.snapshots();
    let objects = snapshots().map(|one| one.resources().count() + one.applications().count());
    let kinds = snapshots().flat_map(Snapshot::resources);
    let kinds: BTreeSet<&str> = kinds.map(|one| one.reference.kind.as_str()).collect();
    let clusters = match snapshots().count() {
        1 => String::new(),
        several => format!(" in {several} clusters"),
    };
    format!(
        "{}, {} of {}{clusters} written to {}; secrets are masked where they can be recognised: look before you share it",
        counted(addons, "add-on"),
        counted(objects.sum(), "object"),
        counted(kinds.len() + 1, "kind"),
        match arguments.file.as_os_str() == "-" {
            true => "standard output".to_owned(),
            false => arguments.file.display().to_string(),
        },
    )
}

fn counted(count: usize, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        count => format!("{count} {noun}s"),
    }
}
