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
mod tests {
    use serde_json::json;

    use super::*;

    fn object(kind: &str, more: Value) -> Value {
        let mut object = json!({"apiVersion": "v1", "kind": kind, "metadata": {"name": "shop"}});
        let fields = object.as_object_mut().unwrap();
        fields.extend(more.as_object().unwrap().clone());
        object
    }

    fn managed(kind: &str, sync: &str, hook: bool) -> ManagedResource {
        let namespace = if kind == "Namespace" { "" } else { "web" };
        let resource = json!({"version": "v1", "kind": kind, "namespace": namespace, "name": "shop", "status": sync, "hook": hook});
        serde_json::from_value(resource).unwrap()
    }

    fn paired(managed: &[ManagedResource], manifests: Vec<Value>) -> Vec<Pair> {
        let application =
            json!({"metadata": {"name": "shop"}, "spec": {"destination": {"namespace": "web"}}});
        let application = Application::from_value(&application).unwrap();
        pairs(&application, managed, manifests, |_, kind| {
            Some(kind != "Namespace")
        })
    }

    fn live(mut object: Value) -> Live {
        object["metadata"]["namespace"] = "web".into();
        Live::Found(Box::new(LiveObject::from_value(object).unwrap()))
    }

    fn compared(pair: Pair, live: Live, predicted: Predicted) -> Comparison {
        let pairs = vec![(pair, live, predicted)];
        against_rendered(pairs, &Settings::default(), &IgnoreRules::default())
    }

    fn only(managed: &[ManagedResource], manifests: Vec<Value>) -> Pair {
        let mut pairs = paired(managed, manifests);
        assert_eq!(pairs.len(), 1);
        pairs.remove(0)
    }

    #[test]
    fn what_is_rendered_is_joined_with_what_is_managed_and_hooks_are_left_out() {
        let hook = |key: &str, value: &str| {
            object(
                "Job",
                json!({"metadata": {"name": "hook", "annotations": {key: value}}}),
            )
        };
        let pairs = paired(
            &[
                managed("ConfigMap", "Synced", false),
                managed("Secret", "OutOfSync", false),
                managed("Job", "", true),
            ],
            vec![
                json!({"kind": "List", "apiVersion": "v1", "items": [object("ConfigMap", json!({}))]}),
                object(
                    "Namespace",
                    json!({"metadata": {"name": "shop", "namespace": "web"}}),
                ),
                hook("helm.sh/hook", "pre-install"),
                hook("argocd.argoproj.io/hook", "Sync"),
                json!("# nothing"),
            ],
        );
        let told = pairs.iter().map(|pair| {
            let namespace = pair.reference.namespace.as_deref().unwrap_or("-");
            format!(
                "{namespace} {} {} {}",
                pair.reference,
                pair.wanted.is_some(),
                pair.managed.is_some()
            )
        });
        assert_eq!(
            told.collect::<Vec<_>>(),
            [
                "web ConfigMap/shop true true",
                "- Namespace/shop true false",
                "web Secret/shop false true"
            ]
        );
    }

    #[test]
    fn what_the_server_would_make_of_it_counts_first() {
        let wanted = object("ConfigMap", json!({"data": {"a": "1"}}));
        let filled = object("ConfigMap", json!({"data": {"a": "1", "filledIn": "x"}}));
        let of = |predicted| {
            let pair = only(
                &[managed("ConfigMap", "OutOfSync", false)],
                vec![wanted.clone()],
            );
            let comparison = compared(
                pair,
                live(object("ConfigMap", json!({"data": {"a": "2"}}))),
                predicted,
            );
            let found = &comparison.objects[0];
            (found.change, found.method, found.fields.len())
        };
        let mut server = filled;
        server["metadata"]["namespace"] = "web".into();
        assert_eq!(
            of(Predicted::Server(server)),
            (Change::Changed, Some(Method::DryRun), 2)
        );
        assert_eq!(
            of(Predicted::Unknown),
            (Change::Changed, Some(Method::Client), 1)
        );
        assert_eq!(
            of(Predicted::Refused("no".to_owned())),
            (Change::Refused, Some(Method::Client), 1)
        );
    }

    #[test]
    fn annotations_of_others_stay_where_argo_cd_applied_its_own_alone() {
        let annotations = |others: &str| {
            let id = "shop:/ConfigMap:web/shop";
            let applied = json!({"kind": "ConfigMap", "metadata": {"annotations": {"argocd.argoproj.io/tracking-id": id}}});
            let kept = "kubectl.kubernetes.io/last-applied-configuration";
            let annotations = json!({"argocd.argoproj.io/tracking-id": id, "others": others, kept: applied.to_string()});
            object(
                "ConfigMap",
                json!({"metadata": {"name": "shop", "namespace": "web", "annotations": annotations}}),
            )
        };
        for predicted in [Predicted::Server(annotations("x")), Predicted::Unknown] {
            let pair = only(&[], vec![object("ConfigMap", json!({}))]);
            let comparison = compared(pair, live(annotations("x")), predicted);
            assert_eq!(comparison.objects, vec![]);
        }
    }

    #[test]
    fn out_of_sync_without_a_difference_is_told() {
        let form = || object("ConfigMap", json!({"data": {"a": "1"}}));
        let of = |sync: &str| {
            let pair = only(&[managed("ConfigMap", sync, false)], vec![form()]);
            compared(pair, live(form()), Predicted::Unknown)
        };
        let unseen = of("OutOfSync");
        assert_eq!(unseen.objects[0].change, Change::NoVisibleDifference);
        assert!(!unseen.differs());
        assert_eq!(crate::diff::unexplained(&unseen).len(), 1);
        assert!(of("Synced").objects.is_empty());
    }

    #[test]
    fn what_is_not_rendered_any_more_is_to_be_pruned_unless_that_does_not_count() {
        let of = |options: &str| {
            let annotations = json!({"argocd.argoproj.io/compare-options": options});
            let object = object(
                "Secret",
                json!({"metadata": {"name": "shop", "annotations": annotations}, "data": {"a": "eA=="}}),
            );
            let pair = only(&[managed("Secret", "OutOfSync", false)], vec![]);
            compared(pair, live(object), Predicted::Unknown)
        };
        assert!(!of("ServerSideDiff=true, IgnoreExtraneous").differs());
        let told = of("ServerSideDiff=true");
        assert_eq!(told.objects[0].change, Change::RequiresPruning);
        assert!(!format!("{told:?}").contains("eA=="));
    }

    #[test]
    fn what_is_missing_is_a_whole_addition() {
        let wanted = object("Secret", json!({"stringData": {"a": "hunter2"}}));
        let comparison = compared(only(&[], vec![wanted]), Live::Missing, Predicted::Unknown);
        assert_eq!(comparison.objects[0].change, Change::Missing);
        let told = format!("{comparison:?}");
        assert!(
            told.contains("kind: Secret") && !told.contains("hunter2"),
            "{told}"
        );
    }

    #[test]
    fn what_was_masked_when_it_was_recorded_does_not_differ() {
        let wanted = object("Secret", json!({"data": {"a": "eA=="}}));
        let recorded = object("Secret", json!({"data": {"a": "••••••"}}));
        let pair = only(&[], vec![wanted]);
        assert!(!compared(pair, live(recorded), Predicted::Unknown).differs());
    }
}
