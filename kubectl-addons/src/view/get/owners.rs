//! Who owns an add-on, and what an ApplicationSet among them does with it.

use argocd::application::Application;
use argocd::application_set::{self, ApplicationSet, Rollout};
use argocd::facts::Owner;
use argocd::snapshot::Snapshot;
use plugin_kit::shape::{Fact, Text, Tone};
use schemars::JsonSchema;
use serde::Serialize;

use crate::owners;

/// The owners of an add-on, the nearest first.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Owners {
    /// Parent Applications and the ApplicationSet at their end.
    owners: Vec<Owner>,
    /// The ApplicationSet that made the add-on itself, where it could be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    application_set: Option<Maker>,
}

/// What an ApplicationSet says of an Application that it made.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct Maker {
    /// The names of its generators.
    generators: Vec<String>,
    /// What it does to Applications that are there.
    policy: String,
    /// Whether it changes back what somebody changes in the Application.
    reverts_changes: bool,
    /// Why it could not make its Applications.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    /// Where the add-on stands in its rollout.
    #[serde(skip_serializing_if = "Option::is_none")]
    rollout: Option<Rollout>,
}

impl Owners {
    /// Reads them off a snapshot.
    pub(super) fn of(application: &Application, snapshot: &Snapshot) -> Self {
        let owners = owners::owners(application, snapshot);
        let nearest = owners
            .first()
            .filter(|owner| owner.kind == application_set::KIND);
        let set = nearest
            .and_then(|owner| snapshot.resource(&owners::reference(owner)))
            .and_then(ApplicationSet::of);
        Self {
            application_set: set.map(|set| Maker::of(set, &application.metadata.name)),
            owners,
        }
    }

    /// Returns them as lines of the overview.
    pub(super) fn facts(&self) -> Vec<Fact> {
        if self.owners.is_empty() {
            return Vec::new();
        }
        let owners: Vec<String> = self.owners.iter().map(ToString::to_string).collect();
        let owner = Fact::new("Owner", owners.join(" ← "));
        let maker = self.application_set.iter().flat_map(Maker::facts);
        std::iter::once(owner).chain(maker).collect()
    }
}

impl Maker {
    fn of(set: ApplicationSet, application: &str) -> Self {
        Self {
            rollout: set.rollout(application),
            reverts_changes: set.reverts_changes(),
            generators: set.generators,
            policy: set.policy,
            error: set.error,
        }
    }

    fn facts(&self) -> Vec<Fact> {
        let reverts = match self.reverts_changes {
            true => "changes of the Application itself are reverted",
            false => "changes of the Application itself stay",
        };
        let generated = format!(
            "by {} ({}: {reverts})",
            self.generators.join(", "),
            self.policy
        );
        let mut facts = vec![Fact::new("Generated", generated)];
        facts.extend(
            self.rollout
                .as_ref()
                .map(|r| Fact::new("Rollout", rollout(r))),
        );
        let error = self.error.clone();
        facts.extend(error.map(|error| Fact::new("Set error", Text::toned(error, Tone::Bad))));
        facts
    }
}

fn rollout(rollout: &Rollout) -> Text {
    let place = match rollout.step {
        0 => format!(
            "in none of {} steps, so it is never synced by the rollout",
            rollout.steps
        ),
        step => format!("step {step} of {}", rollout.steps),
    };
    let waits = match rollout.waits_for.as_slice() {
        [] => String::new(),
        names => format!(", waits for {}", names.join(", ")),
    };
    let tone = match rollout.is_waiting() {
        true => Tone::Paused,
        false => Tone::Plain,
    };
    Text::toned(format!("{place}, {}{waits}", rollout.status), tone)
}
