//! The answer of `tree --stack`: the members of a stack under their parents, wherever the stack is deployed.

mod page;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use argocd::lifecycle::State;
use argocd::snapshot::Gap;
use argocd::stacks::StackMember;
use argocd::tree::{Node, ResourceTree};
use jiff::Timestamp;
use plugin_kit::shape::{Block, Blocks, Column, Graph, Key, Node as Drawn, Text, Tone};
use plugin_kit::view::View;
use schemars::JsonSchema;
use serde::Serialize;

use super::addon::Addon;
use super::tree::{MESSAGE, TreeView, WAVE, columns};

/// Annotation with the sync wave of an object.
const SYNC_WAVE: &str = "argocd.argoproj.io/sync-wave";

/// A stack, wherever it is deployed.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct StackTreeView {
    /// Its name.
    stack: String,
    /// Its deployments, by the name of their Applications.
    deployments: Vec<Deployment>,
    /// What could not be seen.
    gaps: Vec<Gap>,
    /// What is worth knowing besides.
    remarks: Vec<String>,
    #[serde(skip)]
    now: Timestamp,
}

/// One deployment of a stack.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Deployment {
    /// Its Application; absent where it was not read.
    application: Option<Addon>,
    /// Its members.
    members: Vec<Member>,
}

/// One member.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Member {
    #[serde(flatten)]
    addon: Addon,
    /// What its stack calls it, as in `addon/grafana`.
    member: String,
    /// Names of the Applications of its parents.
    parents: Vec<String>,
    /// Parents that have no Application, as the stack calls them.
    absent_parents: Vec<String>,
    /// Its sync wave in the stack.
    wave: i64,
    /// Its resources, where they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    nodes: Option<Vec<Node>>,
    #[serde(skip)]
    tree: Option<ResourceTree>,
}

impl Member {
    /// Tells of one member, with its resources where they were asked for.
    pub(crate) fn new(member: &StackMember<'_>, addon: Addon, tree: Option<ResourceTree>) -> Self {
        let wave = member.application.metadata.annotations.get(SYNC_WAVE);
        Self {
            addon,
            member: member.name.clone(),
            parents: member
                .parents
                .iter()
                .map(|parent| parent.name.clone())
                .collect(),
            absent_parents: member.absent_parents.clone(),
            wave: wave.and_then(|wave| wave.parse().ok()).unwrap_or_default(),
            nodes: tree.as_ref().map(|tree| tree.nodes.clone()),
            tree,
        }
    }

    /// Returns whether it, or one of its resources that are shown, is not as it should be.
    fn is_in_trouble(&self) -> bool {
        let mut nodes = self.nodes.iter().flatten();
        self.addon.state() != State::Synced || nodes.any(Node::is_in_trouble)
    }

    fn draw(&self, now: Timestamp, above: &Key) -> Vec<Drawn> {
        let tree = self.tree.clone().unwrap_or_else(|| nothing_of(&self.addon));
        let view = TreeView::new(self.addon.clone(), tree, now);
        let root = view.root_key();
        let mut nodes = view.graph().nodes;
        if let Some(own) = nodes.first_mut() {
            own.parents = self.parents.iter().map(|name| self.key_of(name)).collect();
            if own.parents.is_empty() {
                own.parents.push(above.clone());
            }
            own.cells[WAVE] = self.wave.to_string().into();
            own.cells[MESSAGE].extend(self.absence());
        }
        // What is missing stands with its add-on: several have such a section.
        for node in &mut nodes {
            if node.section.take().is_some() {
                node.parents.push(root.clone());
            }
        }
        nodes
    }

    fn key_of(&self, name: &str) -> Key {
        Key::new(format!("application/{}/{name}", self.addon.namespace))
    }

    fn absence(&self) -> Text {
        match self.absent_parents.is_empty() {
            true => Text::default(),
            false => {
                let parents = self.absent_parents.join(", ");
                Text::toned(
                    format!(" [no Application for its parent {parents}]"),
                    Tone::Paused,
                )
            }
        }
    }
}

fn nothing_of(addon: &Addon) -> ResourceTree {
    ResourceTree {
        application: addon.reference(),
        nodes: Vec::new(),
        gaps: Vec::new(),
        remarks: Vec::new(),
    }
}

impl Deployment {
    /// Joins a stack's Application with its members: in the order of their waves, each under the parent that comes
    /// last, for which it waits longest.
    pub(crate) fn new(application: Option<Addon>, mut members: Vec<Member>) -> Self {
        let waves: BTreeMap<String, i64> = members
            .iter()
            .map(|member| (member.addon.name.clone(), member.wave))
            .collect();
        members.sort_by(|a, b| (a.wave, &a.addon.name).cmp(&(b.wave, &b.addon.name)));
        for member in &mut members {
            member
                .parents
                .sort_by_key(|parent| Reverse(waves.get(parent).copied()));
        }
        Self {
            application,
            members,
        }
    }

