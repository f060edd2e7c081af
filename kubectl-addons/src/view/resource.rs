//! The answer of `resource`: one resource of an add-on, its place in it, how it is and what happened to it.
//!
//! As YAML it is the live object itself, secrets masked; as JSON our own view with the object inside.

mod containers;
mod facts;
mod tables;

use std::collections::BTreeMap;

use argocd::events::{EventTimeline, TimelineOptions, timeline};
use argocd::mask;
use argocd::object::{Metadata, ObjectKind, ObjectRef};
use argocd::resource::{self, Condition, Container, Endpoints, Port};
use argocd::snapshot::{Gap, GapReason, Snapshot};
use argocd::tree::{Node, Presence, ResourceTree};
use jiff::Timestamp;
use plugin_kit::failure::{Exit, Failure};
use plugin_kit::shape::{Block, Blocks};
use plugin_kit::view::View;
use plugin_kit::yaml::yaml;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use super::addon::Addon;
use super::surroundings::Surroundings;
use super::tree::TreeView;

/// One resource of an add-on.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ResourceView {
    /// The add-on it belongs to.
    addon: Addon,
    /// The resource, as in the tree.
    resource: Node,
    /// What it hangs under, the outermost first.
    ancestors: Vec<Node>,
    /// All that hangs under it, in tree order.
    children: Vec<Node>,
    /// What it is, where it is an Application.
    #[serde(skip_serializing_if = "Option::is_none")]
    application: Option<Addon>,
    /// Labels worth knowing.
    labels: BTreeMap<String, String>,
    /// Annotations worth knowing.
    annotations: BTreeMap<String, String>,
    /// Finalizers that hold its deletion.
    finalizers: Vec<String>,
    /// When its deletion was asked for.
    deletion_requested_at: Option<Timestamp>,
    /// Its containers, where it is a Pod or has a Pod template.
    containers: Vec<Container>,
    /// Its ports, where it is a Service.
    ports: Vec<Port>,
    /// What stands behind it, where it is a Service.
    #[serde(skip_serializing_if = "Option::is_none")]
    endpoints: Option<Endpoints>,
    /// Its conditions.
    conditions: Vec<Condition>,
    /// What happened to it and to what hangs under it, oldest first.
    events: Vec<argocd::events::Entry>,
    /// The live object, secrets masked; absent where it was not read.
    object: Option<Value>,
    /// What could not be seen.
    gaps: Vec<Gap>,
    /// What is worth knowing besides.
    remarks: Vec<String>,
    #[serde(skip)]
    place: TreeView,
    #[serde(skip)]
    now: Timestamp,
}

/// What a resource is looked up in: its add-on, and where it and what surrounds it were read.
pub(crate) struct Found<'a> {
    /// The Application.
    pub application: &'a argocd::application::Application,
    /// What was read of the cluster it deploys to.
    pub snapshot: &'a Snapshot,
    /// What was read of the cluster of its Argo CD.
    pub surroundings: &'a Surroundings<'a>,
}

impl ResourceView {
    /// Tells of one node of a tree.
    pub(crate) fn new(found: &Found<'_>, tree: ResourceTree, node: &Node) -> Self {
        let addon = Addon::of(found.application, found.surroundings);
        let uid = node.uid.as_str();
        let tree = tree.around(uid);
        let events = events(found, &tree, uid);
        let below = tree.below(uid);
        let (children, ancestors): (Vec<&Node>, Vec<&Node>) = tree
            .nodes
            .iter()
            .filter(|node| node.uid != uid)
            .partition(|node| below.contains(&*node.uid));
        let mut view = Self {
            ancestors: ancestors.into_iter().cloned().collect(),
            children: children.into_iter().cloned().collect(),
            events: events.entries,
            gaps: events.gaps,
            remarks: tree.remarks.clone(),
            ..Self::bare(addon, node.clone(), tree.clone(), found.surroundings.now())
        };
        view.place = view.place.focused_on(uid);
        view.take_object(found);
        view
    }

    /// Tells of the Application itself.
    pub(crate) fn of_application(found: &Found<'_>, tree: ResourceTree) -> Self {
        let addon = Addon::of(found.application, found.surroundings);
        let options = TimelineOptions::all(found.surroundings.now());
        let bare = ResourceTree {
            nodes: Vec::new(),
            ..tree
        };
        let events = timeline(&bare, found.application, found.snapshot, &options);
        let resource = facts::application_node(found.application);
        let mut view = Self {
            events: events.entries,
            gaps: events.gaps,
            ..Self::bare(addon, resource, bare, found.surroundings.now())
        };
        view.take_object(found);
        view
    }

    fn bare(addon: Addon, resource: Node, tree: ResourceTree, now: Timestamp) -> Self {
        Self {
            place: TreeView::new(addon.clone(), tree, now),
            addon,
            resource,
            ancestors: Vec::new(),
            children: Vec::new(),
            application: None,
            labels: BTreeMap::new(),
            annotations: BTreeMap::new(),
            finalizers: Vec::new(),
            deletion_requested_at: None,
            containers: Vec::new(),
            ports: Vec::new(),
            endpoints: None,
            conditions: Vec::new(),
            events: Vec::new(),
            object: None,
            gaps: Vec::new(),
            remarks: Vec::new(),
            now,
        }
    }

