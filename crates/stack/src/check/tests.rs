use super::*;
use crate::file;

const HEAD: &str =
    "apiVersion: helm-stack/v1\nkind: Stack\nmetadata: {name: web, version: 1.0.0}\n";
const GRAFANA: &str = "{name: grafana, chart: grafana, version: 9.2.10, repository: https://charts.example.com, namespace: monitoring";
const VALUES: &str = "add-ons/grafana/values.yaml";

/// Returns what is said of a stack with these members and files: `place severity rule: what; next`, without the places
/// of members, who all stand in one line.
fn said(members: &str, files: &[(&str, &str)]) -> Vec<String> {
    let text = format!("{HEAD}{members}\n");
    let stack = file::decode(&text, file::NAME).unwrap().stack;
    let files: Files = files.iter().copied().collect();
    check(&stack, &files).iter().map(line).collect()
}

fn line(complaint: &Complaint) -> String {
    let place = complaint.place.to_string();
    let place = match place.starts_with(file::NAME) {
        true => file::NAME,
        false => &place,
    };
    let severity = complaint.severity.as_str();
    let Complaint {
        rule, what, next, ..
    } = complaint;
    format!("{place} {severity} {rule}: {what}; {next}")
}

/// Returns what is said of the values of one add-on with more keys in its line.
fn said_of_values(more: &str, values: &str) -> Vec<String> {
    said(&format!("addons: [{GRAFANA}{more}}}]"), &[(VALUES, values)])
}

/// Returns what is said of the text of one manifest.
fn said_of_manifest(more: &str, text: &str) -> Vec<String> {
    said(
        &format!("manifests: [{{name: ns{more}}}]"),
        &[("manifests/ns.yaml", text)],
    )
}

const NAMESPACE: &str = "apiVersion: v1\nkind: Namespace\nmetadata: {name: monitoring}\n";

#[test]
fn a_stack_without_mistakes_has_none() {
    let members = format!(
        "manifests: [{{name: ns}}]\naddons: [{GRAFANA}, parents: [{{kind: manifest, name: ns}}]}}]"
    );
    assert_eq!(
        said(
            &members,
            &[(VALUES, "replicas: 2\n"), ("manifests/ns.yaml", NAMESPACE)]
        ),
        [""; 0]
    );
    assert_eq!(said_of_values("", ""), [""; 0]);
    assert_eq!(said_of_values("", "# nothing yet\n"), [""; 0]);
}

#[test]
fn values_that_are_not_there_are_missed() {
    assert_eq!(
        said(
            &format!("addons: [{GRAFANA}, valueFiles: [add-ons/more.yaml]}}]"),
            &[]
        ),
        [
            "stack.yaml error missing-file: add-ons/more.yaml, which addon/grafana names for its values, does not exist; create it; left empty, the chart's own values hold",
            "stack.yaml error missing-file: add-ons/grafana/values.yaml, which addon/grafana names for its values, does not exist; create it; left empty, the chart's own values hold",
        ]
    );
}

#[test]
fn values_that_are_not_yaml_are_named_with_the_place_and_without_their_text() {
    let said = said_of_values("", "a: 1\npassword: 'hunter2\n");
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(
        said[0].starts_with("add-ons/grafana/values.yaml:"),
        "{said:?}"
    );
    assert!(said[0].contains(" error not-yaml: not YAML: "), "{said:?}");
    assert!(!said[0].contains("hunter2"));
}

#[test]
fn values_are_one_mapping() {
    assert_eq!(
        said_of_values("", "a: 1\n---\nb: 2\n"),
        [
            "add-ons/grafana/values.yaml:2:1 error several-documents: a second document begins here, and values are one; make one of them, or move the second to a file of its own under `valueFiles:`"
        ]
    );
    assert_eq!(
        said_of_values("", "- a\n"),
        [
            "add-ons/grafana/values.yaml:1:1 error values: values must be a mapping of keys to values; write them as `key: value`, as the chart's values.yaml does"
        ]
    );
}

