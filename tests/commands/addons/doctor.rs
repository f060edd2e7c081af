//! `doctor`: what is as it should be, what is not, what nobody could look at, and that nothing holds it up.

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::program::run;
use crate::server::{Asked, Reply, Server, cluster, shop};

const REVIEWS: &str = "/apis/authorization.k8s.io/v1/selfsubject";

/// A component of the Argo CD in a namespace.
fn component(namespace: &str, name: &str, ready: u64) -> Value {
    let labels =
        json!({"app.kubernetes.io/part-of": "argocd", "app.kubernetes.io/component": name});
    let containers = json!([{"name": name, "image": "quay.io/argoproj/argocd:v3.6.1"}]);
    json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": format!("argocd-{name}"), "namespace": namespace, "labels": labels},
        "spec": {"replicas": 1, "template": {"spec": {"containers": containers}}}, "status": {"readyReplicas": ready}})
}

fn settings(namespace: &str, data: &Value) -> Value {
    json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "argocd-cm", "namespace": namespace}, "data": data})
}

/// An Argo CD that is as it should be, with the shop.
fn installed() -> Vec<Value> {
    let mut objects = shop();
    objects[0]["status"]["controllerNamespace"] = "argocd".into();
    objects[0]["status"]["resourceHealthSource"] = "appTree".into();
    let check =
        json!({"resource.customizations.health.argoproj.io_Application": "-- helm-stack: begin\n"});
    objects.push(settings("argocd", &check));
    let names = ["application-controller", "repo-server", "redis"];
    objects.extend(names.map(|name| component("argocd", name, 1)));
    objects
}

/// What a whole API server answers beside the small one: its version, more kinds, and what one may do.
fn whole(objects: &[Value], may: impl Fn(&str) -> bool, asked: &Asked) -> Reply {
    let kind = |kind: &str, name: &str| json!({"name": name, "kind": kind, "namespaced": true, "verbs": ["list", "watch"]});
    Reply::Json(
        200,
        match asked.path.as_str() {
            "/version" => json!({"gitVersion": "v1.37.2"}),
            "/apis/argoproj.io/v1alpha1" => json!({"kind": "APIResourceList", "resources": [
            kind("Application", "applications"), kind("AppProject", "appprojects"), kind("ApplicationSet", "applicationsets")]}),
            "/apis/apps/v1/statefulsets" | "/apis/apiregistration.k8s.io/v1/apiservices" => {
                json!({"items": null})
            }
            "/apis/apps/v1/deployments" => {
                let labelled = |object: &&Value| object["metadata"]["labels"].is_object();
                let labelled: Vec<Value> = objects.iter().filter(labelled).cloned().collect();
                return cluster(&labelled, asked);
            }
            path if path.starts_with(REVIEWS) && path.ends_with("rulesreviews") => {
                json!({"status": {"resourceRules": []}})
            }
            path if path.starts_with(REVIEWS) => json!({"status": {"allowed": may(&asked.body)}}),
            _ => return cluster(objects, asked),
        },
    )
}

fn serving(objects: Vec<Value>) -> Server {
    Server::start(move |asked| whole(&objects, |_| true, asked))
}

fn told(server: &Server, line: &str) -> String {
    server.hidden_in(&run(&format!("{line} {}", server.flags())))
}

