//! The values of one source of an add-on: its layers fetched, read and laid over each other.
//!
//! Brings together what is fetched (`checkout`) and what it means (`argocd::values`), in the order of Argo CD's
//! repo-server (`helmTemplate`). What cannot be had is a gap; nothing is shown here.

mod defaults;
mod files;
mod sources;

use argocd::application::Application;
use argocd::mask;
use argocd::redact::without_credentials;
use argocd::snapshot::{Gap, GapReason};
use argocd::values::{
    BuildEnvironment, Delivered, DeliveredSource, HelmSettings, Layer, LayerKind, Layering, Merged,
    override_files, read, with_override,
};

use crate::checkout::{Checkout, Contents, Rendering, Unfetched};
use sources::Sources;

/// How far down layers are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    /// What the Application lays over its chart.
    Laid,
    /// The chart's own values, too.
    WithDefaults,
    /// The chart's own values alone.
    DefaultsAlone,
}

/// The values of one source, and all that is needed to render it.
pub(crate) struct Layered {
    /// The values.
    pub merged: Merged,
    /// What could not be had.
    pub gaps: Vec<Gap>,
    /// What is to be tried about that.
    pub advice: Vec<String>,
    /// The source, after `.argocd-source.yaml`.
    pub source: DeliveredSource,
    folder: String,
    settings: HelmSettings,
    release: String,
    namespace: String,
}

/// Fetches and lays the layers of the source at a position.
pub(crate) fn layered(
    checkout: &Checkout,
    application: &Application,
    delivered: &Delivered,
    index: usize,
    depth: Depth,
) -> Layered {
    let mut work = Work::new(checkout, application, delivered, index);
    work.override_source();
    let mut layering = Layering::default();
    if depth != Depth::DefaultsAlone {
        work.lay_files(&mut layering);
        work.lay_values(&mut layering);
        work.lay_parameters(&mut layering);
    }
    let merged = match depth {
        Depth::Laid => layering.merged(),
        Depth::WithDefaults | Depth::DefaultsAlone => work.lay_under(layering),
    };
    work.finish(merged)
}

/// What a chart is told of the cluster, where its source does not say it.
#[derive(Debug, Clone, Default)]
pub(crate) struct ClusterFacts {
    /// Version of Kubernetes, as in `v1.37.2`; empty: Helm's own.
    pub kube_version: String,
    /// API versions that are served.
    pub api_versions: Vec<String>,
}

impl Layered {
    /// Renders the chart with these values, as Argo CD does; returns the manifests, secrets not masked. Values that are
    /// sealed in Git stay sealed: the key is Argo CD's.
    ///
    /// # Errors
    /// The chart is not to be had, there is no Helm, or it refuses.
    pub(crate) fn render(
        &self,
        checkout: &Checkout,
        cluster: &ClusterFacts,
    ) -> Result<String, Unfetched> {
        let contents = checkout.bring(&sources::origin(&self.source))?;
        checkout.render(&contents, &self.folder, &self.rendering(cluster))
    }

    fn rendering(&self, cluster: &ClusterFacts) -> Rendering {
        let settings = &self.settings;
        let kube_version = match settings.kube_version.as_str() {
            "" => &cluster.kube_version,
            said => said,
        };
        let api_versions = match settings.api_versions.is_empty() {
            true => &cluster.api_versions,
            false => &settings.api_versions,
        };
        Rendering {
            release: self.release.clone(),
            namespace: self.namespace.clone(),
            values: self.merged.unmasked().to_string(),
            kube_version: kube_version.to_owned(),
            api_versions: api_versions.clone(),
            skip_crds: settings.skip_crds,
            skip_tests: settings.skip_tests,
            skip_schema_validation: settings.skip_schema_validation,
        }
    }
}

/// What is being put together.
struct Work<'a> {
    application: &'a Application,
    sources: Sources<'a>,
    source: DeliveredSource,
    index: usize,
    settings: HelmSettings,
    /// Settings that `.argocd-source.yaml` has changed, and the file that did it.
    touched: Vec<(String, String)>,
    environment: BuildEnvironment,
    gaps: Vec<Gap>,
    advice: Vec<String>,
}

impl<'a> Work<'a> {
    fn new(
        checkout: &'a Checkout,
        application: &'a Application,
        delivered: &'a Delivered,
        index: usize,
    ) -> Self {
        let source = delivered.sources.get(index).cloned().unwrap_or_default();
        Self {
            application,
            sources: Sources::new(checkout, delivered),
            settings: HelmSettings::default(),
            source,
            index,
            touched: Vec::new(),
            environment: BuildEnvironment::default(),
            gaps: Vec::new(),
            advice: Vec::new(),
        }
    }

    /// Takes in `.argocd-source.yaml` and `.argocd-source-<name>.yaml` of a folder in Git.
    fn override_source(&mut self) {
        if self.source.source.chart.is_none() {
            for name in override_files(&self.application.instance_name()) {
                self.override_with(&name);
            }
        }
        match HelmSettings::of(&self.source.raw) {
            Some(settings) => self.settings = settings,
            None => self.gap(
                "the helm settings of the source",
                GapReason::Unreadable,
                "one is of another type than Argo CD takes",
            ),
        }
        self.environment = self.environment();
    }

