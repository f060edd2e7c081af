use argocd::doctor::{Check, Group, Status};
use argocd::rights::Right;
use insta::assert_snapshot;

use super::super::fixture::drawn;
use super::*;

fn check(status: Status, group: Group, id: &'static str, what: &str) -> Check {
    Check::new(id, group, status, what)
}

fn view() -> DoctorView {
    let mut logs = check(Status::Failed, Group::Rights, "rights", "logs: you may not");
    logs.rights = vec![Right::new("get", "", "pods/log").within("web")];
    DoctorView::new(vec![
        check(Status::Ok, Group::Cluster, "server", "Kubernetes v1.37.2 at https://api"),
        check(Status::Failed, Group::ArgoCd, "components", "argocd-repo-server has 0 of 1 ready")
            .why("one may be a sentence of any length, which goes on in the next line of the same column where the screen ends")
            .next("kubectl -n argocd describe deployment/argocd-repo-server")
            .affects(["a/1", "a/2", "a/3", "a/4", "a/5"].map(str::to_owned)),
        logs,
        check(Status::Ok, Group::Rights, "rights", "list: you may see all of it"),
        check(Status::Ok, Group::Rights, "rights", "get: you may see all of it"),
    ])
}

#[test]
fn a_screen_has_groups_roles_and_a_count() {
    assert_snapshot!(drawn(&view(), 80), @r#"
    Cluster
    ✔ server   Kubernetes v1.37.2 at https://api

    Argo CD
    ✖ components   argocd-repo-server has 0 of 1 ready
                   one may be a sentence of any length, which goes on in the next
                   line of the same column where the screen ends
                   a/1, a/2, a/3 and 2 more (-o wide)
                   next: kubectl -n argocd describe deployment/argocd-repo-server

    Rights
    ✖ rights   logs: you may not
    ✔ rights   list, get: you may see all of it

    To ask for
    a Role in namespace web with
      - {apiGroups: [""], resources: [pods/log], verbs: [get]}

    5 checks: 2 failed, 3 ok
    "#);
}

#[test]
fn one_argo_cd_among_several_is_named() {
    let of = |namespace: &str| {
        check(Status::Ok, Group::ArgoCd, "version", "Argo CD 3.6.1").of(namespace)
    };
    let view = DoctorView::new(vec![of("argocd"), of("second")]);
    assert_snapshot!(drawn(&view, 80), @r#"
    Argo CD
    ✔ version   argocd: Argo CD 3.6.1
    ✔ version   second: Argo CD 3.6.1

    2 checks: 2 ok
    "#);
}
