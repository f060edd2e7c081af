//! Live objects against what the sources of an Application render: what a sync would change.
//!
//! What an apply would make of a live object is best asked of the server, which fills in and refuses. Where it may not
//! be asked, the forms are merged here.

use std::collections::BTreeMap;

use serde_json::Value;

use super::answer::{Comparison, Question};
use super::applied::{Live, complaints, is_applied_on_client};
use super::ignore::IgnoreRules;
use super::live::LiveObject;
use super::merge::{Lists, merge, prune};
use super::object::{Change, Method, ObjectDiff, Terms};
use crate::application::{Application, ManagedResource};
use crate::object::{ObjectKind, ObjectRef, drop_nulls};
use crate::settings::Settings;
use crate::sync::SyncStatus;

/// Annotation with Argo CD's options for comparing one object.
const COMPARE_OPTIONS: &str = "/metadata/annotations/argocd.argoproj.io~1compare-options";
/// Annotation that makes an object a hook of a sync.
const HOOK: &str = "/metadata/annotations/argocd.argoproj.io~1hook";
/// Annotation that makes an object a hook of Helm.
const HELM_HOOK: &str = "/metadata/annotations/helm.sh~1hook";

/// One object that is rendered, or that is managed and not rendered any more.
pub struct Pair {
    /// Which object.
    pub reference: ObjectRef,
    /// API version without the group.
    pub version: String,
    /// The rendered form, secrets not masked.
    wanted: Option<Value>,
    managed: Option<ManagedResource>,
}

impl Pair {
    /// Returns the rendered form to be sent to the server, secrets not masked; `None` where there is none.
    pub fn wanted(&self) -> Option<&Value> {
        self.wanted.as_ref()
    }
}

/// What an apply would make of a live object.
pub enum Predicted {
    /// The server says it would be this.
    Server(Value),
    /// The server would refuse it, for this reason.
    Refused(String),
    /// Nobody could be asked.
    Unknown,
}

/// Joins what is rendered with what is managed. Hooks are no part of it. `is_namespaced` says whether a group and kind
/// lives in namespaces; where it is not known, an object without one gets the destination's.
pub fn pairs(
    application: &Application,
    managed: &[ManagedResource],
    manifests: Vec<Value>,
    is_namespaced: impl Fn(&str, &str) -> Option<bool>,
) -> Vec<Pair> {
    let destination = &application.spec.destination.namespace;
    let mut pairs: BTreeMap<ObjectRef, Pair> = BTreeMap::new();
    for manifest in manifests.into_iter().flat_map(flat) {
        let pair = rendered(manifest, destination, &is_namespaced);
        pairs.extend(pair.map(|pair| (pair.reference.clone(), pair)));
    }
    for resource in managed.iter().filter(|resource| !resource.hook) {
        let reference = resource.reference();
        let pair = pairs.entry(reference.clone()).or_insert_with(|| Pair {
            reference,
            version: resource.version.clone(),
            wanted: None,
            managed: None,
        });
        pair.managed = Some(resource.clone());
    }
    pairs.into_values().collect()
}

/// Returns the items of a list, else the object itself.
fn flat(manifest: Value) -> Vec<Value> {
    let is_list = manifest["kind"].as_str() == Some("List");
    match manifest {
        Value::Object(mut fields) if is_list => match fields.shift_remove("items") {
            Some(Value::Array(items)) => items,
            _ => Vec::new(),
        },
        other => vec![other],
    }
}

fn rendered(
    mut manifest: Value,
    destination: &str,
    is_namespaced: &impl Fn(&str, &str) -> Option<bool>,
) -> Option<Pair> {
    drop_nulls(&mut manifest);
    let kind = ObjectKind::of(&manifest)
        .ok()
        .filter(|_| !is_hook(&manifest))?;
    let metadata = manifest.get_mut("metadata")?.as_object_mut()?;
    let name = metadata.get("name")?.as_str()?.to_owned();
    if is_namespaced(&kind.group, &kind.kind) == Some(false) {
        metadata.shift_remove("namespace");
    } else if !metadata.contains_key("namespace") {
        metadata.insert("namespace".to_owned(), destination.into());
    }
    let namespace = metadata.get("namespace").and_then(Value::as_str);
    Some(Pair {
        reference: ObjectRef::new(
            &kind.group,
            &kind.kind,
            namespace.unwrap_or_default(),
            &name,
        ),
        version: kind.version,
        wanted: Some(manifest),
        managed: None,
    })
}