    fn override_with(&mut self, name: &str) {
        let path = self.in_folder(name);
        let Some(text) = self.text(self.index, &path) else {
            return;
        };
        match with_override(&self.source.raw, &text) {
            Ok(overridden) => {
                self.source.raw = overridden.source;
                let touched = overridden.touched.into_iter();
                self.touched
                    .extend(touched.map(|setting| (setting, name.to_owned())));
            }
            Err(fault) => self.unreadable(&path, fault),
        }
    }

    fn lay_values(&mut self, layering: &mut Layering) {
        if let Some(values) = self.settings.values_object.clone() {
            let layer = self.inline(LayerKind::ValuesObject, "valuesObject");
            match values {
                serde_json::Value::Object(values) => layering.lay(layer, values),
                _ => self.gap(
                    "valuesObject",
                    GapReason::Unreadable,
                    "it is no map of values",
                ),
            }
            return;
        }
        let text = self.settings.values.clone();
        if text.is_empty() {
            return;
        }
        match read(&text) {
            _ if text.trim() == mask::MARK => self.gap(
                "values",
                GapReason::NotRecorded,
                "they are masked as a whole in what is read",
            ),
            Ok(values) => layering.lay(self.inline(LayerKind::Values, "values"), values),
            Err(fault) => self.unreadable("values", fault),
        }
    }

    fn lay_parameters(&mut self, layering: &mut Layering) {
        let settings = self.settings.clone();
        let layer = self.inline(LayerKind::Parameter, "parameters");
        for parameter in settings.parameters_in_order() {
            let value = self.environment.fill(&parameter.value);
            layering.set(
                layer.clone(),
                &parameter.name,
                &value,
                parameter.force_string,
            );
        }
        for parameter in &settings.file_parameters {
            let layer = self.inline(LayerKind::FileParameter, "fileParameters");
            if let Some((text, place)) = self.named_file(&parameter.path) {
                let layer = Layer {
                    name: parameter.path.clone(),
                    ..layer
                };
                layering.set_text(layer.read_from(place), &parameter.name, &text);
            }
        }
    }

    fn finish(mut self, merged: Merged) -> Layered {
        for refusal in &merged.refusals {
            let what = format!("parameter {}", refusal.parameter);
            let message = format!("Helm refuses it: {}", refusal.message);
            self.gap(&what, GapReason::Unreadable, &message);
        }
        let (gaps, advice) = self.sources.told();
        self.gaps.extend(gaps);
        self.advice.extend(advice);
        self.gaps.sort();
        self.gaps.dedup();
        let folder = self.folder();
        let or = |text: &str, other: &str| if text.is_empty() { other } else { text }.to_owned();
        Layered {
            merged,
            gaps: self.gaps,
            advice: self.advice,
            folder,
            release: or(&self.settings.release_name, &self.application.metadata.name),
            namespace: or(
                &self.settings.namespace,
                &self.application.spec.destination.namespace,
            ),
            source: self.source,
            settings: self.settings,
        }
    }

    fn environment(&self) -> BuildEnvironment {
        let source = &self.source.source;
        let revision = self.source.revision.as_deref();
        BuildEnvironment {
            application: self.application.instance_name(),
            namespace: self.application.spec.destination.namespace.clone(),
            project: self.application.project().to_owned(),
            revision: revision.unwrap_or(&source.target_revision).to_owned(),
            repository: source.repo_url.clone(),
            path: source.path.clone().unwrap_or_default(),
            target_revision: source.target_revision.clone(),
        }
    }

    /// Returns a layer that stands in the Application, or in the file that has changed it.
    fn inline(&self, kind: LayerKind, setting: &str) -> Layer {
        let mut touched = self.touched.iter().rev();
        match touched.find(|(touched, _)| touched == setting) {
            Some((_, file)) => {
                let name = format!("{setting} of {file}");
                Layer::inline(kind, name).read_from(self.in_folder(file))
            }
            None => Layer::inline(kind, setting),
        }
    }

    fn folder(&self) -> String {
        let path = self.source.source.path.as_deref().unwrap_or_default();
        path.trim_matches('/').trim_start_matches("./").to_owned()
    }

    fn in_folder(&self, name: &str) -> String {
        match self.folder().as_str() {
            "" | "." => name.to_owned(),
            folder => format!("{folder}/{name}"),
        }
    }

    /// Reads a file of a source; what keeps it from being read is a gap.
    fn text(&mut self, index: usize, path: &str) -> Option<String> {
        let contents = self.sources.contents(index)?;
        match contents.file(path) {
            Ok(bytes) => bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()),
            Err(unfetched) => {
                self.gaps.push(unfetched.gap());
                None
            }
        }
    }

    fn unreadable(&mut self, file: &str, fault: argocd::values::Unreadable) {
        let line = match fault {
            argocd::values::Unreadable::NotYaml(Some(line)) => format!(":{line}"),
            _ => String::new(),
        };
        self.gap(
            &format!("{file}{line}"),
            GapReason::Unreadable,
            &fault.to_string(),
        );
    }

    fn gap(&mut self, what: &str, reason: GapReason, message: &str) {
        self.gaps.push(Gap {
            reason,
            what: without_credentials(&mask::text(what)),
            message: message.to_owned(),
            scope: None,
            right: None,
        });
    }
}

/// Returns where a file was read, as a person names it.
fn place(path: &str, contents: &Contents, repository: &str) -> String {
    let revision = contents.revision.get(..7).filter(|_| contents.is_commit());
    let revision = revision.unwrap_or(&contents.revision);
    format!(
        "{path} of {} at {revision}",
        without_credentials(repository)
    )
}
