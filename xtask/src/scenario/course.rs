//! How far each Application has come: its steps are taken one after another, each when what it
//! waits for holds, until the state wanted is reached.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use serde_json::Value;

use super::file::{Entry, Step};
use crate::bench::Bench;

/// Applications as read in one moment, by namespace and name.
pub(crate) struct Seen(BTreeMap<String, Value>);

impl Seen {
    /// Reads every Application of the bench.
    pub(crate) fn read(bench: &Bench) -> Result<Seen> {
        let arguments = [
            "get",
            "applications.argoproj.io",
            "--all-namespaces",
            "--output",
            "json",
        ];
        let text = bench.kubectl(&arguments, "")?;
        let list: Value =
            serde_json::from_str(&text).context("reading the bench's Applications")?;
        Ok(Seen::of(&list))
    }

    /// Returns the Applications of a list as the API server sends it.
    pub(crate) fn of(list: &Value) -> Seen {
        let items = list["items"].as_array();
        let named = items.into_iter().flatten().filter_map(|item| {
            let metadata = &item["metadata"];
            let name = format!(
                "{}/{}",
                metadata["namespace"].as_str()?,
                metadata["name"].as_str()?
            );
            Some((name, item.clone()))
        });
        Seen(named.collect())
    }

    fn get(&self, entry: &Entry) -> Option<&Value> {
        self.0.get(&entry.full_name())
    }

    /// Returns whether an Application is there already.
    pub(crate) fn has(&self, entry: &Entry) -> bool {
        self.get(entry).is_some()
    }
}

/// One entry on its way.
pub(crate) struct Course<'a> {
    pub(crate) entry: &'a Entry,
    left: &'a [Step],
    told: bool,
}

impl<'a> Course<'a> {
    /// Returns the course of an entry; one that is where it should be has no steps before it.
    pub(crate) fn new(entry: &'a Entry, seen: &Seen) -> Course<'a> {
        let there = entry.wait.unmet(seen.get(entry)).is_empty();
        Course {
            entry,
            left: if there { &[] } else { &entry.then },
            told: false,
        }
    }

    /// Returns the step to take now; waits that hold are passed.
    ///
    /// After a step, Applications must be read again before this is asked again:
    /// what was seen before it says nothing about what follows it.
    pub(crate) fn next(&mut self, seen: &Seen) -> Option<&'a Step> {
        loop {
            let (step, rest) = self.left.split_first()?;
            let Step::Wait(wait) = step else {
                self.left = rest;
                return Some(step);
            };
            if !wait.unmet(seen.get(self.entry)).is_empty() {
                return None;
            }
            self.left = rest;
        }
    }

    /// Returns what keeps the entry from its end; empty when it is there.
    pub(crate) fn unmet(&self, seen: &Seen) -> Vec<String> {
        let wait = match self.left.first() {
            Some(Step::Wait(wait)) => wait,
            Some(_) => return vec!["a step is still to be taken".to_owned()],
            None => &self.entry.wait,
        };
        wait.unmet(seen.get(self.entry))
    }

    /// Returns whether it has arrived and that was not said before.
    pub(crate) fn arrives(&mut self, seen: &Seen) -> bool {
        let arrives = !self.told && self.is_done(seen);
        self.told |= arrives;
        arrives
    }

    /// Returns whether all steps are taken and the state is reached.
    pub(crate) fn is_done(&self, seen: &Seen) -> bool {
        self.left.is_empty() && self.unmet(seen).is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    const BLOG: &str = "
name: blog
because: test
expect: {state: OutOfSync, reason: ManualSync}
then:
  - sync: {by: alice}
  - wait: {sync: Synced}
  - kubectl: [version]
wait: {sync: OutOfSync}
";

    fn entry() -> Entry {
        serde_saphyr::from_str(BLOG).expect("an entry")
    }

    fn seen(sync: &str) -> Seen {
        Seen::of(&json!({"items": [
            {"metadata": {"namespace": "argocd", "name": "blog"}, "status": {"sync": {"status": sync}}},
        ]}))
    }

    #[test]
    fn steps_are_taken_in_order_and_wait_for_what_they_name() {
        let entry = entry();
        let mut course = Course::new(&entry, &Seen::of(&json!({})));
        assert!(matches!(
            course.next(&seen("OutOfSync")),
            Some(Step::Sync(_))
        ));
        assert!(course.next(&seen("OutOfSync")).is_none());
        assert_eq!(
            course.unmet(&seen("OutOfSync")),
            ["sync is OutOfSync, not Synced"]
        );
        assert!(matches!(
            course.next(&seen("Synced")),
            Some(Step::Kubectl(_))
        ));
        assert!(!course.is_done(&seen("Synced")));
        assert!(course.is_done(&seen("OutOfSync")));
    }

    #[test]
    fn an_application_at_its_end_is_left_alone() {
        let entry = entry();
        let mut course = Course::new(&entry, &seen("OutOfSync"));
        assert!(course.next(&seen("Synced")).is_none());
        assert!(course.is_done(&seen("OutOfSync")));
    }

    #[test]
    fn arrival_is_said_once() {
        let entry = entry();
        let mut course = Course::new(&entry, &seen("OutOfSync"));
        assert!(!course.arrives(&seen("Synced")));
        assert!(course.arrives(&seen("OutOfSync")));
        assert!(!course.arrives(&seen("OutOfSync")));
    }

    #[test]
    fn the_same_name_in_another_namespace_is_another_application() {
        let elsewhere =
            Seen::of(&json!({"items": [{"metadata": {"namespace": "team-a", "name": "blog"}}]}));
        assert!(!elsewhere.has(&entry()));
    }
}