#[test]
fn a_file_that_is_no_text_is_named() {
    let stack = file::decode(&format!("{HEAD}addons: [{GRAFANA}}}]"), file::NAME)
        .unwrap()
        .stack;
    let files: Files = [(VALUES, b"\xff".to_vec())].into_iter().collect();
    let said: Vec<String> = check(&stack, &files).iter().map(line).collect();
    assert_eq!(
        said,
        ["add-ons/grafana/values.yaml error not-yaml: not text in UTF-8; save it as UTF-8"]
    );
}

#[test]
fn a_manifest_is_there_and_holds_objects() {
    assert_eq!(
        said("manifests: [{name: ns}]", &[]),
        [
            "stack.yaml error missing-file: manifests/ns.yaml, which manifest/ns delivers, does not exist; create it, or take the manifest out of stack.yaml"
        ]
    );
    assert_eq!(
        said_of_manifest("", "# nothing\n---\n"),
        [
            "manifests/ns.yaml error empty: manifest/ns delivers nothing: its file holds no object; write the objects it is to deliver, or take the manifest out of stack.yaml"
        ]
    );
    let text = format!("{NAMESPACE}---\nkind: ConfigMap\nmetadata: {{}}\n---\n- a\n");
    let advice = "write one Kubernetes object for each document: apiVersion, kind, metadata";
    assert_eq!(
        said_of_manifest("", &text),
        [
            format!(
                "manifests/ns.yaml:5:1 error manifest: this object has no apiVersion, no metadata.name; {advice}"
            ),
            format!(
                "manifests/ns.yaml:8:1 error manifest: this document is no Kubernetes object; {advice}"
            ),
        ]
    );
    assert_eq!(
        said_of_manifest("", "apiVersion: v1\nkind: List\nitems: []\n"),
        [""; 0]
    );
}

#[test]
fn a_manifest_with_keys_to_be_sealed_is_one_document() {
    let text = format!("{NAMESPACE}---\n{NAMESPACE}");
    assert_eq!(said_of_manifest("", &text), [""; 0]);
    assert_eq!(
        said_of_manifest(", encrypt: [kind]", &text)[1],
        "manifests/ns.yaml:5:1 error several-documents: a second document begins here, and a file with keys to be sealed holds one; move the object with the secret to a manifest of its own"
    );
}

#[test]
fn a_fault_in_a_later_document_stands_on_the_line_of_the_file() {
    let said = said_of_manifest("", &format!("{NAMESPACE}---\na: 'b\n"));
    assert_eq!(said.len(), 1, "{said:?}");
    let line = said[0].split(':').nth(1).and_then(|line| line.parse().ok());
    assert!(line >= Some(5), "{said:?}");
}

#[test]
fn what_encrypt_names_and_is_plain_is_named_once_for_each_key() {
    let next = "`helm stack push` seals it on its way; before you commit this file yourself, `helm stack encrypt` seals it here";
    assert_eq!(
        said_of_values(
            ", encrypt: [adminPassword, smtp.password]",
            "adminPassword: hunter2\nsmtp:\n  user: x\n  password: {old: a, new: 7}\n"
        ),
        [
            format!(
                "add-ons/grafana/values.yaml:1:1 warning plain-secret: adminPassword is named in encrypt and stands here in plain text; {next}"
            ),
            format!(
                "add-ons/grafana/values.yaml:4:3 warning plain-secret: smtp.password is named in encrypt and stands here in plain text; {next}"
            ),
        ]
    );
}

#[test]
fn what_is_sealed_or_empty_is_not_plain() {
    let values = "adminPassword: ENC[AES256_GCM,data:x,iv:x,tag:x,type:str]\nother:\n  adminPassword: ''\nlist: [{adminPassword: null}]\nsops: {mac: plain}\n";
    assert_eq!(
        said_of_values(", encrypt: [adminPassword, mac]", values)[..],
        [
            "stack.yaml warning unused-encrypt: addon/grafana names mac in encrypt, which is nowhere in add-ons/grafana/values.yaml; write the key into the file (helm stack set grafana mac --stdin), or take it out of encrypt"
        ]
    );
}

