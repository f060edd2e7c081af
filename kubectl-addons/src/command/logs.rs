//! `logs`: what the containers of an add-on's pods write.

use std::io::Write;

use argocd::containers::Container;
use argocd::snapshot::Gap;
use argocd::tree::{ResourceTree, TreeOptions};
use plugin_kit::failure::{Exit, Failure};
use plugin_kit::stdout::stdout;
use plugin_kit::streams::Streams;

use super::events::since;
use super::tell_gaps;
use super::tree::{find, read_tree};
use crate::cli::{LogFormat, LogsArguments};
use crate::logs::{self, AT_ONCE, Choice, Chosen};
use crate::reader::Reader;
use crate::selection;
use crate::view::log_line::LogWriter;

/// Containers without a log that are named on standard error.
const NAMED: usize = 5;

/// Shows the logs that were asked for.
pub(crate) async fn run(arguments: LogsArguments, streams: Streams) -> anyhow::Result<Exit> {
    let mut choice = choice(&arguments)?;
    let mut reader = Reader::open(&arguments.connection, &streams.talk).await?;
    if !reader.is_live() {
        return Err(no_logs_in_a_file());
    }
    let application = find(&mut reader, &arguments.name).await?;
    let tree = read_tree(&mut reader, &application, &TreeOptions::default()).await?;
    let under = arguments
        .for_object
        .as_deref()
        .map(|word| selection::node(&tree, word));
    choice.under = under.transpose()?.map(|node| node.uid.clone());
    let chosen = choice.among(&tree, reader.snapshot_for(&application));
    reader.finish();
    let mut writer = writer(&arguments, &chosen, &streams);
    let mut out = stdout();
    streams.tell(&without_logs(&arguments, &chosen));
    if arguments.follow {
        let mut take = |container: &Container, line| {
            writer.write(container, line, &mut out)?;
            Ok(out.flush()?)
        };
        let tell = |sentence| streams.tell(&[sentence]);
        return logs::follow(&mut reader, &application, &choice, &mut take, &tell).await;
    }
    if chosen.readable.is_empty() && chosen.without.is_empty() {
        streams.tell(&[nothing(&arguments, &tree)]);
    }
    let Some(cluster) = reader.cluster_for(&application) else {
        return Ok(Exit::Done);
    };
    let mut gaps = tree.gaps.clone();
    for some in chosen.readable.chunks(AT_ONCE) {
        let mut take = |container: &Container, line| writer.write(container, line, &mut out);
        let unread = logs::merge(cluster, &choice, some, &mut take).await?;
        let unread = unread.into_iter();
        gaps.extend(unread.map(|gap| reader.told_of(&application, gap)));
    }
    out.flush()?;
    tell_gaps(&streams, &gaps);
    Ok(exit(&chosen, &gaps))
}

/// Where not one log could be read, the command has failed.
fn exit(chosen: &Chosen, gaps: &[Gap]) -> Exit {
    let refused = gaps.iter().filter(|gap| gap.what.starts_with("log of "));
    let forbidden = |gap: &Gap| gap.reason == argocd::snapshot::GapReason::Forbidden;
    match !chosen.readable.is_empty() && refused.clone().count() == chosen.readable.len() {
        true if refused.clone().any(forbidden) => Exit::Forbidden,
        true => Exit::Error,
        false => Exit::Done,
    }
}

fn choice(arguments: &LogsArguments) -> anyhow::Result<Choice> {
    let since = arguments.since.as_deref().map(since).transpose()?;
    Ok(Choice {
        under: None,
        containers: arguments.container.clone(),
        unhealthy: arguments.unhealthy,
        previous: arguments.previous,
        tail: arguments.tail.0,
        since: since.map(|duration| duration.unsigned_abs()),
    })
}

fn writer(arguments: &LogsArguments, chosen: &Chosen, streams: &Streams) -> LogWriter {
    let mut writer = LogWriter::new(&chosen.readable);
    writer.json = arguments.output == LogFormat::Json;
    writer.prefix = !arguments.no_prefix;
    writer.timestamps = arguments.timestamps;
    writer.colour = streams.answer.colour;
    writer
}

fn no_logs_in_a_file() -> anyhow::Error {
    Failure::new("logs are read from a cluster, and a file holds none")
        .next("leave out --from")
        .exit(Exit::Usage)
        .into()
}

/// Names the containers that fit and have no such log; that others have not run before says nothing.
fn without_logs(arguments: &LogsArguments, chosen: &Chosen) -> Vec<String> {
    if arguments.previous && !chosen.readable.is_empty() {
        return Vec::new();
    }
    let named = chosen.without.iter().take(NAMED).map(|container| {
        let why = match (arguments.previous, container.waits.as_str()) {
            (true, _) => "has not run before".to_owned(),
            (false, "") => "has not started".to_owned(),
            (false, waits) => format!("has not started: {waits}"),
        };
        format!("container {} of {} {why}", container.name, container.pod)
    });
    let more = chosen.without.len().saturating_sub(NAMED);
    let more = (more > 0).then(|| format!("and {more} more containers without a log"));
    named.chain(more).collect()
}

fn nothing(arguments: &LogsArguments, tree: &ResourceTree) -> String {
    let name = &tree.application.name;
    let narrowed =
        arguments.unhealthy || !arguments.container.is_empty() || arguments.for_object.is_some();
    match (narrowed, tree.gaps.is_empty()) {
        (true, _) => format!("none of the containers of {name} fits the filters"),
        (false, true) => format!("{name} has no pods"),
        (false, false) => format!("no pods of {name} among what could be read"),
    }
}
