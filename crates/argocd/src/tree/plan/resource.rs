//! What must be read for one resource of an add-on: the object, what it hangs under, what hangs under it.
//!
//! Round after round as in `next`: first the objects that the word may mean, then their owners one by one, then what
//! the one that is meant may own, then the bodies that health stands on.

use std::collections::BTreeSet;

use super::next::Read;
use super::{FEW, Want, bodies, first};
use crate::application::{self, Application, ManagedResource};
use crate::object::{ObjectKind, ObjectRef, Resource};
use crate::resource::SERVICE_NAME;
use crate::snapshot::{Scope, Snapshot};
use crate::tree::{ResourceTree, ResourceWord, TreeOptions, build, is_excluded};

/// Kind of the StatefulSets that a claim without owners may be of.
const STATEFUL_SET: (&str, &str) = ("apps", "StatefulSet");

/// Returns the wants that are left; none when the snapshot holds all of it.
pub(super) fn wants(
    application: &Application,
    snapshot: &Snapshot,
    options: &TreeOptions,
    word: &ResourceWord,
) -> Vec<Want> {
    let search = Search {
        application,
        snapshot,
        word,
    };
    let read = Read::new(snapshot, options);
    let rounds: [&dyn Fn() -> BTreeSet<Want>; 4] = [
        &|| search.objects(),
        &|| search.owners(),
        &|| search.owned(options),
        &|| search.bodies(options),
    ];
    for round in rounds {
        let mut wants = round();
        read.keep_lacking(&mut wants);
        if !wants.is_empty() {
            return wants.into_iter().collect();
        }
    }
    Vec::new()
}

struct Search<'a> {
    application: &'a Application,
    snapshot: &'a Snapshot,
    word: &'a ResourceWord,
}