    /// Returns the part with members that are not as they should be, and all their parents.
    #[must_use]
    pub(crate) fn in_trouble(mut self) -> Self {
        let troubled = self.members.iter().filter(|member| member.is_in_trouble());
        let mut open: Vec<String> = troubled.map(|member| member.addon.name.clone()).collect();
        let mut kept: Vec<String> = Vec::new();
        while let Some(name) = open.pop() {
            if !kept.contains(&name) {
                let members = self
                    .members
                    .iter()
                    .filter(|member| member.addon.name == name);
                open.extend(members.flat_map(|member| member.parents.clone()));
                kept.push(name);
            }
        }
        self.members
            .retain(|member| kept.contains(&member.addon.name));
        self
    }

    fn draw(&self, stack: &str, now: Timestamp) -> Vec<Drawn> {
        let root = self.root(stack, now);
        let key = root.key.clone();
        let members = self
            .members
            .iter()
            .flat_map(|member| member.draw(now, &key));
        std::iter::once(root).chain(members).collect()
    }

    fn root(&self, stack: &str, now: Timestamp) -> Drawn {
        let drawn = self.application.as_ref().and_then(|addon| {
            let view = TreeView::new(addon.clone(), nothing_of(addon), now);
            view.graph().nodes.into_iter().next()
        });
        drawn.unwrap_or_else(|| {
            let name =
                Text::toned("Stack/", Tone::Quiet).then_toned(stack.to_owned(), Tone::Strong);
            let mut cells = vec![Text::default(); MESSAGE];
            cells.push(Text::toned(
                "its own Application is not there",
                Tone::Paused,
            ));
            Drawn::new(format!("stack/{stack}"), name).cells(cells)
        })
    }

    fn is_well(&self) -> bool {
        let application = self.application.as_ref();
        application.is_none_or(|addon| addon.state() == State::Synced)
            && !self.members.iter().any(Member::is_in_trouble)
    }
}

impl StackTreeView {
    /// Shows the deployments of a stack; ages are seen from `now`.
    pub(crate) fn new(
        stack: &str,
        deployments: Vec<Deployment>,
        gaps: Vec<Gap>,
        now: Timestamp,
    ) -> Self {
        let trees = deployments
            .iter()
            .flat_map(|deployment| &deployment.members);
        let trees: Vec<&ResourceTree> = trees.filter_map(|member| member.tree.as_ref()).collect();
        let own = trees.iter().flat_map(|tree| tree.gaps.iter().cloned());
        let mut gaps: Vec<Gap> = gaps.into_iter().chain(own).collect();
        gaps.sort();
        gaps.dedup();
        let mut remarks: Vec<String> = trees
            .iter()
            .flat_map(|tree| tree.remarks.iter().cloned())
            .collect();
        remarks.sort();
        remarks.dedup();
        Self {
            stack: stack.to_owned(),
            deployments,
            gaps,
            remarks,
            now,
        }
    }

    /// Returns what could not be seen.
    pub(crate) fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// Returns what was left out or marked on purpose.
    pub(crate) fn remarks(&self) -> &[String] {
        &self.remarks
    }

    /// Returns whether every member is as it should be.
    pub(crate) fn is_well(&self) -> bool {
        self.deployments.iter().all(Deployment::is_well)
    }

    /// Returns whether no member is shown.
    pub(crate) fn is_bare(&self) -> bool {
        self.deployments
            .iter()
            .all(|deployment| deployment.members.is_empty())
    }

    fn waits(&self) -> bool {
        !self.is_well()
    }
}

impl View for StackTreeView {
    const KIND: &'static str = "StackTree";

    fn blocks(&self, _wide: bool) -> Blocks {
        let mut graph = Graph::new(Column::new("resource").both_ends(), columns(self.waits()));
        for deployment in &self.deployments {
            graph.nodes.extend(deployment.draw(&self.stack, self.now));
        }
        vec![Block::from(graph)]
    }

    fn names(&self) -> Vec<String> {
        let members = self
            .deployments
            .iter()
            .flat_map(|deployment| &deployment.members);
        let names =
            members.map(|member| format!("{}/{}", member.addon.namespace, member.addon.name));
        names.collect()
    }

    fn page(&self) -> anyhow::Result<String> {
        page::page(self)
    }
}