#[test]
fn a_key_of_encrypt_that_is_nowhere_is_named_with_what_was_meant() {
    let said = |encrypt: &str| {
        let said = said_of_values(
            &format!(", encrypt: [{encrypt}]"),
            "auth:\n  token: ENC[x]\n  tokens: [{id: 'ENC[y]'}]\n",
        );
        let unused = said
            .into_iter()
            .filter(|line| line.contains("unused-encrypt"));
        let next = unused.filter_map(|line| line.rsplit("; ").next().map(str::to_owned));
        next.collect::<Vec<_>>()
    };
    assert_eq!(said("token, auth.token, id, auth.tokens.id"), [""; 0]);
    assert_eq!(said("db.token"), ["did you mean auth.token?"]);
    assert_eq!(said("auth.tokne"), ["did you mean auth.token?"]);
    assert_eq!(
        said("license"),
        [
            "write the key into the file (helm stack set grafana license --stdin), or take it out of encrypt"
        ]
    );
}

#[test]
fn of_a_file_that_cannot_be_read_nothing_is_missed() {
    assert_eq!(said_of_values(", encrypt: [password]", "a: [\n").len(), 1);
    assert_eq!(
        said(&format!("addons: [{GRAFANA}, encrypt: [password]}}]"), &[]).len(),
        1
    );
}

#[test]
fn what_looks_like_a_secret_and_is_not_to_be_sealed_is_named() {
    let advice = |name: &str| format!("add it to `encrypt:` of grafana, as in `encrypt: [{name}]`");
    let values = "auth:\n  password: hunter2\n  existingSecret: x\nurl: https://u:hunter2@db.example.com\nusers: [{token: a}, {token: b}]\n";
    let said = said_of_values("", values);
    assert_eq!(
        said,
        [
            format!(
                "add-ons/grafana/values.yaml:2:3 warning unlisted-secret: auth.password looks like a secret and is not named in encrypt; {}",
                advice("password")
            ),
            format!(
                "add-ons/grafana/values.yaml:4:1 warning unlisted-secret: url looks like a secret and is not named in encrypt; {}",
                advice("url")
            ),
            format!(
                "add-ons/grafana/values.yaml:5:10 warning unlisted-secret: users.token looks like a secret and is not named in encrypt; {}",
                advice("token")
            ),
            format!(
                "add-ons/grafana/values.yaml:5:22 warning unlisted-secret: users.token looks like a secret and is not named in encrypt; {}",
                advice("token")
            ),
        ]
    );
    assert!(!said.concat().contains("hunter2"));
}

#[test]
fn data_of_a_secret_in_a_manifest_is_to_be_sealed() {
    let secret = "apiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData:\n  user: app\n";
    assert_eq!(
        said_of_manifest("", secret),
        [
            "manifests/ns.yaml:5:3 warning unlisted-secret: stringData.user looks like a secret and is not named in encrypt; add it to `encrypt:` of ns, as in `encrypt: [user]`"
        ]
    );
    let sealed = said_of_manifest(", encrypt: [stringData]", secret);
    assert_eq!(sealed.len(), 1);
    assert!(
        sealed[0].contains("plain-secret: stringData is named"),
        "{sealed:?}"
    );
}

#[test]
fn a_secret_cannot_be_sealed_in_a_parameter_or_a_patch() {
    assert_eq!(
        said_of_values(
            ", encrypt: [password], parameters: {auth.password: hunter2, token: x, replicas: 2}",
            "password: ENC[x]\n"
        ),
        [
            "stack.yaml error plain-parameter: parameter auth.password of addon/grafana is named in encrypt and cannot be sealed there; move it to the values file",
            "stack.yaml warning plain-parameter: parameter token of addon/grafana looks like a secret and cannot be sealed there; move it to the values file and name it in encrypt",
        ]
    );
    assert_eq!(
        said_of_values(
            ", encrypt: [password], application: {spec: {source: {helm: {valuesObject: {password: x}}}}}",
            "password: ENC[x]\n"
        ),
        [
            "stack.yaml error plain-parameter: password in `application:` of addon/grafana is named in encrypt and cannot be sealed there; move it to the values file"
        ]
    );
}

