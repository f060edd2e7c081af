//! Are the values that `values` shows those that Helm gives a chart, and those that Argo CD has given it?
//!
//! The chart prints what it is given. Helm 3, Helm 4 and Argo CD are the oracles.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tests::bench::{self, Bench};
use tests::patience::complaints_after;
use tests::person::Person;
use tests::repository::Repository;

/// How long Argo CD may take to deploy a chart.
const DEPLOYED: Duration = Duration::from_secs(120);

/// A chart that prints its values, with two charts in it: one under another name, one switched off.
const CHART: [(&str, &str); 7] = [
    (
        "chart/Chart.yaml",
        "apiVersion: v2\nname: probe\nversion: 1.0.0\ndependencies:\n- {name: db, version: 1.0.0, alias: store, condition: \
         'store.enabled,global.store', import-values: [data, {child: port, parent: net}]}\n- {name: log, version: 1.0.0, \
         tags: [logs]}\n",
    ),
    (
        "chart/values.yaml",
        "a: 1\nb: {c: x, d: {e: 1, f: [1, 2]}}\nlist: [{k: 1, m: 2}, {k: 3}]\ntext: yes\noctal: 0755\nbig: 12345678\n\
         empty: {}\nglobal: {team: red, deep: {x: 1}}\nstore: {size: 2, enabled: true}\ntags: {logs: false}\n",
    ),
    (
        "chart/templates/values.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: values}\ndata:\n  values: {{ .Values | toJson | quote }}\n",
    ),
    (
        "chart/charts/db/Chart.yaml",
        "apiVersion: v2\nname: db\nversion: 1.0.0\n",
    ),
    (
        "chart/charts/db/values.yaml",
        "size: 1\nkind: small\nopt: {p: 1, q: 2}\nglobal: {team: blue, zone: z, deep: {w: 2}}\nexports: {data: {imported: \
         1, a: 9}}\nport: {number: 5432}\n",
    ),
    (
        "chart/charts/log/Chart.yaml",
        "apiVersion: v2\nname: log\nversion: 1.0.0\n",
    ),
    ("chart/charts/log/values.yaml", "level: info\n"),
];

/// Files of values.
const FILES: [(&str, &str); 3] = [
    (
        "envs/one.yaml",
        "a: 2\nb: {d: {g: 3}, c: null}\nx: &x {yes: on}\nz: *x\nm: {<<: *x, w: 1}\n8080: port\n",
    ),
    (
        "envs/two.yaml",
        "list: null\nb: scalar\nstore: {opt: {p: null}, kind: null}\nnet: null\n",
    ),
    (
        "envs/three.yaml",
        "store: {enabled: false}\ntags: {logs: true}\nb: {d: [9]}\nglobal: {deep: {x: null, z: 3}}\n",
    ),
];

