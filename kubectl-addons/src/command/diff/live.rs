//! Live objects with the records of what was applied to them.
//!
//! A file keeps none of these records, so that its objects are not compared with them.

use std::thread;
use std::time::Duration;

use argocd::application::{Application, ManagedResource};
use argocd::catalog::ServedKind;
use argocd::diff::{Live, LiveObject};
use argocd::object::{ObjectKind, ObjectRef};
use argocd::snapshot::{Gap, GapReason, Scope, Snapshot};
use plugin_kit::failure::Failure;
use serde_json::Value;
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::reader::Reader;

/// How long comparing may take: a jq expression of `ignoreDifferences` may never end.
const PATIENCE: Duration = Duration::from_secs(20);

/// Reads the live objects of managed resources with their records. What no file and no unreachable cluster can tell is
/// one gap.
pub(super) async fn records(
    reader: &Reader,
    application: &Application,
    resources: Vec<ManagedResource>,
) -> (Vec<(ManagedResource, Live)>, Option<Gap>) {
    if reader.cluster_for(application).is_some() {
        return (read(reader, application, resources).await, None);
    }
    let told = resources
        .into_iter()
        .filter(|resource| resource.requires_pruning)
        .filter_map(|resource| {
            let live = recorded(reader.snapshot_for(application), &resource.reference())?;
            Some((resource, live))
        });
    (told.collect(), Some(without_records(reader)))
}

fn without_records(reader: &Reader) -> Gap {
    let (reason, message) = match reader.is_live() {
        true => (
            GapReason::OtherCluster,
            "the cluster that it is deployed to cannot be asked",
        ),
        false => (
            GapReason::NotRecorded,
            "files keep no record of it; snapshots leave it out, since it repeats every secret",
        ),
    };
    Gap {
        reason,
        what: "what was applied last".to_owned(),
        message: message.to_owned(),
        scope: None,
    }
}

fn recorded(snapshot: &Snapshot, reference: &ObjectRef) -> Option<Live> {
    let body = snapshot.resource(reference)?.body.clone()?;
    LiveObject::from_value(body)
        .ok()
        .map(|live| Live::Found(Box::new(live)))
}

async fn read(
    reader: &Reader,
    application: &Application,
    resources: Vec<ManagedResource>,
) -> Vec<(ManagedResource, Live)> {
    let Some(cluster) = reader.cluster_for(application) else {
        return Vec::new();
    };
    let snapshot = reader.snapshot_for(application);
    let mut lives = Vec::new();
    let (mut asked, mut wanted) = (Vec::new(), Vec::new());
    for resource in resources.into_iter().filter(|resource| !resource.hook) {
        let reference = resource.reference();
        match served(snapshot, &reference, &resource.version) {
            Some(kind) => {
                wanted.push((kind, reference));
                asked.push(resource);
            }
            None => {
                let gap = not_served(&reference);
                lives.push((resource, Live::Unread(gap)));
            }
        }
    }
    let answers = cluster.raw_objects(&wanted).await;
    let answered = asked.into_iter().zip(answers).map(|(resource, answer)| {
        let live = live(answer, &resource.reference());
        (resource, live)
    });
    lives.extend(answered);
    lives
}

/// Returns where objects of a kind are served at the version that Argo CD names.
pub(super) fn served(
    snapshot: &Snapshot,
    reference: &ObjectRef,
    version: &str,
) -> Option<ServedKind> {
    let served = snapshot.catalog.find(&reference.group, &reference.kind)?;
    let version = match version {
        "" => served.kind.version.clone(),
        version => version.to_owned(),
    };
    Some(ServedKind {
        kind: ObjectKind {
            version,
            ..served.kind.clone()
        },
        ..served.clone()
    })
}

/// The gap of a kind that the cluster does not serve.
pub(super) fn not_served(reference: &ObjectRef) -> Gap {
    Gap {
        reason: GapReason::Unavailable,
        what: reference.to_string(),
        message: "the cluster does not serve this kind".to_owned(),
        scope: Some(Scope::object(reference)),
    }
}

fn live(answer: Result<Option<Value>, cluster::Error>, reference: &ObjectRef) -> Live {
    match answer {
        Ok(None) => Live::Missing,
        Ok(Some(object)) => match LiveObject::from_value(object) {
            Ok(live) => Live::Found(Box::new(live)),
            Err(why) => Live::Unread(Gap {
                reason: GapReason::Unreadable,
                what: reference.to_string(),
                message: why,
                scope: Some(Scope::object(reference)),
            }),
        },
        Err(error) => {
            let scope = Scope::object(reference);
            Live::Unread(error.into_gap(reference.to_string(), Some(scope)))
        }
    }
}

/// Compares on a thread of its own, and gives up where that takes too long.
///
/// # Errors
/// It took too long.
pub(super) async fn within_patience<T: Send + 'static>(
    compare: impl FnOnce() -> T + Send + 'static,
) -> anyhow::Result<T> {
    let (sender, receiver) = oneshot::channel();
    thread::spawn(move || {
        // Whoever waited may have given up.
        let _nobody_waits = sender.send(compare());
    });
    match timeout(PATIENCE, receiver).await {
        Ok(Ok(compared)) => Ok(compared),
        _ => Err(Failure::new(format!(
            "comparing took longer than {} s",
            PATIENCE.as_secs()
        ))
        .next("look at the jq expressions of ignoreDifferences, in the Application and in argocd-cm: one may never end")
        .exit(plugin_kit::failure::Exit::TimedOut)
        .into()),
    }
}
