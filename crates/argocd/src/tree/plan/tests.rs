use std::collections::BTreeSet;

use serde_json::json;

use super::*;
use crate::application::Application;
use crate::catalog::Catalog;
use crate::object::ObjectRef;
use crate::snapshot::{Gap, GapReason, Need, Scope, Update};
use crate::tree::build;
use crate::tree::fixture::{
    application_value, managing, metadata, object, reference, resources, served, settled, snapshot,
    whole,
};

const SERVED: &str = "
    v1 ConfigMap namespaced
    v1 Endpoints namespaced
    v1 Event namespaced
    v1 Namespace
    v1 PersistentVolumeClaim namespaced
    v1 Pod namespaced
    v1 Secret namespaced
    v1 Service namespaced
    v1 ServiceAccount namespaced
    v1 Binding namespaced unlistable
    apps/v1 Deployment namespaced
    apps/v1 ReplicaSet namespaced
    apps/v1 StatefulSet namespaced
    argoproj.io/v1alpha1 Application namespaced
    argoproj.io/v1alpha1 ApplicationSet namespaced
    coordination.k8s.io/v1 Lease namespaced
    discovery.k8s.io/v1 EndpointSlice namespaced
    example.com/v1 Widget
    rbac.authorization.k8s.io/v1 ClusterRole
    authorization.k8s.io/v1 LocalSubjectAccessReview namespaced unlistable";

fn catalog() -> Catalog {
    Catalog::from_iter(served(SERVED))
}

/// Returns a snapshot of a cluster of which nothing but its kinds is known.
fn unread() -> Snapshot {
    let mut snapshot = Snapshot::default();
    snapshot.catalog = catalog();
    snapshot
}

fn said(wants: &[Want]) -> Vec<String> {
    let said = wants.iter().map(|Want { scope, need }| {
        let namespace = scope.namespace.as_deref().unwrap_or("*");
        let name = scope.name.as_deref().map(|name| format!("/{name}"));
        format!(
            "{need:?} {} {namespace}{}",
            scope.kind,
            name.unwrap_or_default()
        )
    });
    said.collect()
}

fn wanted(managed: &str) -> Vec<String> {
    said(&wants(
        &managing(managed),
        &unread(),
        &TreeOptions::default(),
    ))
}

#[test]
fn everything_that_can_be_owned_is_listed_beside_what_may_own_it() {
    let wanted = wanted("apps Deployment web/front\ncore ConfigMap other/settings");
    assert_eq!(
        wanted,
        [
            "Meta ConfigMap other/settings",
            "Meta ConfigMap web",
            "Meta PersistentVolumeClaim web",
            "Meta Pod web",
            "Meta Secret web",
            "Meta Service web",
            "Meta ServiceAccount web",
            "Meta Deployment web",
            "Meta ReplicaSet web",
            "Body StatefulSet web",
            "Meta ApplicationSet web",
            "Meta EndpointSlice web",
        ]
    );
}

#[test]
fn an_add_on_of_data_and_rules_costs_one_read_each() {
    let wanted = wanted(
        "core ConfigMap web/a
         core Namespace web
         rbac.authorization.k8s.io ClusterRole reader",
    );
    assert_eq!(
        wanted,
        [
            "Meta ConfigMap web/a",
            "Meta Namespace */web",
            "Meta ClusterRole */reader"
        ]
    );
}

#[test]
fn many_of_a_kind_come_in_one_list() {
    let few: String = (0..FEW)
        .map(|n| format!("core ConfigMap web/c{n}\n"))
        .collect();
    assert_eq!(wanted(&few).len(), FEW);
    assert_eq!(
        wanted(&format!("{few}core ConfigMap web/more")),
        ["Meta ConfigMap web"]
    );
}

#[test]
fn a_service_account_may_own_only_secrets() {
    let wanted = wanted("core ServiceAccount web/robot");
    assert_eq!(wanted, ["Meta Secret web", "Meta ServiceAccount web/robot"]);
}

#[test]
fn a_custom_cluster_scoped_resource_may_own_anything_anywhere() {
    let wanted = wanted("example.com Widget w\ncore ConfigMap web/a\napps Deployment web/front");
    assert!(wanted.iter().all(|want| want.ends_with(" *")), "{wanted:?}");
    assert!(wanted.contains(&"Meta Widget *".to_owned()), "{wanted:?}");
    assert!(wanted.contains(&"Meta Pod *".to_owned()));
    assert!(wanted.contains(&"Meta ClusterRole *".to_owned()));
    assert!(
        !wanted
            .iter()
            .any(|want| want.contains("Event") || want.contains("Lease"))
    );
}

