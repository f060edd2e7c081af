//! Lines that make no sense: exit code 2, one sentence, one next step.

use insta::assert_snapshot;

use crate::program::run;

#[test]
fn a_command_that_is_not_there() {
    assert_snapshot!(run("lst --from healthy"), @r#"
    --- standard error
    error: unrecognized subcommand 'lst'

      tip: some similar subcommands exist: 'ls', 'list'

    Usage: kubectl addons [OPTIONS] <COMMAND>

    For more information, try '--help'.
    --- exit 2
    "#);
}

#[test]
fn a_name_that_is_missing() {
    assert_snapshot!(run("tree --from healthy"), @r#"
    --- standard error
    error: the following required arguments were not provided:
      <NAME>

    Usage: kubectl addons tree --from <FILE|DIR|-> <NAME>

    For more information, try '--help'.
    --- exit 2
    "#);
}

#[test]
fn a_format_that_is_not_there() {
    assert_snapshot!(run("list --from healthy -o jsn"), @r#"
    --- standard error
    error: invalid value 'jsn' for '--output <FORMAT>'
      [possible values: table, wide, json, yaml, name]

      tip: a similar value exists: 'json'

    For more information, try '--help'.
    --- exit 2
    "#);
    assert_snapshot!(run("list --from healthy -o tree"), @r#"
    --- standard error
    error: invalid value 'tree' for '--output <FORMAT>'
      [possible values: table, wide, json, yaml, name]

    For more information, try '--help'.
    --- exit 2
    "#);
}

#[test]
fn a_state_that_is_not_there() {
    assert_snapshot!(run("list --from healthy --state broken"), @r#"
    --- standard error
    error: invalid value 'broken' for '--state <STATE>'
      [possible values: Pending, Deploying, Synced, Degraded, OutOfSync, Unknown]

    For more information, try '--help'.
    --- exit 2
    "#);
}

#[test]
fn a_category_that_is_not_there() {
    assert_snapshot!(run("tree grafana --from healthy --category nonsense"), @r#"
    --- standard error
    error: invalid value 'nonsense' for '--category <CATEGORY>'
      [possible values: Applications, Workloads, Autoscaling, Networking, Configuration, Storage, RBAC, Policy, Admission, Cluster, Custom]

    For more information, try '--help'.
    --- exit 2
    "#);
}

#[test]
fn a_length_of_time_that_is_none() {
    assert_snapshot!(run("events grafana --from healthy --since nonsense"), @r#"
    --- standard error
    error: `--since nonsense` is no length of time
    next: write it as in `30m`, `2h` or `90s`
    --- exit 2
    "#);
    assert_snapshot!(run("events grafana --from healthy --since 0s"), @r#"
    --- standard error
    error: `--since 0s` is no length of time
    next: write it as in `30m`, `2h` or `90s`
    --- exit 2
    "#);
    assert_snapshot!(run("list --server http://127.0.0.1:1 --request-timeout soon"), @r#"
    --- standard error
    error: `--request-timeout soon` is no length of time
    next: write it as in `10s`, `1m` or `0` for never
    --- exit 2
    "#);
}

#[test]
fn a_selector_that_is_none() {
    assert_snapshot!(run("list --from fleet -l team~shop"), @r#"
    --- standard error
    error: reading the selector of -l: `team~shop` is no label requirement; write `key=value`, `key!=value`, `key in (a,b)`, `key` or `!key`
    next: see kubectl addons --help
    --- exit 2
    "#);
}

#[test]
fn a_namespace_and_all_of_them() {
    assert_snapshot!(run("list --from healthy -n argocd -A"), @r#"
    --- standard error
    error: the argument '--namespace <NAMESPACE>' cannot be used with '--all-namespaces'

    Usage: kubectl addons list --from <FILE|DIR|-> --namespace <NAMESPACE>

    For more information, try '--help'.
    --- exit 2
    "#);
}

#[test]
fn a_resource_that_is_none() {
    assert_snapshot!(run("events grafana --from healthy --for grafana"), @r#"
    --- standard error
    error: `grafana` names no resource
    next: write KIND/NAME, as in `Pod/web-0`, or KIND/NAMESPACE/NAME
    --- exit 2
    "#);
    assert_snapshot!(run("events grafana --from healthy --for Pod/nothing"), @r#"
    --- standard error
    error: Pod/nothing is not among the resources of grafana
    next: see them all: kubectl addons tree grafana --from healthy
    --- exit 3
    "#);
}

#[test]
fn a_snapshot_of_a_file() {
    assert_snapshot!(run("snapshot --from healthy"), @r#"
    --- standard error
    error: a snapshot is taken of a cluster, not of a file
    next: leave out --from
    --- exit 2
    "#);
}

#[test]
fn a_name_that_nothing_has() {
    assert_snapshot!(run("tree graphana --from healthy"), @r#"
    --- standard error
    error: there is no add-on named graphana
    next: did you mean grafana?
    --- exit 3
    "#);
    assert_snapshot!(run("get xyz --from healthy"), @r#"
    --- standard error
    error: there is no add-on named xyz
    next: list all add-ons: kubectl addons list --from healthy
    --- exit 3
    "#);
    assert_snapshot!(run("get grafana --from healthy -n team"), @r#"
    --- standard error
    error: there is no add-on named grafana in namespace team
    next: list all add-ons: kubectl addons list --from healthy -n team
    --- exit 3
    "#);
}

#[test]
fn a_name_that_several_have() {
    assert_snapshot!(run("get web --from fleet"), @r#"
    --- standard error
    error: 2 add-ons fit the name web: argocd/shop-web, edge/edge-web
    next: name one of them with its namespace, as listed
    --- exit 3
    "#);
}
