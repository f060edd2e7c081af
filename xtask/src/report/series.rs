//! Figures of one command over its runs: median, least and most. No measuring happens here.

use std::time::Duration;

/// The values of several runs, in milliseconds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Series(Vec<f64>);

impl Series {
    /// Adds what one run took.
    pub(crate) fn add(&mut self, took: Duration) {
        self.0.push(took.as_secs_f64() * 1_000.0);
        self.0.sort_by(f64::total_cmp);
    }

    /// Returns the middle value, of an even number the mean of the two in the middle.
    pub(crate) fn median(&self) -> Option<f64> {
        let middle = self.0.len() / 2;
        let upper = *self.0.get(middle)?;
        if self.0.len() % 2 == 1 {
            return Some(upper);
        }
        Some(f64::midpoint(upper, *self.0.get(middle.checked_sub(1)?)?))
    }

    /// Returns `median (least–most)` with units that fit.
    pub(crate) fn shown(&self) -> Option<String> {
        let (least, most) = (self.0.first()?, self.0.last()?);
        Some(format!(
            "{} ({}–{})",
            milliseconds(self.median()?),
            milliseconds(*least),
            milliseconds(*most)
        ))
    }
}

/// Returns a time with three digits that count: `2.41 ms`, `38.0 ms`, `1.20 s`.
pub(crate) fn milliseconds(value: f64) -> String {
    match value {
        0.0..10.0 => format!("{value:.2} ms"),
        10.0..100.0 => format!("{value:.1} ms"),
        100.0..1_000.0 => format!("{value:.0} ms"),
        _ => format!("{:.2} s", value / 1_000.0),
    }
}

/// Returns bytes in MB of a million, small ones in KB of a thousand.
pub(crate) fn bytes(value: u64) -> String {
    let value = value as f64;
    if value < 1e6 {
        format!("{:.1} KB", value / 1e3)
    } else {
        format!("{:.1} MB", value / 1e6)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn series(values: &[u64]) -> Series {
        let mut series = Series::default();
        for value in values {
            series.add(Duration::from_millis(*value));
        }
        series
    }

    #[test]
    fn the_median_does_not_follow_an_outlier() {
        assert_eq!(series(&[30, 10, 9_000]).median(), Some(30.0));
        assert_eq!(series(&[10, 20, 30, 40]).median(), Some(25.0));
        assert_eq!(series(&[]).median(), None);
    }

    #[test]
    fn least_and_most_stand_beside_the_median() {
        let shown = series(&[30, 10, 9_000]).shown();
        assert_eq!(shown.as_deref(), Some("30.0 ms (10.0 ms–9.00 s)"));
    }

    #[test]
    fn sizes_have_units() {
        assert_eq!(
            (bytes(1_234), bytes(49_000_000)),
            ("1.2 KB".to_owned(), "49.0 MB".to_owned())
        );
    }
}
