//! `events`: everything that happened to an add-on and its resources.

use argocd::application::Application;
use argocd::duration;
use argocd::events::{TimelineOptions, timeline};
use argocd::object::ObjectRef;
use argocd::snapshot::Gap;
use argocd::tree::plan;
use argocd::tree::{self, ResourceTree, TreeOptions};
use jiff::{SignedDuration, Timestamp};
use plugin_kit::failure::{Exit, Failure};
use plugin_kit::streams::Streams;

use super::tree::{find, read_tree};
use super::{output, show, tell_gaps};
use crate::cli::EventsArguments;
use crate::follow::{Watched, follow};
use crate::reader::{Reader, Wanted};
use crate::selection;
use crate::view::events::EventsView;

/// Shows the timeline that was asked for.
pub(crate) async fn run(arguments: EventsArguments, streams: Streams) -> anyhow::Result<Exit> {
    let since = arguments.since.as_deref().map(since).transpose()?;
    let mut reader = Reader::open(&arguments.connection, &streams.talk).await?;
    let application = find(&mut reader, &arguments.name).await?;
    let tree = read_tree(&mut reader, &application, &TreeOptions::default()).await?;
    let options = options(&arguments, since, &tree, reader.now())?;
    reader
        .read_for(&application, &plan::events(&tree, &application))
        .await?;
    if arguments.watch && reader.is_live() {
        let watched = WatchedEvents {
            reference: application.reference(),
            options,
        };
        return follow(
            reader,
            watched,
            output(arguments.output, arguments.no_headers),
            streams,
        )
        .await;
    }
    reader.finish();
    let view = EventsView::new(
        timeline(
            &tree,
            &application,
            reader.snapshot_for(&application),
            &options,
        ),
        reader.now(),
    );
    show(
        &view,
        output(arguments.output, arguments.no_headers),
        &streams,
    )?;
    if view.is_empty() {
        streams.tell(&[nothing(&arguments, &application.metadata.name, view.gaps())]);
    }
    tell_gaps(&streams, view.gaps());
    Ok(Exit::Done)
}

/// Says that there is nothing to show, and why that may be.
fn nothing(arguments: &EventsArguments, name: &str, gaps: &[Gap]) -> String {
    let narrowed =
        arguments.warnings || arguments.since.is_some() || arguments.for_object.is_some();
    match (gaps.is_empty(), narrowed) {
        (false, _) => format!("no events of {name} among what could be read"),
        (true, true) => format!("none of the events of {name} fits the filters"),
        (true, false) => format!(
            "no events of {name}; the API server forgets them after an hour unless told otherwise"
        ),
    }
}

/// The timeline, followed.
struct WatchedEvents {
    reference: ObjectRef,
    options: TimelineOptions,
}

impl WatchedEvents {
    fn tree<'a>(&self, reader: &'a Reader) -> Option<(&'a Application, ResourceTree)> {
        let application = reader.snapshot().application(&self.reference)?;
        let snapshot = reader.snapshot_for(application);
        Some((
            application,
            tree::build(application, snapshot, &TreeOptions::default()),
        ))
    }
}

impl Watched for WatchedEvents {
    type View = EventsView;

    fn wants(&self, reader: &Reader) -> Wanted {
        let Some((application, tree)) = self.tree(reader) else {
            return Wanted::default();
        };
        let events = plan::events(&tree, application);
        let resources = plan::watch(&tree, application);
        reader.wanted_for(application, resources.into_iter().chain(events))
    }

    fn view(&self, reader: &Reader, now: Timestamp) -> Option<EventsView> {
        let (application, tree) = self.tree(reader)?;
        let options = TimelineOptions {
            now,
            ..self.options.clone()
        };
        let snapshot = reader.snapshot_for(application);
        Some(EventsView::new(
            timeline(&tree, application, snapshot, &options),
            now,
        ))
    }
}

fn options(
    arguments: &EventsArguments,
    since: Option<SignedDuration>,
    tree: &ResourceTree,
    now: Timestamp,
) -> anyhow::Result<TimelineOptions> {
    let for_object = arguments
        .for_object
        .as_deref()
        .map(|word| selection::node(tree, word))
        .transpose()?;
    Ok(TimelineOptions {
        since,
        warnings_only: arguments.warnings,
        for_object: for_object.map(|node| node.uid.clone()),
        now,
    })
}

fn since(text: &str) -> anyhow::Result<SignedDuration> {
    duration::parse(text)
        .filter(|duration| duration.is_positive())
        .ok_or_else(|| {
            Failure::new(format!("`--since {text}` is no length of time"))
                .next("write it as in `30m`, `2h` or `90s`")
                .exit(Exit::Usage)
                .into()
        })
}
