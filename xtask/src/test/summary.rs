//! The end of a test run: a line a step, and the totals.

use std::io::{self, Write};

use super::outcome::Outcome;

/// What became of all steps so far.
#[derive(Debug, Default)]
pub(crate) struct Summary(Vec<Outcome>);

impl Summary {
    /// Adds a step.
    pub(crate) fn add(&mut self, outcome: Outcome) {
        self.0.push(outcome);
    }

    /// Returns whether anything failed.
    pub(crate) fn has_failed(&self) -> bool {
        self.0.iter().any(|outcome| outcome.failed > 0)
    }

    /// Writes a line a step and, last, `N passed, N failed`.
    pub(crate) fn write(&self, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out)?;
        for outcome in &self.0 {
            writeln!(out, "{outcome}")?;
        }
        let sum = |count: fn(&Outcome) -> usize| self.0.iter().map(count).sum::<usize>();
        writeln!(
            out,
            "{} passed, {} failed",
            sum(|outcome| outcome.passed),
            sum(|outcome| outcome.failed)
        )
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_last_line_holds_the_totals() -> io::Result<()> {
        let mut summary = Summary::default();
        summary.add(Outcome::of_check(
            "format",
            true,
            Duration::from_millis(1_250),
        ));
        assert!(!summary.has_failed());
        summary.add(Outcome::not_run("bench", "no go".to_owned()));
        assert!(summary.has_failed());
        let mut out = Vec::new();
        summary.write(&mut out)?;
        let expected = "\n\
            passed  format                       1.2 s     1 passed, 0 failed\n\
            failed  bench                        0.0 s     0 passed, 1 failed  (no go)\n\
            1 passed, 1 failed\n";
        assert_eq!(String::from_utf8_lossy(&out), expected);
        Ok(())
    }
}
