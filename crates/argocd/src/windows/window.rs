//! One sync window: which Applications it is for, and when it is active.

use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;

use super::schedule::Schedule;
use crate::application::Application;
use crate::{duration, glob};

/// One entry of `spec.syncWindows[]` of an AppProject (`InlineSyncWindow`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct SyncWindow {
    /// `allow` or `deny`.
    pub kind: String,
    /// Cron schedule of five fields at which it begins.
    pub schedule: String,
    /// How long it lasts, as in `1h30m`.
    pub duration: String,
    /// Patterns of Application names.
    pub applications: Vec<String>,
    /// Patterns of destination namespaces.
    pub namespaces: Vec<String>,
    /// Patterns of destination names and URLs.
    pub clusters: Vec<String>,
    /// Whether syncs that a person asks for pass it.
    pub manual_sync: bool,
    /// Time zone of the schedule; empty or unknown is UTC.
    pub time_zone: String,
    /// Whether all of the given pattern lists must match, not one of them.
    #[serde(rename = "andOperator")]
    pub and_operator: bool,
    /// Whether a sync that began while it was allowed may go on.
    pub sync_overrun: bool,
    /// What it is for.
    pub description: String,
}

impl SyncWindow {
    /// Returns whether this window allows syncs.
    pub fn allows(&self) -> bool {
        self.kind == "allow"
    }

    /// Returns whether this window denies syncs.
    pub fn denies(&self) -> bool {
        self.kind == "deny"
    }

    /// Returns whether this window is for an Application (`SyncWindows.Matches`): with
    /// `andOperator` every list that is given must match, else one of them must.
    pub fn is_for(&self, application: &Application) -> bool {
        let destination = &application.spec.destination;
        let named = |texts: &[&str], patterns: &[String]| {
            let covers = |pattern: &String| texts.iter().any(|text| glob::matches(pattern, text));
            (!patterns.is_empty()).then(|| patterns.iter().any(covers))
        };
        let clusters: Vec<&str> = [destination.name.as_str(), destination.server.as_str()]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect();
        let lists = [
            named(&[&application.metadata.name], &self.applications),
            named(&clusters, &self.clusters),
            named(&[&destination.namespace], &self.namespaces),
        ];
        let mut given = lists.into_iter().flatten().peekable();
        match self.and_operator {
            true => given.peek().is_some() && given.all(|matched| matched),
            false => given.any(|matched| matched),
        }
    }

    /// Reads schedule and duration; a sentence says which of them Argo CD refuses.
    pub(super) fn timing(&self) -> Result<Timing, String> {
        let schedule = Schedule::parse(&self.schedule)
            .ok_or_else(|| format!("the schedule `{}` cannot be read", self.schedule))?;
        let duration = duration::parse(&self.duration)
            .ok_or_else(|| format!("the duration `{}` cannot be read", self.duration))?;
        let zone = TimeZone::get(&self.time_zone).unwrap_or(TimeZone::UTC);
        Ok(Timing {
            schedule,
            duration,
            zone,
        })
    }
}

/// When a window is active.
pub(super) struct Timing {
    schedule: Schedule,
    duration: SignedDuration,
    zone: TimeZone,
}

impl Timing {
    /// Returns whether the window is active at an instant: it began after
    /// `at - duration` and before `at`, both ends left out (`SyncWindows.active`).
    /// The zone's offset is taken at `now`, as Argo CD does.
    pub(super) fn is_active(&self, at: Timestamp, now: Timestamp) -> bool {
        let offset = self.zone.to_offset(now);
        let wall = offset.to_datetime(at);
        self.next_start(wall, -self.duration)
            .is_some_and(|start| start < wall)
    }

    /// Returns the next instant after `at` at which the window begins or ends.
    pub(super) fn next_change(&self, at: Timestamp) -> Option<Timestamp> {
        let offset = self.zone.to_offset(at);
        let wall = offset.to_datetime(at);
        let begins = self.next_start(wall, SignedDuration::ZERO);
        let ends = self
            .next_start(wall, -self.duration)
            .and_then(|start| start.checked_add(self.duration).ok());
        let next = [begins, ends].into_iter().flatten().min()?;
        instant(next, offset)
    }

    fn next_start(&self, wall: DateTime, shift: SignedDuration) -> Option<DateTime> {
        self.schedule.next_after(wall.checked_add(shift).ok()?)
    }
}

fn instant(wall: DateTime, offset: Offset) -> Option<Timestamp> {
    offset.to_timestamp(wall).ok()
}
