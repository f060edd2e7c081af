//! `events`: everything that happened to an add-on and its resources.

use argocd::application::Application;
use argocd::duration;
use argocd::events::{TimelineOptions, timeline};
use argocd::object::ObjectRef;
use argocd::snapshot::Gap;
use argocd::tree::plan::{self, EventSearch};
use argocd::tree::{self, ResourceTree, ResourceWord, TreeOptions};
use jiff::{SignedDuration, Timestamp};
use plugin_kit::failure::{Exit, Failure};
use plugin_kit::streams::Streams;

use super::resource::read_around;
use super::tree::{find, read_tree};
use super::{output, show, tell_gaps};
use crate::cli::EventsArguments;
use crate::follow::{Watched, follow};
use crate::reader::{Reader, Wanted};
use crate::selection;
use crate::view::events::EventsView;

/// Shows the timeline that was asked for.
pub(crate) async fn run(arguments: EventsArguments, streams: Streams) -> anyhow::Result<Exit> {
    let asked = Asked::of(&arguments)?;
    let mut reader = Reader::open(&arguments.connection, &streams.talk).await?;
    let application = find(&mut reader, &arguments.name).await?;
    let tree = asked.read(&mut reader, &application).await?;
    let output = output(arguments.output, arguments.no_headers);
    if arguments.watch && reader.is_live() {
        let watched = WatchedEvents {
            reference: application.reference(),
            asked,
        };
        return follow(reader, watched, output, streams).await;
    }
    reader.finish();
    let view = asked.view(&tree, &application, &reader, reader.now())?;
    show(&view, output, &streams)?;
    if view.is_empty() {
        streams.tell(&[nothing(&arguments, &application.metadata.name, view.gaps())]);
    }
    tell_gaps(&streams, view.gaps());
    Ok(Exit::Done)
}

/// Which part of a timeline was asked for.
struct Asked {
    since: Option<SignedDuration>,
    warnings: bool,
    about: Option<ResourceWord>,
}

/// Trees of which only the objects matter, and not how they are.
const UNJUDGED: TreeOptions = TreeOptions {
    recursive: false,
    orphans: false,
    unjudged: true,
};

impl Asked {
    fn of(arguments: &EventsArguments) -> anyhow::Result<Self> {
        let about = arguments.for_object.as_deref();
        Ok(Self {
            since: arguments.since.as_deref().map(since).transpose()?,
            warnings: arguments.warnings,
            about: about.map(selection::word).transpose()?,
        })
    }

    /// Reads the objects whose Events are asked for, then those Events.
    async fn read(
        &self,
        reader: &mut Reader,
        application: &Application,
    ) -> anyhow::Result<ResourceTree> {
        let tree = match self.only(application) {
            Some(word) => read_around(reader, application, word, &UNJUDGED).await?,
            None => read_tree(reader, application, &UNJUDGED).await?,
        };
        let search = EventSearch {
            node: self.node(&tree, application)?,
            warnings: self.warnings,
            followed: false,
        };
        let events = plan::search_events(&tree, application, &search);
        reader.read_for(application, &events).await?;
        Ok(tree)
    }

    /// Returns what Events must be about, if not the whole add-on.
    fn only(&self, application: &Application) -> Option<&ResourceWord> {
        let itself = |word: &&ResourceWord| word.fits(&application.reference());
        self.about.as_ref().filter(|word| !itself(word))
    }

    fn node(
        &self,
        tree: &ResourceTree,
        application: &Application,
    ) -> anyhow::Result<Option<String>> {
        let node = self
            .only(application)
            .map(|word| selection::node(tree, &word.to_string()));
        Ok(node.transpose()?.map(|node| node.uid.clone()))
    }

    fn view(
        &self,
        tree: &ResourceTree,
        application: &Application,
        reader: &Reader,
        now: Timestamp,
    ) -> anyhow::Result<EventsView> {
        let options = TimelineOptions {
            since: self.since,
            warnings_only: self.warnings,
            for_object: self.node(tree, application)?,
            now,
        };
        let bare = ResourceTree {
            nodes: Vec::new(),
            ..tree.clone()
        };
        let itself = self.about.is_some() && options.for_object.is_none();
        let tree = if itself { &bare } else { tree };
        let snapshot = reader.snapshot_for(application);
        Ok(EventsView::new(
            timeline(tree, application, snapshot, &options),
            now,
        ))
    }
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
    asked: Asked,
}

impl WatchedEvents {
    fn tree<'a>(&self, reader: &'a Reader) -> Option<(&'a Application, ResourceTree)> {
        let application = reader.snapshot().application(&self.reference)?;
        let snapshot = reader.snapshot_for(application);
        Some((application, tree::build(application, snapshot, &UNJUDGED)))
    }
}

impl Watched for WatchedEvents {
    type View = EventsView;

    fn wants(&self, reader: &Reader) -> Wanted {
        let Some((application, tree)) = self.tree(reader) else {
            return Wanted::default();
        };
        let node = self.asked.node(&tree, application).unwrap_or_default();
        let search = EventSearch {
            node: node.clone(),
            warnings: self.asked.warnings,
            followed: true,
        };
        let events = plan::search_events(&tree, application, &search);
        let tree = match &node {
            Some(uid) => tree.around(uid),
            None => tree,
        };
        let resources = plan::watch(&tree, application);
        reader.wanted_for(application, resources.into_iter().chain(events))
    }

    fn view(&mut self, reader: &Reader, now: Timestamp) -> Option<EventsView> {
        let (application, tree) = self.tree(reader)?;
        self.asked.view(&tree, application, reader, now).ok()
    }
}

/// Reads the length of time of `--since`.
///
/// # Errors
/// It is none, or not positive.
pub(super) fn since(text: &str) -> anyhow::Result<SignedDuration> {
    duration::parse(text)
        .filter(|duration| duration.is_positive())
        .ok_or_else(|| {
            Failure::new(format!("`--since {text}` is no length of time"))
                .next("write it as in `30m`, `2h` or `90s`")
                .exit(Exit::Usage)
                .into()
        })
}
