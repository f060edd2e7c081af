//! Two who push at the same time: nothing of either is lost.

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

fn race(place: &Place, rounds: usize, one: &Repository, other: &Repository) {
    thread::scope(|scope| {
        for (name, repository) in [("a", one), ("b", other)] {
            scope.spawn(move || {
                (0..rounds).for_each(|round| add(repository, &format!("{name}{round}")))
            });
        }
    });
    let pushed = place.pushed("clusters/shared");
    for name in ["a", "b"] {
        let lines: Vec<&str> = pushed
            .lines()
            .filter(|line| line.starts_with(name))
            .collect();
        let expected: Vec<String> = (0..rounds).map(|round| format!("{name}{round}")).collect();
        assert_eq!(lines, expected);
    }
    assert_eq!(
        place.asked("rev-list --count main"),
        (2 * rounds + 1).to_string()
    );
}

#[test]
fn two_machines_racing_lose_nothing() {
    let place = Place::seeded();
    for name in ["one", "two"] {
        place.clone(name);
    }
    race(&place, 12, &place.open("one", ""), &place.open("two", ""));
}

#[test]
fn two_runs_racing_through_one_clone_lose_nothing() {
    let place = Place::seeded();
    let clone = place.clone("clone");
    race(
        &place,
        6,
        &place.open("clone", ""),
        &place.open("clone", ""),
    );
    assert_eq!(place.run(&clone, "worktree list").lines().count(), 1);
}

#[test]
#[ignore = "a hundred rounds take a minute: run by name"]
fn a_hundred_races_lose_nothing() {
    let place = Place::seeded();
    place.clone("one");
    race(
        &place,
        100,
        &place.open("one", ""),
        &place.open("remote.git", ""),
    );
}