/// Helm settings of a source, as an Application has them.
const SETTINGS: [&str; 36] = [
    "{}",
    "{valueFiles: [/envs/one.yaml]}",
    "{valueFiles: [/envs/two.yaml]}",
    "{valueFiles: [/envs/three.yaml]}",
    "{valueFiles: [/envs/one.yaml, ../envs/two.yaml]}",
    "{valueFiles: [/envs/two.yaml, /envs/one.yaml, /envs/three.yaml]}",
    "{valueFiles: [/envs/one.yaml], values: 'a: null\nb: {d: null}'}",
    "{values: 'a: 7', valuesObject: {a: null, b: {d: {e: null}}, k: null}}",
    "{values: 'a: 7', valuesObject: {}}",
    "{parameters: [{name: a, value: '05'}, {name: k, value: '-0'}, {name: l, value: '1.5'}]}",
    "{parameters: [{name: a, value: '5', forceString: true}, {name: k, value: 'null'}]}",
    "{parameters: [{name: a, value: 'null'}, {name: k, value: ''}]}",
    "{parameters: [{name: a, value: '{x,1,true}'}, {name: k, value: '{}'}]}",
    "{parameters: [{name: 'list[0].k', value: '9'}, {name: 'list[3]', value: x}]}",
    "{parameters: [{name: 'new[0][1]', value: x}, {name: 'other[2].a.b', value: '1'}]}",
    "{parameters: [{name: 'b.d.f[0]', value: '7'}, {name: 'b\\.c', value: '7'}]}",
    "{parameters: [{name: k, value: 'a\\,b=c'}, {name: l, value: 'a\\\\b'}]}",
    "{parameters: [{name: store.opt.p, value: '5'}, {name: store.size, value: 'null'}]}",
    "{parameters: [{name: store.enabled, value: 'false'}, {name: tags.logs, value: 'true'}]}",
    "{parameters: [{name: global.team, value: green}, {name: empty.x, value: 'TRUE'}]}",
    "{parameters: [{name: k, value: '9223372036854775808'}, {name: .l, value: '1'}]}",
    // What Helm refuses.
    "{parameters: [{name: a.b, value: '1'}]}",
    "{parameters: [{name: 'b[0]', value: '1'}]}",
    "{parameters: [{name: 'k[-1]', value: '1'}]}",
    "{parameters: [{name: k., value: '1'}]}",
    "{parameters: [{name: k, value: '{a'}]}",
    "{values: '- a'}",
    "{values: \"k: 'open\"}",
    // Words and numbers of YAML.
    "{values: 'k: y\nl: Off\nm: ~\nn: 0o14'}",
    "{values: 'k: 1_000\nl: 0b11\nm: 1e3\np: .5\nq: +1\nr: 0x1F\ns: 08'}",
    "{values: 'k: 12:30\nl: 2001-12-14t21:59:43.10-05:00\nm: !!str 5'}",
    "{values: 'yes: b\n1: a\n1.5: c\n\"no\": d'}",
    "{values: 'k: a\nk: b\nl: {a: 1, a: 2}'}",
    "{values: \"k: |\\n  a\\n  b\\nl: >-\\n  a\\n  b\\nm: '1'\"}",
    "{values: 'k: !!binary aGk=\nl: [1, 2, ]'}",
    "{values: '# nothing'}",
];

#[test]
fn values_are_those_that_helm_gives_a_chart() -> Result<()> {
    let bench = Bench::from_environment()?;
    let person = bench.administrator()?;
    let files: Vec<(&str, &str)> = CHART.into_iter().chain(FILES).collect();
    let repository = Repository::new("values-helm")?;
    repository.commit(&person, &files)?;
    for (path, text) in files {
        person.write(path, text)?;
    }
    let tip = repository.tip()?;
    for settings in SETTINGS {
        let helm: Value = serde_saphyr::from_str(settings).context(settings)?;
        let ours = ours(&person, &repository, &tip, &helm).context(settings)?;
        for oracle in ["BENCH_HELM3", "BENCH_HELM4"] {
            let theirs = theirs(&person, &bench::path(oracle)?, &helm).context(settings)?;
            ensure!(
                ours == theirs,
                "{settings}: {oracle} has {theirs:?}, we have {ours:?}"
            );
        }
    }
    Ok(())
}

/// Returns our answer; none: something of it was refused.
fn ours(
    person: &Person<'_>,
    repository: &Repository,
    tip: &str,
    helm: &Value,
) -> Result<Option<Value>> {
    let source = json!({"repoURL": repository.url(), "path": "chart", "targetRevision": "main", "helm": helm});
    let application = json!({
        "apiVersion": "argoproj.io/v1alpha1", "kind": "Application", "metadata": {"name": "probe"},
        "spec": {"source": source},
        "status": {"sourceType": "Helm", "history": [{"id": 0, "revision": tip, "source": source}]},
    });
    person.write("application.json", &application.to_string())?;
    let words = [
        "values",
        "probe",
        "--history",
        "0",
        "--all",
        "-o",
        "json",
        "--from",
        "application.json",
    ];
    let answer = person.addons(words)?.json()?;
    let refused = answer["gaps"]
        .as_array()
        .is_some_and(|gaps| !gaps.is_empty());
    Ok((!refused).then(|| as_floats(&answer["values"])))
}

