//! `tree`: an add-on's resources with all their children.

use argocd::application::Application;
use argocd::exclusions::Exclusions;
use argocd::object::ObjectRef;
use argocd::project::Projects;
use argocd::settings::Settings;
use argocd::snapshot::Snapshot;
use argocd::tree::plan::{self, Step, Want};
use argocd::tree::{self, Category, Governance, OrphanRules, ResourceTree, TreeOptions};
use futures_util::future::join;
use jiff::Timestamp;
use plugin_kit::failure::Exit;
use plugin_kit::streams::Streams;

use super::branches::Branches;
use super::{output, show, stack_tree, tell_gaps};
use crate::cli::TreeArguments;
use crate::follow::{Watched, follow};
use crate::reader::{Reader, Wanted, surroundings};
use crate::selection;
use crate::view::addon::Addon;
use crate::view::surroundings::Surroundings;
use crate::view::tree::TreeView;

/// Draws the tree that was asked for.
pub(crate) async fn run(arguments: TreeArguments, streams: Streams) -> anyhow::Result<Exit> {
    match (&arguments.name, &arguments.stack) {
        (_, Some(stack)) => stack_tree::run(stack, &arguments, streams).await,
        (Some(name), None) => one(name, &arguments, streams).await,
        // The command line asks for one of them.
        (None, None) => Ok(Exit::Usage),
    }
}