impl Search<'_> {
    /// Wants every object that the word may mean, in every namespace the add-on is known to use.
    fn objects(&self) -> BTreeSet<Want> {
        let managed = self.managed().iter().map(ManagedResource::reference);
        let served = self.snapshot.catalog.kinds();
        let searched = served.filter(|served| !is_excluded(&served.kind.group, &served.kind.kind));
        let fitting = searched.flat_map(|served| {
            let ObjectKind { group, kind, .. } = &served.kind;
            self.places(served.namespaced)
                .into_iter()
                .map(|place| ObjectRef::new(group, kind, place, &self.word.name))
        });
        let fitting: BTreeSet<ObjectRef> = managed
            .chain(fitting)
            .filter(|reference| self.word.fits(reference))
            .collect();
        fitting
            .iter()
            .map(|reference| Want::body(Scope::object(reference)))
            .collect()
    }

    /// Returns the namespaces in which a kind is looked for; the empty one stands for the cluster.
    fn places(&self, namespaced: bool) -> BTreeSet<&str> {
        match (namespaced, &self.word.namespace) {
            (false, None) => BTreeSet::from([""]),
            (false, Some(_)) => BTreeSet::new(),
            (true, Some(namespace)) => BTreeSet::from([namespace.as_str()]),
            (true, None) => self.namespaces(),
        }
    }

    fn namespaces(&self) -> BTreeSet<&str> {
        let managed = self.managed().iter().map(|managed| &*managed.namespace);
        let own = std::iter::once(&*self.application.spec.destination.namespace);
        let namespaces = own.chain(managed).filter(|namespace| !namespace.is_empty());
        namespaces.take(FEW).collect()
    }

    fn managed(&self) -> &[ManagedResource] {
        let detail = self.application.detail.as_deref();
        detail.map_or(&[], |detail| &detail.resources)
    }

    fn found(&self) -> impl Iterator<Item = &Resource> {
        let resources = self.snapshot.resources();
        resources.filter(|resource| self.word.fits(&resource.reference))
    }

    /// Wants the owners of what was found, and theirs, up to what nobody owns.
    fn owners(&self) -> BTreeSet<Want> {
        let mut wants = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut open: Vec<&Resource> = self.found().collect();
        while let Some(resource) = open.pop() {
            if !seen.insert(&resource.reference) {
                continue;
            }
            for want in self.owners_of(resource) {
                open.extend(owners_in(self.snapshot, &want.scope));
                wants.insert(want);
            }
        }
        wants
    }

    fn owners_of(&self, resource: &Resource) -> Vec<Want> {
        let declared = resource.metadata.owner_references.iter();
        let declared = declared.filter_map(|owner| {
            let ObjectKind { group, kind, .. } = ObjectKind::parse(&owner.api_version, &owner.kind);
            self.beside(resource, &group, &kind, &owner.name)
        });
        declared.chain(self.inferred(resource)).collect()
    }

    /// Wants an object that lies beside another, or in the cluster where its kind does.
    fn beside(&self, resource: &Resource, group: &str, kind: &str, name: &str) -> Option<Want> {
        let served = self.snapshot.catalog.find(group, kind)?;
        let namespace = match served.namespaced {
            true => &*resource.metadata.namespace,
            false => "",
        };
        Some(Want::body(Scope::object(&ObjectRef::new(
            group, kind, namespace, name,
        ))))
    }

    /// Wants what a tree would find by the edges it infers (`owners`).
    fn inferred(&self, resource: &Resource) -> Option<Want> {
        let metadata = &resource.metadata;
        let annotation = |name| metadata.annotations.get(name);
        let label = |name| metadata.labels.get(name);
        let ObjectRef { group, kind, .. } = &resource.reference;
        match (group.as_str(), kind.as_str()) {
            ("", "Endpoints") => self.beside(resource, "", "Service", &metadata.name),
            ("discovery.k8s.io", "EndpointSlice") => {
                self.beside(resource, "", "Service", label(SERVICE_NAME)?)
            }
            ("", "Secret") => {
                let account = annotation("kubernetes.io/service-account.name")?;
                self.beside(resource, "", "ServiceAccount", account)
            }
            ("operators.coreos.com", "ClusterServiceVersion") => self.beside(
                resource,
                group,
                "OperatorGroup",
                annotation("olm.operatorGroup")?,
            ),
            ("", "PersistentVolumeClaim") => {
                let (group, kind) = STATEFUL_SET;
                Some(Want::body(Scope::namespace(
                    group,
                    kind,
                    &metadata.namespace,
                )))
            }
            _ => None,
        }
    }

    /// Wants everything that the one resource which is meant may own.
    fn owned(&self, options: &TreeOptions) -> BTreeSet<Want> {
        let Some((_, reference)) = self.meant(options) else {
            return BTreeSet::new();
        };
        let may_own = ManagedResource {
            group: reference.group.clone(),
            kind: reference.kind.clone(),
            namespace: reference.namespace.clone().unwrap_or_default(),
            name: reference.name.clone(),
            ..ManagedResource::default()
        };
        first::owned(&may_own, &self.snapshot.catalog)
            .into_iter()
            .collect()
    }

    fn bodies(&self, options: &TreeOptions) -> BTreeSet<Want> {
        let Some((tree, reference)) = self.meant(options).filter(|_| !options.unjudged) else {
            return BTreeSet::new();
        };
        let uid = tree.find(&reference).map(|node| node.uid.clone());
        let around = tree.around(&uid.unwrap_or_default());
        bodies::wants(&around, self.snapshot).into_iter().collect()
    }

    /// Returns the resource of the tree that is meant, where it is one alone, and an Application never: its resources
    /// are a tree of their own.
    fn meant(&self, options: &TreeOptions) -> Option<(ResourceTree, ObjectRef)> {
        let tree = build(self.application, self.snapshot, options);
        let reference = match tree.named(self.word)[..] {
            [node] if !node.reference.is(application::GROUP, application::KIND) => {
                node.reference.clone()
            }
            _ => return None,
        };
        Some((tree, reference))
    }
}

fn owners_in<'a>(snapshot: &'a Snapshot, scope: &Scope) -> Vec<&'a Resource> {
    let of_kind = snapshot.of_kind(&scope.group, &scope.kind);
    of_kind
        .filter(|resource| scope.covers(&resource.reference))
        .collect()
}
