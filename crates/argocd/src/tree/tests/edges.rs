//! Who hangs under whom.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::snapshot::Update;
use crate::tree::fixture::{bare, managing, metadata, object, reference, sketch, snapshot, whole};
use crate::tree::{ResourceTree, TreeOptions, build};

fn tree(managed: &str, updates: Vec<Update>) -> ResourceTree {
    let (application, snapshot) = (managing(managed), snapshot(updates));
    build(&application, &snapshot, &TreeOptions::default())
}

fn drawn(managed: &str, objects: &str) -> String {
    sketch(&tree(managed, metadata(objects)))
}

fn annotated(line: &str, annotations: Value) -> Value {
    let mut object = object(line);
    object["metadata"]["annotations"] = annotations;
    object
}

#[test]
fn children_hang_under_their_owners_to_any_depth() {
    let drawn = drawn(
        "core Service web/front Synced
         apps Deployment web/front OutOfSync",
        "apps/v1 Deployment web/front d1
         apps/v1 ReplicaSet web/front-1 r1 < d1
         v1 Pod web/front-1-b p2 < r1
         v1 Pod web/front-1-a p1 < r1
         v1 Service web/front s1
         discovery.k8s.io/v1 EndpointSlice web/front-x e1 < s1
         v1 Pod web/stranger p9",
    );
    assert_snapshot!(drawn, @"
    Deployment/front · OutOfSync
      ReplicaSet/front-1
        Pod/front-1-a
        Pod/front-1-b
    Service/front · Synced
      EndpointSlice/front-x
    ");
}

#[test]
fn a_child_of_several_owners_is_one_node_under_its_controller() {
    let mut shared = object("v1 Secret web/tls s1 < c1 i1");
    shared["metadata"]["ownerReferences"][1]["controller"] = json!(true);
    let mut updates = metadata(
        "cert-manager.io/v1 Certificate web/tls c1
         networking.k8s.io/v1 Ingress web/front i1",
    );
    updates.push(bare(shared));
    let managed = "cert-manager.io Certificate web/tls\nnetworking.k8s.io Ingress web/front";
    let tree = tree(managed, updates);
    assert_snapshot!(sketch(&tree), @"
    Ingress/front
      Secret/tls · shared
    Certificate/tls
    ");
    assert_eq!(tree.node("s1").unwrap().parents, ["i1", "c1"]);
}

#[test]
fn an_owner_outside_the_tree_is_no_parent() {
    let tree = tree(
        "core Service web/front",
        metadata("v1 Service web/front s1 < elsewhere"),
    );
    assert!(tree.nodes[0].parents.is_empty());
}

#[test]
fn loops_and_self_ownership_are_cut() {
    let drawn = drawn(
        "example.com Widget web/a\nexample.com Widget web/b",
        "example.com/v1 Widget web/a a < b
         example.com/v1 Widget web/b b < a c
         example.com/v1 Widget web/c c < b c",
    );
    assert_snapshot!(drawn, @"
    Widget/a
      Widget/b
        Widget/c
    ");
}

#[test]
fn cluster_scoped_owners_reach_into_every_namespace_through_others() {
    let drawn = drawn(
        "pkg.example.com Provider aws",
        "pkg.example.com/v1 Provider aws p1
         pkg.example.com/v1 ProviderRevision aws-1 r1 < p1
         pkg.example.com/v1 ProviderRevision aws-1-old r2 < r1
         apps/v1 Deployment system/aws-1 d1 < r2
         v1 Pod system/aws-1-x x1 < d1
         v1 ConfigMap other/aws c1 < r1",
    );
    assert_snapshot!(drawn, @"
    Provider/aws
      ProviderRevision/aws-1
        ConfigMap/aws
        ProviderRevision/aws-1-old
          Deployment/aws-1
            Pod/aws-1-x
    ");
}

#[test]
fn an_owner_in_another_namespace_owns_nothing() {
    let drawn = drawn(
        "apps Deployment web/front",
        "apps/v1 Deployment web/front d1
         v1 Pod other/front p1 < d1
         example.com/v1 Cluster all c1 < d1",
    );
    assert_snapshot!(drawn, @"Deployment/front");
}

#[test]
fn one_object_in_two_groups_is_one_node_under_the_managed_name() {
    let objects = "extensions/v1beta1 Ingress web/front i1
         networking.k8s.io/v1 Ingress web/front i1
         v1 Secret web/tls s1 < i1";
    let newer = tree("networking.k8s.io Ingress web/front", metadata(objects));
    assert_eq!(newer.nodes.len(), 2);
    assert_eq!(newer.nodes[0].reference.group, "networking.k8s.io");
    let older = tree("extensions Ingress web/front", metadata(objects));
    assert_eq!(older.nodes[0].reference.group, "extensions");
    assert_eq!(older.nodes[1].parents, ["i1"]);
}

#[test]
fn text_without_uids_is_joined_by_name() {
    let mut pod = object("v1 Pod web/front-a -");
    pod["metadata"]["ownerReferences"] =
        json!([{"apiVersion": "apps/v1", "kind": "Deployment", "name": "front", "uid": "lost"}]);
    let updates = vec![bare(object("apps/v1 Deployment web/front -")), bare(pod)];
    let tree = tree("apps Deployment web/front", updates);
    assert_snapshot!(sketch(&tree), @"
    Deployment/front
      Pod/front-a
    ");
    assert_eq!(tree.nodes[1].uid, "/Pod/web/front-a");
    assert_eq!(tree.nodes[1].parents, ["apps/Deployment/web/front"]);
}

#[test]
fn a_name_does_not_stand_in_for_a_uid_that_is_known() {
    let mut pod = object("v1 Pod web/front-a p1");
    pod["metadata"]["ownerReferences"] =
        json!([{"apiVersion": "apps/v1", "kind": "Deployment", "name": "front", "uid": "before"}]);
    let updates = vec![bare(object("apps/v1 Deployment web/front d1")), bare(pod)];
    assert_snapshot!(sketch(&tree("apps Deployment web/front", updates)), @"Deployment/front");
}

#[test]
fn endpoints_without_owners_belong_to_the_service_of_their_name() {
    let objects = "v1 Service web/front s1
         v1 Endpoints web/front e1
         v1 Endpoints web/other e2
         v1 Endpoints else/front e3";
    assert_snapshot!(drawn("core Service web/front", objects), @"
    Service/front
      Endpoints/front
    ");
    let owned = "v1 Service web/front s1\nv1 Endpoints web/front e1 < somebody";
    assert_snapshot!(drawn("core Service web/front", owned), @"Service/front");
}

#[test]
fn an_operator_group_owns_the_versions_that_name_it() {
    let mut updates = metadata("operators.coreos.com/v1 OperatorGroup web/group g1");
    let line = "operators.coreos.com/v1alpha1 ClusterServiceVersion web/op.v1 c1";
    updates.push(bare(annotated(line, json!({"olm.operatorGroup": "group"}))));
    let tree = tree("operators.coreos.com OperatorGroup web/group", updates);
    assert_snapshot!(sketch(&tree), @"
    OperatorGroup/group
      ClusterServiceVersion/op.v1
    ");
}

#[test]
fn a_token_secret_belongs_to_its_service_account() {
    let token = |uid: &str| {
        json!({"kubernetes.io/service-account.name": "robot",
               "kubernetes.io/service-account.uid": uid})
    };
    let account = || metadata("v1 ServiceAccount web/robot a1");
    let drawn = |secret: Update| {
        let updates = account().into_iter().chain([secret]).collect();
        sketch(&tree("core ServiceAccount web/robot", updates))
    };
    let bare_secret = |uid| bare(annotated("v1 Secret web/robot-token t1", token(uid)));
    assert_snapshot!(drawn(bare_secret("a1")), @"
    ServiceAccount/robot
      Secret/robot-token
    ");
    assert_snapshot!(drawn(bare_secret("before")), @"ServiceAccount/robot");
    let mut opaque = annotated("v1 Secret web/robot-token t1", token("a1"));
    opaque["type"] = json!("Opaque");
    assert_snapshot!(drawn(whole(opaque)), @"ServiceAccount/robot");
}

#[test]
fn claims_belong_to_the_stateful_set_whose_template_their_whole_name_fits() {
    let mut set = object("apps/v1 StatefulSet web/db.main d1");
    set["spec"] = json!({"volumeClaimTemplates": [{"metadata": {"name": "data"}}]});
    let mut updates = metadata(
        "v1 PersistentVolumeClaim web/data-db.main-0 c0
         v1 PersistentVolumeClaim web/data-db.main-11 c11
         v1 PersistentVolumeClaim web/mydata-db.main-0 c1
         v1 PersistentVolumeClaim web/data-dbxmain-0 c2
         v1 PersistentVolumeClaim web/data-db.main-0-old c3
         v1 PersistentVolumeClaim web/data-db.main- c4
         v1 PersistentVolumeClaim other/data-db.main-0 c5",
    );
    updates.push(whole(set));
    let tree = tree("apps StatefulSet web/db.main", updates);
    let claims = tree.nodes.iter().skip(1).map(|node| &*node.reference.name);
    assert_eq!(
        claims.collect::<Vec<_>>(),
        ["data-db.main-0", "data-db.main-11"]
    );
    assert!(tree.nodes.iter().skip(1).all(|node| node.parents == ["d1"]));
}

#[test]
fn a_claim_that_is_owned_outright_has_its_owner_once() {
    let mut set = object("apps/v1 StatefulSet web/db d1");
    set["spec"] = json!({"volumeClaimTemplates": [{"metadata": {"name": "data"}}]});
    let mut updates = metadata("v1 PersistentVolumeClaim web/data-db-0 c0 < d1");
    updates.push(whole(set));
    let tree = tree("apps StatefulSet web/db", updates);
    let claim = reference("core PersistentVolumeClaim web/data-db-0");
    assert_eq!(tree.find(&claim).unwrap().parents, ["d1"]);
}

#[test]
fn siblings_stand_by_category_kind_group_namespace_and_name() {
    let drawn = drawn(
        "example.com Widget web/a
         core ConfigMap web/b
         core ConfigMap web/a
         core ConfigMap alpha/z
         core Service web/a
         apps StatefulSet web/a
         apps Deployment web/z
         core Namespace web",
        "example.com/v1 Widget web/a 1
         v1 ConfigMap web/b 2
         v1 ConfigMap web/a 3
         v1 ConfigMap alpha/z 4
         v1 Service web/a 5
         apps/v1 StatefulSet web/a 6
         apps/v1 Deployment web/z 7
         v1 Namespace web 8",
    );
    assert_snapshot!(drawn, @"
    Deployment/z
    StatefulSet/a
    Service/a
    ConfigMap/z
    ConfigMap/a
    ConfigMap/b
    Namespace/web
    Widget/a
    ");
}
