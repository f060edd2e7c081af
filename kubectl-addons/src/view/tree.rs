//! The answer of `tree`: an add-on's resources, each with its health, sync and age, and what is wrong.

mod page;

use argocd::lifecycle::State;
use argocd::snapshot::Gap;
use argocd::sync::SyncStatus;
use argocd::tree::{Node, Presence, ResourceTree, ResourceWord};
use jiff::Timestamp;
use plugin_kit::age::age;
use plugin_kit::shape::{Block, Blocks, Column, Graph, Key, Node as Drawn, Text, Tone};
use plugin_kit::view::View;
use plugin_kit::words::Word;
use schemars::JsonSchema;
use serde::Serialize;

use super::addon::Addon;

/// Heading over resources that Git has and the cluster does not.
const MISSING: &str = "Missing: in Git, not in the cluster";
/// Heading over resources that nobody could look at.
const NOT_INSPECTED: &str = "Not inspected: could not be read";
/// Heading over resources that no Application manages.
const ORPHANS: &str = "Orphans: in the namespace, managed by no Application";

/// The tree of one add-on.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct TreeView {
    /// The add-on.
    addon: Addon,
    /// Its objects in tree order, each once.
    nodes: Vec<Node>,
    /// What could not be seen.
    gaps: Vec<Gap>,
    /// What is worth knowing besides.
    remarks: Vec<String>,
    #[serde(skip)]
    focus: Option<String>,
    #[serde(skip)]
    now: Timestamp,
}

impl TreeView {
    /// Joins an add-on with its tree; ages are seen from `now`.
    pub(crate) fn new(addon: Addon, tree: ResourceTree, now: Timestamp) -> Self {
        let ResourceTree {
            nodes,
            gaps,
            remarks,
            ..
        } = tree;
        Self {
            addon,
            nodes,
            gaps,
            remarks,
            focus: None,
            now,
        }
    }

    /// Puts the stress on one node.
    pub(super) fn focused_on(self, uid: &str) -> Self {
        Self {
            focus: Some(uid.to_owned()),
            ..self
        }
    }

    /// Returns what was left out or marked on purpose.
    pub(crate) fn remarks(&self) -> &[String] {
        &self.remarks
    }

    /// Returns whether the add-on and everything in its tree is as it should be.
    pub(crate) fn is_well(&self) -> bool {
        self.addon.state() == State::Synced && !self.nodes.iter().any(Node::is_unhealthy)
    }

    /// Returns whether nothing but the add-on itself is shown.
    pub(crate) fn is_bare(&self) -> bool {
        self.nodes.is_empty()
    }

    /// Says that the filters left nothing, of what could be read.
    pub(crate) fn none_fits(&self) -> String {
        let seen = match self.gaps.is_empty() {
            true => "",
            false => " that could be read",
        };
        format!("none of its resources{seen} fits the filters")
    }

    /// Returns what could not be seen.
    pub(crate) fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    pub(super) fn graph(&self) -> Graph {
        let mut graph = Graph::new(
            Column::new("resource").both_ends(),
            columns(self.waves_matter()),
        );
        graph.push(self.root());
        for node in &self.nodes {
            graph.push(self.draw(node));
        }
        graph
    }

    /// Returns whether one may be waiting for another: there are several waves, and not all is deployed and healthy.
    fn waves_matter(&self) -> bool {
        let mut waves = self.nodes.iter().filter_map(|node| node.sync_wave);
        let first = waves.next();
        self.addon.state() != State::Synced && waves.any(|wave| Some(wave) != first)
    }

    fn root(&self) -> Drawn {
        let state = Word::from(self.addon.state());
        let name = Text::toned("Application/", Tone::Quiet)
            .then_toned(self.addon.name.clone(), Tone::Strong);
        let message = match self.addon.state() {
            State::Synced => Text::default(),
            _ => Text::toned(self.addon.why(), state.tone),
        };
        let cells = [
            state.marked(),
            self.addon
                .sync
                .as_ref()
                .map(|sync| Word::from(sync).plain())
                .unwrap_or_default(),
            self.addon
                .created_at
                .map(|then| age(then, self.now).into())
                .unwrap_or_default(),
            self.addon.namespace.clone().into(),
            Text::default(),
            Text::default(),
            message,
        ];
        Drawn::new(self.root_key(), name)
            .cells(cells)
            .tone(state.tone)
    }

    /// Returns who the add-on itself is in the graph.
    pub(super) fn root_key(&self) -> Key {
        Key::new(format!(
            "application/{}/{}",
            self.addon.namespace, self.addon.name
        ))
    }

