//! One add-on as every command tells of it: who it is, how it is, what is deployed where.
//!
//! Its JSON is a promise; fields are added, never renamed.

use argocd::application::{Application, GROUP, KIND};
use argocd::facts::{AddonKind, Chart, Owner, Version, updated_at};
use argocd::health::HealthStatus;
use argocd::lifecycle::{Clock, Lifecycle, State, is_stuck};
use argocd::marks;
use argocd::object::ObjectRef;
use argocd::sync::SyncStatus;
use jiff::Timestamp;
use schemars::JsonSchema;
use serde::Serialize;

use super::surroundings::Surroundings;

/// One add-on.
#[derive(Debug, Clone, PartialEq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Addon {
    /// Name of the Application.
    pub name: String,
    /// Namespace of the Application.
    pub namespace: String,
    /// Context of the kubeconfig that it was read with, where several were asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// What it delivers.
    #[serde(rename = "type")]
    pub kind: AddonKind,
    /// State, reason and message.
    #[serde(flatten)]
    pub lifecycle: Lifecycle,
    /// Whether an operation has run for over an hour without progress.
    pub stuck: bool,
    /// Whether its controller has fallen silent, so that everything said may be old.
    pub stale: bool,
    /// Argo CD's sync status; null before the first comparison.
    pub sync: Option<SyncStatus>,
    /// Argo CD's health; null before the first assessment.
    pub health: Option<HealthStatus>,
    /// What is deployed.
    pub chart: DeployedChart,
    /// The stack it belongs to.
    pub stack: Option<String>,
    /// The parent Application or ApplicationSet that made it.
    pub owner: Option<Owner>,
    /// Its AppProject.
    pub project: String,
    /// Where it is deployed.
    pub destination: DeployedTo,
    /// Its newest deployment, operation or creation.
    pub updated_at: Option<Timestamp>,
    /// When the Application was created.
    pub created_at: Option<Timestamp>,
}

/// Chart, or path in Git, with its versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct DeployedChart {
    /// Name of the chart, or last element of the path.
    pub name: String,
    /// The version deployed; null when nothing ever was.
    pub version: Option<String>,
    /// The version Git wants, where that is another; else null.
    pub wanted: Option<String>,
    /// Repository URL, without credentials.
    pub repository: String,
}

/// Cluster and namespace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct DeployedTo {
    /// Name of the cluster, else its URL.
    pub cluster: String,
    /// Namespace.
    pub namespace: String,
}

impl Addon {
    /// Tells of an Application.
    pub(crate) fn of(application: &Application, surroundings: &Surroundings<'_>) -> Self {
        Self::by(application, surroundings, &Clock::at(surroundings.now()))
    }

    /// Tells of an Application at the instant of a clock, which then knows whether its state depends on it.
    pub(crate) fn by(
        application: &Application,
        surroundings: &Surroundings<'_>,
        clock: &Clock,
    ) -> Self {
        let metadata = &application.metadata;
        let destination = &application.spec.destination;
        Self {
            name: metadata.name.clone(),
            namespace: metadata.namespace.clone(),
            context: None,
            kind: AddonKind::of(application),
            lifecycle: surroundings.lifecycle_by(application, clock),
            stuck: is_stuck(application, surroundings.now()),
            stale: surroundings.silent().is_stale(application),
            sync: application.status.sync.status.clone(),
            health: application.status.health.status.clone(),
            chart: DeployedChart::of(application),
            stack: metadata.labels.get(marks::STACK_LABEL).cloned(),
            owner: Owner::of(application, surroundings.settings(application)),
            project: application.project().to_owned(),
            destination: DeployedTo {
                cluster: argocd::redact::without_credentials(destination.cluster()),
                namespace: destination.namespace.clone(),
            },
            updated_at: updated_at(application),
            created_at: metadata.creation_timestamp,
        }
    }

    /// Returns which Application it is.
    pub(crate) fn reference(&self) -> ObjectRef {
        ObjectRef::new(GROUP, KIND, &self.namespace, &self.name)
    }

    /// Returns the state's word.
    pub(crate) fn state(&self) -> State {
        self.lifecycle.state
    }

    /// Returns reason and message as one sentence.
    pub(crate) fn why(&self) -> String {
        let Lifecycle {
            reason, message, ..
        } = &self.lifecycle;
        match message.is_empty() {
            true => reason.to_string(),
            false => format!("{reason}: {message}"),
        }
    }

    /// Returns the deployed version, and the wanted one behind an arrow where it is another.
    pub(crate) fn version(&self) -> String {
        let version = Version {
            deployed: self.chart.version.clone(),
            wanted: self.chart.wanted.clone(),
        };
        version.to_string()
    }
}

impl DeployedChart {
    fn of(application: &Application) -> Self {
        let Chart { name, repository } = Chart::of(application);
        let Version { deployed, wanted } = Version::of(application);
        Self {
            name,
            version: deployed,
            wanted,
            repository,
        }
    }
}