#[test]
fn child_applications_are_read_whole_and_those_of_a_set_listed() {
    let children = wanted("argoproj.io Application argocd/child");
    assert_eq!(children, ["Body Application argocd/child"]);
    let set = wanted("argoproj.io ApplicationSet argocd/teams");
    assert_eq!(
        set,
        [
            "Summary Application argocd",
            "Meta ApplicationSet argocd/teams"
        ]
    );
}

#[test]
fn what_cannot_be_listed_is_read_one_by_one_and_what_is_not_served_not_at_all() {
    assert_eq!(
        wanted("core Binding web/b"),
        wanted_with_children_of_binding()
    );
    assert!(
        wanted("gone.example.com Thing web/t")
            .iter()
            .all(|want| !want.contains("Thing"))
    );
}

fn wanted_with_children_of_binding() -> Vec<String> {
    let mut wanted = wanted("apps Deployment web/front");
    wanted.insert(0, "Meta Binding web/b".to_owned());
    wanted
}

#[test]
fn nothing_is_wanted_of_another_cluster() {
    let mut value = application_value("web", resources("apps Deployment web/front"));
    value["spec"]["destination"] = json!({"server": "https://10.0.0.1", "namespace": "web"});
    let application = Application::from_value(&value).unwrap();
    let options = TreeOptions {
        orphans: true,
        ..TreeOptions::default()
    };
    assert!(wants(&application, &unread(), &options).is_empty());
}

#[test]
fn orphans_need_the_whole_destination_namespace() {
    let options = TreeOptions {
        orphans: true,
        ..TreeOptions::default()
    };
    let wanted = said(&wants(&managing("core Namespace web"), &unread(), &options));
    assert!(wanted.contains(&"Meta Pod web".to_owned()), "{wanted:?}");
}

fn pods(shown: usize, others: usize) -> Vec<String> {
    let line = |owner: &str| {
        let owner = owner.to_owned();
        move |n| format!("v1 Pod web/{owner}{n} {owner}{n} < {owner}\n")
    };
    let objects: String = (0..shown)
        .map(line("d1"))
        .chain((0..others).map(line("x")))
        .collect();
    let objects = format!("apps/v1 Deployment web/front d1\n{objects}");
    let application = managing("apps Deployment web/front");
    let snapshot = snapshot(metadata(&objects));
    let tree = build(&application, &snapshot, &TreeOptions::default());
    let bodies = said(&bodies(&tree, &snapshot));
    bodies
        .into_iter()
        .filter(|want| want.contains("Pod"))
        .collect()
}

#[test]
fn bodies_come_in_a_list_when_half_of_it_is_shown_and_else_one_by_one() {
    assert_eq!(pods(1, 0), ["Body Pod web/d10"]);
    assert_eq!(pods(2, 2), ["Body Pod web"]);
    assert_eq!(pods(2, 3), ["Body Pod web/d10", "Body Pod web/d11"]);
}

#[test]
fn bodies_are_wanted_only_where_health_stands_on_them() {
    let application = managing("core ConfigMap web/a\ncore PersistentVolumeClaim web/b");
    let mut claim = object("v1 PersistentVolumeClaim web/b b");
    let objects = metadata("v1 ConfigMap web/a a\nv1 PersistentVolumeClaim web/b b");
    let mut snapshot = snapshot(objects);
    let tree = build(&application, &snapshot, &TreeOptions::default());
    assert_eq!(
        said(&bodies(&tree, &snapshot)),
        ["Body PersistentVolumeClaim web/b"]
    );
    claim["status"] = json!({"phase": "Bound"});
    snapshot.apply(whole(claim));
    assert!(bodies(&tree, &snapshot).is_empty());
}

#[test]
fn events_are_read_where_nodes_live_and_where_the_application_does() {
    let application = managing("core ConfigMap web/a\nrbac.authorization.k8s.io ClusterRole r");
    let objects = "v1 ConfigMap web/a a\nrbac.authorization.k8s.io/v1 ClusterRole r r1";
    let snapshot = snapshot(metadata(objects));
    let tree = build(&application, &snapshot, &TreeOptions::default());
    assert_eq!(
        said(&events(&tree, &application)),
        ["Body Event default", "Body Event web", "Body Event argocd"]
    );
}

