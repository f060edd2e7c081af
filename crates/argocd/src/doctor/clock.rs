//! Whether this machine's clock agrees with the server's: ages, windows and "silent" are counted from ours.

use jiff::SignedDuration;

use super::{Check, Facts, Group, Status};

const ID: &str = "clock";

/// Clocks may differ by this much: an answer's way and a date without fractions are within it.
const TOLERATED: SignedDuration = SignedDuration::from_mins(1);

/// Compares them; a file has no clock.
pub(super) fn check(facts: &Facts<'_>) -> Option<Check> {
    let server = facts.server.as_ref()?;
    let Some(ahead) = server.ahead else {
        let what = "the server does not say what time it is";
        return Some(Check::new(ID, Group::Cluster, Status::Unknown, what));
    };
    if ahead.abs() <= TOLERATED {
        let what = "this machine and the server agree on the time";
        return Some(Check::new(ID, Group::Cluster, Status::Ok, what));
    }
    let way = if ahead.is_negative() {
        "ahead of"
    } else {
        "behind"
    };
    let what = format!(
        "this machine's clock is {} {way} the server's",
        length(ahead.abs())
    );
    let why = "ages, sync windows and silent controllers are told by this machine's clock";
    let check = Check::new(ID, Group::Cluster, Status::Warning, what).why(why);
    Some(check.next("let both machines take their time from one source (NTP)"))
}

fn length(time: SignedDuration) -> String {
    match time.as_mins() {
        minutes if minutes < 120 => format!("{minutes} min"),
        minutes => format!("{} h", minutes / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::super::world::World;
    use super::*;

    fn found(ahead: Option<i64>) -> Check {
        let mut world = World::default();
        world.server.as_mut().unwrap().ahead = ahead.map(SignedDuration::from_secs);
        check(&world.facts()).unwrap()
    }

    #[test]
    fn clocks_may_differ_by_a_minute() {
        assert_eq!(found(Some(60)).status, Status::Ok);
        assert_eq!(found(Some(-60)).status, Status::Ok);
        assert_eq!(
            found(Some(61)).what,
            "this machine's clock is 1 min behind the server's"
        );
        assert_eq!(
            found(Some(-7300)).what,
            "this machine's clock is 2 h ahead of the server's"
        );
        assert_eq!(found(Some(-7300)).status, Status::Warning);
    }

    #[test]
    fn a_server_that_does_not_say_is_unknown_and_a_file_has_no_clock() {
        assert_eq!(found(None).status, Status::Unknown);
        assert_eq!(
            check(
                &World {
                    server: None,
                    ..World::default()
                }
                .facts()
            ),
            None
        );
    }
}
