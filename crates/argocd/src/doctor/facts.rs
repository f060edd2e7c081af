//! What is known when the checks are made, as one plain value; whoever fetched it is nobody's business here.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};

use super::{Component, Granted, Groups, Home, homes};
use crate::application::{self, Application};
use crate::destination::ClusterSecret;
use crate::object::{ObjectRef, Resource};
use crate::repositories::Connection;
use crate::settings;
use crate::snapshot::{Gap, Scope, Snapshot};

/// Something that was looked at, or what stood in the way.
pub type Known<T> = Result<T, Box<Gap>>;

/// Name of the ConfigMap with the command lines of Argo CD's components.
pub const PARAMETERS: &str = "argocd-cmd-params-cm";

/// Everything the checks look at.
#[derive(Debug)]
pub struct Facts<'a> {
    /// The server that was asked; none where a file was read.
    pub server: Option<Server>,
    /// Applications, AppProjects, ConfigMaps, and the objects of add-ons with sealed values.
    pub snapshot: &'a Snapshot,
    /// The instant that ages are seen from.
    pub now: Timestamp,
    /// The groups of the API, and whether they answer.
    pub groups: Known<Groups>,
    /// Deployments and StatefulSets of Argo CD.
    pub components: Known<Vec<Component>>,
    /// What each Argo CD is connected to, by its namespace.
    pub connections: BTreeMap<String, Known<Vec<Connection>>>,
    /// The clusters that each Argo CD knows, by its namespace.
    pub clusters: BTreeMap<String, Known<Vec<ClusterSecret>>>,
    /// What the user may do.
    pub rights: Known<Granted>,
}

/// The server that was asked.
#[derive(Debug)]
pub struct Server {
    /// Its address, without credentials.
    pub address: String,
    /// The context that leads to it; none inside a cluster.
    pub context: Option<String>,
    /// The version of Kubernetes.
    pub version: Known<String>,
    /// How far its clock is ahead of this machine's; negative where it is behind. None where it does not say.
    pub ahead: Option<SignedDuration>,
}

impl Facts<'_> {
    /// Returns every Argo CD that there is a sign of.
    pub fn homes(&self) -> Vec<Home<'_>> {
        homes(
            self.snapshot,
            self.components.as_deref().unwrap_or_default(),
        )
    }

    /// Returns the Applications that an Argo CD manages.
    pub fn applications_of(&self, namespace: &str) -> impl Iterator<Item = &Application> {
        let of_it =
            move |application: &&Application| application.controller_namespace() == namespace;
        self.snapshot.applications().filter(of_it)
    }

    /// Returns whether Applications were looked for in all namespaces.
    pub fn all_applications_seen(&self) -> bool {
        let scopes = &mut self
            .snapshot
            .settled_scopes(application::GROUP, application::KIND);
        self.server.is_none()
            || scopes
                .any(|scope| *scope == Scope::everywhere(application::GROUP, application::KIND))
    }

    /// Returns why Applications, or some of them, could not be read.
    pub fn applications_gap(&self) -> Option<&Gap> {
        let of_applications = |scope: &Scope| {
            scope.group == application::GROUP
                && scope.kind == application::KIND
                && scope.name.is_none()
        };
        self.snapshot
            .gaps()
            .find(|gap| gap.scope.as_ref().is_some_and(of_applications))
    }

    /// Returns `argocd-cm` of an Argo CD; none where it is not there.
    ///
    /// # Errors
    /// What stood in the way of reading it.
    pub fn settings_of(&self, namespace: &str) -> Known<Option<&Resource>> {
        self.config_map(namespace, settings::CONFIG_MAP)
    }

    /// Returns what the command lines of an Argo CD's components are made of; none where it is not there.
    ///
    /// # Errors
    /// What stood in the way of reading it.
    pub fn parameters_of(&self, namespace: &str) -> Known<Option<&Resource>> {
        self.config_map(namespace, PARAMETERS)
    }

    fn config_map(&self, namespace: &str, name: &str) -> Known<Option<&Resource>> {
        let reference = ObjectRef::new("", "ConfigMap", namespace, name);
        let found = self.snapshot.resource(&reference);
        if let Some(found) = found.filter(|found| found.body.is_some()) {
            return Ok(Some(found));
        }
        let scope = Scope::object(&reference);
        let mut gaps = self.snapshot.gaps();
        match gaps.find(|gap| gap.is_about(&scope)) {
            Some(gap) => Err(Box::new(gap.clone())),
            None if found.is_none()
                && self.server.is_some()
                && self.snapshot.has_settled(&reference) =>
            {
                Ok(None)
            }
            None => Err(Box::new(not_recorded(&format!(
                "ConfigMap {namespace}/{name} is not in the file"
            )))),
        }
    }
}

/// Returns the gap of what a file that was read does not tell, as a sentence says.
pub fn not_recorded(message: &str) -> Gap {
    Gap {
        reason: crate::snapshot::GapReason::NotRecorded,
        what: "the file that was read".to_owned(),
        message: message.to_owned(),
        scope: None,
        right: None,
    }
}