#[test]
fn everything_is_as_it_should_be() {
    let server = serving(installed());
    assert_snapshot!(told(&server, "doctor --exit-code"), @r#"
    Cluster
    ? clock        the server does not say what time it is
    ✔ server       Kubernetes v1.37.2 at http://server
    ✔ api groups   all 3 API groups answer
    ✔ crds         Applications, AppProjects and ApplicationSets are served as argoproj.io/v1alpha1

    Argo CD
    ✔ installation         Argo CD in namespace argocd: 3 components, argocd-cm, 1 Application
    ✔ version              Argo CD 3.6.1
    ✔ settings             its settings (argocd-cm) can be read
    ✔ application health   child Applications are waited for: helm stack's health check is there
    ✔ components           all ready: argocd-application-controller, argocd-repo-server, argocd-redis
    ✔ controller           it last compared an Application less than a minute ago
    ✔ tracking             objects are tracked by annotation

    Add-ons
    ✔ decryptor      no Application needs a decryptor, and there is none
    ✔ clusters       all Applications deploy to the cluster that Argo CD runs in
    ✔ repositories   Argo CD does not complain of the repository in use

    Rights
    ✔ rights   list, get, tree, resource, why, events, logs, values, history, diff, sources, snapshot, other clusters, doctor: you may see all of it

    28 checks: 1 unknown, 27 ok
    "#);
}

#[test]
fn what_is_broken_is_said_with_why_and_what_to_do() {
    let mut objects = installed();
    objects.retain(|object| object["metadata"]["name"] != "argocd-repo-server");
    objects.push(component("argocd", "repo-server", 0));
    objects[0]["metadata"]["annotations"] = json!({"helm-stack/sealed": "true"});
    objects[0]["status"]["reconciledAt"] = "2020-01-01T00:00:00Z".into();
    objects[0]["status"]["conditions"] = json!([{"type": "ComparisonError",
        "message": "cannot fetch https://robot:hunter2@git.example.com/shop.git: authentication required"}]);
    let server = serving(objects);
    let told = told(&server, "doctor --exit-code");
    assert!(!told.contains("hunter2"), "{told}");
    let told = without_days(&told);
    assert_snapshot!(told, @r#"
    Cluster
    ? clock        the server does not say what time it is
    ✔ server       Kubernetes v1.37.2 at http://server
    ✔ api groups   all 3 API groups answer
    ✔ crds         Applications, AppProjects and ApplicationSets are served as argoproj.io/v1alpha1

    Argo CD
    ✖ components           argocd-repo-server has 0 of 1 ready
                           argocd/argocd-repo-server
                           next: kubectl -n argocd describe deployment/argocd-repo-server
    ✖ controller           it has compared nothing for N days
                           every state, health and diff that Argo CD tells of may be old
                           next: kubectl -n argocd logs deployment/argocd-application-controller --tail 50
    ✔ installation         Argo CD in namespace argocd: 3 components, argocd-cm, 1 Application
    ✔ version              Argo CD 3.6.1
    ✔ settings             its settings (argocd-cm) can be read
    ✔ application health   child Applications are waited for: helm stack's health check is there
    ✔ tracking             objects are tracked by annotation

    Add-ons
    ✖ decryptor      nobody opens the sealed values of 1 Application
                     without a decryptor sealed text is deployed as it is, and nothing fails
                     argocd/shop
                     next: helm stack setup --decryptor helm-stack prepares one (docs/decryptor.md)
    ✖ repositories   Argo CD complains of https://git.example.com/shop.git at 1 add-on
                     cannot fetch https://git.example.com/shop.git: authentication required
                     argocd/shop
                     next: kubectl addons why argocd/shop
    ✔ clusters       all Applications deploy to the cluster that Argo CD runs in

    Rights
    ✔ rights   list, get, tree, resource, why, events, logs, values, history, diff, sources, snapshot, other clusters, doctor: you may see all of it

    28 checks: 4 failed, 1 unknown, 23 ok
    --- exit 4
    "#);
}

/// Days since an instant go on.
fn without_days(told: &str) -> String {
    let words = told.split(' ').collect::<Vec<_>>();
    let hidden = words
        .iter()
        .enumerate()
        .map(|(place, word)| match words.get(place + 1) {
            Some(next) if next.starts_with("days") => "N",
            _ => word,
        });
    hidden.collect::<Vec<_>>().join(" ")
}

#[test]
fn an_argo_cd_that_is_not_there_is_exit_code_3() {
    let server = Server::start(|asked| match asked.path.as_str() {
        "/apis" => Reply::Json(200, json!({"kind": "APIGroupList", "groups": []})),
        path if path.contains("argoproj.io") => {
            Reply::status(404, "the server could not find the requested resource")
        }
        _ => whole(&[], |_| true, asked),
    });
    assert_snapshot!(told(&server, "doctor"), @r#"
    Cluster
    ✖ crds         the server does not serve Application, AppProject, ApplicationSet as argoproj.io/v1alpha1
                   next: install Argo CD's CustomResourceDefinitions, or choose the cluster it runs in with --context
    ? clock        the server does not say what time it is
    ✔ server       Kubernetes v1.37.2 at http://server
    ✔ api groups   all 1 API groups answer

    Argo CD
    ✖ installation   no Argo CD was found: none of its components, no argocd-cm, no Application it has looked at
                     next: install Argo CD, or choose the cluster it runs in with --context

    Rights
    ✔ rights   list, get, tree, resource, why, events, logs, values, history, diff, sources, snapshot, other clusters, doctor: you may see all of it

    19 checks: 2 failed, 1 unknown, 16 ok
    --- exit 3
    "#);
}

#[test]
fn where_everything_is_refused_nothing_is_called_well() {
    let server = Server::start(|_| Reply::status(403, "forbidden: User cannot"));
    assert_snapshot!(told(&server, "doctor"), @r#"
    Cluster
    ? server       http://server does not say its version
                   you may not read the version of Kubernetes
    ? clock        the server does not say what time it is
    ? api groups   whether all API groups answer was not asked
                   you may not read the kinds it serves
    ? crds         whether Argo CD's kinds are served was not asked
                   you may not read the kinds it serves

    Argo CD
    ? installation   no Argo CD was seen, but not everything could be looked at
                     you may not list applications.argoproj.io in all namespaces

    Add-ons
    ? repositories   which repositories Argo CD has credentials for is not known
                     you may not list secrets in namespace argocd

    Rights
    ? rights   what you may do was not asked
               you may not read what you may do

    To ask for
    a ClusterRole with
      - {apiGroups: [argoproj.io], resources: [applications], verbs: [get, list, watch]}
    a Role in namespace argocd with
      - {apiGroups: [""], resources: [secrets], verbs: [get, list, watch]}

    7 checks: 7 unknown
    "#);
}

#[test]
fn rights_that_are_missing_become_roles() {
    let objects = installed();
    let server = Server::start(move |asked| {
        let may = |body: &str| !body.contains("\"secrets\"") && !body.contains("\"log\"");
        match asked.path.ends_with("/secrets") {
            true => Reply::status(403, "forbidden: User cannot list resource"),
            false => whole(&objects, may, asked),
        }
    });
    assert_snapshot!(told(&server, "doctor"), @r#"
    Cluster
    ? clock        the server does not say what time it is
    ✔ server       Kubernetes v1.37.2 at http://server
    ✔ api groups   all 3 API groups answer
    ✔ crds         Applications, AppProjects and ApplicationSets are served as argoproj.io/v1alpha1

    Argo CD
    ✔ installation         Argo CD in namespace argocd: 3 components, argocd-cm, 1 Application
    ✔ version              Argo CD 3.6.1
    ✔ settings             its settings (argocd-cm) can be read
    ✔ application health   child Applications are waited for: helm stack's health check is there
    ✔ components           all ready: argocd-application-controller, argocd-repo-server, argocd-redis
    ✔ controller           it last compared an Application less than a minute ago
    ✔ tracking             objects are tracked by annotation

    Add-ons
    ? repositories   which repositories Argo CD has credentials for is not known
                     you may not list secrets in namespace argocd
    ✔ decryptor      no Application needs a decryptor, and there is none
    ✔ clusters       all Applications deploy to the cluster that Argo CD runs in
    ✔ repositories   Argo CD does not complain of the repository in use

    Rights
    ✖ rights   logs, other clusters: you may not
    ! rights   tree, resource, events, snapshot: you may see a part of it
               resources that Argo CD names are shown as not inspected, and what hangs under them is not found
    ! rights   why: you may see a part of it
               resources that Argo CD names are shown as not inspected, and what hangs under them is not found; the last lines of a container that fails are not quoted
    ! rights   diff: you may see a part of it
               objects of these kinds are not compared; what the API server would fill in or refuse is not known: what is rendered is compared here
               next: the role kubectl-addons-rendered of docs/rbac.yaml lets the server be asked, but lets everything be changed, too
    ! rights   sources: you may see a part of it
               only what Applications use is listed, not what Argo CD is connected to
    ✔ rights   list, get, values, history, doctor: you may see all of it

    To ask for
    a Role in namespace web with
      - {apiGroups: [""], resources: [pods/log], verbs: [get]}
      - {apiGroups: [""], resources: [secrets], verbs: [get, list, watch]}
    a Role in namespace argocd with
      - {apiGroups: [""], resources: [secrets], verbs: [get, list, watch]}

    29 checks: 2 failed, 7 warnings, 2 unknown, 18 ok
    "#);
}

#[test]
fn a_group_that_hangs_holds_nothing_up() {
    let objects = installed();
    let server = Server::start(move |asked| match asked.path.as_str() {
        "/apis" => Reply::Json(
            200,
            json!({"kind": "APIGroupList", "groups": [
            {"name": "argoproj.io", "versions": [{"groupVersion": "argoproj.io/v1alpha1"}], "preferredVersion": {"groupVersion": "argoproj.io/v1alpha1"}},
            {"name": "slow.example.com", "versions": [{"groupVersion": "slow.example.com/v1"}], "preferredVersion": {"groupVersion": "slow.example.com/v1"}}]}),
        ),
        path if path.contains("slow.example.com") => Reply::Silence,
        _ => whole(&objects, |_| true, asked),
    });
    let told = told(&server, "doctor --request-timeout 2s");
    let group: Vec<&str> = told
        .lines()
        .skip_while(|line| !line.contains("api groups"))
        .take(3)
        .collect();
    assert_snapshot!(group.join("\n"), @r#"
    ! api groups   API group slow.example.com/v1 does not answer
                   no answer about API group slow.example.com/v1 within 2 s; what lies in it is missing from every tree
                   next: see what stands behind it: kubectl describe apiservice v1.slow.example.com
    "#);
    assert!(told.contains("✔ components"), "{told}");
}

#[test]
fn a_second_argo_cd_has_checks_of_its_own() {
    let mut objects = installed();
    objects.push(settings("second", &json!({})));
    let server = serving(objects);
    let told = told(&server, "doctor");
    let of_argo_cd: Vec<&str> = told.lines().skip_while(|line| *line != "Argo CD").collect();
    assert_snapshot!(of_argo_cd.join("\n"), @r#"
    Argo CD
    ! installation id      the Argo CDs of namespaces argocd and second have no installationID
                           Applications of one name take each other's objects for their own
                           next: set installationID in argocd-cm of each to a word of its own
    ! application health   second: Argo CD has no health check for Applications, so it waits for none
                           the order of an app of apps, and of a stack, would not be kept
                           next: helm stack setup --apply, or set resource.customizations.health.argoproj.io_Application in argocd-cm
    ? version              second: the version of Argo CD is not known
                           its components do not run in this cluster, or not under Argo CD's own labels
    ? components           second: none of its components was found
                           they may run in another cluster, or lack Argo CD's own labels
    ✔ installation         Argo CD in namespace argocd: 3 components, argocd-cm, 1 Application; Argo CD in namespace second: argocd-cm, no Applications
    ✔ version              argocd: Argo CD 3.6.1
    ✔ settings             argocd: its settings (argocd-cm) can be read
    ✔ application health   argocd: child Applications are waited for: helm stack's health check is there
    ✔ components           argocd: all ready: argocd-application-controller, argocd-repo-server, argocd-redis
    ✔ controller           argocd: it last compared an Application less than a minute ago
    ✔ tracking             argocd: objects are tracked by annotation
    ✔ settings             second: its settings (argocd-cm) can be read
    ✔ tracking             second: objects are tracked by annotation

    Add-ons
    ✔ decryptor      argocd: no Application needs a decryptor, and there is none
    ✔ clusters       argocd: all Applications deploy to the cluster that Argo CD runs in
    ✔ decryptor      second: no Application needs a decryptor, and there is none
    ✔ clusters       second: all Applications deploy to the cluster that Argo CD runs in
    ✔ repositories   Argo CD does not complain of the repository in use

    Rights
    ✔ rights   list, get, tree, resource, why, events, logs, values, history, diff, sources, snapshot, other clusters, doctor: you may see all of it

    36 checks: 2 warnings, 3 unknown, 31 ok
    "#);
}

#[test]
fn a_file_does_not_tell_rights_nor_api_groups() {
    assert_snapshot!(run("doctor --from healthy"), @r#"
    Cluster
    ? server       no server was asked: a file is read
                   rights, API groups and clocks cannot be told from a file
    ? api groups   whether all API groups answer was not asked
                   the file does not tell which kinds are served
    ? crds         whether Argo CD's kinds are served was not asked
                   the file does not tell which kinds are served

    Argo CD
    ? version              the version of Argo CD is not known
                           no component of Argo CD is in the file
    ? settings             its settings (argocd-cm) could not be read
                           ConfigMap argocd/argocd-cm is not in the file
    ? application health   whether Argo CD has a health check for Applications is not known
                           ConfigMap argocd/argocd-cm is not in the file
    ? components           its components were not seen
                           no component of Argo CD is in the file
    ✔ installation         Argo CD in namespace argocd: 1 Application
    ✔ controller           it last compared an Application less than a minute ago

    Add-ons
    ? decryptor      whether there is a decryptor is not known; no Application is seen to need one
                     ConfigMap argocd/argocd-cm is not in the file
    ? repositories   which repositories Argo CD has credentials for is not known
                     its Secrets are not in the file, or masked
    ✔ clusters       all Applications deploy to the cluster that Argo CD runs in
    ✔ repositories   Argo CD does not complain of the repository in use

    Rights
    ? rights   what you may do was not asked
               a file does not tell what you may do

    14 checks: 10 unknown, 4 ok
    "#);
    assert_snapshot!(run("doctor --from argocd-2.13 --exit-code"), @r#"
    Cluster
    ? server       no server was asked: a file is read
                   rights, API groups and clocks cannot be told from a file
    ? api groups   whether all API groups answer was not asked
                   the file does not tell which kinds are served
    ? crds         whether Argo CD's kinds are served was not asked
                   the file does not tell which kinds are served

    Argo CD
    ✖ application health   Argo CD has no health check for Applications, so it waits for none
                           1 Application has child Applications, whose order is not kept
                           argocd/platform
                           next: helm stack setup --apply, or set resource.customizations.health.argoproj.io_Application in argocd-cm
    ! tracking             objects are tracked by annotation or by label: argocd-cm does not say which
                           next: set application.resourceTrackingMethod in argocd-cm; annotation is the default since Argo CD 3.0
    ? version              the version of Argo CD is not known
                           no component of Argo CD is in the file
    ? components           its components were not seen
                           no component of Argo CD is in the file
    ✔ installation         Argo CD in namespace argocd: argocd-cm, 2 Applications
    ✔ settings             its settings (argocd-cm) can be read
    ✔ controller           it last compared an Application less than a minute ago

    Add-ons
    ? decryptor      whether there is a decryptor is not known; no Application is seen to need one
                     no component of Argo CD is in the file
    ? repositories   which repositories Argo CD has credentials for is not known
                     its Secrets are not in the file, or masked
    ✔ clusters       all Applications deploy to the cluster that Argo CD runs in
    ✔ repositories   Argo CD complains of none of 2 repositories

    Rights
    ? rights   what you may do was not asked
               a file does not tell what you may do

    15 checks: 1 failed, 1 warning, 8 unknown, 5 ok
    --- exit 4
    "#);
}

#[test]
fn scripts_get_every_check_and_the_roles() {
    let server = Server::start(|_| Reply::status(403, "forbidden: User cannot"));
    let answer: Value =
        serde_json::from_str(&run(&format!("doctor -o json {}", server.flags())).answer).unwrap();
    assert_eq!(
        (&answer["kind"], &answer["summary"]["ok"]),
        (&json!("DoctorReport"), &json!(0))
    );
    let statuses = answer["checks"]
        .as_array()
        .unwrap()
        .iter()
        .map(|check| &check["status"]);
    assert!(
        statuses.clone().any(|status| status == "unknown"),
        "{answer}"
    );
    assert_ne!(answer["roles"][0]["rules"], Value::Null, "{answer}");
}
