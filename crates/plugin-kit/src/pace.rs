//! How often a live answer may be drawn again: often enough to feel immediate, seldom enough not to cost.
//!
//! Reads no clock; the instant is handed in.

use std::time::{Duration, Instant};

/// The shortest time between two redraws.
pub const REDRAW: Duration = Duration::from_millis(30);

/// Remembers when the answer was drawn last.
#[derive(Clone, Copy, Debug, Default)]
pub struct Pace {
    drawn: Option<Instant>,
}

impl Pace {
    /// Returns how long to wait before the next redraw; zero: draw now. A first redraw never waits.
    pub fn wait(&self, now: Instant) -> Duration {
        let since = self.drawn.map(|drawn| now.saturating_duration_since(drawn));
        since.map_or(Duration::ZERO, |since| REDRAW.saturating_sub(since))
    }

    /// Takes note of a redraw.
    pub fn drew(&mut self, now: Instant) {
        self.drawn = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redraw_waits_for_the_rest_of_its_time() {
        let (mut pace, start) = (Pace::default(), Instant::now());
        assert_eq!(pace.wait(start), Duration::ZERO);
        pace.drew(start);
        assert_eq!(pace.wait(start), REDRAW);
        assert_eq!(
            pace.wait(start + Duration::from_millis(10)),
            Duration::from_millis(20)
        );
        assert_eq!(pace.wait(start + Duration::from_millis(30)), Duration::ZERO);
        assert_eq!(pace.wait(start + Duration::from_secs(9)), Duration::ZERO);
    }
}
