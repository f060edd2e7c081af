//! Is every Application of the scenario in its lifecycle state, for its reason?

use std::time::Duration;

use anyhow::{Context, Result};
use jiff::{SignedDuration, Timestamp};
use serde_json::Value;
use tests::bench::Bench;
use tests::patience::complaints_after;
use tests::person::Person;
use tests::scenario::{Expectation, Scenario};

/// How long Applications may be on their way, and those be seen that flicker.
const ON_THEIR_WAY: Duration = Duration::from_secs(180);

#[test]
fn every_application_is_in_its_state_for_its_reason() -> Result<()> {
    let bench = Bench::from_environment()?;
    let administrator = bench.administrator()?;
    let scenario = Scenario::read()?;
    let wrong = complaints_after(ON_THEIR_WAY, || wrong_ones(&administrator, &scenario))?;
    assert!(
        wrong.is_empty(),
        "{} of {} Applications are not as the scenario says:\n{}\n",
        wrong.len(),
        scenario.applications.len(),
        wrong.join("\n")
    );
    Ok(())
}

fn wrong_ones(administrator: &Person<'_>, scenario: &Scenario) -> Result<Vec<String>> {
    let answer = administrator.addons(["list", "-o", "json"])?.json()?;
    let items = answer["items"].as_array().context("a list has items")?;
    let now = Timestamp::now();
    let mut wrong = Vec::new();
    for expectation in &scenario.applications {
        wrong.extend(complaint(expectation, items, now)?);
    }
    Ok(wrong)
}

fn complaint(expectation: &Expectation, items: &[Value], now: Timestamp) -> Result<Option<String>> {
    let is_it = |item: &&Value| {
        item["name"] == expectation.name && item["namespace"] == expectation.namespace
    };
    let Some(item) = items.iter().find(is_it) else {
        return Ok(Some(line(expectation, "listed", "not listed", "")));
    };
    let allowed = expectation.allowed(age(item, now)?)?;
    let fits = allowed
        .iter()
        .any(|verdict| item["state"] == verdict.state && item["reason"] == verdict.reason);
    if fits {
        return Ok(None);
    }
    let allowed: Vec<String> = allowed
        .iter()
        .map(|verdict| format!("{}/{}", verdict.state, verdict.reason))
        .collect();
    let found = format!("{}/{}", text(item, "state"), text(item, "reason"));
    Ok(Some(line(
        expectation,
        &allowed.join(" or "),
        &found,
        text(item, "message"),
    )))
}

fn age(item: &Value, now: Timestamp) -> Result<SignedDuration> {
    let created: Timestamp = text(item, "createdAt")
        .parse()
        .with_context(|| format!("when {} was created", item["name"]))?;
    Ok(now.duration_since(created))
}

fn text<'a>(item: &'a Value, field: &str) -> &'a str {
    item[field].as_str().unwrap_or_default()
}

fn line(expectation: &Expectation, expected: &str, found: &str, message: &str) -> String {
    let Expectation { name, because, .. } = expectation;
    format!("  {name:<20} expected {expected:<28} found {found:<28} {message} ({because})")
}