/// Returns what Helm gives the chart, told what Argo CD tells it; none: it refuses.
fn theirs(person: &Person<'_>, helm: &Path, settings: &Value) -> Result<Option<Value>> {
    let mut words = vec![
        "template".to_owned(),
        "probe".to_owned(),
        "chart".to_owned(),
    ];
    let list = |key: &str| settings[key].as_array().cloned().unwrap_or_default();
    let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_owned();
    for file in list("valueFiles") {
        let file = file
            .as_str()
            .unwrap_or_default()
            .trim_start_matches("../")
            .trim_start_matches('/')
            .to_owned();
        words.extend(["--values".to_owned(), file]);
    }
    let inline = match settings.get("valuesObject") {
        Some(object) => object.to_string(),
        None => text(settings, "values"),
    };
    person.write("inline.yaml", &inline)?;
    words.extend(["--values".to_owned(), "inline.yaml".to_owned()]);
    for parameter in list("parameters") {
        let flag = if parameter["forceString"] == true {
            "--set-string"
        } else {
            "--set"
        };
        words.push(flag.to_owned());
        words.push(format!(
            "{}={}",
            text(&parameter, "name"),
            text(&parameter, "value")
        ));
    }
    let output = person.run(person.program(helm.to_owned(), words))?;
    match output.code {
        Some(0) => printed(&output.stdout).map(Some),
        _ => Ok(None),
    }
}

/// Returns the values that the chart has printed.
fn printed(manifests: &str) -> Result<Value> {
    let manifest: Value = serde_saphyr::from_str(manifests)?;
    let text = manifest["data"]["values"]
        .as_str()
        .context("no values printed")?;
    Ok(as_floats(&serde_json::from_str(text)?))
}

/// Makes no difference between `8` and `8.0`, as Helm does not.
fn as_floats(value: &Value) -> Value {
    match value {
        Value::Number(number) => json!(number.as_f64()),
        Value::Array(items) => items.iter().map(as_floats).collect(),
        Value::Object(fields) => fields
            .iter()
            .map(|(key, value)| (key.clone(), as_floats(value)))
            .collect(),
        value => value.clone(),
    }
}

/// An Application that goes away with the test, and what it has deployed.
struct Deployed<'a> {
    person: &'a Person<'a>,
    name: String,
}

impl Drop for Deployed<'_> {
    fn drop(&mut self) {
        // Left behind, it harms nobody: it has a name of its own.
        let application = [
            "delete",
            "application",
            "-n",
            "argocd",
            "--wait=false",
            &self.name,
        ];
        let _ = self.person.kubectl(application);
        let _ = self
            .person
            .kubectl(["delete", "namespace", "--wait=false", &self.name]);
    }
}

