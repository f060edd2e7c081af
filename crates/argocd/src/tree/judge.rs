//! How one object is doing: health, facts and what is wrong.
//!
//! Collects verdicts that are made elsewhere; makes none. Messages come from the
//! cluster, so secrets in them are masked here, once.

use super::live::Live;
use crate::application::{Application, ManagedResource};
use crate::health::{self, Health, HealthStatus};
use crate::info::{self, Info};
use crate::mask;
use crate::object::Resource;
use crate::redact::without_credentials;
use crate::sync::SyncStatus;
use crate::trouble;

/// The verdicts on one object.
#[derive(Default)]
pub(super) struct Judgement {
    pub(super) health: Option<Health>,
    pub(super) sync: Option<SyncStatus>,
    pub(super) info: Vec<Info>,
    pub(super) trouble: Option<String>,
}

/// Judges an object that was read; the entry in the Application where it is managed.
pub(super) fn live(live: Live<'_>, managed: Option<&ManagedResource>) -> Judgement {
    match live {
        Live::Resource(resource) => of_resource(resource, managed),
        Live::Application(application) => of_application(application),
    }
}

/// Judges an object that was looked for and is not there. One that Git no longer has,
/// and a hook that has done its work, may be gone: nobody misses them.
pub(super) fn missing(managed: &ManagedResource) -> Judgement {
    let wanted = !managed.hook && !managed.requires_pruning;
    Judgement {
        health: wanted.then(|| HealthStatus::Missing.into()),
        sync: managed.status.clone(),
        ..Judgement::default()
    }
}

/// Judges an object that nobody could look at, by what the Application itself says.
pub(super) fn not_inspected(managed: &ManagedResource) -> Judgement {
    let health = inline(managed).map(masked);
    Judgement {
        trouble: health.as_ref().and_then(message),
        health,
        sync: managed.status.clone(),
        info: Vec::new(),
    }
}

fn of_resource(resource: &Resource, managed: Option<&ManagedResource>) -> Judgement {
    let health = health::assess(resource).or_else(|| managed.and_then(inline));
    let trouble = trouble::trouble(resource, health.as_ref());
    Judgement {
        health: health.map(masked),
        sync: managed.and_then(|managed| managed.status.clone()),
        info: info::info(resource),
        trouble: trouble.map(|text| mask::text(&text).into_owned()),
    }
}

/// A child Application answers for itself: its own comparison and its own health.
fn of_application(application: &Application) -> Judgement {
    let status = &application.status;
    let health = status.health.status.clone();
    let health = health.map(|word| masked(Health::new(word, &status.health.message)));
    let error = status.conditions.iter().find(|c| c.kind.ends_with("Error"));
    let error = error.map(|condition| mask::text(&condition.message).into_owned());
    Judgement {
        trouble: error.or_else(|| health.as_ref().and_then(message)),
        health,
        sync: status.sync.status.clone(),
        info: cluster(application).into_iter().collect(),
    }
}

/// Where a child Application deploys to, if that is another cluster than its own.
fn cluster(application: &Application) -> Option<Info> {
    let destination = &application.spec.destination;
    let elsewhere = !destination.is_in_cluster() && !destination.cluster().is_empty();
    elsewhere.then(|| Info::cluster(without_credentials(destination.cluster())))
}

fn inline(managed: &ManagedResource) -> Option<Health> {
    let health = managed.health.as_ref()?;
    Some(Health::new(health.status.clone()?, &health.message))
}

fn message(health: &Health) -> Option<String> {
    (!health.message.is_empty()).then(|| health.message.clone())
}

fn masked(health: Health) -> Health {
    Health::new(health.status, mask::text(&health.message))
}
