//! Fetch, plan, publish; and again on top of what somebody else pushed in between.

use std::thread::sleep;
use std::time::Duration;

use super::Repository;
use super::fetch::Tip;
use super::publish::{Commit, PublishError, Published};

/// How often it is tried before giving up: as many jobs of one pipeline may push at the same moment.
const TRIES: u32 = 30;
/// How often a remote may stumble before it is said.
const STUMBLES: u32 = 2;
/// The longest pause between two tries.
const LONGEST: Duration = Duration::from_secs(1);

/// Plans on the tip of the branch and publishes; where the branch moved meanwhile, all of it again. A plan of nothing
/// ends it. `wanted` is what [`Repository::fetch`] reads.
///
/// # Errors
/// Those of fetching, planning and publishing; [`PublishError::Moved`] after thirty tries.
pub(crate) fn with_retries(
    repository: &Repository,
    wanted: &[&str],
    plan: impl FnMut(&Tip) -> anyhow::Result<Option<Commit>>,
) -> Result<Option<Published>, PublishError> {
    with_tries(repository, wanted, TRIES, plan)
}

/// Does the same with another number of tries.
pub(super) fn with_tries(
    repository: &Repository,
    wanted: &[&str],
    tries: u32,
    mut plan: impl FnMut(&Tip) -> anyhow::Result<Option<Commit>>,
) -> Result<Option<Published>, PublishError> {
    for number in 0..tries {
        pause(number);
        let tip = repository.fetch(wanted)?;
        let Some(commit) = plan(&tip)? else {
            return Ok(None);
        };
        match repository.publish(&tip, &commit) {
            Err(PublishError::Moved) => {}
            Err(PublishError::Stumbled(_)) if number < STUMBLES => {}
            ended => return ended.map(Some),
        }
    }
    Err(PublishError::Moved)
}

/// Waits longer each time, by a length of its own, so that two that met do not meet again. The first try waits for nothing.
fn pause(number: u32) {
    let longest = Duration::from_millis(20 << number.min(10)).min(LONGEST);
    let mut chance = [0];
    if number > 0 && getrandom::fill(&mut chance).is_ok() {
        sleep(longest * u32::from(chance[0]) / 255);
    }
}
