//! Two who push at the same time: nothing of either is lost.

use std::sync::Barrier;
use std::thread;

use super::fixture::{Place, WANTED, one};
use crate::gitops::{Repository, with_retries};

/// Adds one line to a file that both write, as long as it takes.
fn add(repository: &Repository, line: &str) {
    let published = with_retries(repository, WANTED, |tip| {
        let there = tip.files.text("clusters/shared").unwrap_or_default();
        Ok(Some(one("clusters/shared", &format!("{there}{line}\n"))))
    });
    published.unwrap().unwrap();
}

/// Runs rounds in which all push at the same moment.
fn race(place: &Place, rounds: usize, repositories: &[&Repository]) {
    let start = Barrier::new(repositories.len());
    thread::scope(|scope| {
        for (name, repository) in repositories.iter().enumerate() {
            let start = &start;
            scope.spawn(move || {
                for round in 0..rounds {
                    start.wait();
                    add(repository, &format!("{name} {round}"));
                }
            });
        }
    });
    let pushed = place.pushed("clusters/shared");
    for name in 0..repositories.len() {
        let mine = |line: &&str| line.starts_with(&format!("{name} "));
        let lines: Vec<&str> = pushed.lines().filter(mine).collect();
        let expected: Vec<String> = (0..rounds).map(|round| format!("{name} {round}")).collect();
        assert_eq!(lines, expected);
    }
    let commits = repositories.len() * rounds + 1;
    assert_eq!(place.asked("rev-list --count main"), commits.to_string());
}

#[test]
fn two_machines_racing_lose_nothing() {
    let place = Place::seeded();
    place.clone("one");
    let (one, other) = (place.open("one", ""), place.open("remote.git", ""));
    race(&place, 8, &[&one, &other]);
}

#[test]
fn a_pipeline_of_many_jobs_racing_loses_nothing() {
    let place = Place::seeded();
    let names = ["one", "two", "three", "four", "five", "six"];
    let clones = names.map(|name| {
        place.clone(name);
        place.open(name, "")
    });
    race(&place, 1, &clones.each_ref());
}

#[test]
fn two_runs_racing_through_one_clone_lose_nothing() {
    let place = Place::seeded();
    let clone = place.clone("clone");
    race(
        &place,
        4,
        &[&place.open("clone", ""), &place.open("clone", "")],
    );
    assert_eq!(place.run(&clone, "worktree list").lines().count(), 1);
}
