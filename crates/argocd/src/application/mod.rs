//! Argo CD's Application, read leniently: every field may be absent, words we do
//! not know are kept, fields we do not need are skipped.
//!
//! Two depths share one type. A list decodes the summary straight from bytes
//! (resources are counted, not kept); one whole object adds [`Detail`]. What the
//! fields mean together is said in `lifecycle`.

mod detail;
mod fingerprint;
mod operation;
mod source;
mod spec;
mod status;

use serde::Deserialize;
use serde_json::Value;

pub use detail::{Detail, HistoryEntry, ManagedResource, SyncResult};
pub use fingerprint::Fingerprint;
pub use operation::{
    InitiatedBy, Operation, OperationState, Phase, SyncOperation, SyncResultSummary,
};
pub use source::{Helm, Hydrator, Source, SyncSource};
pub use spec::{ApplicationSpec, Automated, Destination, Retry, SyncPolicy};
pub use status::{
    AppHealth, ApplicationStatus, ComparedTo, Condition, HydrationOperation, ResourceCounts, Sync,
};

use crate::object::{Metadata, ObjectRef};

/// API group of Argo CD's own kinds.
pub const GROUP: &str = "argoproj.io";
/// Kind of an Application.
pub const KIND: &str = "Application";

/// One Argo CD Application.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Application {
    /// Metadata.
    pub metadata: Metadata,
    /// What is wanted.
    pub spec: ApplicationSpec,
    /// What Argo CD found; there is no status subresource.
    pub status: ApplicationStatus,
    /// The operation asked for and not yet finished.
    pub operation: Option<Operation>,
    /// Resources, sync results and history; only when the whole object was read.
    #[serde(skip)]
    pub detail: Option<Box<Detail>>,
}

impl Application {
    /// Reads one whole Application from its JSON form.
    ///
    /// # Errors
    /// A sentence saying which field is of the wrong shape.
    pub fn from_value(value: &Value) -> Result<Self, String> {
        let mut application = Self::deserialize(value)
            .map_err(|error| format!("the Application cannot be read: {error}"))?;
        if application.metadata.name.is_empty() {
            return Err("the Application has no metadata.name".to_owned());
        }
        application.detail = Some(Box::new(Detail::from_value(value)?));
        Ok(application)
    }

    /// Returns the whole Application in its JSON form, secrets not masked; `None` when it was not read whole.
    pub fn document(&self) -> Option<Value> {
        let detail = self.detail.as_deref()?;
        serde_json::from_str(&detail.text).ok()
    }

    /// Returns which object this is.
    pub fn reference(&self) -> ObjectRef {
        ObjectRef::new(GROUP, KIND, &self.metadata.namespace, &self.metadata.name)
    }

    /// Returns the sources in force: the hydrator's, else `sources`, else `source`
    /// (Argo CD's `GetSources`).
    pub fn sources(&self) -> Vec<&Source> {
        self.spec.sources()
    }

    /// Returns the source that renders the add-on: the first that has a chart or a
    /// path, so that a source that only lends files (`ref`) is passed over.
    pub fn main_source(&self) -> Option<&Source> {
        let sources = self.sources();
        sources
            .iter()
            .copied()
            .find(|source| source.renders())
            .or(sources.first().copied())
    }

    /// Returns the position of [`Self::main_source`] among the sources in force.
    pub fn main_source_index(&self) -> usize {
        let main = self.main_source();
        let sources = self.sources();
        sources
            .iter()
            .position(|source| Some(*source) == main)
            .unwrap_or(0)
    }

    /// Returns whether the spec is not the one last compared: other sources, another
    /// destination or other ignored differences (`needRefreshAppStatus`). Before the first
    /// comparison this cannot be said.
    pub fn has_uncompared_spec(&self) -> bool {
        let compared = &self.status.sync.compared_to;
        if *compared == ComparedTo::default() {
            return false;
        }
        !self
            .spec
            .deploys_same_sources(compared.source.as_ref(), &compared.sources)
            || self.spec.destination != compared.destination
            || Fingerprint::of_setting(self.spec.ignore_differences)
                != Fingerprint::of_setting(compared.ignore_differences)
    }

    /// Returns the AppProject's name; none named means `default`.
    pub fn project(&self) -> &str {
        match self.spec.project.as_str() {
            "" => "default",
            project => project,
        }
    }

    /// Returns the Helm release name: `helm.releaseName`, else the Application's name.
    pub fn release_name(&self) -> &str {
        let helm = self.main_source().and_then(|source| source.helm.as_ref());
        helm.and_then(|helm| helm.release_name.as_deref())
            .unwrap_or(&self.metadata.name)
    }

    /// Returns the namespace of the Argo CD that manages this Application, where it has said so.
    pub fn controller_namespace(&self) -> &str {
        match self.status.controller_namespace.as_str() {
            "" => &self.metadata.namespace,
            namespace => namespace,
        }
    }

    /// Returns the name Argo CD tracks resources by: the Application's name, with
    /// `<namespace>_` before it outside the control plane (`InstanceName`).
    pub fn instance_name(&self) -> String {
        match self.metadata.namespace == self.controller_namespace() {
            true => self.metadata.name.clone(),
            false => format!("{}_{}", self.metadata.namespace, self.metadata.name),
        }
    }
}

#[cfg(test)]
mod tests;
