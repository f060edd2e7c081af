//! `list`: every add-on with its chart, version and state.

use argocd::application;
use argocd::selector::Selector;
use argocd::snapshot::{Need, Scope};
use argocd::tree::plan::Want;
use jiff::Timestamp;
use plugin_kit::failure::{Exit, Failure};
use plugin_kit::streams::Streams;
use plugin_kit::view::{Format, Output};

use super::{contexts, output, show, tell_gaps};
use crate::cli::{ListArguments, StateWord};
use crate::follow::{Watched, follow};
use crate::reader::{Reader, Wanted, surroundings};
use crate::rows::Rows;
use crate::view::gaps::at_home;
use crate::view::list::{Judged, ListView};
use crate::view::names::NamesView;
use crate::view::remarks::remarks;
use crate::view::selection::Selection;
use crate::view::tally::Tally;

/// Lists the add-ons that were asked for.
pub(crate) async fn run(arguments: ListArguments, streams: Streams) -> anyhow::Result<Exit> {
    let selection = selection(&arguments)?;
    if !arguments.contexts.is_empty() {
        return contexts::run(&arguments, &selection, streams).await;
    }
    let mut reader = Reader::open_to_list(&arguments.connection, &streams.talk).await?;
    match arguments.watch && reader.is_live() {
        true => watch(reader, selection, &arguments, streams).await,
        false => once(&mut reader, selection, &arguments, streams).await,
    }
}

async fn once(
    reader: &mut Reader,
    selection: Selection,
    arguments: &ListArguments,
    streams: Streams,
) -> anyhow::Result<Exit> {
    let output = output(arguments.output, arguments.no_headers);
    if output.format == Format::Name && selection.is_of_all() && !arguments.exit_code {
        return names(reader, output, streams).await;
    }
    let as_they_arrive =
        output.format == Format::Table && selection.sort_by.is_none() && reader.is_live();
    let tally = match as_they_arrive {
        true => {
            let rows = Rows::new(&selection, output, streams.answer);
            reader.read_applications_into(rows).await?
        }
        false => whole(reader, &selection, output, &streams).await?,
    };
    reader.finish();
    tell_gaps(&streams, at_home(reader.snapshot().gaps()));
    streams.tell(&remarks(
        reader.snapshot(),
        &selection,
        &tally,
        reader.now(),
    ));
    if output.format == Format::Table && streams.answer.terminal && tally.shown() > 1 {
        streams.tell(&[tally.sentence()]);
    }
    Ok(exit(arguments, &tally))
}

/// Returns how the command ends.
pub(super) fn exit(arguments: &ListArguments, tally: &Tally) -> Exit {
    match arguments.exit_code {
        true if tally.shown() == 0 => Exit::NotFound,
        true if !tally.all_synced() => Exit::Differs,
        _ => Exit::Done,
    }
}

/// Reads all of them before any is shown.
async fn whole(
    reader: &mut Reader,
    selection: &Selection,
    output: Output,
    streams: &Streams,
) -> anyhow::Result<Tally> {
    reader.read_applications().await?;
    reader.finish();
    let view = ListView::of_all(reader.snapshot(), selection, reader.now());
    show(&view, output, streams)?;
    Ok(view.tally())
}

/// Names need no Application to be read.
async fn names(reader: &mut Reader, output: Output, streams: Streams) -> anyhow::Result<Exit> {
    let names = reader.names().await?;
    reader.finish();
    show(&NamesView::new(&names), output, &streams)?;
    tell_gaps(&streams, at_home(reader.snapshot().gaps()));
    Ok(Exit::Done)
}

async fn watch(
    mut reader: Reader,
    selection: Selection,
    arguments: &ListArguments,
    streams: Streams,
) -> anyhow::Result<Exit> {
    reader.read_applications().await?;
    let snapshot = reader.snapshot();
    let scopes = snapshot.settled_scopes(application::GROUP, application::KIND);
    let watched = WatchedList {
        scopes: scopes.cloned().collect(),
        selection,
        judged: Judged::default(),
    };
    let output = output(arguments.output, arguments.no_headers);
    follow(reader, watched, output, streams).await
}

/// The list, followed where it could be read.
struct WatchedList {
    scopes: Vec<Scope>,
    selection: Selection,
    judged: Judged,
}

impl Watched for WatchedList {
    type View = ListView;

    fn wants(&self, reader: &Reader) -> Wanted {
        let applications = self.scopes.iter().map(|scope| Want {
            scope: scope.clone(),
            need: Need::Summary,
        });
        Wanted::of_control_plane(applications.chain(surroundings(reader.snapshot())))
    }

    fn view(&mut self, reader: &Reader, now: Timestamp) -> Option<ListView> {
        let list = self.judged.list(reader.snapshot(), &self.selection, now);
        Some(list)
    }
}

fn selection(arguments: &ListArguments) -> anyhow::Result<Selection> {
    let selector = arguments.selector.as_deref().unwrap_or_default();
    let labels = Selector::parse(selector).map_err(|complaint| {
        Failure::new(format!("reading the selector of -l: {complaint}")).exit(Exit::Usage)
    })?;
    Ok(Selection {
        namespace: arguments.connection.namespace.clone(),
        states: StateWord::among(&arguments.state),
        stacks: arguments.stack.clone(),
        types: arguments.types.clone(),
        deployed_in: arguments.deployed_in.clone(),
        projects: arguments.project.clone(),
        clusters: arguments.cluster.clone(),
        owners: arguments.owner.clone(),
        labels,
        sort_by: arguments.sort_by,
    })
}