#[test]
fn values_are_those_that_argo_cd_has_given_a_chart() -> Result<()> {
    let bench = Bench::from_environment()?;
    let person = bench.administrator()?;
    let charts = Repository::new("values-charts")?;
    let source = "helm:\n  valuesObject: {from: {file: 1}, k: null}\n";
    let name = bench::unique("values-probe");
    let named = format!("chart/.argocd-source-{name}.yaml");
    let overrides = [
        ("chart/.argocd-source.yaml", source),
        (named.as_str(), "helm: {ignoreMissingValueFiles: true}\n"),
    ];
    let files: Vec<(&str, &str)> = CHART.into_iter().chain(overrides).collect();
    charts.commit(&person, &files)?;
    let lent = Repository::new("values-lent")?;
    let named = format!("envs/{name}.yaml");
    let lent_files: Vec<(&str, &str)> = FILES
        .into_iter()
        .chain([
            (named.as_str(), "own: true\n"),
            ("text.txt", "line 1\nline 2, {x}\n"),
        ])
        .collect();
    lent.commit(&person, &lent_files)?;
    let application = json!({
        "apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
        "metadata": {"name": name, "namespace": "argocd", "finalizers": ["resources-finalizer.argocd.argoproj.io"]},
        "spec": {
            "project": "default", "destination": {"server": "https://kubernetes.default.svc", "namespace": name},
            "syncPolicy": {"automated": {}, "syncOptions": ["CreateNamespace=true"]},
            "sources": [
                {"repoURL": lent.url(), "targetRevision": "main", "ref": "lent"},
                {"repoURL": charts.url(), "targetRevision": "main", "path": "chart", "helm": {
                    "valueFiles": ["$lent/envs/t*.yaml", "$lent/envs/$ARGOCD_APP_NAME.yaml", "none.yaml", "$lent/envs/one.yaml"],
                    "values": "a: 7",
                    "valuesObject": {"a": null, "b": {"d": {"e": null}}, "k": 1},
                    "parameters": [
                        {"name": "revision", "value": "$ARGOCD_APP_SOURCE_PATH-$$x", "forceString": true},
                        {"name": "count", "value": "7"}, {"name": "hosts[1].name", "value": "a,b"},
                    ],
                    "fileParameters": [{"name": "file.text", "path": "$lent/text.txt"}],
                }},
            ],
        },
    });
    person.write("application.json", &application.to_string())?;
    let _deployed = Deployed {
        person: &person,
        name: name.clone(),
    };
    person.kubectl(["create", "-f", "application.json"])?;
    let theirs = || {
        person.kubectl([
            "get",
            "configmap",
            "values",
            "-n",
            &name,
            "-o",
            "jsonpath={.data.values}",
        ])
    };
    let synced = || {
        let status = person.kubectl([
            "get",
            "application",
            &name,
            "-n",
            "argocd",
            "-o",
            "jsonpath={.status.sync.status}",
        ])?;
        let here = status == "Synced" && theirs().is_ok();
        Ok(if here { Vec::new() } else { vec![status] })
    };
    let complaints = complaints_after(DEPLOYED, synced)?;
    ensure!(
        complaints.is_empty(),
        "{name} is not synced but {complaints:?}: {}",
        person.kubectl(["get", "application", &name, "-n", "argocd", "-o", "yaml"])?
    );
    let answer = person
        .addons(["values", &name, "--all", "-o", "json"])?
        .json()?;
    ensure!(answer["gaps"] == json!([]), "{answer:#}");
    let theirs: Value = serde_json::from_str(&theirs()?)?;
    ensure!(
        as_floats(&answer["values"]) == as_floats(&theirs),
        "Argo CD has {theirs:#}, we have {:#}",
        answer["values"]
    );
    Ok(())
}

#[test]
fn charts_of_repositories_and_registries_are_fetched_once() -> Result<()> {
    let bench = Bench::from_environment()?;
    let person = bench.administrator()?;
    for (name, key) in [
        ("grafana", "image"),
        ("checkout", "port"),
        ("loki", "gateway"),
    ] {
        let words = ["values", name, "--all", "--key", key];
        let first = person.addons(words)?.done().context(name)?;
        ensure!(!first.stdout.is_empty(), "{name} has no {key}");
        let again = person
            .addons(words.into_iter().chain(["--offline"]))?
            .done()?;
        ensure!(again.stdout == first.stdout, "{name} differs offline");
        let kept = kept(&bench.home().join(".cache/kubectl-addons"))?;
        ensure!(kept > 0, "nothing is kept of {name}");
    }
    Ok(())
}

fn kept(folder: &Path) -> Result<usize> {
    let folders = fs::read_dir(folder).context("looking into the cache")?;
    let folders: Vec<PathBuf> = folders
        .filter_map(|entry| Some(entry.ok()?.path()))
        .collect();
    Ok(folders
        .iter()
        .filter_map(|folder| folder.read_dir().ok())
        .flatten()
        .count())
}

#[test]
fn a_password_is_shown_nowhere() -> Result<()> {
    let bench = Bench::from_environment()?;
    let person = bench.administrator()?;
    let document = person.kubectl([
        "get",
        "application",
        "grafana",
        "-n",
        "argocd",
        "-o",
        "json",
    ])?;
    let document: Value = serde_json::from_str(&document)?;
    let secret = document.pointer("/spec/source/helm/valuesObject/adminPassword");
    let secret = secret
        .and_then(Value::as_str)
        .context("grafana has no password any more")?;
    for line in [
        "--all",
        "--origin",
        "-o json",
        "-o yaml",
        "-o wide",
        "--key adminPassword",
        "--diff defaults deployed",
    ] {
        let words = ["values", "grafana"].into_iter().chain(line.split(' '));
        let output = person.addons(words)?.done().context(line)?;
        ensure!(
            !output.stdout.contains(secret) && !output.stderr.contains(secret),
            "shown with {line}"
        );
    }
    Ok(())
}
