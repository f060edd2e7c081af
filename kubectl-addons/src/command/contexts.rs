//! `list --contexts`: several Argo CDs asked at once, each through a context of the kubeconfig.
//!
//! One that cannot be asked is a gap, and keeps nobody else's add-ons from being shown.

use std::collections::BTreeMap;

use argocd::snapshot::{Gap, GapReason};
use futures_util::future::join_all;
use futures_util::stream::{FuturesUnordered, StreamExt};
use plugin_kit::failure::{Exit, Explain};
use plugin_kit::screen::Screen;
use plugin_kit::shape::Table;
use plugin_kit::streams::Streams;
use plugin_kit::view::{Format, Output};

use super::list::exit;
use super::{GAPS_TOLD, output, show};
use crate::cli::{ConnectionFlags, ListArguments};
use crate::reader::{Reader, check_context};
use crate::rows::{GATHERED, TableRows};
use crate::view;
use crate::view::list::ListView;
use crate::view::remarks::remarks;
use crate::view::selection::Selection;

/// What one context gave.
struct Answer {
    context: String,
    /// The list of its add-ons, and what a person should know beside it; or why there is none.
    read: anyhow::Result<(ListView, Vec<String>)>,
    /// What could not be read of it.
    gaps: Vec<Gap>,
}

/// Lists the add-ons of all contexts that were named.
///
/// # Errors
/// A context that the kubeconfig does not have, or none that could be read.
pub(super) async fn run(
    arguments: &ListArguments,
    selection: &Selection,
    streams: Streams,
) -> anyhow::Result<Exit> {
    let contexts = contexts(arguments);
    for flags in &contexts {
        check_context(flags)?;
    }
    let output = output(arguments.output, arguments.no_headers);
    let asked = contexts.into_iter();
    let asked = asked.map(|flags| ask(flags, selection));
    let as_they_arrive = output.format == Format::Table && selection.sort_by.is_none();
    let answers = match as_they_arrive {
        true => {
            let numbered = asked.enumerate();
            let numbered = numbered.map(|(at, answer)| async move { (at, answer.await) });
            written(numbered.collect(), output, &streams).await?
        }
        false => join_all(asked).await,
    };
    let Told { view, said, gaps } = told(answers, selection)?;
    if !as_they_arrive {
        show(&view, output, &streams)?;
    }
    streams.tell(&view::gaps::lines(view.gaps(), GAPS_TOLD));
    streams.tell(&view::rights::lines_of_contexts(&gaps));
    streams.tell(&said);
    let tally = view.tally();
    if output.format == Format::Table && streams.answer.terminal && tally.shown() > 1 {
        streams.tell(&[tally.sentence()]);
    }
    Ok(exit(arguments, &tally))
}

/// Returns the connection of each context, each once.
fn contexts(arguments: &ListArguments) -> Vec<ConnectionFlags> {
    let mut contexts: Vec<&String> = Vec::new();
    for context in &arguments.contexts {
        if !contexts.contains(&context) {
            contexts.push(context);
        }
    }
    let flags = contexts.into_iter().map(|context| ConnectionFlags {
        context: Some(context.clone()),
        ..arguments.connection.clone()
    });
    flags.collect()
}

async fn ask(flags: ConnectionFlags, selection: &Selection) -> Answer {
    let context = flags.context.clone().unwrap_or_default();
    let mut gaps = Vec::new();
    let read = read(&flags, selection, &context, &mut gaps).await;
    Answer {
        context,
        read,
        gaps,
    }
}

async fn read(
    flags: &ConnectionFlags,
    selection: &Selection,
    context: &str,
    gaps: &mut Vec<Gap>,
) -> anyhow::Result<(ListView, Vec<String>)> {
    let mut reader = Reader::open(flags, &Screen::pipe()).await?;
    let outcome = reader.read_applications().await;
    gaps.extend(reader.snapshot().gaps().cloned());
    outcome?;
    let (snapshot, now) = (reader.snapshot(), reader.now());
    let view = ListView::of_all(snapshot, selection, now);
    let said = remarks(snapshot, selection, &view.tally(), now).into_iter();
    let said = said.map(|remark| format!("context {context}: {remark}"));
    Ok((view.of_context(context), said.collect()))
}

/// Writes rows while contexts answer: as soon as enough have come for columns to fit, else all in the contexts' order.
async fn written(
    mut asked: FuturesUnordered<impl Future<Output = (usize, Answer)>>,
    output: Output,
    streams: &Streams,
) -> anyhow::Result<Vec<Answer>> {
    let mut rows = TableRows::new(output, streams.answer);
    let mut waiting: BTreeMap<usize, Table> = BTreeMap::new();
    let mut answers = BTreeMap::new();
    while let Some((at, answer)) = asked.next().await {
        if let Ok((view, _)) = &answer.read {
            waiting.insert(at, view.table());
        }
        answers.insert(at, answer);
        let gathered: usize = waiting.values().map(|table| table.rows.len()).sum();
        if gathered >= GATHERED || asked.is_empty() {
            rows.write(&joined(std::mem::take(&mut waiting)))?;
        }
    }
    Ok(answers.into_values().collect())
}

/// Returns the rows of several tables with the same columns under each other.
fn joined(tables: BTreeMap<usize, Table>) -> Table {
    let mut tables = tables.into_values();
    let mut joined = tables.next().unwrap_or_default();
    joined.rows.extend(tables.flat_map(|table| table.rows));
    joined
}

/// All that was answered.
struct Told {
    view: ListView,
    said: Vec<String>,
    /// By context.
    gaps: Vec<(String, Vec<Gap>)>,
}

fn told(answers: Vec<Answer>, selection: &Selection) -> anyhow::Result<Told> {
    let (mut views, mut said, mut unanswered) = (Vec::new(), Vec::new(), Vec::new());
    let (mut refused, mut by_context) = (None, Vec::new());
    for Answer {
        context,
        read,
        gaps,
    } in answers
    {
        match read {
            Ok((view, remarks)) => {
                views.push(view);
                said.extend(remarks);
            }
            Err(error) => {
                unanswered.push(unread(&context, &error, &gaps));
                refused.get_or_insert((context.clone(), error));
            }
        }
        by_context.push((context, gaps));
    }
    match refused {
        Some((context, error)) if views.is_empty() => {
            let others = if unanswered.len() > 1 {
                ", and none of the others answers"
            } else {
                ""
            };
            Err(error).doing(format!("asking context {context}{others}"))
        }
        _ => Ok(Told {
            view: ListView::of_several(views, unanswered, selection),
            said,
            gaps: by_context,
        }),
    }
}

/// Says that nothing is known of a context; the right that was missing is among what could not be read of it.
fn unread(context: &str, error: &anyhow::Error, gaps: &[Gap]) -> Gap {
    let forbidden = gaps.iter().find(|gap| gap.reason == GapReason::Forbidden);
    Gap {
        reason: forbidden.map_or(GapReason::Unavailable, |gap| gap.reason),
        what: format!("Applications of context {context}"),
        message: format!("{error:#}"),
        scope: None,
        right: forbidden.and_then(|gap| gap.right.clone()),
    }
}
