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
