//! Does `diff` show what was changed by hand, as Argo CD would see it, whoever applied it and however little one may do?
//!
//! Each test owns a repository with a chart, an Application and a namespace; Argo CD deploys it, kubectl changes it.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tests::bench::{Bench, unique};
use tests::output::{Output, texts};
use tests::patience::complaints_after;
use tests::person::Person;
use tests::repository::Repository;

/// How long Argo CD has to deploy.
const DEPLOYED: Duration = Duration::from_secs(90);
/// What the Secret holds, and what somebody puts in its place.
const TOKENS: [&str; 2] = ["correct-horse-battery", "staple-of-another-kind"];

const CHART: [(&str, &str); 4] = [
    ("Chart.yaml", "apiVersion: v2\nname: web\nversion: 1.0.0\n"),
    ("values.yaml", "replicas: 1\n"),
    (
        "templates/deployment.yaml",
        "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  paused: false\n  replicas: {{ .Values.replicas }}\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec:\n      containers:\n        - name: web\n          image: web:1\n          resources: {limits: {cpu: 1000m}}\n",
    ),
    (
        "templates/secret.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata:\n  name: web\nstringData:\n  token: correct-horse-battery\n",
    ),
];

/// One Application that was deployed and is Synced.
struct Web<'a> {
    person: Person<'a>,
    repository: Repository,
    name: String,
}

impl<'a> Web<'a> {
    fn deployed(bench: &'a Bench, name: &str, more: Value) -> Result<Self> {
        let person = bench.administrator()?;
        let repository = Repository::new(name)?;
        repository.commit(&person, &CHART)?;
        let name = unique(name);
        let mut spec = json!({
            "project": "default",
            "source": {"repoURL": repository.url(), "path": ".", "targetRevision": "main"},
            "destination": {"server": "https://kubernetes.default.svc", "namespace": name},
            "syncPolicy": {"automated": {}, "syncOptions": ["CreateNamespace=true"]},
        });
        for (key, value) in more.as_object().context("more is a map")? {
            spec[key] = value.clone();
        }
        let application = json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
            "metadata": {"name": name, "namespace": "argocd", "finalizers": ["resources-finalizer.argocd.argoproj.io"]}, "spec": spec});
        person.write("application.json", &application.to_string())?;
        person.kubectl(["apply", "-f", "application.json"])?;
        let web = Self {
            person,
            repository,
            name,
        };
        let complaints = complaints_after(DEPLOYED, || {
            let list = web.person.addons(["get", &web.name, "-o", "json"])?;
            let synced = list.stdout.contains("\"state\": \"Synced\"");
            Ok(if synced {
                Vec::new()
            } else {
                vec![list.stdout]
            })
        })?;
        ensure!(complaints.is_empty(), "not deployed: {complaints:?}");
        Ok(web)
    }

    fn diff(&self, words: &[&str]) -> Result<Output> {
        let line = [&["diff", self.name.as_str()][..], words].concat();
        self.person.addons(line)
    }

    fn scaled(&self) -> Result<()> {
        let line = ["scale", "deployment/web", "--replicas=3", "-n", &self.name];
        self.person.kubectl(line).map(drop)
    }

    fn with_another_token(&self) -> Result<()> {
        let patch = json!({"stringData": {"token": TOKENS[1]}}).to_string();
        let line = [
            "patch",
            "secret/web",
            "-n",
            &self.name,
            "--type=merge",
            "-p",
            &patch,
        ];
        self.person.kubectl(line).map(drop)
    }
}

impl Drop for Web<'_> {
    fn drop(&mut self) {
        // Left behind, they harm nobody.
        let _ = self.person.kubectl([
            "delete",
            "application",
            &self.name,
            "-n",
            "argocd",
            "--wait=false",
        ]);
        let _ = self
            .person
            .kubectl(["delete", "namespace", &self.name, "--wait=false"]);
        let _ = self.repository.path();
    }
}

fn shows_no_token(output: &Output) -> Result<()> {
    let all = format!("{}{}", output.stdout, output.stderr);
    for encoded in [
        "Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5",
        "c3RhcGxlLW9mLWFub3RoZXIta2luZA",
    ] {
        ensure!(!all.contains(encoded), "a token shows:\n{all}");
    }
    ensure!(
        !TOKENS.iter().any(|token| all.contains(token)),
        "a token shows:\n{all}"
    );
    Ok(())
}

fn parsed(output: &Output) -> Result<Value> {
    serde_json::from_str(&output.stdout).context("reading the answer as JSON")
}

fn shows(output: &Output, lines: &[&str]) -> Result<()> {
    for line in lines {
        ensure!(
            output.stdout.contains(line),
            "no `{line}` in:\n{}",
            output.stdout
        );
    }
    Ok(())
}

