//! What runs inside a bench: Applications in each state of their lives, and the charts
//! and repositories they come from. Starting the bench itself belongs to `bench`.
//!
//! `tests/bench/scenario/scenario.yaml` says what there is and what each must become.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::Value;

use self::addresses::Addresses;
use self::course::{Course, Seen};
use self::file::{Entry, Scenario};
use self::steps::Ground;
use crate::bench::Bench;
use crate::bench::progress::Progress;
use crate::cli::workspace_root;

mod addresses;
mod charts;
mod course;
mod file;
mod git;
mod manifest;
mod steps;
mod wait;

/// What Argo CD has to know of the bench's registry.
const REGISTRY: &str = "objects/registry.yaml";

const PATIENCE: Duration = Duration::from_secs(300);
const BETWEEN_LOOKS: Duration = Duration::from_secs(1);

/// Lays the scenario out in a running bench and returns when every Application has reached its state.
///
/// Run again, it leaves alone what is where it should be. Fails naming each Application
/// that did not get there and what it shows instead.
pub(crate) fn lay_out(bench: &Bench, progress: &mut Progress<'_>) -> Result<()> {
    let sources = workspace_root().join("tests/bench/scenario");
    let addresses = Addresses::of(bench)?;
    let text = read(&sources.join("scenario.yaml"))?;
    let scenario = Scenario::parse(&addresses.fill(&text))?;
    let ground = Ground {
        bench,
        sources: &sources,
        addresses: &addresses,
    };
    prepare(&ground, &scenario, progress)?;
    let seen = Seen::read(bench)?;
    let mut courses: Vec<Course<'_>> = scenario
        .applications
        .iter()
        .map(|entry| Course::new(entry, &seen))
        .collect();
    apply_applications(bench, &scenario, &seen)?;
    follow(&ground, &mut courses, progress)
}

/// Publishes the scenario's charts in a bench that is to have no Applications, and tells Argo CD of the registry.
pub(crate) fn publish_charts(bench: &Bench, progress: &mut Progress<'_>) -> Result<()> {
    let sources = workspace_root().join("tests/bench/scenario");
    let addresses = Addresses::of(bench)?;
    let text = read(&sources.join("scenario.yaml"))?;
    let scenario = Scenario::parse(&addresses.fill(&text))?;
    publish(bench, &sources, &scenario, progress)?;
    let registry = read(&sources.join(REGISTRY))?;
    bench
        .apply(&addresses.fill(&registry))
        .with_context(|| format!("applying {REGISTRY}"))
}

fn publish(
    bench: &Bench,
    sources: &Path,
    scenario: &Scenario,
    progress: &mut Progress<'_>,
) -> Result<()> {
    charts::publish(bench, &sources.join("charts"), &scenario.charts)?;
    let count = scenario.charts.len().to_string();
    progress.say("ready", "charts published", &count);
    Ok(())
}

/// Makes the Git repository `name` of a folder of files and returns its URL.
pub(crate) fn repository(bench: &Bench, name: &str, files: &Path) -> Result<String> {
    git::create(bench, name, files, &Addresses::of(bench)?)?;
    Ok(format!("file://{}", bench.git().join(name).display()))
}

/// Publishes charts, makes repositories and applies what Applications lean on.
fn prepare(ground: &Ground<'_>, scenario: &Scenario, progress: &mut Progress<'_>) -> Result<()> {
    publish(ground.bench, ground.sources, scenario, progress)?;
    for name in &scenario.repositories {
        let files = ground.sources.join("git").join(name);
        git::create(ground.bench, name, &files, ground.addresses)?;
    }
    progress.say(
        "ready",
        "repositories",
        &scenario.repositories.len().to_string(),
    );
    for file in &scenario.objects {
        let text = read(&ground.sources.join(file))?;
        ground
            .bench
            .apply(&ground.addresses.fill(&text))
            .with_context(|| format!("applying {file}"))?;
    }
    Ok(())
}

/// Applies the Applications that are not there yet.
fn apply_applications(bench: &Bench, scenario: &Scenario, seen: &Seen) -> Result<()> {
    let mut items = Vec::new();
    for entry in scenario
        .applications
        .iter()
        .filter(|entry| !seen.has(entry))
    {
        let owners = owners(bench, entry)?;
        items.extend(manifest::application(entry, &scenario.defaults, &owners));
    }
    if items.is_empty() {
        return Ok(());
    }
    bench
        .apply(&manifest::list(items).to_string())
        .context("applying the scenario's Applications")
}

fn owners(bench: &Bench, entry: &Entry) -> Result<Vec<Value>> {
    entry
        .owner
        .iter()
        .map(|owner| steps::live(bench, owner))
        .collect()
}

/// Takes the steps as they fall due until all Applications are where they should be at once.
fn follow(
    ground: &Ground<'_>,
    courses: &mut [Course<'_>],
    progress: &mut Progress<'_>,
) -> Result<()> {
    let begun = Instant::now();
    loop {
        let seen = Seen::read(ground.bench)?;
        for course in courses.iter_mut() {
            if course.arrives(&seen) {
                progress.say("reached", &course.entry.name, &course.entry.outlook());
            }
        }
        let moved = take_due_steps(ground, courses, &seen)?;
        let done = courses
            .iter()
            .filter(|course| course.is_done(&seen))
            .count();
        if !moved && done == courses.len() {
            progress.say(
                "ready",
                "Applications",
                &format!("{done}, each in its state"),
            );
            return Ok(());
        }
        if begun.elapsed() > PATIENCE {
            bail!(complaint(courses, &seen));
        }
        thread::sleep(BETWEEN_LOOKS);
    }
}

/// Takes at most one step of each course; returns whether any was taken.
fn take_due_steps(ground: &Ground<'_>, courses: &mut [Course<'_>], seen: &Seen) -> Result<bool> {
    let mut moved = false;
    for course in courses {
        if let Some(step) = course.next(seen) {
            steps::take(ground, course.entry, step)?;
            moved = true;
        }
    }
    Ok(moved)
}

fn complaint(courses: &[Course<'_>], seen: &Seen) -> String {
    let late = courses.iter().filter(|course| !course.is_done(seen));
    let lines: Vec<String> = late
        .map(|course| {
            format!(
                "\n  {}: {}",
                course.entry.full_name(),
                course.unmet(seen).join("; ")
            )
        })
        .collect();
    format!(
        "these Applications did not reach their state in {} s; `kubectl get application` shows more:{}",
        PATIENCE.as_secs(),
        lines.concat()
    )
}

fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_complaint_names_who_is_late_and_what_it_shows() {
        let entry = |name: &str| -> Entry {
            let expect = "expect: {state: Synced, reason: Healthy}, wait: {sync: Synced}";
            serde_saphyr::from_str(&format!("{{name: {name}, because: test, {expect}}}"))
                .expect("an entry")
        };
        let (there, late) = (entry("there"), entry("late"));
        let item = |name: &str, sync: &str| json!({"metadata": {"namespace": "argocd", "name": name}, "status": {"sync": {"status": sync}}});
        let seen = Seen::of(&json!({"items": [item("there", "Synced"), item("late", "Unknown")]}));
        let courses = [Course::new(&there, &seen), Course::new(&late, &seen)];
        assert_eq!(
            complaint(&courses, &seen),
            "these Applications did not reach their state in 300 s; `kubectl get application` shows more:\n  \
             argocd/late: sync is Unknown, not Synced"
        );
    }
}
