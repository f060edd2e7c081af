//! Live objects with the records of what was applied to them, and what the server would make of an apply.
//!
//! A file keeps none of these records and can be asked nothing.

use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

use argocd::application::Application;
use argocd::catalog::ServedKind;
use argocd::diff::{Live, LiveObject, Pair, Predicted};
use argocd::mask;
use argocd::object::{ObjectKind, ObjectRef};
use argocd::rights::Right;
use argocd::snapshot::{Gap, GapReason, Scope, Snapshot};
use cluster::{Cause, Cluster};
use plugin_kit::failure::{Exit, Failure};
use serde_json::Value;
use tokio::sync::oneshot;
use tokio::time::timeout;

use crate::reader::Reader;

/// Argo CD's name among those who apply (`ArgoCDSSAManager` in its `common/common.go`).
const ARGO_CD: &str = "argocd-controller";
/// How long comparing may take: a jq expression of `ignoreDifferences` may never end.
const PATIENCE: Duration = Duration::from_secs(20);

/// An object at the version that Argo CD names.
pub(super) struct Named {
    pub(super) reference: ObjectRef,
    pub(super) version: String,
}

/// Reads objects, in the order they are named, from the cluster that an Application deploys to, else from what was
/// recorded of it.
pub(super) async fn lives(
    reader: &Reader,
    application: &Application,
    named: &[Named],
) -> Vec<Live> {
    let snapshot = reader.snapshot_for(application);
    match reader.cluster_for(application) {
        Some(cluster) => {
            let lives = read(cluster, snapshot, named).await.into_iter();
            let told = lives.map(|live| match live {
                Live::Unread(gap) => Live::Unread(reader.told_of(application, gap)),
                live => live,
            });
            told.collect()
        }
        None => {
            let recorded = |named: &Named| recorded(snapshot, &named.reference);
            named.iter().map(recorded).collect()
        }
    }
}

async fn read(cluster: &Cluster, snapshot: &Snapshot, named: &[Named]) -> Vec<Live> {
    let kinds: Vec<Option<ServedKind>> = named
        .iter()
        .map(|named| served(snapshot, &named.reference, &named.version))
        .collect();
    let wanted = kinds.iter().zip(named).filter_map(|(kind, named)| {
        let kind = kind.clone()?;
        Some((kind, named.reference.clone()))
    });
    let wanted: Vec<(ServedKind, ObjectRef)> = wanted.collect();
    let mut answers = cluster.raw_objects(&wanted).await.into_iter();
    let lives = kinds.iter().zip(named).map(|(kind, named)| {
        let answer = kind.as_ref().and_then(|_| answers.next());
        match answer {
            Some(answer) => live(answer, &named.reference),
            None => Live::Unread(not_served(&named.reference)),
        }
    });
    lives.collect()
}

fn recorded(snapshot: &Snapshot, reference: &ObjectRef) -> Live {
    let body = snapshot.resource(reference);
    let body = body.and_then(|resource| resource.body.clone());
    match body.map(LiveObject::from_value) {
        Some(Ok(live)) => Live::Found(Box::new(live)),
        Some(Err(why)) => Live::Unread(gap(GapReason::Unreadable, reference, &why)),
        None if snapshot.has_settled(reference) => Live::Missing,
        None => Live::Unread(gap(
            GapReason::NotRecorded,
            reference,
            "its body was not recorded",
        )),
    }
}

