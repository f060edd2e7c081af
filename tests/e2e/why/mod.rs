//! Does `why` find the cause of everything that can go wrong, and say what it comes from?
//!
//! What the scenario has not is laid out here, all at once, from the files in `causes`.

mod answer;
mod copied;
mod course;
mod entry;
mod ground;
mod members;
mod recording;
mod unauthorized;

use std::time::Duration;

use anyhow::{Context, Result};
use serde_json::Value;
use tests::bench::Bench;
use tests::patience::complaints_after;
use tests::person::Person;
use tests::scenario::Scenario;

use self::course::Course;
use self::ground::Ground;

/// How long everything may take to go wrong.
const WRONG: Duration = Duration::from_secs(120);

#[test]
fn every_cause_is_found() -> Result<()> {
    let bench = Bench::from_environment()?;
    let administrator = bench.administrator()?;
    let ground = Ground::lay_out(&administrator)?;
    let mut courses: Vec<Course<'_>> = Vec::new();
    for entry in &ground.entries {
        courses.push(Course::new(&ground, &administrator, entry));
    }
    let wrong = complaints_after(WRONG, || {
        let applications = applications(&administrator)?;
        let mut complaints = Vec::new();
        for (course, entry) in courses.iter_mut().zip(&ground.entries) {
            let complaint = course.go_on(&applications)?;
            complaints.extend(
                complaint
                    .map(|complaint| format!("  {}: {complaint} ({})", entry.name, entry.because)),
            );
        }
        Ok(complaints)
    })?;
    assert!(
        wrong.is_empty(),
        "{} of {} causes are not found:\n{}\n",
        wrong.len(),
        ground.entries.len(),
        wrong.join("\n")
    );
    recording::leave(&administrator, &ground)
}

#[test]
fn every_application_of_the_scenario_has_its_cause() -> Result<()> {
    let bench = Bench::from_environment()?;
    let administrator = bench.administrator()?;
    let mut left = Scenario::read()?.applications;
    let wrong = complaints_after(WRONG, || {
        let mut complaints = Vec::new();
        for one in std::mem::take(&mut left) {
            let (name, cause) = (one.qualified(), one.cause());
            if let Some(complaint) = answer::differs(&administrator, &name, cause, &[])? {
                complaints.push(format!("  {}: {complaint} ({})", one.name, one.because));
                left.push(one);
            }
        }
        Ok(complaints)
    })?;
    assert!(
        wrong.is_empty(),
        "{} causes are not found:\n{}\n",
        wrong.len(),
        wrong.join("\n")
    );
    Ok(())
}

#[test]
fn who_may_not_read_the_pods_is_told_so() -> Result<()> {
    let bench = Bench::from_environment()?;
    let answer = bench
        .restricted()?
        .addons(["why", "payments-api", "-o", "json"])?
        .json()?;
    assert_eq!(answer["cause"], "NotInspected", "{answer:#}");
    assert!(
        answer["gaps"]
            .as_array()
            .is_some_and(|gaps| !gaps.is_empty()),
        "{answer:#}"
    );
    Ok(())
}

fn applications(person: &Person<'_>) -> Result<Value> {
    let words = [
        "get",
        "applications.argoproj.io",
        "--all-namespaces",
        "-o",
        "json",
    ];
    serde_json::from_str(&person.kubectl(words)?).context("reading Applications")
}
