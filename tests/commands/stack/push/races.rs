//! Two who push at the same moment: nothing of either is lost.

use std::sync::Barrier;
use std::thread;

use super::place::{Place, manifest};

/// Runs rounds in which two stacks are pushed to one cluster at the same moment, by two who have caches of their own.
fn race(rounds: usize) {
    let place = Place::new();
    let start = Barrier::new(2);
    thread::scope(|scope| {
        for stack in ["shop", "web"] {
            let (place, start) = (&place, &start);
            scope.spawn(move || {
                for round in 0..rounds {
                    place.stack(stack, &round.to_string());
                    let cache = place.path(&format!("{stack}-cache"));
                    let mut pushing = place.pushing(stack, "--yes --repo ../remote.git");
                    pushing.env("XDG_CACHE_HOME", cache);
                    start.wait();
                    let output = pushing.output().unwrap();
                    let errors = String::from_utf8_lossy(&output.stderr);
                    assert!(
                        output.status.success(),
                        "round {round} of {stack}: {errors}"
                    );
                }
            });
        }
    });
    for stack in ["shop", "web"] {
        let pushed = place.asked(&format!(
            "log --reverse -p --format= main -- {}",
            manifest(stack)
        ));
        let texts = pushed
            .lines()
            .filter_map(|line| line.strip_prefix("+  text: "));
        let expected: Vec<String> = (0..rounds).map(|round| format!("\"{round}\"")).collect();
        assert_eq!(texts.collect::<Vec<_>>(), expected, "{stack}");
    }
    assert_eq!(
        place.asked("rev-list --count main"),
        (2 * rounds).to_string()
    );
}

#[test]
fn a_hundred_races_lose_nothing() {
    race(100);
}
