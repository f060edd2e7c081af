//! `add NAME CHART`.

use insta::assert_snapshot;

use crate::charts;
use crate::place::{Place, STACK};

/// Runs a line with the server's address in place of SERVER, and hides it in what is said.
fn run(place: &Place, line: &str) -> String {
    let server = charts::start();
    let said = place.run(&line.replace("SERVER", &server.host));
    server.hidden_in(&said)
}

const COMMUNITY: &str = "--chart grafana --repository http://SERVER/charts";

#[test]
fn a_chart_of_a_helm_repository() {
    let place = Place::new(STACK);
    let server = charts::start();
    let line = format!(
        "add grafana {COMMUNITY} --version 9.2.10 --target-namespace grafana --parent addon/database --encrypt adminPassword"
    );
    let said = place.run(&line.replace("SERVER", &server.host));
    assert_snapshot!(server.hidden_in(&said), @r"
    --- standard error
    added addon/grafana: grafana 9.2.10 (app 11.1) from http://server/charts; its values go into add-ons/grafana/values.yaml
    note: the newest stable version is 9.3.0
    next: helm stack show
    ");
    assert_snapshot!(server.hidden_in(&place.added_to("stack.yaml", STACK)), @r"
    - name: grafana
      chart: grafana
      version: 9.2.10
      repository: http://server/charts
      namespace: grafana
      values: add-ons/grafana/values.yaml
      encrypt:
        - adminPassword
      parents:
        - kind: addon
          name: database
    ");
    assert_snapshot!(server.hidden_in(&place.read("add-ons/grafana/values.yaml")), @r"
    # Values of grafana 9.2.10, laid over the chart's own.
    # What can be set: helm show values grafana --repo http://server/charts --version 9.2.10
    ");
    assert_eq!(place.files(), ["add-ons/grafana/values.yaml", "stack.yaml"]);
}

#[test]
fn a_repository_that_helm_knows_by_name_and_its_newest_version() {
    let place = Place::new(STACK);
    let server = charts::start();
    let known = format!(
        "repositories:\n- {{name: community, url: 'http://{}/charts/'}}\n",
        server.host
    );
    place.write(".helm/repositories.yaml", &known);
    assert_snapshot!(server.hidden_in(&place.run("add grafana community/grafana --target-namespace grafana")), @r"
    --- standard error
    added addon/grafana: grafana 9.3.0 (app 11.2) from http://server/charts; its values go into add-ons/grafana/values.yaml
    next: helm stack show
    ");
    assert!(place.read("stack.yaml").contains(&format!(
        "version: 9.3.0\n    repository: http://{}/charts\n",
        server.host
    )));
    assert_snapshot!(server.hidden_in(&place.run("add loki comunity/loki --target-namespace loki")), @r"
    --- standard error
    error: Helm knows no repository comunity
    next: it knows community
    next: add it with `helm repo add comunity URL`, or name its address: --chart CHART --repository URL
    --- exit 3
    ");
}

#[test]
fn a_chart_of_a_registry() {
    let place = Place::new(STACK);
    let server = charts::start();
    let said = place.run(&format!(
        "add logs oci://{}/team/loki --target-namespace loki",
        server.host
    ));
    assert_snapshot!(server.hidden_in(&said), @r"
    --- standard error
    added addon/logs: loki 6.16.0 from oci://server/team; its values go into add-ons/logs/values.yaml
    next: helm stack show
    ");
    assert_snapshot!(server.hidden_in(&place.added_to("stack.yaml", STACK)), @r"
    - name: logs
      chart: loki
      version: 6.16.0
      repository: oci://server/team
      namespace: loki
      values: add-ons/logs/values.yaml
    ");
}

#[test]
fn an_archive_is_its_repositorys_chart() {
    let place = Place::new(STACK);
    let said = run(
        &place,
        "add grafana http://SERVER/charts/grafana-9.2.10.tgz --target-namespace grafana",
    );
    assert_snapshot!(said, @r"
    --- standard error
    added addon/grafana: grafana 9.2.10 (app 11.1) from http://server/charts; its values go into add-ons/grafana/values.yaml
    next: helm stack show
    ");
    assert_snapshot!(run(&place, "add other http://SERVER/charts/other-1.0.0.tgz --target-namespace x"), @r"
    --- standard error
    error: finding the repository this archive belongs to: http://server/charts/ does not name http://server/charts/other-1.0.0.tgz
    next: name the repository and the chart: --chart CHART --repository URL
    --- exit 1
    ");
}

#[test]
fn a_folder_travels_with_the_stack() {
    let place = Place::new(STACK);
    let elsewhere = tempfile::tempdir().unwrap();
    let chart = elsewhere.path().join("shop");
    std::fs::create_dir_all(chart.join("templates")).unwrap();
    std::fs::write(
        chart.join("Chart.yaml"),
        "apiVersion: v2\nname: web\nversion: 0.1.0\n",
    )
    .unwrap();
    std::fs::write(chart.join("templates/a.yaml"), "kind: {{ .Values.kind }}\n").unwrap();
    let line = format!("add shop {} --target-namespace shop", chart.display());
    assert_snapshot!(place.run(&line), @r"
    --- standard error
    added addon/shop: web 0.1.0 from ./charts/web; its values go into add-ons/shop/values.yaml
    next: helm stack show
    ");
    assert_snapshot!(place.added_to("stack.yaml", STACK), @r"
    - name: shop
      chart: web
      version: 0.1.0
      repository: ./charts/web
      namespace: shop
      values: add-ons/shop/values.yaml
    ");
    assert_eq!(
        place.files(),
        [
            "add-ons/shop/values.yaml",
            "charts/web/Chart.yaml",
            "charts/web/templates/a.yaml",
            "stack.yaml"
        ]
    );
    // Once more under another name: the chart that lies there is the same.
    assert!(
        place
            .run(&line.replace("add shop", "add shop-two"))
            .contains("added addon/shop-two")
    );
    assert!(
        place
            .run("add shop-three charts/web --target-namespace shop")
            .contains("added addon/shop-three: web 0.1.0")
    );
    std::fs::write(chart.join("templates/a.yaml"), "kind: other\n").unwrap();
    assert_snapshot!(place.run(&line.replace("add shop", "add shop-four")), @r"
    --- standard error
    error: charts/web is there already, and is another chart
    next: remove it first, or add it as it is: charts/web
    --- exit 1
    ");
}

#[test]
fn values_may_be_given_and_what_is_there_stays() {
    let place = Place::new(STACK);
    place.write("my.yaml", "# mine\nreplicas: 2\n");
    let line = format!("add grafana {COMMUNITY} --target-namespace grafana --values my.yaml");
    assert!(run(&place, &line).contains("added addon/grafana"));
    assert_eq!(
        place.read("add-ons/grafana/values.yaml"),
        "# mine\nreplicas: 2\n"
    );
    place.write("add-ons/two/values.yaml", "replicas: 9\n");
    assert_snapshot!(run(&place, &line.replace("add grafana", "add two")), @r"
    --- standard error
    error: add-ons/two/values.yaml is there already, and is another
    next: remove it, or give the member another name
    --- exit 1
    ");
    assert!(
        run(
            &place,
            &line
                .replace("add grafana", "add two")
                .replace("--values my.yaml", "")
        )
        .contains("added addon/two")
    );
    assert_eq!(place.read("add-ons/two/values.yaml"), "replicas: 9\n");
    place.write("bad.yaml", "- a\n- b\n");
    assert_snapshot!(run(&place, &line.replace("add grafana", "add three").replace("my.yaml", "bad.yaml")), @r"
    --- standard error
    error: bad.yaml holds no values: it is no map of keys and values
    next: mend it, or leave out --values and fill in the file that is made
    --- exit 2
    ");
}

#[test]
fn what_is_wrong_is_said_before_anybody_is_asked_and_nothing_is_written() {
    let place = Place::new(STACK);
    let server = charts::start();
    let line = format!("add Database {COMMUNITY} --target-namespace x --parent addon/databse --parent manifest/none").replace("SERVER", &server.host);
    assert_snapshot!(place.run(&line), @r"
    --- standard error
    error: name holds 'D'; addon/Database waits for addon/databse, which is not in this stack; addon/Database waits for manifest/none, which is not in this stack
    next: use at most 63 lower-case letters, digits and hyphens, and no hyphen at either end
    next: did you mean addon/database?
    next: add manifest/none to the stack, or take it out of parents
    --- exit 2
    ");
    assert_snapshot!(place.run(&line.replace("Database", "database").replace("databse", "database").replace("--parent manifest/none", "")), @r"
    --- standard error
    error: a second member is called database; the first stands on line 7
    next: give it another name: names are unique among add-ons and manifests
    --- exit 2
    ");
    assert_snapshot!(place.run("add grafana community/grafana"), @r"
    --- standard error
    error: add-on grafana has no namespace
    next: say where it is deployed: --target-namespace NAMESPACE
    --- exit 2
    ");
    assert_snapshot!(place.run("add grafana --target-namespace x"), @r"
    --- standard error
    error: nothing says what grafana is
    next: name a chart: REPOSITORY/CHART, oci://HOST/PATH/CHART, ./FOLDER, or --chart CHART --repository URL
    next: or a file of Kubernetes YAML: --manifest FILE
    --- exit 2
    ");
    assert_snapshot!(place.run("add grafana a/b --target-namespace x --parent database"), @r"
    --- standard error
    error: `--parent database` does not say what database is
    next: write addon/database or manifest/database
    --- exit 2
    ");
    assert!(server.asked().is_empty());
    assert_eq!(place.files(), ["stack.yaml"]);
    assert_eq!(place.read("stack.yaml"), STACK);
}

#[test]
fn sources_that_have_no_such_chart_write_nothing() {
    let place = Place::new(STACK);
    assert_snapshot!(run(&place, "add g --chart grafan --repository http://SERVER/charts --target-namespace x"), @r"
    --- standard error
    error: http://server/charts has no chart grafan
    next: did you mean grafana?
    --- exit 3
    ");
    assert_snapshot!(run(&place, &format!("add g {COMMUNITY} --version 1.0.0 --target-namespace x")), @r"
    --- standard error
    error: http://server/charts has no version 1.0.0 of grafana
    next: the newest are 9.3.0, 9.2.10
    --- exit 3
    ");
    assert_snapshot!(run(&place, "add g --chart lib --repository http://SERVER/charts --target-namespace x"), @r"
    --- standard error
    error: lib is a library chart: it holds nothing to deploy
    next: add a chart that uses it
    --- exit 2
    ");
    assert_snapshot!(run(&place, "add g --chart grafana --repository http://SERVER/private --target-namespace x"), @r"
    --- standard error
    error: http://server/private/index.yaml answers 401 Unauthorized
    next: it wants a user and a password, which Helm keeps: helm repo add NAME http://server/private --force-update --username USER --password-stdin
    --- exit 6
    ");
    assert_snapshot!(run(&place, "add g oci://SERVER/team/loki --version 9.9.9 --target-namespace x"), @r"
    --- standard error
    error: reading oci://server/team/loki: oci://server/team has no version 9.9.9 of loki
    next: the newest are 6.16.0, 6.15.0
    --- exit 3
    ");
    assert_eq!(place.files(), ["stack.yaml"]);
}

#[test]
fn a_chart_its_makers_gave_up_is_told() {
    let place = Place::new(STACK);
    assert_snapshot!(run(&place, "add old --chart old --repository http://SERVER/charts --target-namespace x"), @r"
    --- standard error
    added addon/old: old 1.0.0 from http://server/charts; its values go into add-ons/old/values.yaml
    note: the makers of old advise against it: it is deprecated
    next: helm stack show
    ");
}

#[test]
fn a_stack_that_is_broken_is_mended_first() {
    let place = Place::new("apiVersion: helm-stack/v1\nkind: Stack\nmetadata: {name: m}\n");
    assert!(
        run(&place, &format!("add g {COMMUNITY} --target-namespace x")).contains("stack.yaml:3")
    );
    assert_eq!(place.files(), ["stack.yaml"]);
}
