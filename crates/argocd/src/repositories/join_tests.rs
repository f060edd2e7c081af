use serde_json::{Map, Value, json};

use super::*;

fn connection(kind: ConnectionKind, url: &str, more: Value) -> Connection {
    let mut data: Map<String, Value> = more.as_object().unwrap().clone();
    data.insert("url".to_owned(), url.into());
    Connection::of_data(kind, &data, "argocd").unwrap()
}

fn application(name: &str, spec: Value, error: &str) -> Application {
    let conditions = json!([{"type": "ComparisonError", "message": error}]);
    Application::from_value(
        &json!({"metadata": {"name": name, "namespace": "argocd"}, "spec": spec,
        "status": {"conditions": if error.is_empty() { json!([]) } else { conditions }}}),
    )
    .unwrap()
}

fn told(connections: &[Connection], applications: &[Application]) -> Vec<String> {
    let applications: Vec<&Application> = applications.iter().collect();
    let joined = join(connections, &applications, &|_: &str| true);
    let told = joined.into_iter().map(|one| {
        let kinds: Vec<&str> = one
            .credentials
            .kinds
            .iter()
            .map(|kind| kind.words())
            .collect();
        format!(
            "{} {} {} [{}]{} {}",
            one.url,
            one.source_type.as_str(),
            if one.connection.is_some() {
                "connected"
            } else {
                "-"
            },
            kinds.join(", "),
            one.credentials
                .template
                .map(|url| format!(" from {url}"))
                .unwrap_or_default(),
            one.used_by.join(", ")
        )
    });
    told.collect()
}

#[test]
fn add_ons_are_found_at_what_they_use_however_its_address_is_written() {
    let connections = [
        connection(
            ConnectionKind::Repository,
            "https://git.example.com/a.git",
            json!({"password": "x"}),
        ),
        connection(
            ConnectionKind::Repository,
            "registry.example.com/charts",
            json!({"type": "helm", "enableOCI": "true"}),
        ),
    ];
    let applications = [
        application(
            "one",
            json!({"source": {"repoURL": "https://git.example.com/A", "path": "x"}}),
            "",
        ),
        application(
            "two",
            json!({"sources": [
            {"repoURL": "registry.example.com/charts", "chart": "web"},
            {"repoURL": "https://git.example.com/a", "ref": "values"},
            {"repoURL": "https://u:hunter2@charts.example.com", "chart": "db"}]}),
            "",
        ),
    ];
    assert_eq!(
        told(&connections, &applications),
        [
            "https://charts.example.com helm - [password] argocd/two",
            "https://git.example.com/a.git git connected [password] argocd/one, argocd/two",
            "registry.example.com/charts oci connected [] argocd/two",
        ]
    );
}

#[test]
fn credentials_come_from_the_longest_template_where_there_are_no_own() {
    let connections = [
        connection(
            ConnectionKind::Template,
            "https://git.example.com",
            json!({"password": "x"}),
        ),
        connection(
            ConnectionKind::Template,
            "https://git.example.com/team",
            json!({"bearerToken": "x"}),
        ),
        connection(
            ConnectionKind::Repository,
            "https://git.example.com/team/own",
            json!({"sshPrivateKey": "x"}),
        ),
    ];
    let of = |name: &str, path: &str| {
        let url = format!("https://git.example.com/{path}");
        application(name, json!({"source": {"repoURL": url, "path": "x"}}), "")
    };
    assert_eq!(
        told(
            &connections,
            &[of("a", "team/a"), of("b", "b"), of("own", "team/own")]
        ),
        [
            "https://git.example.com git connected [password] argocd/b",
            "https://git.example.com/b git - [password] from https://git.example.com argocd/b",
            "https://git.example.com/team git connected [bearer token] argocd/a",
            "https://git.example.com/team/a git - [bearer token] from https://git.example.com/team argocd/a",
            "https://git.example.com/team/own git connected [SSH key] argocd/own",
        ]
    );
}

#[test]
fn a_connection_of_a_project_is_for_its_add_ons_alone() {
    let connections = [
        connection(
            ConnectionKind::Repository,
            "https://git.example.com/a",
            json!({"project": "team"}),
        ),
        connection(
            ConnectionKind::Repository,
            "https://git.example.com/a",
            json!({}),
        ),
    ];
    let of = |name: &str, project: &str| {
        let source = json!({"repoURL": "https://git.example.com/a", "path": "x"});
        application(name, json!({"project": project, "source": source}), "")
    };
    let joined = join(
        &connections,
        &[&of("one", "team"), &of("two", "other")],
        &|_: &str| true,
    );
    assert_eq!(joined[0].used_by, ["argocd/two"]);
    assert_eq!(joined[1].used_by, ["argocd/one"]);
}

#[test]
fn a_complaint_belongs_to_the_source_it_names() {
    let sources = json!({"sources": [
        {"repoURL": "https://git.example.com/a", "path": "x"}, {"repoURL": "https://git.example.com/b", "path": "x"}]});
    let errors = |message: &str| {
        let joined = join(
            &[],
            &[&application("one", sources.clone(), message)],
            &|_: &str| false,
        );
        joined
            .into_iter()
            .map(|one| one.errors.len())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        errors("failed to fetch https://git.example.com/b: no such host"),
        [0, 1]
    );
    assert_eq!(errors("something else"), [1, 1]);
}