/// Helm's hooks count as hooks, but for CRDs of Helm 2 (`hook.IsHook` in gitops-engine).
fn is_hook(manifest: &Value) -> bool {
    let helm = manifest.pointer(HELM_HOOK).and_then(Value::as_str);
    manifest.pointer(HOOK).is_some() || helm.is_some_and(|hook| hook != "crd-install")
}

/// Compares the live objects of an Application with what its sources render.
pub fn against_rendered(
    pairs: Vec<(Pair, Live, Predicted)>,
    settings: &Settings,
    rules: &IgnoreRules,
) -> Comparison {
    let terms = Terms { settings, rules };
    let mut answer = Comparison::of(Question::Rendered);
    answer.gaps.extend(complaints(rules));
    for (pair, live, predicted) in pairs {
        let found = match live {
            Live::Unread(gap) => {
                answer.gaps.push(gap);
                continue;
            }
            Live::Missing => terms.of_missing(&pair),
            Live::Found(live) => terms.of_pair(&pair, &live, predicted),
        };
        answer.compared += 1;
        let sync = pair.managed.and_then(|managed| managed.status);
        answer
            .objects
            .extend(found.map(|found| ObjectDiff { sync, ..found }));
    }
    answer.sorted()
}

impl Terms<'_> {
    fn of_missing(&self, pair: &Pair) -> Option<ObjectDiff> {
        let wanted = pair.wanted.as_ref()?;
        let bare = ObjectDiff::bare(pair.reference.clone(), &pair.version, Change::Missing);
        Some(ObjectDiff {
            hunks: self.whole(wanted, false),
            ..bare
        })
    }

    fn of_pair(&self, pair: &Pair, live: &LiveObject, predicted: Predicted) -> Option<ObjectDiff> {
        let Some(wanted) = &pair.wanted else {
            return self.extraneous(pair, live);
        };
        let wanted = self.brought(wanted);
        let applied = live.last_applied.as_ref();
        let applied = applied
            .filter(|_| is_applied_on_client(live))
            .map(|applied| self.brought(applied));
        let applied = applied.as_ref();
        let (refused, found) = match predicted {
            Predicted::Server(mut result) => {
                if let Some(applied) = applied {
                    prune(&mut result, applied, &wanted);
                }
                (None, self.compare(live, result, Method::DryRun))
            }
            Predicted::Refused(why) => (Some(why), self.merged(live, applied, &wanted)),
            Predicted::Unknown => (None, self.merged(live, applied, &wanted)),
        };
        match (refused, found) {
            (Some(why), found) => {
                let found = found.unwrap_or_else(|| bare(pair, Change::Refused));
                let refused = ObjectDiff {
                    change: Change::Refused,
                    ..found
                };
                Some(refused.noted(why))
            }
            (None, None) if is_out_of_sync(pair) => Some(bare(pair, Change::NoVisibleDifference)),
            (None, found) => found,
        }
    }

    /// Returns a form without what Argo CD keeps books on, which a rendered form has not.
    fn brought(&self, form: &Value) -> Value {
        let mut form = form.clone();
        self.shape().bring(&mut form);
        form
    }

    fn merged(
        &self,
        live: &LiveObject,
        applied: Option<&Value>,
        wanted: &Value,
    ) -> Option<ObjectDiff> {
        let lists = Lists::of_group(&live.reference.group);
        let merged = merge(applied, wanted, &live.object, lists);
        self.compare(live, merged, Method::Client)
    }

    /// Tells of an object that nobody wants any more, unless it says that this does not count.
    fn extraneous(&self, pair: &Pair, live: &LiveObject) -> Option<ObjectDiff> {
        let managed = pair.managed.as_ref()?;
        managed.status.as_ref()?;
        let options = live.object.pointer(COMPARE_OPTIONS).and_then(Value::as_str);
        let mut options = options.into_iter().flat_map(|options| options.split(','));
        if options.any(|option| option.trim() == "IgnoreExtraneous") {
            return None;
        }
        Some(ObjectDiff {
            hunks: self.whole(&live.object, true),
            ..bare(pair, Change::RequiresPruning)
        })
    }
}

fn bare(pair: &Pair, change: Change) -> ObjectDiff {
    ObjectDiff::bare(pair.reference.clone(), &pair.version, change)
}

fn is_out_of_sync(pair: &Pair) -> bool {
    let status = pair
        .managed
        .as_ref()
        .and_then(|managed| managed.status.as_ref());
    status == Some(&SyncStatus::OutOfSync)
}

#[cfg(test)]
#[path = "rendered_tests.rs"]
mod tests;
