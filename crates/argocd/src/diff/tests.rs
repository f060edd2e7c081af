//! The whole comparison: live objects against what was applied, and properties that hold for any object.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::application::{Application, ManagedResource};
use crate::settings::Settings;

fn managed(group: &str, kind: &str, sync: &str) -> ManagedResource {
    let resource = json!({"group": group, "version": "v1", "kind": kind, "namespace": "web", "name": "shop", "status": sync});
    serde_json::from_value(resource).unwrap()
}

fn application(more: Value) -> Application {
    let mut application = json!({"metadata": {"name": "shop"}, "spec": {}, "status": {"reconciledAt": "2026-01-01T12:00:00Z"}});
    lay(&mut application, &more);
    Application::from_value(&application).unwrap()
}

fn lay(on: &mut Value, more: &Value) {
    match (on, more) {
        (Value::Object(on), Value::Object(more)) => {
            for (key, value) in more {
                lay(on.entry(key).or_insert(Value::Null), value);
            }
        }
        (on, more) => on.clone_from(more),
    }
}

/// Returns a live object on which `applied` was applied on the client, and which is now as `more` says.
fn applied(applied: Value, more: Value) -> Live {
    let mut live = applied.clone();
    let annotations = json!({"metadata": {"annotations":
        {"kubectl.kubernetes.io/last-applied-configuration": applied.to_string()}}});
    lay(&mut live, &annotations);
    lay(&mut live, &more);
    Live::Found(Box::new(LiveObject::from_value(live).unwrap()))
}

fn deployment() -> Value {
    json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "shop", "namespace": "web"},
        "spec": {"replicas": 2, "template": {"spec": {"containers": [{"name": "web", "image": "web:1",
            "env": [{"name": "DB_PASSWORD", "value": "hunter2"}], "resources": {"limits": {"cpu": "1000m"}}}]}}}})
}

fn compared(application: &Application, resource: ManagedResource, live: Live) -> Comparison {
    let rules = IgnoreRules::of(application, None);
    against_applied(
        application,
        vec![(resource, live)],
        &Settings::default(),
        &rules,
    )
}

fn drawn(comparison: &Comparison) -> String {
    let mut text = String::new();
    for object in &comparison.objects {
        text.push_str(&format!("{} {:?}\n", object.reference, object.change));
        for field in &object.fields {
            let value =
                |value: &Option<Value>| value.as_ref().map_or("-".to_owned(), Value::to_string);
            let setter = field.set_by.as_ref().map_or("-", |setter| &setter.manager);
            text.push_str(&format!(
                "{}: {} {} {setter}\n",
                field.path,
                value(&field.live),
                value(&field.wanted)
            ));
        }
        for line in object.hunks.iter().flat_map(|hunk| &hunk.lines) {
            text.push_str(&format!("{}{}\n", line.side.sign(), line.text));
        }
    }
    text
}

