//! `values`: layers from the Application and from Git, merged and masked; and what is said where they cannot be had.

use std::fs;
use std::path::Path;
use std::process::Command;

use insta::assert_snapshot;
use serde_json::{Value, json};

use crate::program::{Ended, program, run_with_input};

/// A password that must be seen nowhere.
const PASSWORD: &str = "hunter2-never-shown";

/// A repository with a chart and files of values, and what Git calls its two commits.
struct World {
    folder: tempfile::TempDir,
    commits: [String; 2],
}

fn git(folder: &Path, line: &str) -> String {
    let output = Command::new("git")
        .args(line.split(' '))
        .current_dir(folder)
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .output()
        .unwrap();
    assert!(output.status.success(), "git {line}: {output:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    let work = folder.path().join("apps");
    let write = |path: &str, text: &str| {
        let file = work.join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    };
    let commit = |name: &str| {
        git(&work, "add --all");
        git(
            &work,
            &format!(
                "-c user.name=Nobody -c user.email=nobody@example.com commit --quiet --message {name}"
            ),
        );
        git(&work, "rev-parse HEAD")
    };
    write(
        "web/Chart.yaml",
        "apiVersion: v2\nname: web\nversion: 1.2.3\n",
    );
    write(
        "web/values.yaml",
        "image: {tag: \"1.26\", pullPolicy: Always}\nreplicas: 1\n",
    );
    write(
        "envs/prod.yaml",
        &format!("replicas: 2\ndb:\n  host: db.prod\n  password: {PASSWORD}\n"),
    );
    write(
        "envs/sealed.yaml",
        "token: 'ENC[AES256_GCM,data:x]'\nsops: {mac: 'ENC[y]', version: 3.9.0}\n",
    );
    git(&work, "-c init.defaultBranch=main init --quiet");
    let first = commit("one");
    write(
        "envs/prod.yaml",
        &format!("replicas: 5\ndb:\n  host: db.prod\n  password: {PASSWORD}-new\n"),
    );
    write(
        "web/.argocd-source-web.yaml",
        "helm: {parameters: [{name: image.tag, value: \"1.28\", forceString: true}]}\n",
    );
    let second = commit("two");
    World {
        folder,
        commits: [first, second],
    }
}

impl World {
    fn source(&self, helm: &Value) -> Value {
        let url = format!("file://{}", self.folder.path().join("apps").display());
        json!({"repoURL": url, "path": "web", "targetRevision": "main", "helm": helm})
    }

    /// An Application that is deployed at the first commit, while Git wants the second.
    fn application(&self, helm: &Value) -> Value {
        let source = self.source(helm);
        let [first, second] = &self.commits;
        json!({
            "apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
            "metadata": {"name": "web", "namespace": "argocd"},
            "spec": {"source": source, "destination": {"namespace": "web"}},
            "status": {
                "sourceType": "Helm",
                "sync": {"status": "OutOfSync", "revision": second, "comparedTo": {"source": source, "destination": {"namespace": "web"}}},
                "history": [{"id": 7, "revision": first, "source": source}],
            },
        })
    }

    /// Runs a line over the Application; what changes from run to run has a name of its own.
    fn run(&self, helm: &Value, line: &str) -> String {
        let ended = self.ended(helm, line);
        let text = ended.to_string();
        assert!(!text.contains(PASSWORD), "{text}");
        let text = text.replace(&self.folder.path().display().to_string(), "FOLDER");
        let [first, second] = &self.commits;
        let text = text.replace(first, "FIRST").replace(second, "SECOND");
        text.replace(&first[..7], "FIRST-7")
            .replace(&second[..7], "SECOND-7")
    }

    fn ended(&self, helm: &Value, line: &str) -> Ended {
        let file = self.folder.path().join("application.json");
        fs::write(&file, self.application(helm).to_string()).unwrap();
        let mut command = program(line);
        command
            .arg("--from")
            .arg(&file)
            .env("PATH", std::env::var_os("PATH").unwrap())
            .env("XDG_CACHE_HOME", self.folder.path().join("cache"))
            .env("GIT_CONFIG_NOSYSTEM", "1");
        command.output().unwrap().into()
    }
}

fn helm() -> Value {
    json!({
        "valueFiles": ["/envs/prod.yaml"],
        "valuesObject": {"service": {"port": 80}, "hosts": ["a", "b"]},
        "parameters": [{"name": "service.port", "value": "8080"}],
    })
}

#[test]
fn layers_are_merged_and_what_git_wants_otherwise_is_said() {
    assert_snapshot!(world().run(&helm(), "values web"), @r#"
    db:
      host: db.prod
      password: ••••••
    hosts:
    - a
    - b
    replicas: 2
    service:
      port: 8080
    --- standard error
    what is deployed and what Git wants differ in db.password, image.tag, replicas, service.port; see how: kubectl addons values web --diff deployed desired --from FOLDER/application.json
    "#);
}

#[test]
fn each_value_names_its_layer() {
    assert_snapshot!(world().run(&helm(), "values web --desired --all --origin"), @r#"
    db:
      host: db.prod       # /envs/prod.yaml
      password: ••••••    # /envs/prod.yaml
    hosts:                # valuesObject
    - a
    - b
    image:
      pullPolicy: Always  # chart web
      tag: "1.28"         # parameters of .argocd-source-web.yaml
    replicas: 5           # /envs/prod.yaml
    service:
      port: 80            # valuesObject
    --- standard error
    what is deployed and what Git wants differ in db.password, image.tag, replicas, service.port; see how: kubectl addons values web --diff deployed desired --from FOLDER/application.json
    "#);
}

#[test]
fn rows_say_where_each_layer_was_read() {
    assert_snapshot!(world().run(&helm(), "values web --all -o wide"), @r#"
    KEY                VALUE       FROM              READ FROM
    db.host            db.prod     /envs/prod.yaml   envs/prod.yaml of file://FOLDER/apps at FIRST-7
    db.password        ••••••      /envs/prod.yaml   envs/prod.yaml of file://FOLDER/apps at FIRST-7
    hosts              ["a","b"]   valuesObject
    image.pullPolicy   Always      chart web         web/values.yaml of file://FOLDER/apps at FIRST-7
    image.tag          1.26        chart web         web/values.yaml of file://FOLDER/apps at FIRST-7
    replicas           2           /envs/prod.yaml   envs/prod.yaml of file://FOLDER/apps at FIRST-7
    service.port       8080        parameters
    --- standard error
    what is deployed and what Git wants differ in db.password, image.tag, replicas, service.port; see how: kubectl addons values web --diff deployed desired --from FOLDER/application.json
    "#);
}

#[test]
fn a_key_is_shown_alone() {
    let world = world();
    assert_snapshot!(world.run(&helm(), "values web --key service"), @r#"
    port: 8080
    --- standard error
    what is deployed and what Git wants differ in service.port; see how: kubectl addons values web --diff deployed desired --from FOLDER/application.json
    "#);
    assert_snapshot!(world.run(&helm(), "values web --key hosts[1]"), @r"
    b
    ");
    assert_snapshot!(world.run(&helm(), "values web --key servce.port"), @r"
    --- standard error
    error: web has no value servce.port
    next: did you mean service.port?
    next: the chart's own values are searched with --all
    --- exit 3
    ");
}

#[test]
fn two_are_compared_key_by_key() {
    let world = world();
    assert_snapshot!(world.run(&helm(), "values web --diff 7 desired --exit-code"), @r"
        KEY            7        DESIRED   FROM
    ~   db.password    ••••••   ••••••    /envs/prod.yaml
    +   image.tag               1.28      parameters of .argocd-source-web.yaml
    ~   replicas       2        5         /envs/prod.yaml
    ~   service.port   8080     80        parameters → valuesObject
    --- exit 4
    ");
    assert_snapshot!(world.run(&helm(), "values web --diff 7 deployed"), @r"
    --- standard error
    the values of web are the same: 7 (FIRST-7), deployed (FIRST-7)
    ");
    assert_snapshot!(world.run(&helm(), "values web --diff defaults deployed --key replicas"), @r"
        KEY        DEFAULTS   DEPLOYED   FROM
    ~   replicas   1          2          chart web → /envs/prod.yaml
    ");
    assert_snapshot!(world.run(&helm(), "values web --diff 3 deployed"), @r#"
    --- standard error
    error: web has no deployment 3 in its history
    next: see those it has: kubectl addons history web --from FOLDER/application.json
    --- exit 3
    "#);
}

#[test]
fn scripts_get_layers_origins_and_marks() {
    let answer = world().run(
        &json!({"valueFiles": ["/envs/sealed.yaml"]}),
        "values web --history 7 -o json",
    );
    assert_snapshot!(answer, @r#"
    {
      "apiVersion": "addons/v1",
      "kind": "AddonValues",
      "addon": "web",
      "namespace": "argocd",
      "side": "7",
      "source": {
        "repository": "file://FOLDER/apps",
        "path": "web",
        "targetRevision": "main",
        "revision": "FIRST"
      },
      "layers": [
        {
          "kind": "valueFile",
          "name": "/envs/sealed.yaml",
          "place": "envs/sealed.yaml of file://FOLDER/apps at FIRST-7"
        }
      ],
      "values": {
        "token": "••••••"
      },
      "origins": {
        "token": 0
      },
      "masked": [
        "token"
      ],
      "sealed": [
        "token"
      ],
      "gaps": []
    }
    --- standard error
    1 value is sealed in Git, and masked here
    "#);
}

#[test]
fn what_is_sealed_in_git_is_masked_and_said() {
    let world = world();
    assert_snapshot!(world.run(&json!({"valueFiles": ["../envs/sealed.yaml"]}), "values web --history 7"), @r"
    token: ••••••
    --- standard error
    1 value is sealed in Git, and masked here
    ");
}

#[test]
fn files_that_are_not_there_or_cannot_be_read_are_gaps() {
    let world = world();
    let helm = json!({
        "valueFiles": ["none.yaml", "../../out.yaml", "https://example.com/x.yaml", "Chart.yaml", "/web/*.yml"],
        "parameters": [{"name": "a", "value": "1"}, {"name": "a.b", "value": PASSWORD}],
        "values": "a: 1\nb: 'open\n",
    });
    assert_snapshot!(world.run(&helm, "values web --history 7 --key a"), @r"
    1
    --- standard error
    not seen: ../../out.yaml: it leads out of the repository, and Argo CD refuses it
    not seen: /web/*.yml: no file fits it, and Argo CD renders nothing without it
    not seen: https://example.com/x.yaml: Argo CD reads it from the web; this program does not
    not seen: none.yaml: there is no such file at this revision, and Argo CD renders nothing without it
    not seen: parameter a.b: Helm refuses it: its name leads through a value that is no map
    … and 1 more not seen; -o json lists them all under `gaps`
    ");
}

#[test]
fn offline_what_is_in_the_application_is_shown_and_the_rest_is_a_gap() {
    let world = world();
    assert_snapshot!(world.run(&helm(), "values web --offline"), @r"
    hosts:
    - a
    - b
    service:
      port: 8080
    --- standard error
    not seen: file://FOLDER/apps at FIRST: it is not in the cache, and nothing is fetched with --offline
    next: leave --offline out
    ");
    world.run(&helm(), "values web");
    assert_snapshot!(world.run(&helm(), "values web --offline --key replicas"), @r#"
    2
    --- standard error
    what is deployed and what Git wants differ in replicas; see how: kubectl addons values web --diff deployed desired --from FOLDER/application.json
    "#);
}

#[test]
fn a_private_repository_is_a_gap_and_nobody_is_asked() {
    let application = json!({
        "apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": {"name": "web"},
        "spec": {"source": {"repoURL": format!("https://me:{PASSWORD}@127.0.0.1:1/apps.git"), "path": "web", "targetRevision": "main",
            "helm": {"values": "a: 1"}}},
        "status": {"sourceType": "Helm"},
    });
    let cache = tempfile::tempdir().unwrap();
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), application.to_string()).unwrap();
    let mut command = program("values web --desired");
    command
        .arg("--from")
        .arg(file.path())
        .env("XDG_CACHE_HOME", cache.path())
        .env("PATH", std::env::var_os("PATH").unwrap());
    let ended = Ended::from(command.output().unwrap());
    assert_eq!((ended.code, ended.answer.as_str()), (0, "a: 1\n"));
    assert!(
        ended
            .talk
            .starts_with("not seen: https://127.0.0.1:1/apps.git at main: git ls-remote ended"),
        "{ended}"
    );
    assert!(!ended.talk.contains(PASSWORD), "{ended}");
}

#[test]
fn what_is_no_chart_and_what_was_never_deployed_is_told_kindly() {
    let application = |kind: &str| {
        let source = json!({"repoURL": "file:///none", "path": "web"});
        json!({
            "apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": {"name": "web"},
            "spec": {"source": source, "destination": {}},
            "status": {"sourceType": kind, "history": [{"id": 0, "revision": "c", "source": source}]},
        })
        .to_string()
    };
    let run = |kind: &str| run_with_input("values web --from -", application(kind).as_bytes());
    assert_snapshot!(run("Kustomize"), @r#"
    --- standard error
    error: web is built by Kustomize, and has no Helm values
    next: see what it is made of: kubectl addons get web --from -
    next: see what it deploys: kubectl addons tree web --from -
    --- exit 3
    "#);
    assert_snapshot!(run("Plugin"), @r#"
    --- standard error
    error: web is rendered by a plugin, and has no Helm values
    next: see what it is made of: kubectl addons get web --from -
    next: see what it deploys: kubectl addons tree web --from -
    --- exit 3
    "#);
    let never = json!({
        "apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": {"name": "web"},
        "spec": {"source": {"repoURL": "file:///none", "chart": "web"}},
    });
    assert_snapshot!(run_with_input("values web --from -", never.to_string().as_bytes()), @r#"
    --- standard error
    error: nothing of web was deployed yet
    next: see the values Git wants: kubectl addons values web --desired --from -
    --- exit 3
    "#);
}