/// A cluster that answers what it is asked, one round at a time.
struct Cluster {
    objects: Vec<serde_json::Value>,
    forbidden: BTreeSet<Scope>,
}

impl Cluster {
    fn answer(&self, want: &Want) -> Vec<Update> {
        if self.forbidden.contains(&want.scope) {
            return vec![Update::Gap(Gap {
                reason: GapReason::Forbidden,
                what: want.scope.kind.clone(),
                message: "no".to_owned(),
                scope: Some(want.scope.clone()),
                right: None,
            })];
        }
        let read = |value: &serde_json::Value| match want.need {
            Need::Meta => crate::tree::fixture::bare(value.clone()),
            _ => whole(value.clone()),
        };
        let objects = self.objects.iter().map(read).filter(|update| {
            let Update::Seen(object) = update else {
                return false;
            };
            want.scope.covers(&object.reference())
        });
        let settled = Update::Settled(want.scope.clone());
        [Update::Relist(want.scope.clone())]
            .into_iter()
            .chain(objects)
            .chain([settled])
            .collect()
    }

    /// Asks until nothing is wanted; returns the rounds.
    fn serve(&self, application: &Application, options: &TreeOptions) -> Vec<Vec<String>> {
        let mut snapshot = snapshot([]);
        snapshot.catalog = catalog();
        let mut rounds = Vec::new();
        loop {
            let wants = next(application, &snapshot, options);
            if wants.is_empty() {
                return rounds;
            }
            assert!(rounds.len() < 10, "{rounds:?} and still {wants:?}");
            rounds.push(said(&wants));
            wants
                .iter()
                .for_each(|want| snapshot.extend(self.answer(want)));
        }
    }
}

#[test]
fn two_rounds_read_an_add_on() {
    let cluster = Cluster {
        objects: vec![
            object("apps/v1 Deployment web/front d1"),
            object("apps/v1 ReplicaSet web/front-1 r1 < d1"),
            object("v1 Pod web/front-1-a p1 < r1"),
            object("v1 Pod web/other p2"),
            object("v1 Pod web/another p3"),
        ],
        forbidden: BTreeSet::new(),
    };
    let application = managing("apps Deployment web/front\ncore ConfigMap web/missing");
    let rounds = cluster.serve(&application, &TreeOptions::default());
    assert_eq!(rounds.len(), 2);
    assert_eq!(
        rounds[1],
        [
            "Body Pod web/front-1-a",
            "Body Deployment web/front",
            "Body ReplicaSet web/front-1"
        ]
    );
}

#[test]
fn a_refusal_ends_and_falls_back_to_the_namespaces_of_the_resources() {
    let everywhere = |kind: &str| Scope::everywhere("", kind);
    let cluster = Cluster {
        objects: vec![
            object("example.com/v1 Widget w w1"),
            object("v1 Pod web/p p1"),
        ],
        forbidden: [
            everywhere("Pod"),
            Scope::namespace("", "Secret", "web"),
            everywhere("Secret"),
        ]
        .into(),
    };
    let application = managing("example.com Widget w\ncore Pod web/p");
    let rounds = cluster.serve(&application, &TreeOptions::default());
    assert_eq!(rounds[1], ["Meta Pod web", "Meta Secret web"]);
    assert_eq!(rounds[2], ["Body Pod web/p"]);
    assert_eq!(rounds.len(), 3);
}

#[test]
fn children_of_children_are_read_in_turn() {
    let cluster = Cluster {
        objects: vec![
            object("argoproj.io/v1alpha1 ApplicationSet argocd/teams set"),
            {
                let managed = resources("apps Deployment web/front");
                let mut child = application_value("child", managed);
                child["metadata"]["ownerReferences"] =
                    json!([{"apiVersion": "a/v1", "kind": "A", "name": "a", "uid": "set"}]);
                child
            },
            object("apps/v1 Deployment web/front d1"),
        ],
        forbidden: BTreeSet::new(),
    };
    let options = TreeOptions {
        recursive: true,
        ..TreeOptions::default()
    };
    let application = managing("argoproj.io ApplicationSet argocd/teams");
    let rounds = cluster.serve(&application, &options);
    assert!(rounds[1].contains(&"Meta Pod web".to_owned()), "{rounds:?}");
    assert_eq!(rounds[2], ["Body Deployment web/front"]);
    let flat = cluster.serve(&application, &TreeOptions::default());
    assert_eq!(flat.len(), 1);
}

