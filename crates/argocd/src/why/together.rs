//! Answers about many add-ons, told together: each root once, the most serious first.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::{Answer, Cause};
use crate::lifecycle::State;

/// How much somebody is needed, the most first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Urgency {
    /// Something is broken.
    Broken,
    /// Nobody can tell.
    Unseen,
    /// It is on its way.
    UnderWay,
    /// It is as somebody set it.
    Meant,
}

/// One root with the add-ons that have it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// The worst state of its add-ons.
    pub state: State,
    /// Places of its add-ons among the answers: the one in which the root lies first, then those that it is passed on to.
    pub places: Vec<usize>,
}

/// Returns each root once, the most serious first; places are those of the answers as they were given.
///
/// Two answers have one root where cause and [`Answer::root`] are the same.
pub fn together<'a>(answers: impl IntoIterator<Item = (State, &'a Answer)>) -> Vec<Shared> {
    let answers: Vec<(State, &Answer)> = answers.into_iter().collect();
    let mut roots: BTreeMap<(Cause, &str), Vec<usize>> = BTreeMap::new();
    for (place, (_, answer)) in answers.iter().enumerate() {
        let root = (answer.cause, answer.root.as_str());
        roots.entry(root).or_default().push(place);
    }
    let mut shared: Vec<(Cause, Shared)> = roots
        .into_iter()
        .map(|((cause, _), places)| (cause, shared(&answers, places)))
        .collect();
    shared.sort_by_key(|(cause, shared)| {
        let count = Reverse(shared.places.len());
        (
            urgency(*cause),
            Reverse(shared.state),
            count,
            shared.places[0],
        )
    });
    shared.into_iter().map(|(_, shared)| shared).collect()
}

fn shared(answers: &[(State, &Answer)], mut places: Vec<usize>) -> Shared {
    places.sort_by_key(|place| (answers[*place].1.steps.len(), *place));
    let states = places.iter().map(|place| answers[*place].0);
    Shared {
        state: states.max().unwrap_or(State::Unknown),
        places,
    }
}

fn urgency(cause: Cause) -> Urgency {
    match cause {
        Cause::NotInspected | Cause::SkipReconcile => Urgency::Unseen,
        Cause::Nothing | Cause::StillProgressing | Cause::WaitsForMember | Cause::RolloutStep => {
            Urgency::UnderWay
        }
        Cause::AutoSyncOff
        | Cause::AutoSyncPaused
        | Cause::SelfHealOff
        | Cause::PruneOff
        | Cause::SyncWindowClosed
        | Cause::Suspended => Urgency::Meant,
        _ => Urgency::Broken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::why::Step;

    fn answer(cause: Cause, root: &str, steps: usize) -> Answer {
        let step = Step {
            subject: root.to_owned(),
            namespace: None,
            says: String::new(),
            log: Vec::new(),
        };
        Answer {
            cause,
            summary: String::new(),
            root: root.to_owned(),
            steps: vec![step; steps],
            next: Vec::new(),
            others: Vec::new(),
            log: None,
        }
    }

    #[test]
    fn one_root_is_told_once_and_first_comes_whose_it_is() {
        let parent = answer(Cause::ImageCannotBePulled, "shop:2", 4);
        let child = answer(Cause::ImageCannotBePulled, "shop:2", 3);
        let other = answer(Cause::ImageCannotBePulled, "shop:3", 3);
        let told = together([
            (State::Deploying, &parent),
            (State::Degraded, &other),
            (State::Degraded, &child),
        ]);
        let places: Vec<&[usize]> = told.iter().map(|root| &*root.places).collect();
        assert_eq!(places, [&[2, 0][..], &[1][..]]);
        assert_eq!(told[0].state, State::Degraded);
    }

    #[test]
    fn what_is_broken_comes_before_what_is_under_way_and_that_before_what_is_meant() {
        let answers = [
            (State::OutOfSync, answer(Cause::AutoSyncOff, "a", 1)),
            (State::Deploying, answer(Cause::StillProgressing, "b", 1)),
            (State::Deploying, answer(Cause::VolumeClaimPending, "c", 1)),
            (State::Unknown, answer(Cause::SkipReconcile, "d", 1)),
            (State::Degraded, answer(Cause::CrashLoop, "e", 1)),
        ];
        let told = together(answers.iter().map(|(state, answer)| (*state, answer)));
        let order: Vec<usize> = told.iter().map(|root| root.places[0]).collect();
        assert_eq!(order, [4, 2, 3, 1, 0]);
    }

    #[test]
    fn among_equals_the_one_that_more_have_comes_first() {
        let one = answer(Cause::CrashLoop, "a", 1);
        let two = answer(Cause::RepositoryUnreachable, "b", 1);
        let told = together([
            (State::Degraded, &one),
            (State::Degraded, &two),
            (State::Degraded, &two),
        ]);
        assert_eq!(told[0].places, [1, 2]);
    }
}
