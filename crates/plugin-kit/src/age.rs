//! Ages as kubectl writes them: `17s`, `5m3s`, `3h20m`, `5d3h`, `2y15d`.
//!
//! The steps are those of `HumanDuration` in Kubernetes' apimachinery: the older, the coarser.
//! The clock is not read here; both instants are handed in.

use jiff::Timestamp;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
const YEAR: i64 = 365 * DAY;

/// Returns how long ago `then` was, seen from `now`. A `then` in the future (two clocks that disagree) is `0s`.
pub fn age(then: Timestamp, now: Timestamp) -> String {
    duration(now.duration_since(then).as_secs())
}

/// Returns a number of seconds as kubectl writes durations; negative ones are `0s`.
pub fn duration(seconds: i64) -> String {
    match seconds.max(0) {
        s if s < 2 * MINUTE => format!("{s}s"),
        s if s < 10 * MINUTE => two(s, (MINUTE, "m"), (1, "s")),
        s if s < 3 * HOUR => format!("{}m", s / MINUTE),
        s if s < 8 * HOUR => two(s, (HOUR, "h"), (MINUTE, "m")),
        s if s < 2 * DAY => format!("{}h", s / HOUR),
        s if s < 8 * DAY => two(s, (DAY, "d"), (HOUR, "h")),
        s if s < 2 * YEAR => format!("{}d", s / DAY),
        s if s < 8 * YEAR => two(s, (YEAR, "y"), (DAY, "d")),
        s => format!("{}y", s / YEAR),
    }
}

/// Writes a duration in two units, the smaller left out where it is zero.
fn two(seconds: i64, large: (i64, &str), small: (i64, &str)) -> String {
    let (whole, rest) = (seconds / large.0, seconds % large.0 / small.0);
    match rest {
        0 => format!("{whole}{}", large.1),
        _ => format!("{whole}{}{rest}{}", large.1, small.1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_changes_where_kubectl_changes() {
        let cases = [
            (0, "0s"),
            (1, "1s"),
            (119, "119s"),
            (120, "2m"),
            (121, "2m1s"),
            (599, "9m59s"),
            (600, "10m"),
            (601, "10m"),
            (3 * HOUR - 1, "179m"),
            (3 * HOUR, "3h"),
            (3 * HOUR + 59, "3h"),
            (3 * HOUR + 60, "3h1m"),
            (8 * HOUR - 1, "7h59m"),
            (8 * HOUR, "8h"),
            (2 * DAY - 1, "47h"),
            (2 * DAY, "2d"),
            (5 * DAY + 3 * HOUR, "5d3h"),
            (8 * DAY - 1, "7d23h"),
            (8 * DAY, "8d"),
            (2 * YEAR - 1, "729d"),
            (2 * YEAR, "2y"),
            (2 * YEAR + 15 * DAY, "2y15d"),
            (8 * YEAR - 1, "7y364d"),
            (8 * YEAR, "8y"),
            (8 * YEAR + DAY, "8y"),
            (20 * YEAR + 100 * DAY, "20y"),
        ];
        for (seconds, written) in cases {
            assert_eq!(duration(seconds), written, "{seconds} seconds");
        }
    }

    #[test]
    fn an_age_is_counted_in_whole_seconds() {
        let then: Timestamp = "2026-01-01T00:00:00Z".parse().unwrap();
        assert_eq!(
            age(then, "2026-01-01T00:00:59.999Z".parse().unwrap()),
            "59s"
        );
        assert_eq!(age(then, "2026-01-06T03:00:00Z".parse().unwrap()), "5d3h");
    }

    #[test]
    fn a_clock_that_is_ahead_makes_no_negative_age() {
        let then: Timestamp = "2026-01-01T00:00:05Z".parse().unwrap();
        assert_eq!(age(then, "2026-01-01T00:00:00Z".parse().unwrap()), "0s");
    }
}
