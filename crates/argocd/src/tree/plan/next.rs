//! Round after round until nothing is wanted: what a snapshot lacks of a tree.

use std::collections::{BTreeSet, HashSet};

use super::{Step, Want, bodies};
use crate::application::{self, Application};
use crate::object::ObjectRef;
use crate::snapshot::{Need, Scope, Snapshot};
use crate::tree::{Node, ResourceTree, TreeOptions, build};

/// What was read and what was refused.
pub(super) struct Read<'a> {
    snapshot: &'a Snapshot,
    options: &'a TreeOptions,
    refused: HashSet<&'a Scope>,
}

/// Returns the wants that are left, or the tree; a scope with a gap is not asked for again.
pub(super) fn step(application: &Application, snapshot: &Snapshot, options: &TreeOptions) -> Step {
    let read = Read::new(snapshot, options);
    let mut wants = read.first(application);
    read.keep_lacking(&mut wants);
    if !wants.is_empty() {
        return Step::Read(wants.into_iter().collect());
    }
    let tree = build(application, snapshot, options);
    let mut wants = read.second(&tree);
    read.keep_lacking(&mut wants);
    match wants.is_empty() {
        true => Step::Done(tree),
        false => Step::Read(wants.into_iter().collect()),
    }
}

impl<'a> Read<'a> {
    /// Looks at what a snapshot holds, and at its gaps.
    pub(super) fn new(snapshot: &'a Snapshot, options: &'a TreeOptions) -> Self {
        Self {
            snapshot,
            options,
            refused: snapshot.gaps().filter_map(|g| g.scope.as_ref()).collect(),
        }
    }

    fn first(&self, application: &Application) -> BTreeSet<Want> {
        let wants = super::wants(application, self.snapshot, self.options);
        let refused = wants
            .iter()
            .filter(|want| self.refused.contains(&want.scope));
        let narrower: Vec<Want> = refused
            .flat_map(|want| self.narrower(want, application))
            .collect();
        wants.into_iter().chain(narrower).collect()
    }

    fn second(&self, tree: &ResourceTree) -> BTreeSet<Want> {
        let bodies = match self.options.unjudged {
            true => Vec::new(),
            false => bodies::wants(tree, self.snapshot),
        };
        let mut wants: BTreeSet<Want> = bodies.into_iter().collect();
        if self.options.recursive {
            let children = tree.nodes.iter().filter(|node| node.is_application());
            children.for_each(|child| wants.append(&mut self.of_child(child)));
        }
        wants
    }

    fn of_child(&self, child: &Node) -> BTreeSet<Want> {
        match self.snapshot.resident(&child.reference) {
            Some(application) if application.detail.is_some() => self.first(application),
            Some(_) => BTreeSet::from([Want::body(Scope::object(&child.reference))]),
            None => BTreeSet::new(),
        }
    }

    /// What may not be read in the whole cluster may still be read where the resources lie.
    fn narrower(&self, want: &Want, application: &Application) -> Vec<Want> {
        let Scope { group, kind, .. } = &want.scope;
        let served = self.snapshot.catalog.find(group, kind);
        let everywhere = want.scope.namespace.is_none() && want.scope.name.is_none();
        if !everywhere || !served.is_some_and(|served| served.namespaced) {
            return Vec::new();
        }
        let scopes = namespaces(application)
            .into_iter()
            .map(|namespace| Scope::namespace(group, kind, namespace));
        scopes
            .map(|scope| Want {
                scope,
                need: want.need,
            })
            .collect()
    }

    /// Keeps of some wants those that are neither read nor refused.
    pub(super) fn keep_lacking(&self, wants: &mut BTreeSet<Want>) {
        wants.retain(|want| !self.refused.contains(&want.scope) && !self.has(want));
    }

    fn has(&self, want: &Want) -> bool {
        let reference = want.scope.probe();
        let settled = self.snapshot.has_settled(&reference);
        match (want.need, want.scope.name.is_some()) {
            (Need::Body, true) => self.is_whole(&reference).unwrap_or(settled),
            (Need::Body, false) => settled && self.all_whole(&want.scope),
            (_, true) => settled || self.is_whole(&reference).is_some(),
            (_, false) => settled,
        }
    }

    /// Returns whether an object was read whole; `None` when it is not there.
    fn is_whole(&self, reference: &ObjectRef) -> Option<bool> {
        let snapshot = self.snapshot;
        match reference.is(application::GROUP, application::KIND) {
            true => snapshot.resident(reference).map(|a| a.detail.is_some()),
            false => snapshot.resource(reference).map(|r| r.body.is_some()),
        }
    }

    fn all_whole(&self, scope: &Scope) -> bool {
        let of_kind = self.snapshot.of_kind(&scope.group, &scope.kind);
        let mut inside = of_kind.filter(|resource| scope.covers(&resource.reference));
        inside.all(|resource| resource.body.is_some())
    }
}

fn namespaces(application: &Application) -> BTreeSet<&str> {
    let detail = application.detail.iter();
    let resources = detail.flat_map(|detail| &detail.resources);
    let namespaces = resources.map(|managed| &*managed.namespace);
    namespaces
        .filter(|namespace| !namespace.is_empty())
        .collect()
}
