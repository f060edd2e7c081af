//! The first round: managed resources, and metadata of everything that may hang under them.

use std::collections::BTreeMap;

use super::excluded::is_excluded;
use super::owning::{Owns, owns};
use super::{FEW, Want};
use crate::application::{self, Application, ManagedResource};
use crate::catalog::{Catalog, ServedKind};
use crate::object::ObjectRef;
use crate::snapshot::{Need, Scope};
use crate::tree::TreeOptions;

/// Collects wants; one asked for twice is asked for once, at the greater depth.
struct Round<'a> {
    catalog: &'a Catalog,
    recursive: bool,
    wants: BTreeMap<Scope, Need>,
}

/// Returns the wants of an Application whose cluster can be read.
pub(super) fn wants(
    application: &Application,
    catalog: &Catalog,
    options: &TreeOptions,
) -> Vec<Want> {
    let detail = application.detail.as_deref();
    let managed: &[ManagedResource] = detail.map_or(&[], |detail| &detail.resources);
    let mut round = Round {
        catalog,
        recursive: options.recursive,
        wants: BTreeMap::new(),
    };
    if options.orphans {
        round.everything_in(&application.spec.destination.namespace);
    }
    round.children_of(managed);
    round.roots(managed);
    let wants = round.wants.into_iter();
    wants.map(|(scope, need)| Want { scope, need }).collect()
}

/// Returns the wants of everything that one resource may own.
pub(super) fn owned(resource: &ManagedResource, catalog: &Catalog) -> Vec<Want> {
    let mut round = Round {
        catalog,
        recursive: false,
        wants: BTreeMap::new(),
    };
    round.children_of(std::slice::from_ref(resource));
    let wants = round.wants.into_iter();
    wants.map(|(scope, need)| Want { scope, need }).collect()
}

impl Round<'_> {
    fn want(&mut self, scope: Scope, need: Need) {
        let known = self.wants.entry(scope).or_insert(need);
        *known = need.max(*known);
    }

    /// Children of a namespaced object live beside it, those of a cluster-scoped one anywhere.
    fn children_of(&mut self, managed: &[ManagedResource]) {
        let widest = widest(managed);
        match widest.get("") {
            Some(Owns::Anything) => self.everything(),
            _ => widest.iter().for_each(|(at, owns)| self.owned(at, *owns)),
        }
        let of_set =
            |managed: &&ManagedResource| owns(&managed.group, &managed.kind) == Owns::Applications;
        for set in managed.iter().filter(of_set) {
            self.applications_in(&set.namespace);
        }
    }

    fn owned(&mut self, namespace: &str, owns: Owns) {
        match owns {
            Owns::Nothing | Owns::Applications => {}
            Owns::Secrets => self.want(Scope::namespace("", "Secret", namespace), Need::Meta),
            Owns::Anything => self.everything_in(namespace),
        }
    }

    fn everything(&mut self) {
        for served in candidates(self.catalog) {
            let kind = &served.kind;
            self.want(
                Scope::everywhere(&kind.group, &kind.kind),
                list_need(served),
            );
        }
    }

    fn everything_in(&mut self, namespace: &str) {
        for served in candidates(self.catalog).filter(|served| served.namespaced) {
            let (kind, need) = (&served.kind, list_need(served));
            self.want(Scope::namespace(&kind.group, &kind.kind, namespace), need);
        }
    }

    fn applications_in(&mut self, namespace: &str) {
        let scope = Scope::namespace(application::GROUP, application::KIND, namespace);
        self.want(scope, Need::Summary);
    }

    /// Managed resources that no list of children covers: one by one when they are few,
    /// else by a list of their kind in their namespace.
    fn roots(&mut self, managed: &[ManagedResource]) {
        let mut groups: BTreeMap<Scope, Vec<ObjectRef>> = BTreeMap::new();
        for reference in managed.iter().map(ManagedResource::reference) {
            let scope = Scope {
                name: None,
                ..Scope::object(&reference)
            };
            groups.entry(scope).or_default().push(reference);
        }
        for (scope, references) in groups {
            self.roots_of_a_kind(scope, &references);
        }
    }

    fn roots_of_a_kind(&mut self, scope: Scope, references: &[ObjectRef]) {
        let everywhere = Scope::everywhere(&scope.group, &scope.kind);
        let Some(served) = self.catalog.find(&scope.group, &scope.kind) else {
            return;
        };
        let child = scope.group == application::GROUP && scope.kind == application::KIND;
        if self.wants.contains_key(&scope) || self.wants.contains_key(&everywhere) {
            return;
        }
        let one_by_one = references.len() <= FEW || !served.listable || (child && self.recursive);
        if !one_by_one {
            let need = if child {
                Need::Summary
            } else {
                list_need(served)
            };
            return self.want(scope, need);
        }
        let whole = child || super::needs_body(&scope.group, &scope.kind);
        let need = if whole { Need::Body } else { Need::Meta };
        for reference in references {
            self.want(Scope::object(reference), need);
        }
    }
}

/// Returns the most that any managed resource of a namespace may own; the empty
/// namespace stands for cluster-scoped ones.
fn widest(managed: &[ManagedResource]) -> BTreeMap<&str, Owns> {
    let mut widest = BTreeMap::new();
    for resource in managed {
        let owns = owns(&resource.group, &resource.kind);
        let known = widest.entry(resource.namespace.as_str()).or_insert(owns);
        *known = owns.max(*known);
    }
    widest
}

/// Kinds that may be owned. Applications are listed only for an ApplicationSet: they are
/// owned by nothing else, large, and many in the namespace of an Argo CD.
fn candidates(catalog: &Catalog) -> impl Iterator<Item = &ServedKind> {
    catalog.kinds().filter(|served| {
        let (group, kind) = (&*served.kind.group, &*served.kind.kind);
        let application = group == application::GROUP && kind == application::KIND;
        served.listable && !application && !is_excluded(group, kind)
    })
}

/// StatefulSets are listed whole: their claim templates say which claims are theirs.
fn list_need(served: &ServedKind) -> Need {
    match (&*served.kind.group, &*served.kind.kind) {
        ("apps", "StatefulSet") => Need::Body,
        _ => Need::Meta,
    }
}
