//! `resource`: one resource of an add-on.

use argocd::application::Application;
use argocd::object::ObjectRef;
use argocd::snapshot::{GapReason, Scope};
use argocd::tree::plan::{self, EventSearch, Want};
use argocd::tree::{ResourceTree, ResourceWord, TreeOptions};
use jiff::Timestamp;
use plugin_kit::failure::Exit;
use plugin_kit::streams::Streams;
use plugin_kit::view::Format;

use super::tree::{around, build, find, read_tree};
use super::{output, show, tell_gaps};
use crate::cli::ResourceArguments;
use crate::follow::{Watched, follow};
use crate::reader::{Reader, Wanted};
use crate::selection;
use crate::view::resource::{Found, ResourceView};
use crate::view::surroundings::Surroundings;

/// Shows the resource that was named.
pub(crate) async fn run(arguments: ResourceArguments, streams: Streams) -> anyhow::Result<Exit> {
    let word = selection::word(&arguments.resource)?;
    let mut reader = Reader::open(&arguments.connection, &streams.talk).await?;
    let application = find(&mut reader, &arguments.name).await?;
    let tree = read(&mut reader, &application, &word).await?;
    let asked = Asked {
        word,
        options: TreeOptions::default(),
    };
    let output = output(arguments.output, arguments.no_headers);
    if arguments.watch && reader.is_live() {
        let watched = WatchedResource {
            reference: application.reference(),
            asked,
        };
        return follow(reader, watched, output, streams).await;
    }
    reader.finish();
    let snapshot = reader.snapshot_for(&application);
    let surroundings = Surroundings::of(reader.snapshot(), reader.now());
    let found = Found {
        application: &application,
        snapshot,
        surroundings: &surroundings,
    };
    let view = asked.view(&found, tree)?;
    if output.format == Format::Yaml {
        view.object()?;
    }
    show(&view, output, &streams)?;
    streams.tell(view.remarks());
    tell_gaps(&streams, view.gaps());
    Ok(match arguments.exit_code && !view.is_well() {
        true => Exit::Differs,
        false => Exit::Done,
    })
}

/// Reads what was asked for and its events; returns the tree it stands in, as far as that was read.
async fn read(
    reader: &mut Reader,
    application: &Application,
    word: &ResourceWord,
) -> anyhow::Result<ResourceTree> {
    let options = TreeOptions::default();
    let (tree, node) = match word.fits(&application.reference()) {
        true => {
            let around = around(reader.snapshot());
            reader.read(&around).await?;
            (build(application, reader, &options), None)
        }
        false => {
            let tree = read_around(reader, application, word, &options).await?;
            let node = selection::node_of(&tree, word)?.uid.clone();
            (tree, Some(node))
        }
    };
    let search = EventSearch {
        node,
        ..EventSearch::default()
    };
    let events = plan::search_events(&tree, application, &search);
    reader.read_for(application, &events).await?;
    Ok(tree)
}

/// Reads one resource, what it hangs under and what hangs under it; the whole tree only where the word fits nothing of
/// that. Returns the tree of what was read.
///
/// # Errors
/// The cluster is out of reach.
pub(super) async fn read_around(
    reader: &mut Reader,
    application: &Application,
    word: &ResourceWord,
    options: &TreeOptions,
) -> anyhow::Result<ResourceTree> {
    while reader.is_live() {
        let snapshot = reader.snapshot_for(application);
        let wants = plan::resource(application, snapshot, options, word);
        let around = around(reader.snapshot());
        if wants.is_empty() && around.is_empty() {
            break;
        }
        reader.read_beside(application, &wants, &around).await?;
    }
    let mut tree = build(application, reader, options);
    if tree.named(word).is_empty() {
        return read_tree(reader, application, options).await;
    }
    if reader.is_live() {
        // Other kinds were left out, and nothing stood in the way.
        tree.gaps.retain(|gap| gap.reason != GapReason::NotRecorded);
    }
    Ok(tree)
}

/// What was asked for.
struct Asked {
    word: ResourceWord,
    options: TreeOptions,
}

impl Asked {
    fn view(&self, found: &Found<'_>, tree: ResourceTree) -> anyhow::Result<ResourceView> {
        if self.word.fits(&found.application.reference()) {
            return Ok(ResourceView::of_application(found, tree));
        }
        let node = selection::node_of(&tree, &self.word)?.clone();
        Ok(ResourceView::new(found, tree, &node))
    }
}

/// The resource, followed.
struct WatchedResource {
    reference: ObjectRef,
    asked: Asked,
}

impl WatchedResource {
    fn tree<'a>(&self, reader: &'a Reader) -> Option<(&'a Application, ResourceTree)> {
        let application = reader.snapshot().application(&self.reference)?;
        Some((application, build(application, reader, &self.asked.options)))
    }
}

impl Watched for WatchedResource {
    type View = ResourceView;

    fn wants(&self, reader: &Reader) -> Wanted {
        let own = Want::body(Scope::object(&self.reference));
        let Some((application, tree)) = self.tree(reader) else {
            return Wanted::of_control_plane([own]);
        };
        let uid = match tree.named(&self.asked.word)[..] {
            [node] => Some(node.uid.clone()),
            _ => None,
        };
        let search = EventSearch {
            node: uid.clone(),
            followed: true,
            ..EventSearch::default()
        };
        let events = plan::search_events(&tree, application, &search);
        let around = tree.around(uid.as_deref().unwrap_or_default());
        let kinds = plan::watch(&around, application);
        reader.wanted_for(application, kinds.into_iter().chain(events))
    }

    fn view(&mut self, reader: &Reader, now: Timestamp) -> Option<ResourceView> {
        let (application, tree) = self.tree(reader)?;
        let surroundings = Surroundings::of(reader.snapshot(), now);
        let found = Found {
            application,
            snapshot: reader.snapshot_for(application),
            surroundings: &surroundings,
        };
        self.asked.view(&found, tree).ok()
    }
}
