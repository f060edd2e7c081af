//! `resource`: one resource at length, in every format, by every way to name it.

use insta::assert_snapshot;

use crate::program::run;

#[test]
fn a_pod_that_crashes() {
    assert_snapshot!(run("resource loki pod/loki-0 --from degraded"), @"");
}

#[test]
fn a_workload_with_what_hangs_under_it() {
    assert_snapshot!(run("resource grafana deploy/grafana --from healthy"), @"");
}

#[test]
fn one_that_is_missing() {
    assert_snapshot!(run("resource vault Deployment/vault --from missing"), @"");
    assert_snapshot!(run("resource vault Deployment/vault --from missing -o yaml"), @"");
}

#[test]
fn one_that_nobody_may_see() {
    assert_snapshot!(run("resource vault Secret/vault --from missing -o yaml"), @"");
}

#[test]
fn the_application_itself_and_a_child_of_it() {
    assert_snapshot!(run("resource platform Application/platform --from app-of-apps"), @"");
    assert_snapshot!(run("resource platform app/wiki --from app-of-apps"), @"");
}

#[test]
fn the_live_object_as_yaml() {
    assert_snapshot!(run("resource loki sts/loki --from degraded -o yaml"), @"");
}

#[test]
fn json() {
    assert_snapshot!(run("resource grafana svc/grafana --from healthy -o json"), @"");
}

#[test]
fn names_that_fit_nothing_or_are_none() {
    assert_snapshot!(run("resource grafana pods/grafna --from healthy"), @"");
    assert_snapshot!(run("resource grafana ingress/grafana --from healthy"), @"");
    assert_snapshot!(run("resource grafana grafana --from healthy"), @"");
}

#[test]
fn an_exit_code_for_scripts() {
    assert_eq!(run("resource loki pod/loki-0 --from degraded --exit-code").code, 4);
    assert_eq!(run("resource grafana deploy/grafana --from healthy --exit-code").code, 0);
}

#[test]
fn every_name_that_a_tree_prints_works() {
    let names = run("tree grafana --from healthy -o name").answer;
    for name in names.lines() {
        let ended = run(&format!("resource grafana {name} --from healthy -o json"));
        assert_eq!(ended.code, 0, "{name}: {ended}");
    }
}
