//! Counts the results that test programs print; Rust's own harness and nothing else is understood.

/// How many tests ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) ignored: usize,
}

impl Tally {
    /// Adds the numbers of a line `test result: ok. 3 passed; 0 failed; 0 ignored; …`; other lines count nothing.
    pub(crate) fn read(&mut self, line: &str) {
        let Some((_, numbers)) = line
            .strip_prefix("test result: ")
            .and_then(|rest| rest.split_once(". "))
        else {
            return;
        };
        for part in numbers.split(';') {
            let mut words = part.split_whitespace();
            let count = words
                .next()
                .and_then(|word| word.parse::<usize>().ok())
                .unwrap_or_default();
            match words.next() {
                Some("passed") => self.passed += count,
                Some("failed") => self.failed += count,
                Some("ignored") => self.ignored += count,
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_of_all_programs_are_added_up() {
        let mut tally = Tally::default();
        tally.read("running 2 tests\n");
        tally.read("test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.15s\n");
        tally.read("test a ... ok\n");
        tally.read("test result: FAILED. 3 passed; 2 failed; 1 ignored; 4 measured; 5 filtered out; finished in 0.15s\n");
        assert_eq!(
            tally,
            Tally {
                passed: 15,
                failed: 2,
                ignored: 1
            }
        );
    }
}