#[test]
fn files_nobody_uses_are_named_and_those_of_disabled_members_are_used() {
    let members = format!("manifests: [{{name: idle, enabled: false}}]\naddons: [{GRAFANA}}}]");
    let files = [
        (VALUES, ""),
        ("add-ons/grafana/README.md", ""),
        ("add-ons/old/values.yaml", ""),
        ("manifests/idle.yaml", NAMESPACE),
        ("manifests/left.yaml", NAMESPACE),
    ];
    assert_eq!(
        said(&members, &files),
        [
            "add-ons/old/values.yaml warning unused-file: no member of the stack uses this file; name it as `values:` or under `valueFiles:` of an add-on, or delete it",
            "manifests/left.yaml warning unused-file: no member of the stack uses this file; name it under `manifests:` of stack.yaml, or delete it",
        ]
    );
}

#[test]
fn names_that_would_become_too_long_are_named() {
    let name = "x".repeat(58);
    let addon = format!(
        "addons: [{{name: {name}, chart: c, version: 1.0.0, repository: ./charts, namespace: own, values: add-ons/v.yaml"
    );
    let chart = ("charts/c/Chart.yaml", "name: c\nversion: 1.0.0\n");
    let files = [("add-ons/v.yaml", ""), chart];
    assert_eq!(
        said(&format!("{addon}}}]"), &files),
        [
            format!(
                "stack.yaml error name-length: the Application of addon/{name} would be called <cluster>-web-{name}, which is longer than 63 characters; shorten the name of the stack or the member, or set `applicationName:`"
            ),
            format!(
                "stack.yaml error name-length: the release of addon/{name} has a name of 58 characters; Helm takes 53; set `releaseName:` to a shorter one"
            ),
        ]
    );
    assert_eq!(
        said(
            &format!("{addon}, applicationName: a, releaseName: b}}]"),
            &files
        ),
        [""; 0]
    );
    let fits = "x".repeat(57);
    let fits = format!(
        "addons: [{{name: {fits}, releaseName: r, chart: c, version: 1.0.0, repository: ./charts, namespace: own, values: add-ons/v.yaml}}]"
    );
    assert_eq!(said(&fits, &files), [""; 0]);
}

#[test]
fn a_local_chart_is_there_and_is_the_one_that_is_named() {
    let addon =
        "addons: [{name: own, chart: own, version: 1.0.0, repository: ./charts, namespace: own}]";
    let values = ("add-ons/own/values.yaml", "");
    let said = |text: Option<&str>| {
        let chart = text.map(|text| ("charts/own/Chart.yaml", text));
        said(
            addon,
            &chart.into_iter().chain([values]).collect::<Vec<_>>(),
        )
    };
    assert_eq!(
        said(None),
        [
            "stack.yaml error local-chart: charts/own, the chart of addon/own, has no Chart.yaml; put the chart into charts/own/, or name another repository"
        ]
    );
    assert_eq!(
        said(Some("name: own\nversion: 1.1.0\n")),
        [
            "stack.yaml error local-chart: addon/own wants version 1.0.0, and charts/own/Chart.yaml has 1.1.0; make both say the same"
        ]
    );
    assert_eq!(
        said(Some("version: 1.0.0\n")),
        [
            "charts/own/Chart.yaml error local-chart: charts/own/Chart.yaml has no name; make both say the same"
        ]
    );
    assert!(said(Some("name: [\n"))[0].contains("error not-yaml"));
    assert_eq!(said(Some("name: own\nversion: 1.0.0\n")), [""; 0]);
}

#[test]
fn releases_are_not_shared() {
    let second = GRAFANA.replace("name: grafana", "name: second, releaseName: grafana");
    let files = [(VALUES, ""), ("add-ons/second/values.yaml", "")];
    let members = |more: &str| format!("addons: [{GRAFANA}}}, {second}{more}}}]");
    assert_eq!(
        said(&members(""), &files),
        [
            "stack.yaml warning shared-release: addon/grafana and addon/second are both release grafana in namespace monitoring; give one of them another releaseName or namespace"
        ]
    );
    assert_eq!(
        said(&members(", destination: {name: other}"), &files),
        [""; 0]
    );
}

