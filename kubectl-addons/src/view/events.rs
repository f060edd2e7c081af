//! The answer of `events`: everything that happened to an add-on and its resources, oldest first.

use argocd::events::{Entry, EntryKind, EventTimeline, Source};
use argocd::object::ObjectRef;
use argocd::snapshot::Gap;
use jiff::Timestamp;
use plugin_kit::age::age;
use plugin_kit::shape::{Block, Blocks, Column, Table, Text, Tone};
use plugin_kit::view::View;
use schemars::JsonSchema;
use serde::Serialize;

/// The timeline of one add-on.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct EventsView {
    #[serde(flatten)]
    timeline: EventTimeline,
    #[serde(skip)]
    now: Timestamp,
}

impl EventsView {
    /// Shows a timeline; ages are seen from `now`.
    pub(crate) fn new(timeline: EventTimeline, now: Timestamp) -> Self {
        Self { timeline, now }
    }

    /// Returns what could not be seen.
    pub(crate) fn gaps(&self) -> &[Gap] {
        &self.timeline.gaps
    }

    /// Returns whether nothing happened that anybody still knows of.
    pub(crate) fn is_empty(&self) -> bool {
        self.timeline.entries.is_empty()
    }
}

/// Returns entries as a table; ages are seen from `now`.
pub(super) fn table(entries: &[Entry], now: Timestamp) -> Table {
    let mut table = Table::new([
        Column::new("last seen").clock(),
        Column::new("type"),
        Column::new("reason"),
        Column::new("object").shrink().both_ends(),
        Column::new("count"),
        Column::new("source").wide(),
        Column::new("message").shrink().explains(),
    ]);
    for entry in entries {
        table.push(key(entry), cells(entry, now));
    }
    table
}

fn cells(entry: &Entry, now: Timestamp) -> [Text; 7] {
    let tone = tone(entry);
    [
        last_seen(entry, now),
        Text::toned(entry_type(entry), tone),
        Text::toned(entry.reason.clone(), tone),
        entry.object_label().into(),
        count(entry),
        source(entry.source).into(),
        entry.message.clone().into(),
    ]
}

fn last_seen(entry: &Entry, now: Timestamp) -> Text {
    entry
        .time
        .map(|time| age(time, now).into())
        .unwrap_or_default()
}

fn entry_type(entry: &Entry) -> &'static str {
    match entry.kind {
        EntryKind::Normal => "Normal",
        EntryKind::Warning => "Warning",
    }
}

fn tone(entry: &Entry) -> Tone {
    match (entry.kind, entry.source) {
        (EntryKind::Warning, _) => Tone::Bad,
        (EntryKind::Normal, Source::Event) => Tone::Plain,
        (EntryKind::Normal, Source::Operation | Source::History | Source::Condition) => {
            Tone::Strong
        }
    }
}

fn count(entry: &Entry) -> Text {
    match entry.count {
        0 | 1 => Text::default(),
        count => format!("×{count}").into(),
    }
}

fn source(source: Source) -> &'static str {
    match source {
        Source::Event => "event",
        Source::Operation => "operation",
        Source::History => "history",
        Source::Condition => "condition",
    }
}

fn key(entry: &Entry) -> String {
    let ObjectRef {
        group,
        kind,
        namespace,
        name,
    } = &entry.object;
    let namespace = namespace.as_deref().unwrap_or_default();
    format!(
        "{}|{}|{group}/{kind}/{namespace}/{name}|{}",
        source(entry.source),
        entry.reason,
        entry.message
    )
}

impl View for EventsView {
    const KIND: &'static str = "EventTimeline";

    fn blocks(&self, _wide: bool) -> Blocks {
        vec![Block::from(table(&self.timeline.entries, self.now))]
    }
}