#[test]
fn what_was_changed_since_the_apply_is_shown_with_who_did_it() {
    let managers = json!([{"manager": "kubectl-edit", "operation": "Update", "time": "2026-01-01T11:00:00Z",
        "fieldsV1": {"f:spec": {"f:replicas": {}}}}]);
    let live = applied(
        deployment(),
        json!({"metadata": {"managedFields": managers, "uid": "1"}, "status": {"replicas": 5},
            "spec": {"replicas": 5, "paused": false, "template": {"spec": {"containers": [{"name": "web", "image": "web:1",
                "terminationMessagePath": "/dev/x", "env": [{"name": "DB_PASSWORD", "value": "hunter3"}],
                "resources": {"limits": {"cpu": "1"}}}]}}}}),
    );
    let comparison = compared(
        &application(json!({})),
        managed("apps", "Deployment", "OutOfSync"),
        live,
    );
    insta::assert_snapshot!(drawn(&comparison), @r#"
    Deployment/shop Changed
    spec.replicas: 5 2 kubectl-edit
    spec.template.spec.containers[web].env[DB_PASSWORD].value: "••••••" "•••••• (changed)" -
       namespace: web
     spec:
       paused: false
    -  replicas: 5
    +  replicas: 2
       template:
         spec:
           containers:
           - env:
             - name: DB_PASSWORD
    -          value: ••••••
    +          value: •••••• (changed)
             image: web:1
             name: web
             resources:
    "#);
}

#[test]
fn what_is_ignored_is_no_difference() {
    let ignore = |rule: Value| {
        let live = applied(
            deployment(),
            json!({"spec": {"replicas": 5}, "metadata": {"managedFields": [
                {"manager": "autoscaler", "operation": "Update", "fieldsV1": {"f:spec": {"f:replicas": {}}}}]}}),
        );
        let mut rule = rule;
        lay(&mut rule, &json!({"group": "apps", "kind": "Deployment"}));
        let application = application(json!({"spec": {"ignoreDifferences": [rule]}}));
        compared(
            &application,
            managed("apps", "Deployment", "OutOfSync"),
            live,
        )
        .differs()
    };
    assert!(ignore(json!({})));
    assert!(!ignore(json!({"jsonPointers": ["/spec/replicas"]})));
    assert!(!ignore(
        json!({"jqPathExpressions": [".spec | select(.template) | .replicas"]})
    ));
    assert!(!ignore(json!({"managedFieldsManagers": ["autoscaler"]})));
    assert!(ignore(json!({"managedFieldsManagers": ["somebody"]})));
}

#[test]
fn of_an_object_applied_on_the_server_only_who_came_later_is_known() {
    let live = |time: &str| {
        let object = json!({"apiVersion": "apps/v1", "kind": "Deployment", "spec": {"replicas": 5},
            "metadata": {"name": "shop", "namespace": "web", "managedFields": [
                {"manager": "argocd-controller", "operation": "Apply", "time": "2026-01-01T10:00:00Z", "fieldsV1": {"f:spec": {"f:paused": {}}}},
                {"manager": "kubectl", "operation": "Update", "subresource": "scale", "time": time, "fieldsV1": {"f:spec": {"f:replicas": {}}}}]}});
        Live::Found(Box::new(LiveObject::from_value(object).unwrap()))
    };
    let of = |sync: &str, time: &str| {
        let resource = managed("apps", "Deployment", sync);
        drawn(&compared(&application(json!({})), resource, live(time)))
    };
    insta::assert_snapshot!(of("OutOfSync", "2026-01-01T11:00:00Z"), @r#"
    Deployment/shop SetByOthers
    spec.replicas: 5 - kubectl
    "#);
    assert_eq!(
        of("Synced", "2026-01-01T11:00:00Z"),
        "",
        "Argo CD has looked since"
    );
    assert_ne!(
        of("Synced", "2026-01-01T12:30:00Z"),
        "",
        "Argo CD has not looked since"
    );
    assert_eq!(of("OutOfSync", "2026-01-01T09:00:00Z"), "", "set before");
}

#[test]
fn the_newer_record_counts() {
    let managers = |update: &str| {
        json!({"metadata": {"managedFields": [
        {"manager": "argocd-controller", "operation": "Apply", "time": "2026-01-01T10:00:00Z", "fieldsV1": {"f:spec": {}}},
        {"manager": "argocd-controller", "operation": "Update", "time": update, "fieldsV1": {"f:spec": {}}}]},
        "spec": {"replicas": 5}})
    };
    let differs = |update: &str| {
        let live = applied(deployment(), managers(update));
        compared(
            &application(json!({})),
            managed("apps", "Deployment", "OutOfSync"),
            live,
        )
        .differs()
    };
    assert!(differs("2026-01-01T11:00:00Z"));
    assert!(!differs("2026-01-01T09:00:00Z"));
}

#[test]
fn what_is_missing_to_be_pruned_or_without_record_is_told() {
    let of = |resource: ManagedResource, live: Live| {
        drawn(&compared(&application(json!({})), resource, live))
    };
    let config = |name: &str| json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, "namespace": "web"}});
    let resource = managed("", "ConfigMap", "OutOfSync");
    insta::assert_snapshot!(of(resource.clone(), Live::Missing), @"ConfigMap/shop Missing");
    let plain = Live::Found(Box::new(LiveObject::from_value(config("shop")).unwrap()));
    insta::assert_snapshot!(of(resource.clone(), plain.clone()), @"ConfigMap/shop NotCompared");
    let pruned = ManagedResource {
        requires_pruning: true,
        ..resource.clone()
    };
    insta::assert_snapshot!(of(pruned, plain.clone()), @r#"
    ConfigMap/shop RequiresPruning
    -apiVersion: v1
    -kind: ConfigMap
    -metadata:
    -  name: shop
    -  namespace: web
    "#);
    let hook = ManagedResource {
        hook: true,
        ..resource
    };
    assert_eq!(of(hook, Live::Missing), "");
}

fn json_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "[a-z0-9: \n-]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-z]{1,5}|name|env|containers", inner, 0..5)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

fn object() -> impl Strategy<Value = Value> {
    (json_value(), prop_oneof![Just("Secret"), Just("ConfigMap"), Just("ClusterRole")]).prop_map(|(spec, kind)| {
        json!({"apiVersion": "v1", "kind": kind, "metadata": {"name": "shop", "namespace": "web"}, "spec": spec})
    })
}

proptest! {
    #[test]
    fn what_is_as_it_was_applied_does_not_differ(object in object()) {
        let mut object = object;
        crate::object::drop_nulls(&mut object);
        let kind = object["kind"].as_str().unwrap().to_owned();
        let live = applied(object, json!({}));
        let comparison = compared(&application(json!({})), managed("", &kind, "Synced"), live);
        prop_assert_eq!(comparison.objects, vec![]);
        prop_assert_eq!(comparison.compared, 1);
    }

    #[test]
    fn bringing_into_shape_twice_changes_nothing_more(object in object()) {
        let settings = Settings::default();
        let shape = normal::Shape { settings: &settings, aggregated_roles: true };
        let mut once = object;
        shape.bring(&mut once);
        let mut twice = once.clone();
        shape.bring(&mut twice);
        prop_assert_eq!(once.to_string(), twice.to_string());
    }

    #[test]
    fn forms_differ_exactly_where_a_difference_is_found(left in json_value(), right in json_value()) {
        let found = walk::differences(&left, &right);
        prop_assert_eq!(found.is_empty(), left == right);
        prop_assert!(walk::differences(&left, &left).is_empty());
    }

    #[test]
    fn a_secret_never_shows(
        before in "[A-Za-z0-9]{12,24}",
        after in "[A-Za-z0-9]{12,24}",
        field in prop_oneof![Just("data"), Just("stringData")],
    ) {
        let secret = |value: &str| json!({"apiVersion": "v1", "kind": "Secret",
            "metadata": {"name": "shop", "namespace": "web"}, field: {"token": value, "plain": value}});
        let live = applied(secret(&before), secret(&after));
        let comparison = compared(&application(json!({})), managed("", "Secret", "OutOfSync"), live);
        let told = serde_json::to_string(&comparison).unwrap() + &format!("{comparison:?}");
        prop_assert_eq!(comparison.differs(), before != after);
        for value in [&before, &after] {
            let encoded = base64::Engine::encode(&base64::engine::general_purpose::STANDARD, value);
            prop_assert!(!told.contains(value.as_str()) && !told.contains(&encoded), "{}", told);
        }
    }
}
