//! What must be known beside an Application to judge it: its AppProject and the settings of its Argo CD.

use std::collections::{BTreeMap, BTreeSet};

use argocd::application::{self, Application};
use argocd::lifecycle::{self, Clock, Lifecycle, SilentControllers};
use argocd::project::{ProjectKnown, Projects};
use argocd::settings::Settings;
use argocd::snapshot::{Scope, Snapshot};
use jiff::Timestamp;

/// What Applications stand on, seen from an instant.
#[derive(Debug)]
pub(crate) struct Surroundings<'a> {
    snapshot: &'a Snapshot,
    ground: Ground,
    usual: Settings,
    now: Timestamp,
}

/// AppProjects, settings by the namespace of their Argo CD, and the controllers that are silent: while it stays the same,
/// an Application that stays the same is the same add-on, but for what the clock changes.
#[derive(Debug, PartialEq)]
pub(crate) struct Ground {
    projects: Projects,
    settings: BTreeMap<String, Settings>,
    silent: SilentControllers,
}

impl<'a> Surroundings<'a> {
    /// Collects them from a snapshot, as seen from `now`.
    pub(crate) fn of(snapshot: &'a Snapshot, now: Timestamp) -> Self {
        let settings = settings(snapshot);
        let polls = |namespace: &str| {
            settings
                .get(namespace)
                .is_none_or(|settings| settings.reconciliation.is_some())
        };
        let silent = match knows_all(snapshot) {
            true => SilentControllers::among(snapshot.applications(), polls, now),
            false => SilentControllers::default(),
        };
        Self {
            snapshot,
            ground: Ground {
                projects: Projects::of(snapshot),
                settings,
                silent,
            },
            usual: Settings::default(),
            now,
        }
    }

    /// Returns the instant everything is seen from.
    pub(crate) fn now(&self) -> Timestamp {
        self.now
    }

    /// Returns the lifecycle state of an Application.
    pub(crate) fn lifecycle(&self, application: &Application) -> Lifecycle {
        self.lifecycle_by(application, &Clock::at(self.now))
    }

    /// Returns the same at the instant of a clock, which then knows whether the state depends on it.
    pub(crate) fn lifecycle_by(&self, application: &Application, clock: &Clock) -> Lifecycle {
        lifecycle::lifecycle_by(application, self.project(application), clock)
    }

    /// Returns the settings of the Argo CD that manages an Application, as far as they could be read.
    pub(crate) fn settings(&self, application: &Application) -> &Settings {
        self.settings_read(application).unwrap_or(&self.usual)
    }

    /// Returns the settings of the Argo CD that manages an Application; none where they were not read.
    pub(crate) fn settings_read(&self, application: &Application) -> Option<&Settings> {
        self.ground.settings.get(application.controller_namespace())
    }

    /// Returns the controllers that have fallen silent.
    pub(crate) fn silent(&self) -> &SilentControllers {
        &self.ground.silent
    }

    /// Returns what can be compared with that of another instant.
    pub(crate) fn ground(&self) -> &Ground {
        &self.ground
    }

    /// Returns what is known of an Application's AppProject.
    pub(crate) fn project(&self, application: &Application) -> ProjectKnown<'_> {
        self.ground.projects.find(application)
    }

    /// Returns what can be compared with that of another instant.
    pub(crate) fn into_ground(self) -> Ground {
        self.ground
    }

    /// Returns the snapshot they were collected from.
    pub(crate) fn snapshot(&self) -> &Snapshot {
        self.snapshot
    }
}

fn settings(snapshot: &Snapshot) -> BTreeMap<String, Settings> {
    let namespaces = snapshot
        .applications()
        .map(Application::controller_namespace);
    let namespaces: BTreeSet<&str> = namespaces.collect();
    let read = |namespace: &str| {
        Some((
            namespace.to_owned(),
            Settings::of_namespace(snapshot, namespace)?,
        ))
    };
    namespaces.into_iter().filter_map(read).collect()
}

/// Returns whether every Application was read: one that rests proves nothing about its controller.
fn knows_all(snapshot: &Snapshot) -> bool {
    let applications = snapshot.applications();
    let namespaces: BTreeSet<&str> = applications.map(|a| &*a.metadata.namespace).collect();
    let scope = |namespace| Scope::namespace(application::GROUP, application::KIND, namespace);
    let mut scopes = namespaces.into_iter().map(scope);
    scopes.all(|scope| snapshot.has_read(&scope))
}
