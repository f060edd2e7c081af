//! Every line fits its sample, and of two that fit the earlier wins.

use jiff::SignedDuration;

use super::sample::{With, changed, judged_with, now, with_case, word};
use super::table::{Sample, table};
use crate::application::Application;
use crate::lifecycle::{Clock, lifecycle_by};

/// Neighbours that no Application fits at once, by their verdicts, and why.
const EXCLUSIVE: [(&str, &str, &str); 8] = [
    (
        "Pending/SyncRequested",
        "Deploying/Terminating",
        "one has begun, the other not",
    ),
    (
        "Pending/SyncWindow",
        "Pending/ConfirmationNeeded",
        "an operation has one message",
    ),
    (
        "Deploying/Hydrating",
        "Degraded/HydrationFailed",
        "a hydration has one phase",
    ),
    (
        "Degraded/Missing",
        "Deploying/Progressing",
        "health is one word",
    ),
    (
        "Deploying/Progressing",
        "Unknown/HealthUnknown",
        "health is one word",
    ),
    (
        "Degraded/WouldDeleteAll",
        "Pending/RolloutStep",
        "auto-sync is on or off",
    ),
    (
        "OutOfSync/ManualSync",
        "OutOfSync/PruneDisabled",
        "auto-sync is on or off",
    ),
    (
        "Deploying/Suspended",
        "Synced/Healthy",
        "health is one word",
    ),
];

#[test]
fn every_line_fits_its_sample() {
    for sample in table() {
        let verdict = judged_with(&sample.change, sample.with);
        assert_eq!(word(&verdict), sample.verdict, "{verdict:?}");
        assert!(
            !verdict.message.is_empty(),
            "{} says nothing",
            sample.verdict
        );
    }
}

/// What may be kept while time passes is what was said without a look at the clock.
#[test]
fn a_verdict_without_a_look_at_the_clock_is_the_same_at_any_instant() {
    let table = table();
    let mut timeless = 0;
    for (earlier, later) in table.iter().flat_map(|a| table.iter().map(move |b| (a, b))) {
        for (application, with) in joined(earlier, later) {
            let at = |instant| {
                with_case(&application, with, |case| {
                    let clock = Clock::at(instant);
                    let verdict = lifecycle_by(case.application, case.project, &clock);
                    (verdict, clock.was_read())
                })
            };
            let (verdict, was_read) = at(now());
            timeless += usize::from(!was_read);
            for hours in [-1000, -24, -1, 1, 24, 1000] {
                let (other, _) = at(now() + SignedDuration::from_hours(hours));
                assert!(was_read || other == verdict, "{verdict:?} {other:?}");
            }
        }
    }
    assert!(timeless > 100, "{timeless}");
}

#[test]
fn of_two_neighbours_that_fit_the_earlier_wins() {
    let table = table();
    for pair in table.windows(2) {
        let [earlier, later] = pair else {
            unreachable!()
        };
        let names = (earlier.verdict, later.verdict);
        let exclusive = EXCLUSIVE.iter().any(|(a, b, _)| (*a, *b) == names);
        assert_eq!(meet(earlier, later), !exclusive, "{names:?}");
        assert_earliest_wins(&table, earlier, later);
    }
}

#[test]
fn of_any_two_lines_that_meet_the_earliest_that_fits_wins() {
    let table = table();
    for (index, earlier) in table.iter().enumerate() {
        for later in &table[index + 1..] {
            assert_earliest_wins(&table, earlier, later);
        }
    }
}

/// Returns whether both lines fit the two samples laid over each other, in either order.
fn meet(earlier: &Sample, later: &Sample) -> bool {
    joined(earlier, later).iter().any(|(application, with)| {
        let fits =
            |sample: &Sample| with_case(application, *with, |case| (sample.line)(case).is_some());
        fits(earlier) && fits(later)
    })
}

/// Asserts that the verdict on two samples laid over each other is that of the first
/// line of the test's own table that fits.
fn assert_earliest_wins(table: &[Sample], earlier: &Sample, later: &Sample) {
    for (application, with) in joined(earlier, later) {
        let first = table
            .iter()
            .find_map(|sample| with_case(&application, with, |case| (sample.line)(case)));
        let verdict = with_case(&application, with, |case| {
            lifecycle_by(case.application, case.project, case.clock)
        });
        assert_eq!(
            Some(verdict),
            first,
            "{} and {}",
            earlier.verdict,
            later.verdict
        );
    }
}

fn joined(earlier: &Sample, later: &Sample) -> [(Application, With); 2] {
    let with = match earlier.with {
        With::Project => later.with,
        other => other,
    };
    let laid = |changes: [&Sample; 2]| changed(&changes.map(|sample| &sample.change));
    [
        (laid([later, earlier]), with),
        (laid([earlier, later]), with),
    ]
}