    fn take_object(&mut self, found: &Found<'_>) {
        let reference = self.resource.reference.clone();
        if let Some(application) = found.snapshot.application(&reference) {
            self.application = Some(Addon::of(application, found.surroundings));
            self.take_metadata(&application.metadata);
            self.object = application.document();
        } else if let Some(resource) = found.snapshot.resource(&reference) {
            self.take_metadata(&resource.metadata);
            self.containers = resource::containers(resource);
            self.object.clone_from(&resource.body);
        }
        self.name_object();
        self.take_body(found.snapshot, &reference);
        self.object.iter_mut().for_each(mask::object);
    }

    /// Puts `apiVersion` and `kind` before everything else: objects of a list come without.
    fn name_object(&mut self) {
        let Some(Value::Object(fields)) = self.object.take() else {
            return;
        };
        let ObjectRef { group, kind, .. } = &self.resource.reference;
        let version = ObjectKind {
            group: group.clone(),
            version: self.resource.version.clone(),
            kind: kind.clone(),
        };
        let mut object = Map::new();
        object.insert("apiVersion".to_owned(), version.api_version().into());
        object.insert("kind".to_owned(), kind.as_str().into());
        let rest = fields
            .into_iter()
            .filter(|(name, _)| name != "apiVersion" && name != "kind");
        object.extend(rest);
        self.object = Some(Value::Object(object));
    }

    fn take_metadata(&mut self, metadata: &Metadata) {
        self.labels = resource::marks(&metadata.labels);
        self.annotations = resource::marks(&metadata.annotations);
        self.finalizers.clone_from(&metadata.finalizers);
        self.deletion_requested_at = metadata.deletion_timestamp;
    }

    fn take_body(&mut self, snapshot: &Snapshot, reference: &ObjectRef) {
        let Some(body) = &self.object else {
            return;
        };
        self.conditions = resource::conditions(body);
        if reference.is("", "Service") {
            self.ports = resource::ports(body);
            self.endpoints = argocd::tree::endpoints(reference, snapshot);
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

    /// Returns whether nothing is wrong with it.
    pub(crate) fn is_well(&self) -> bool {
        !self.resource.is_in_trouble()
    }

    fn place_block(&self) -> Option<Block> {
        let alone = self.resource.is_live() && self.place.is_bare();
        (!alone).then(|| Block::from(self.place.graph()).titled("In the add-on"))
    }

    /// Returns whether it is the add-on's own Application.
    fn is_itself(&self) -> bool {
        let (addon, reference) = (&self.addon, &self.resource.reference);
        self.resource.is_application()
            && reference.namespace.as_deref() == Some(&*addon.namespace)
            && reference.name == addon.name
    }

    /// Returns the live object, secrets masked.
    ///
    /// # Errors
    /// It is not there, or was not read.
    pub(crate) fn object(&self) -> anyhow::Result<&Value> {
        self.object.as_ref().ok_or_else(|| self.absence())
    }

    fn absence(&self) -> anyhow::Error {
        let resource = &self.resource.reference;
        let gap = self.gaps.first();
        let forbidden = gap.is_some_and(|gap| gap.reason == GapReason::Forbidden);
        let (sentence, exit) = match self.resource.presence {
            Presence::Missing => ("is in Git and not in the cluster", Exit::NotFound),
            _ if forbidden => ("could not be read", Exit::Forbidden),
            Presence::NotInspected => ("could not be read", Exit::Error),
            Presence::Live => ("was read without its body", Exit::Error),
        };
        let next = match (self.resource.presence, gap) {
            (Presence::NotInspected, Some(gap)) => gap.message.clone(),
            _ => "leave out -o yaml to see what Argo CD says of it".to_owned(),
        };
        Failure::new(format!("{resource} {sentence}"))
            .next(next)
            .exit(exit)
            .into()
    }
}

/// Returns the events of a node and of what hangs under it.
fn events(found: &Found<'_>, tree: &ResourceTree, uid: &str) -> EventTimeline {
    let options = TimelineOptions {
        for_object: Some(uid.to_owned()),
        ..TimelineOptions::all(found.surroundings.now())
    };
    timeline(tree, found.application, found.snapshot, &options)
}

impl View for ResourceView {
    const KIND: &'static str = "Resource";

    fn blocks(&self, _wide: bool) -> Blocks {
        let blocks = [
            Some(Block::from(facts::facts(self))),
            containers::block(&self.containers, self.now),
            tables::endpoints(self.endpoints.as_ref()),
            tables::conditions(&self.conditions, self.now),
            self.place_block(),
            tables::events(&self.events, self.now),
        ];
        blocks.into_iter().flatten().collect()
    }

    fn names(&self) -> Vec<String> {
        vec![self.resource.reference.to_string()]
    }

    /// The live object itself, as `kubectl get -o yaml` shows it.
    fn yaml(&self) -> anyhow::Result<String> {
        yaml(self.object()?)
    }
}
