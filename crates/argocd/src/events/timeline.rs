//! From a tree and a snapshot to the timeline.

use std::collections::HashSet;

use super::event::Event;
use super::fold::{Happening, fold};
use super::operation;
use super::subjects::{Subject, Subjects};
use super::{Entry, EntryKind, EventTimeline, Source, TimelineOptions};
use crate::application::Application;
use crate::mask;
use crate::snapshot::{Gap, Snapshot};
use crate::tree::ResourceTree;

/// Returns everything that happened to the nodes of a tree and to its Application,
/// oldest first: Events folded and counted, the last operation, the deployments.
///
/// Events are attributed by UID, else by name, never by likeness: those of a pod that is
/// gone and was never a node stay out. Secrets in messages are masked.
pub fn timeline(
    tree: &ResourceTree,
    application: &Application,
    snapshot: &Snapshot,
    options: &TimelineOptions,
) -> EventTimeline {
    let subjects = Subjects::new(tree, application, options.for_object.as_deref());
    let mut entries = fold(happenings(&subjects, snapshot));
    if subjects.has_application() {
        entries.extend(operation::entries(application));
    }
    entries.retain(|entry| options.shows(entry));
    entries.sort_by(|left, right| order(left).cmp(&order(right)));
    EventTimeline {
        application: application.reference(),
        entries,
        gaps: gaps(tree, application, snapshot),
    }
}

fn happenings<'a>(
    subjects: &'a Subjects<'a>,
    snapshot: &'a Snapshot,
) -> impl Iterator<Item = Happening> + 'a {
    let mut seen: HashSet<&str> = HashSet::new();
    let residents = snapshot.resources().filter(|r| Event::is(&r.reference));
    let residents = residents.map(|resource| (resource, !snapshot.is_elsewhere()));
    let guests = snapshot.guests().events().map(|resource| (resource, true));
    let once = residents.chain(guests).filter(move |(resource, _)| {
        let uid = resource.metadata.uid.as_str();
        uid.is_empty() || seen.insert(uid)
    });
    once.filter_map(move |(resource, beside)| {
        let event = Event::of(resource)?;
        let subject = subjects.of(&event)?;
        let lies_there = lies_there(subject, beside, snapshot);
        lies_there.then(|| happening(&event, subject, subjects))
    })
}

/// What bears the Application's name in another cluster is not it, nor are its neighbours nodes of the tree;
/// `beside` says that the Event lies where the Application does.
fn lies_there(subject: Subject<'_>, beside: bool, snapshot: &Snapshot) -> bool {
    match subject {
        Subject::Application => beside,
        Subject::Node(_) => !beside || !snapshot.is_elsewhere(),
    }
}

fn happening(event: &Event<'_>, subject: Subject<'_>, subjects: &Subjects<'_>) -> Happening {
    let owner = match subject {
        Subject::Application => None,
        Subject::Node(node) => subjects.owner_of_pod(node),
    };
    Happening {
        entry: Entry {
            time: event.last_seen,
            first_seen: event.first_seen,
            count: event.count,
            kind: event.kind,
            reason: event.reason.to_owned(),
            object: event.object.clone(),
            objects: 1,
            message: mask::text(event.message).into_owned(),
            source: Source::Event,
        },
        pod_of: owner.map(|owner| owner.uid.clone()),
    }
}

impl TimelineOptions {
    fn shows(&self, entry: &Entry) -> bool {
        let warning = !self.warnings_only || entry.kind == EntryKind::Warning;
        let recent = self.since.is_none_or(|since| {
            let age = entry.time.map(|time| self.now.duration_since(time));
            age.is_some_and(|age| age <= since)
        });
        warning && recent
    }
}

fn order(entry: &Entry) -> impl Ord + '_ {
    (
        (entry.time, entry.first_seen, entry.source),
        (&entry.object, &entry.reason, &entry.message),
    )
}

/// What the tree cannot show has no Events here either.
fn gaps(tree: &ResourceTree, application: &Application, snapshot: &Snapshot) -> Vec<Gap> {
    let mut namespaces = tree.namespaces();
    namespaces.extend(["default", &*application.metadata.namespace]);
    let concerns = |gap: &&Gap| {
        let scope = gap.scope.as_ref();
        scope.is_some_and(|scope| {
            let namespace = scope.namespace.as_deref();
            let event = scope.kind == "Event";
            event && namespace.is_none_or(|namespace| namespaces.contains(namespace))
        })
    };
    let all = snapshot.gaps().chain(snapshot.guests().gaps());
    let mut gaps: Vec<Gap> = all.filter(concerns).cloned().collect();
    gaps.extend(tree.gaps.iter().cloned());
    gaps.sort();
    gaps.dedup();
    gaps
}