/// Returns where objects of a kind are served at the version that Argo CD names.
fn served(snapshot: &Snapshot, reference: &ObjectRef, version: &str) -> Option<ServedKind> {
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

fn not_served(reference: &ObjectRef) -> Gap {
    let message = "the cluster does not serve this kind";
    gap(GapReason::Unavailable, reference, message)
}

fn gap(reason: GapReason, reference: &ObjectRef, message: &str) -> Gap {
    Gap {
        reason,
        what: reference.to_string(),
        message: message.to_owned(),
        scope: Some(Scope::object(reference)),
        right: None,
    }
}

fn live(answer: Result<Option<Value>, cluster::Error>, reference: &ObjectRef) -> Live {
    match answer {
        Ok(None) => Live::Missing,
        Ok(Some(object)) => match LiveObject::from_value(object) {
            Ok(live) => Live::Found(Box::new(live)),
            Err(why) => Live::Unread(gap(GapReason::Unreadable, reference, &why)),
        },
        Err(error) => {
            let scope = Scope::object(reference);
            Live::Unread(error.into_gap(reference.to_string(), Some(scope)))
        }
    }
}

/// Asks the server what an apply of what is rendered would make of each live object; where it may not or cannot be asked
/// is a gap.
pub(super) async fn predictions(
    reader: &Reader,
    application: &Application,
    pairs: &[(Pair, Live)],
) -> (Vec<Predicted>, Vec<Gap>) {
    let Some(cluster) = reader.cluster_for(application) else {
        let unknown = pairs.iter().map(|_| Predicted::Unknown);
        return (unknown.collect(), Vec::new());
    };
    let snapshot = reader.snapshot_for(application);
    let asked: Vec<Option<(ServedKind, Value)>> = pairs
        .iter()
        .map(|(pair, live)| {
            let wanted = pair.wanted().filter(|_| matches!(live, Live::Found(_)))?;
            let kind = served(snapshot, &pair.reference, &pair.version)?;
            Some((kind, wanted.clone()))
        })
        .collect();
    let sent: Vec<(ServedKind, Value)> = asked.iter().flatten().cloned().collect();
    let mut answers = cluster.would_apply(&sent, ARGO_CD).await.into_iter();
    let mut unasked = Vec::new();
    let predicted = asked.iter().map(|asked| {
        let answer = asked.as_ref().and_then(|_| answers.next());
        answer.map_or(Predicted::Unknown, |answer| predicted(answer, &mut unasked))
    });
    let predicted = predicted.collect();
    let gaps = not_asked(unasked).into_iter();
    let told = gaps.map(|gap| reader.told_of(application, gap));
    (predicted, told.collect())
}

/// Says of objects that they were compared without the server: a gap for each right that was missing, and one for what
/// else stood in the way of the first.
fn not_asked(errors: Vec<cluster::Error>) -> Vec<Gap> {
    let mut alike: BTreeMap<Option<Right>, (usize, cluster::Error)> = BTreeMap::new();
    for error in errors {
        let right = error.right().cloned();
        let right = right.map(|right| Right {
            name: None,
            ..right
        });
        alike.entry(right).or_insert((0, error)).0 += 1;
    }
    let gaps = alike.into_iter();
    gaps.map(|(right, (count, error))| compared_here(right, count, error))
        .collect()
}

fn compared_here(right: Option<Right>, count: usize, error: cluster::Error) -> Gap {
    let gap = error.into_gap(
        "what the API server would fill in or refuse".to_owned(),
        None,
    );
    let objects = match count {
        1 => "1 object is".to_owned(),
        count => format!("{count} objects are"),
    };
    let why = match &right {
        Some(right) => format!("you may not {} {}", right.verb, right.resource),
        None => gap.message,
    };
    Gap {
        message: format!("{objects} compared here instead, since {why}"),
        right: right.map(Box::new),
        ..gap
    }
}

fn predicted(
    answer: Result<Value, cluster::Error>,
    unasked: &mut Vec<cluster::Error>,
) -> Predicted {
    match answer {
        Ok(object) => Predicted::Server(object),
        Err(error) if is_refusal(&error) => {
            Predicted::Refused(mask::text(&error.to_string()).into_owned())
        }
        Err(error) => {
            unasked.push(error);
            Predicted::Unknown
        }
    }
}

/// Returns whether the server refuses the object itself; a webhook that takes no dry runs refuses the question alone.
fn is_refusal(error: &cluster::Error) -> bool {
    let takes_no_dry_run = error.to_string().contains("does not support dry run");
    matches!(error.cause(), Cause::Failed | Cause::Conflict) && !takes_no_dry_run
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
        _ => Err(Failure::new(format!("comparing took longer than {} s", PATIENCE.as_secs()))
            .next("look at the jq expressions of ignoreDifferences, in the Application and in argocd-cm: one may never end")
            .exit(Exit::TimedOut)
            .into()),
    }
}