#[test]
fn what_was_changed_by_hand_is_shown_whatever_it_is_compared_with() -> Result<()> {
    let bench = Bench::from_environment()?;
    let web = Web::deployed(&bench, "drift-client", json!({}))?;
    web.diff(&[])?
        .done()?
        .says(&["live against rendered", "no difference"])?;
    web.diff(&["--against", "applied"])?.done()?;
    web.scaled()?;
    web.with_another_token()?;
    for form in ["rendered", "deployed", "applied"] {
        let output = web.diff(&["--against", form])?.ended(4)?;
        shows(
            &output,
            &[
                "-  replicas: 3",
                "+  replicas: 1",
                "(changed)",
                "set by kubectl through scale",
            ],
        )?;
        shows_no_token(&output)?;
        let json = web.diff(&["--against", form, "-o", "json"])?.ended(4)?;
        shows_no_token(&json)?;
        let answer = parsed(&json)?;
        assert_eq!(
            texts(&answer, "objects", "/kind"),
            ["Secret", "Deployment"],
            "{form}"
        );
    }
    let names = web.diff(&["deploy/web", "-o", "name"])?.ended(4)?;
    assert_eq!(names.stdout, "Deployment/web\n");
    Ok(())
}

#[test]
fn of_what_was_applied_on_the_server_the_setter_is_named_and_the_chart_tells_the_rest() -> Result<()>
{
    let bench = Bench::from_environment()?;
    let policy =
        json!({"automated": {}, "syncOptions": ["CreateNamespace=true", "ServerSideApply=true"]});
    let web = Web::deployed(&bench, "drift-server", json!({"syncPolicy": policy}))?;
    for form in ["rendered", "applied"] {
        web.diff(&["--against", form])?.done()?;
    }
    web.scaled()?;
    // The server keeps no time of it: it counts once Argo CD has looked.
    let complaints = complaints_after(DEPLOYED, || {
        let output = web.diff(&["--against", "applied"])?;
        Ok(if output.code == Some(4) {
            Vec::new()
        } else {
            vec![output.stderr]
        })
    })?;
    ensure!(complaints.is_empty(), "{complaints:?}");
    let applied = web.diff(&["--against", "applied"])?.ended(4)?;
    shows(
        &applied,
        &["set by kubectl through scale", "spec.replicas: 3"],
    )?;
    let rendered = web.diff(&[])?.ended(4)?;
    shows(&rendered, &["-  replicas: 3", "+  replicas: 1"])
}

#[test]
fn what_argo_cd_ignores_is_no_difference() -> Result<()> {
    let bench = Bench::from_environment()?;
    let ignored = json!([
        {"group": "apps", "kind": "Deployment", "jqPathExpressions": [".spec | select(.replicas) | .replicas"]},
        {"group": "", "kind": "Secret", "name": "web", "jsonPointers": ["/data/token"]}]);
    let web = Web::deployed(
        &bench,
        "drift-ignored",
        json!({"ignoreDifferences": ignored}),
    )?;
    web.scaled()?;
    web.with_another_token()?;
    for form in ["rendered", "applied"] {
        let output = web.diff(&["--against", form])?.done()?;
        assert_eq!(output.stdout, "", "{form}");
    }
    Ok(())
}

#[test]
fn who_may_not_patch_gets_it_compared_here_and_is_told() -> Result<()> {
    let bench = Bench::from_environment()?;
    let web = Web::deployed(&bench, "drift-reader", json!({}))?;
    let (name, reader) = (web.name.as_str(), "drift-reader");
    let user = format!("--user={reader}");
    web.person.kubectl([
        "create",
        "rolebinding",
        reader,
        "--clusterrole=view",
        &user,
        "-n",
        name,
    ])?;
    let role = [
        "create",
        "role",
        name,
        "--verb=get,list",
        "--resource=applications.argoproj.io",
        "-n",
        "argocd",
    ];
    web.person.kubectl(role)?;
    web.person.kubectl([
        "create",
        "rolebinding",
        name,
        &format!("--role={name}"),
        &user,
        "-n",
        "argocd",
    ])?;
    let output = web.diff(&["deploy/web", "--as", reader, "-n", "argocd"])?;
    web.scaled()?;
    let changed = web.diff(&["--as", reader, "-n", "argocd", "-o", "json"])?;
    web.person
        .kubectl(["delete", "role,rolebinding", name, "-n", "argocd"])?;
    output
        .done()?
        .says(&["compared here instead", "you may not patch deployments"])?;
    let answer = parsed(&changed.ended(4)?)?;
    assert_eq!(texts(&answer, "objects", "/method"), ["Client"]);
    let gaps = texts(&answer, "gaps", "/what");
    assert!(gaps.contains(&"Secret/web"), "{gaps:?}");
    Ok(())
}

#[test]
fn what_is_synced_does_not_differ_from_its_chart() -> Result<()> {
    let bench = Bench::from_environment()?;
    let person = bench.administrator()?;
    for name in [
        "storefront",
        "grafana",
        "prometheus",
        "ingress-nginx",
        "cert-manager",
        "podinfo",
    ] {
        let output = person.addons(["diff", name, "--against", "rendered"])?;
        let output = output.done().with_context(|| name.to_owned())?;
        assert_eq!(output.stdout, "", "{name}");
    }
    Ok(())
}
