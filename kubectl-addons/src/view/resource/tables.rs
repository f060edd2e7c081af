//! Endpoints, conditions and events of one resource, as tables.

use argocd::events::Entry;
use argocd::resource::{Condition, Endpoint, Endpoints, Judgement};
use jiff::Timestamp;
use plugin_kit::age::age;
use plugin_kit::shape::{Block, Column, Table, Text, Tone};

use crate::view::events;

/// Addresses shown at most; JSON has them all.
const ADDRESSES: usize = 20;

/// Returns what a Service reaches.
pub(super) fn endpoints(endpoints: Option<&Endpoints>) -> Option<Block> {
    let all = &endpoints?.addresses;
    if all.is_empty() {
        return None;
    }
    let mut table = Table::new([
        Column::new("address"),
        Column::new("ready"),
        Column::new("target"),
    ]);
    for endpoint in all.iter().take(ADDRESSES) {
        let ready = match (endpoint.ready, endpoint.terminating) {
            (true, _) => Text::toned("yes", Tone::Good),
            (false, true) => Text::toned("ending", Tone::Paused),
            (false, false) => Text::toned("no", Tone::Bad),
        };
        table.push(
            endpoint.address.clone(),
            [
                endpoint.address.clone().into(),
                ready,
                endpoint.target.clone().into(),
            ],
        );
    }
    Some(table.titled(title(all)))
}

fn title(all: &[Endpoint]) -> String {
    let ready = all.iter().filter(|endpoint| endpoint.ready).count();
    let rest = match all.len().checked_sub(ADDRESSES) {
        Some(1..) => format!("; the first {ADDRESSES}"),
        _ => String::new(),
    };
    format!("Endpoints, {ready} of {} ready{rest}", all.len())
}

/// Returns the conditions, if there are any.
pub(super) fn conditions(conditions: &[Condition], now: Timestamp) -> Option<Block> {
    if conditions.is_empty() {
        return None;
    }
    let mut table = Table::new([
        Column::new("condition"),
        Column::new("status"),
        Column::new("since").right().clock(),
        Column::new("reason"),
        Column::new("message").shrink(),
    ]);
    for condition in conditions {
        table.push(condition.kind.clone(), cells(condition, now));
    }
    Some(table.titled("Conditions"))
}

fn cells(condition: &Condition, now: Timestamp) -> [Text; 5] {
    let tone = match condition.judgement {
        Judgement::Good => Tone::Good,
        Judgement::Bad => Tone::Bad,
        Judgement::Unknown => Tone::Unknown,
        Judgement::Neutral => Tone::Plain,
    };
    let message = condition
        .message
        .lines()
        .map(str::trim)
        .collect::<Vec<_>>()
        .join(" ");
    [
        Text::toned(condition.kind.clone(), tone),
        Text::toned(condition.status.clone(), tone),
        condition
            .since
            .map(|since| age(since, now))
            .unwrap_or_default()
            .into(),
        condition.reason.clone().into(),
        message.into(),
    ]
}

/// Returns the events, if there are any.
pub(super) fn events(entries: &[Entry], now: Timestamp) -> Option<Block> {
    let table = events::table(entries, now);
    (!entries.is_empty()).then(|| table.titled("Events"))
}