    fn draw(&self, node: &Node) -> Drawn {
        let tone = node
            .health
            .as_ref()
            .map_or(Tone::Plain, |health| Word::from(&health.status).tone);
        let mut drawn = Drawn::new(node.uid.clone(), self.name(node))
            .cells(self.cells(node))
            .tone(tone);
        drawn.parents = node
            .parents
            .iter()
            .map(|parent| Key::from(parent.clone()))
            .collect();
        match (node.parents.is_empty(), section(node)) {
            (true, Some(section)) => drawn.section(section),
            (true, None) => drawn.under(self.root_key()),
            (false, _) => drawn,
        }
    }

    fn name(&self, node: &Node) -> Text {
        let tone = match self.focus.as_deref() == Some(&*node.uid) {
            true => Tone::Strong,
            false => Tone::Plain,
        };
        Text::toned(format!("{}/", node.reference.kind), Tone::Quiet)
            .then_toned(node.reference.name.clone(), tone)
    }

    fn cells(&self, node: &Node) -> [Text; 7] {
        [
            node.health
                .as_ref()
                .map(|health| Word::from(&health.status).marked())
                .unwrap_or_default(),
            node.sync
                .as_ref()
                .map(|sync| Word::from(sync).plain())
                .unwrap_or_default(),
            node.created_at
                .map(|then| age(then, self.now).into())
                .unwrap_or_default(),
            node.reference.namespace.clone().unwrap_or_default().into(),
            wave(node),
            info(node),
            message(node),
        ]
    }
}

/// Returns the columns beside the names; the wave is one of few or of many.
pub(super) fn columns(waves: bool) -> [Column; 7] {
    let wave = Column::new("wave").right();
    [
        Column::new("health").drawn(),
        Column::new("sync").drawn().yields(),
        Column::new("age").right().clock().yields(),
        Column::new("namespace").wide(),
        match waves {
            true => wave.yields(),
            false => wave.wide(),
        },
        Column::new("info").wide(),
        Column::new("message").shrink().explains(),
    ]
}

/// Which of the columns is the wave's.
pub(super) const WAVE: usize = 4;
/// Which of the columns is the message's.
pub(super) const MESSAGE: usize = 6;

fn section(node: &Node) -> Option<&'static str> {
    match node.presence {
        _ if node.orphan => Some(ORPHANS),
        Presence::Missing => Some(MISSING),
        Presence::NotInspected => Some(NOT_INSPECTED),
        Presence::Live => None,
    }
}

fn wave(node: &Node) -> Text {
    match node.sync_wave {
        Some(wave) if wave != 0 => wave.to_string().into(),
        _ => Text::default(),
    }
}

fn info(node: &Node) -> Text {
    let words: Vec<String> = node
        .info
        .iter()
        .map(|info| format!("{}: {}", info.name, info.value))
        .collect();
    words.join(", ").into()
}

/// Returns what is wrong, or what else a person should know at once: that Git no longer has it, that it is a hook.
fn message(node: &Node) -> Text {
    let hook = hook(node);
    match (&node.trouble, hook) {
        (Some(trouble), Some(hook)) => {
            Text::toned(format!("{hook}: "), Tone::Quiet).then_toned(trouble.clone(), tone(node))
        }
        (Some(trouble), None) => Text::toned(trouble.clone(), tone(node)),
        (None, _) if is_left_over(node) => {
            Text::toned("no longer in Git; prune to delete it", Tone::Paused)
        }
        (None, hook) => Text::toned(hook.unwrap_or_default(), Tone::Quiet),
    }
}

/// Something wrong with what is healthy asks for somebody's look all the same.
fn tone(node: &Node) -> Tone {
    match node
        .health
        .as_ref()
        .map(|health| Word::from(&health.status).tone)
    {
        Some(Tone::Good) | None => Tone::Paused,
        Some(tone) => tone,
    }
}

fn hook(node: &Node) -> Option<String> {
    let phases = node.info.iter().find(|info| info.name == "Hook");
    match phases {
        Some(phases) => Some(format!("{} hook", phases.value)),
        None => node.hook.then(|| "hook".to_owned()),
    }
}

/// Argo CD marks every live hook as to be pruned, since it keeps hooks apart from what Git wants; yet no sync
/// prunes one (gitops-engine, `getSyncTasks` passes hooks over), their delete policy ends them.
/// It marks everything so, too, while it cannot render what Git wants; then the sync status is Unknown.
fn is_left_over(node: &Node) -> bool {
    node.requires_pruning && !node.hook && node.sync != Some(SyncStatus::Unknown)
}

impl View for TreeView {
    const KIND: &'static str = "ResourceTree";

    fn blocks(&self, _wide: bool) -> Blocks {
        vec![Block::from(self.graph())]
    }

    fn names(&self) -> Vec<String> {
        let word = |node| ResourceWord::of(node, &self.nodes).to_string();
        self.nodes.iter().map(word).collect()
    }

    fn page(&self) -> anyhow::Result<String> {
        page::page(self)
    }
}

#[cfg(test)]
#[path = "tree_tests.rs"]
mod tests;
