//! A stack as a page: the page of a tree whose resources are the members, each with its own below it.
//!
//! A stack that one Application stands for is that Application; one that is deployed several times, or whose
//! Application is not there, is drawn as a whole that is as its worst part.

use argocd::application::{GROUP, KIND};
use argocd::facts::AddonKind;
use argocd::health::Health;
use argocd::lifecycle::State;
use argocd::tree::{Node, Presence, ResourceTree};
use plugin_kit::view::View;

use super::{Deployment, Member, StackTreeView};
use crate::view::addon::{Addon, DeployedChart, DeployedTo};
use crate::view::tree::TreeView;

/// Version of Argo CD's kinds.
const VERSION: &str = "v1alpha1";

/// Returns the stack as one page.
///
/// # Errors
/// Nothing of it is shown, or it cannot be turned into JSON.
pub(super) fn page(view: &StackTreeView) -> anyhow::Result<String> {
    let (root, nodes) = match &view.deployments[..] {
        [only] if only.application.is_some() => (only.application.clone(), members(only, None)),
        several => (
            whole(view, several),
            several.iter().flat_map(deployment).collect(),
        ),
    };
    let root = root.ok_or_else(|| anyhow::anyhow!("no member of {} is there", view.stack))?;
    let tree = ResourceTree {
        application: root.reference(),
        nodes,
        gaps: view.gaps.clone(),
        remarks: view.remarks.clone(),
    };
    TreeView::new(root, tree, view.now).page()
}

/// Returns the stack as one add-on, which is as its worst part.
fn whole(view: &StackTreeView, deployments: &[Deployment]) -> Option<Addon> {
    let applications = deployments
        .iter()
        .filter_map(|one| one.application.as_ref());
    let members = deployments.iter().flat_map(|one| &one.members);
    let addons = applications.chain(members.map(|member| &member.addon));
    let worst = addons.max_by_key(|addon| addon.state())?;
    let mut lifecycle = worst.lifecycle.clone();
    lifecycle.message = format!("{}: {}", worst.name, lifecycle.message);
    Some(Addon {
        name: view.stack.clone(),
        namespace: String::new(),
        context: None,
        kind: AddonKind::Stack,
        lifecycle,
        sync: None,
        health: None,
        chart: DeployedChart {
            name: String::new(),
            version: None,
            wanted: None,
            repository: String::new(),
        },
        stack: Some(view.stack.clone()),
        owner: None,
        project: String::new(),
        destination: DeployedTo {
            cluster: String::new(),
            namespace: String::new(),
        },
        updated_at: None,
        created_at: None,
        ..worst.clone()
    })
}

/// Returns the Application of a deployment with its members; without one the members stand alone.
fn deployment(deployment: &Deployment) -> Vec<Node> {
    let own = deployment
        .application
        .as_ref()
        .map(|addon| node(addon, Vec::new()));
    let above = own.as_ref().map(|own| own.uid.clone());
    own.into_iter().chain(members(deployment, above)).collect()
}

fn members(deployment: &Deployment, above: Option<String>) -> Vec<Node> {
    let members = deployment.members.iter();
    members
        .flat_map(|member| with_resources(member, above.clone()))
        .collect()
}

/// Returns a member under its parents, else under the stack's Application, and its resources under it.
fn with_resources(member: &Member, above: Option<String>) -> Vec<Node> {
    let namespace = &member.addon.namespace;
    let parents = member.parents.iter().map(|name| uid(namespace, name));
    let mut parents: Vec<String> = parents.collect();
    if parents.is_empty() {
        parents.extend(above);
    }
    let mut own = node(&member.addon, parents);
    own.sync_wave = Some(member.wave);
    own.trouble = trouble(member);
    let resources = member.nodes.iter().flatten().cloned().map(|mut resource| {
        if resource.parents.is_empty() {
            resource.parents.push(own.uid.clone());
        }
        resource
    });
    let resources: Vec<Node> = resources.collect();
    std::iter::once(own).chain(resources).collect()
}

/// Returns what is wrong with a member, and that a parent of it is not there.
fn trouble(member: &Member) -> Option<String> {
    let absence = member.absence().plain().into_owned();
    let trouble = why(&member.addon).unwrap_or_default() + &absence;
    (!trouble.is_empty()).then(|| trouble.trim_start().to_owned())
}

fn why(addon: &Addon) -> Option<String> {
    (addon.state() != State::Synced).then(|| addon.why())
}

fn node(addon: &Addon, parents: Vec<String>) -> Node {
    Node {
        uid: uid(&addon.namespace, &addon.name),
        reference: addon.reference(),
        cluster: None,
        version: VERSION.to_owned(),
        presence: Presence::Live,
        health: addon
            .health
            .clone()
            .map(|status| Health::new(status, String::new())),
        sync: addon.sync.clone(),
        parents,
        created_at: addon.created_at,
        info: Vec::new(),
        trouble: why(addon),
        managed: true,
        hook: false,
        sync_wave: None,
        requires_pruning: false,
        orphan: false,
    }
}

fn uid(namespace: &str, name: &str) -> String {
    format!("{GROUP}/{KIND}/{namespace}/{name}")
}
