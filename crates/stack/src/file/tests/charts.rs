//! Charts: versions, repositories, values files, parameters.

use super::*;

#[test]
fn an_unquoted_version_is_a_number_and_said_to_be_quoted_as_it_is_written() {
    assert_eq!(
        said_of(&["version: 1.20"]),
        ["7:14 wrong-type: version must be text, not a number; quote it: \"1.20\""]
    );
    assert_eq!(
        said_of(&["kubeVersion: 1.30"]),
        ["10:18 wrong-type: kubeVersion must be text, not a number; quote it: \"1.30\""]
    );
}

#[test]
fn a_version_is_exact() {
    assert_eq!(
        said_of(&["version: ^9.2"]),
        [
            "7:14 unpinned-version: version ^9.2 is not pinned; write the exact version, as in `version: 1.2.3`"
        ]
    );
    assert_eq!(
        said_of(&["version: latest"]),
        [
            "7:14 unpinned-version: version latest is not pinned; write the exact version, as in `version: 1.2.3`"
        ]
    );
    assert_eq!(
        said_of(&["version: nine"]),
        [
            "7:14 version: version nine is no version; write the exact version, as in `version: 1.2.3`"
        ]
    );
    assert_eq!(
        said_of(&[
            "version: HEAD",
            "repository: git+https://git.example.com/x.git"
        ]),
        [
            "7:14 unpinned-version: version HEAD is not pinned; write a tag or the full id of a commit"
        ]
    );
    assert_eq!(
        said_of(&[
            "version: release-7",
            "repository: git+https://git.example.com/x.git"
        ]),
        [""; 0]
    );
}

#[test]
fn a_repository_is_of_a_known_form() {
    assert_eq!(
        said_of(&["repository: community"]),
        [
            "8:17 repository: repository community is of no form known here; write https://…, oci://…, git+https://… or ./charts"
        ]
    );
    assert_eq!(
        said_of(&["chart: community/grafana"]),
        [
            "6:12 chart: chart is not the name of a chart; write the chart's own name; what stands before it belongs to repository"
        ]
    );
    let member = member_of(&[
        "chart: charts/web",
        "repository: git+https://git.example.com/x.git",
        "version: v1.0.0",
    ]);
    assert_eq!(chart_of(&member).name, "web");
}

#[test]
fn an_address_with_a_password_is_refused_and_not_shown() {
    let said = said_of(&["repository: https://bob:hunter2@charts.example.com"]);
    assert!(
        said[0].starts_with("8:17 repository: repository holds credentials; take them out"),
        "{said:?}"
    );
    assert!(!said[0].contains("hunter2"));
}

#[test]
fn values_and_manifests_lie_in_the_folder_where_nobody_else_asks() {
    let chart = |member: &Member| chart_of(member).values.clone();
    assert_eq!(chart(&member_of(&[])), "add-ons/grafana/values.yaml");
    assert_eq!(
        chart(&member_of(&["values: ./add-ons/v.yaml"])),
        "add-ons/v.yaml"
    );
    let manifest = only(&format!("{HEAD}manifests:\n  - name: ns\n"));
    assert_eq!(
        manifest.content,
        Content::Manifest("manifests/ns.yaml".into())
    );
    assert_eq!(chart_of(&member_of(&[])).release, "grafana");
}

#[test]
fn paths_do_not_leave_the_folder() {
    let advice = "put the file into add-ons/ and write it as in `add-ons/grafana/values.yaml`";
    assert_eq!(
        said_of(&[
            "values: ../values.yaml",
            "valueFiles: [/etc/x, apps/x.yaml]"
        ]),
        [
            format!(
                "10:13 path: path ../values.yaml leaves the stack folder; files of a stack lie in it; {advice}"
            ),
            format!(
                "11:18 path: path /etc/x is absolute; files of a stack lie in its folder; {advice}"
            ),
            format!("11:26 path: path apps/x.yaml is not in add-ons/, where values lie; {advice}"),
        ]
    );
}

#[test]
fn parameters_are_leaves_taken_as_they_are_written() {
    let member = member_of(&["parameters: {image.tag: 1.20, debug: yes, empty: ''}"]);
    let expected = [("image.tag", "1.20"), ("debug", "yes"), ("empty", "")];
    assert_eq!(
        chart_of(&member).parameters,
        expected.map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
    assert_eq!(
        said_of(&["parameters: {image: {tag: x}}"]),
        [
            "10:25 wrong-type: image of parameters must be a leaf; write one parameter for each leaf, as in `image.tag: \"1.2\"`, or use the values file"
        ]
    );
}

#[test]
fn a_version_of_kubernetes_is_one() {
    assert_eq!(said_of(&["kubeVersion: v1.33.1+k3s1"]), [""; 0]);
    assert_eq!(
        said_of(&["kubeVersion: new"])[0],
        "10:18 version: kubeVersion is no version of Kubernetes; write it as in `kubeVersion: \"1.33.0\"`"
    );
}