#[test]
fn an_add_on_waits_for_the_manifest_that_creates_its_namespace() {
    let files = [
        (VALUES, ""),
        ("manifests/ns.yaml", NAMESPACE),
        (
            "manifests/more.yaml",
            "apiVersion: v1\nkind: Namespace\nmetadata: {name: other}\n",
        ),
    ];
    let members = |parents: &str| {
        format!(
            "manifests: [{{name: ns}}, {{name: more, parents: [{{kind: manifest, name: ns}}]}}]\naddons: [{GRAFANA}{parents}}}]"
        )
    };
    assert_eq!(
        said(&members(""), &files),
        [
            "stack.yaml warning namespace-order: addon/grafana does not wait for manifest/ns, which creates its namespace monitoring; add `{kind: manifest, name: ns}` to its parents"
        ]
    );
    assert_eq!(
        said(
            &members(", parents: [{kind: manifest, name: more}]"),
            &files
        ),
        [""; 0]
    );
}

#[test]
fn without_a_stack_file_the_other_files_are_still_looked_at() {
    let files: Files = [
        ("add-ons/a/values.yaml", "a: [\n"),
        ("manifests/b.yaml", "x: 'y\n"),
    ]
    .into_iter()
    .collect();
    let files: Vec<String> = check_files(&files)
        .into_iter()
        .map(|complaint| complaint.place.file)
        .collect();
    assert_eq!(files, ["add-ons/a/values.yaml", "manifests/b.yaml"]);
}

#[test]
fn a_secret_does_not_hide_in_the_text_of_a_patch_or_parameter() {
    for more in [
        "application: {spec: {source: {helm: {values: 'a: {password: x}'}}}}",
        "application: {spec: {source: {helm: {parameters: [{name: auth.password, value: x}]}}}}",
        "parameters: {config: '{\"password\": \"x\"}'}",
    ] {
        let said = said_of_values(&format!(", encrypt: [password], {more}"), "password: x\n");
        let found = said
            .iter()
            .filter(|line| line.contains("error plain-parameter"));
        assert_eq!(found.count(), 1, "{more}: {said:?}");
    }
    let harmless = ", encrypt: [password], parameters: {a: 'x: y', b: '[password]', c: '{'}";
    assert_eq!(said_of_values(harmless, "password: ''\n"), [""; 0]);
}

#[test]
fn a_secret_of_a_member_that_is_not_enabled_goes_into_git_too() {
    let member = format!(
        "addons: [{GRAFANA}, enabled: false, encrypt: [password], parameters: {{password: x}}}}]"
    );
    let said = said(&member, &[(VALUES, "")]);
    assert!(
        said.iter()
            .any(|line| line.contains("error plain-parameter: parameter password")),
        "{said:?}"
    );
}

#[test]
fn what_encrypt_names_is_told_where_a_chart_has_it_too() {
    let member = "addons: [{name: own, chart: own, version: 1.0.0, repository: ./charts, namespace: own, encrypt: [password]}]";
    let said_of = |defaults: &str| {
        let files = [
            ("charts/own/Chart.yaml", "name: own\nversion: 1.0.0\n"),
            ("charts/own/values.yaml", defaults),
            ("add-ons/own/values.yaml", "password: ''\n"),
        ];
        said(member, &files)
    };
    let said = said_of("a: 1\npassword: hunter2\n");
    let [only] = said.as_slice() else {
        panic!("{said:?}")
    };
    assert!(
        only.starts_with("charts/own/values.yaml:2:1 warning plain-default: password is named"),
        "{only}"
    );
    assert!(!only.contains("hunter2"), "{only}");
    assert_eq!(said_of("password: ''\n"), [""; 0]);
}

#[test]
fn a_stack_of_nothing_is_told_how_to_be_something() {
    let expected = "stack.yaml note empty: the stack has no members, so there is nothing to push; \
                    add one: helm stack add NAME CHART --target-namespace NAMESPACE";
    assert_eq!(said("", &[]), [expected]);
}