async fn one(name: &str, arguments: &TreeArguments, streams: Streams) -> anyhow::Result<Exit> {
    let narrowing = Narrowing::of(arguments);
    let mut reader = Reader::open(&arguments.connection, &streams.talk).await?;
    let application = find(&mut reader, name).await?;
    let options = options(arguments);
    if options.orphans {
        reader.read_applications().await?;
    }
    let tree = read_tree(&mut reader, &application, &options).await?;
    if arguments.watch && reader.is_live() {
        let watched = WatchedTree {
            reference: application.reference(),
            options,
            narrowing,
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
    let addon = Addon::of(
        &application,
        &Surroundings::of(reader.snapshot(), reader.now()),
    );
    let chosen = narrowing.chooses() && !tree.nodes.is_empty();
    let view = TreeView::new(addon, narrowing.apply(tree), reader.now());
    show(
        &view,
        output(arguments.output, arguments.no_headers),
        &streams,
    )?;
    if view.is_bare() && chosen {
        streams.tell(&[view.none_fits()]);
    }
    streams.tell(view.remarks());
    tell_gaps(&streams, view.gaps());
    Ok(match arguments.exit_code && !view.is_well() {
        true => Exit::Differs,
        false => Exit::Done,
    })
}

/// Finds the add-on that was named and, at the same time, which kinds the cluster serves; then reaches the cluster it
/// is deployed to.
///
/// # Errors
/// The name fits none or several, or the cluster is out of reach.
pub(crate) async fn find(reader: &mut Reader, name: &str) -> anyhow::Result<Application> {
    let discovering = reader.discovering();
    let (application, discovery) = join(selection::find(reader, name), discovering).await;
    let application = application?;
    reader.learn(discovery?);
    reader.reach([&application]).await;
    Ok(application)
}

/// Reads what a tree needs, round by round, and builds it; children that are deployed to other clusters are read there.
///
/// # Errors
/// The cluster is out of reach.
pub(crate) async fn read_tree(
    reader: &mut Reader,
    application: &Application,
    options: &TreeOptions,
) -> anyhow::Result<ResourceTree> {
    if !options.recursive {
        return read_own(reader, application, options).await;
    }
    Branches::read(application, reader, options).await?;
    Ok(build(application, reader, options))
}

/// Reads the tree of one cluster.
///
/// # Errors
/// The cluster that Argo CD runs in is out of reach.
pub(super) async fn read_own(
    reader: &mut Reader,
    application: &Application,
    options: &TreeOptions,
) -> anyhow::Result<ResourceTree> {
    loop {
        let around = around(reader.snapshot());
        let step = plan::step(application, reader.snapshot_for(application), options);
        let wants = match step {
            Step::Done(tree) if around.is_empty() || !reader.is_live() => {
                return Ok(governed(tree, application, reader, options));
            }
            Step::Read(_) if !reader.is_live() => return Ok(own(application, reader, options)),
            Step::Done(_) => Vec::new(),
            Step::Read(wants) => wants,
        };
        reader.say(&format!(
            "reading {} kinds of objects of {}",
            wants.len() + around.len(),
            application.metadata.name
        ));
        reader.read_beside(application, &wants, &around).await?;
    }
}

/// Returns what is still to be read of AppProjects and settings.
pub(super) fn around(snapshot: &Snapshot) -> Vec<Want> {
    let around = surroundings(snapshot).into_iter();
    around
        .filter(|want| !snapshot.is_known(&want.scope))
        .collect()
}

/// Builds the tree of what was read.
pub(super) fn build(
    application: &Application,
    reader: &Reader,
    options: &TreeOptions,
) -> ResourceTree {
    Branches::of(application, reader, options).joined()
}

/// Builds the tree of what was read of the Application's own cluster.
pub(super) fn own(
    application: &Application,
    reader: &Reader,
    options: &TreeOptions,
) -> ResourceTree {
    let tree = tree::build(application, reader.snapshot_for(application), options);
    governed(tree, application, reader, options)
}

/// Returns a tree with the orphans, if they are wanted, and with what Argo CD's settings and the AppProject say.
fn governed(
    tree: ResourceTree,
    application: &Application,
    reader: &Reader,
    options: &TreeOptions,
) -> ResourceTree {
    let snapshot = reader.snapshot();
    let settings = Settings::of_namespace(snapshot, application.controller_namespace());
    let settings = settings.unwrap_or_default();
    let projects = Projects::of(snapshot);
    let project = projects.find(application).project();
    let orphaned = project.and_then(|project| project.spec.orphaned_resources.as_ref());
    let rules = OrphanRules {
        settings: &settings,
        ignore: orphaned.map_or(&[], |orphaned| &orphaned.ignore),
    };
    let governance = Governance {
        exclusions: Exclusions::of(&settings),
        project,
    };
    let there = reader.snapshot_for(application);
    let tree = match options.orphans {
        true => tree.with_orphans(application, there, &rules),
        false => tree,
    }
    .governed(application, &governance);
    match there.is_elsewhere() {
        true => tree.of_cluster(&application.spec.destination),
        false => tree,
    }
}

/// The tree, followed.
struct WatchedTree {
    reference: ObjectRef,
    options: TreeOptions,
    narrowing: Narrowing,
}

impl WatchedTree {
    fn branches<'a>(&self, reader: &'a Reader) -> Option<(&'a Application, Branches)> {
        let application = reader.snapshot().application(&self.reference)?;
        Some((
            application,
            Branches::of(application, reader, &self.options),
        ))
    }
}

impl Watched for WatchedTree {
    type View = TreeView;

    fn wants(&self, reader: &Reader) -> Wanted {
        let branches = self.branches(reader);
        branches.map_or_else(Wanted::default, |(application, branches)| {
            branches.watched(application, reader)
        })
    }

    fn view(&mut self, reader: &Reader, now: Timestamp) -> Option<TreeView> {
        let (application, branches) = self.branches(reader)?;
        let tree = self.narrowing.apply(branches.joined());
        let addon = Addon::of(application, &Surroundings::of(reader.snapshot(), now));
        Some(TreeView::new(addon, tree, now))
    }
}

fn options(arguments: &TreeArguments) -> TreeOptions {
    TreeOptions {
        recursive: arguments.recursive,
        orphans: arguments.orphans,
        unjudged: false,
    }
}

/// Which part of a tree is shown.
pub(super) struct Narrowing {
    unhealthy: bool,
    kinds: Vec<String>,
    categories: Vec<Category>,
    depth: Option<usize>,
}

impl Narrowing {
    /// Reads it off the command line.
    pub(super) fn of(arguments: &TreeArguments) -> Self {
        Self {
            unhealthy: arguments.unhealthy,
            kinds: arguments.kind.clone(),
            categories: arguments.category.clone(),
            depth: arguments.depth,
        }
    }

    /// Returns the part of a tree that is shown.
    pub(super) fn apply(&self, tree: ResourceTree) -> ResourceTree {
        let tree = match self.unhealthy {
            true => tree.unhealthy(),
            false => tree,
        };
        let tree = match self.kinds.is_empty() && self.categories.is_empty() {
            true => tree,
            false => tree.keep(|node| self.fits(node)),
        };
        match self.depth {
            Some(depth) => tree.to_depth(depth),
            None => tree,
        }
    }

    /// Returns whether resources are chosen by what they are.
    pub(super) fn chooses(&self) -> bool {
        self.unhealthy || !self.kinds.is_empty() || !self.categories.is_empty()
    }

    fn fits(&self, node: &tree::Node) -> bool {
        let kind = |word: &String| tree::is_of_kind(&node.reference, word);
        self.kinds.iter().any(kind) || self.categories.contains(&node.category())
    }
}
