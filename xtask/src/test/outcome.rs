//! What became of one step, in numbers and in a line.

use std::fmt::{self, Display, Formatter};
use std::time::Duration;

use super::tally::Tally;

/// What became of one step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    name: &'static str,
    pub(crate) passed: usize,
    /// Tests and checks that failed or could not run.
    pub(crate) failed: usize,
    took: Duration,
    remark: Option<String>,
}

impl Outcome {
    /// Returns the outcome of something that succeeds or not.
    pub(crate) fn of_check(name: &'static str, success: bool, took: Duration) -> Outcome {
        Outcome {
            name,
            passed: usize::from(success),
            failed: usize::from(!success),
            took,
            remark: None,
        }
    }

    /// Returns the outcome of test programs; a test that could not run counts as failed.
    pub(crate) fn of_tests(
        name: &'static str,
        success: bool,
        tally: Tally,
        took: Duration,
    ) -> Outcome {
        let Tally {
            passed,
            failed,
            ignored,
        } = tally;
        let (more, remark) = match (success, failed, ignored, passed) {
            (_, _, 1.., _) => (
                ignored,
                Some(format!("{ignored} ignored: a test that cannot run fails")),
            ),
            (false, 0, _, _) => (
                1,
                Some("a test program did not compile or broke off".to_owned()),
            ),
            (true, _, _, 0) => (1, Some("no test ran".to_owned())),
            _ => (0, None),
        };
        Outcome {
            name,
            passed,
            failed: failed + more,
            took,
            remark,
        }
    }

    /// Returns the outcome of a step that could not be run, with the reason.
    pub(crate) fn not_run(name: &'static str, reason: String) -> Outcome {
        Outcome {
            name,
            passed: 0,
            failed: 1,
            took: Duration::ZERO,
            remark: Some(reason),
        }
    }
}

impl Display for Outcome {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Outcome {
            name,
            passed,
            failed,
            took,
            remark,
        } = self;
        let verdict = if *failed == 0 { "passed" } else { "failed" };
        let seconds = took.as_secs_f64();
        write!(
            f,
            "{verdict}  {name:<24} {seconds:>7.1} s  {passed:>4} passed, {failed} failed"
        )?;
        remark
            .iter()
            .try_for_each(|remark| write!(f, "  ({remark})"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(success: bool, passed: usize, failed: usize, ignored: usize) -> (usize, usize) {
        let outcome = Outcome::of_tests(
            "x",
            success,
            Tally {
                passed,
                failed,
                ignored,
            },
            Duration::ZERO,
        );
        (outcome.passed, outcome.failed)
    }

    #[test]
    fn a_test_that_does_not_run_fails() {
        assert_eq!(counts(true, 3, 0, 0), (3, 0));
        assert_eq!(counts(false, 3, 2, 0), (3, 2));
        assert_eq!(counts(true, 3, 0, 2), (3, 2), "ignored");
        assert_eq!(counts(true, 0, 0, 0), (0, 1), "nothing ran");
        assert_eq!(counts(false, 5, 0, 0), (5, 1), "one program broke off");
        assert_eq!(counts(false, 0, 0, 0), (0, 1), "did not compile");
    }

    #[test]
    fn a_line_says_what_how_long_and_why() {
        let line = Outcome::not_run("bench", "no go".to_owned()).to_string();
        assert_eq!(
            line,
            "failed  bench                        0.0 s     0 passed, 1 failed  (no go)"
        );
    }
}