#[test]
fn a_want_that_is_read_already_is_not_wanted_again() {
    let application = managing("core ConfigMap web/a");
    let mut snapshot = snapshot([settled("", "ConfigMap", "")]);
    snapshot.catalog = catalog();
    assert!(next(&application, &snapshot, &TreeOptions::default()).is_empty());
    assert!(snapshot.has_settled(&reference("core ConfigMap web/a")));
}

/// Returns what is wanted next for one resource of `argocd/web`, which manages this.
fn wanted_of(word: &str, managed: &str, lines: &str) -> Vec<String> {
    let mut snapshot = snapshot(metadata(lines));
    snapshot.catalog = catalog();
    let word = ResourceWord::parse(word).unwrap();
    said(&resource(
        &managing(managed),
        &snapshot,
        &TreeOptions::default(),
        &word,
    ))
}

#[test]
fn one_resource_is_first_looked_for_by_name_wherever_the_add_on_is() {
    let managed = "apps Deployment web/front\ncore ConfigMap other/settings";
    assert_eq!(
        wanted_of("po/front-1-a", managed, ""),
        ["Body Pod other/front-1-a", "Body Pod web/front-1-a"]
    );
    assert_eq!(
        wanted_of("pod/web/front-1-a", managed, ""),
        ["Body Pod web/front-1-a"]
    );
    assert_eq!(wanted_of("widget/w", managed, ""), ["Body Widget */w"]);
    assert_eq!(wanted_of("nonsense/w", managed, ""), [""; 0]);
}

#[test]
fn then_its_owners_are_read_one_by_one() {
    let settled = |reference| Update::Settled(Scope::object(&reference));
    let mut pod = object("v1 Pod web/front-1-a p1");
    pod["metadata"]["ownerReferences"] =
        json!([{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "front-1", "uid": "r1"}]);
    let mut snapshot = snapshot([
        whole(pod),
        settled(ObjectRef::new("", "Pod", "web", "front-1-a")),
    ]);
    snapshot.catalog = catalog();
    let word = ResourceWord::parse("Pod/front-1-a").unwrap();
    let application = managing("apps Deployment web/front");
    let wants = |snapshot: &Snapshot| {
        said(&resource(
            &application,
            snapshot,
            &TreeOptions::default(),
            &word,
        ))
    };
    assert_eq!(wants(&snapshot), ["Body ReplicaSet web/front-1"]);
    let mut set = object("apps/v1 ReplicaSet web/front-1 r1");
    set["metadata"]["ownerReferences"] =
        json!([{"apiVersion": "apps/v1", "kind": "Deployment", "name": "front", "uid": "d1"}]);
    snapshot.extend([
        whole(set),
        settled(ObjectRef::new("apps", "ReplicaSet", "web", "front-1")),
    ]);
    assert_eq!(wants(&snapshot), ["Body Deployment web/front"]);
    let deployment = object("apps/v1 Deployment web/front d1");
    snapshot.extend([
        whole(deployment),
        settled(ObjectRef::new("apps", "Deployment", "web", "front")),
    ]);
    let children = wants(&snapshot);
    assert!(
        children.contains(&"Meta Pod web".to_owned()),
        "{children:?}"
    );
    assert!(
        children.iter().all(|want| want.ends_with(" web")),
        "{children:?}"
    );
}

#[test]
fn what_owns_nothing_costs_its_own_reading_alone() {
    let reference = ObjectRef::new("", "ConfigMap", "web", "settings");
    let mut snapshot = snapshot([
        whole(object("v1 ConfigMap web/settings c1")),
        Update::Settled(Scope::object(&reference)),
    ]);
    snapshot.catalog = catalog();
    let word = ResourceWord::parse("cm/settings").unwrap();
    let application = managing("core ConfigMap web/settings\napps Deployment web/front");
    let wants = resource(&application, &snapshot, &TreeOptions::default(), &word);
    assert_eq!(wants, []);
}
