//! Whether the memory of a long-running command grows: samples in, a verdict out. No measuring happens here.

/// Part of the samples in which caches fill and that counts for nothing, as one of so many.
const WARM_UP: usize = 4;
/// Bytes by which the end may exceed the beginning, besides a share of the beginning.
const SLACK: u64 = 4 << 20;
/// That share, as one of so many.
const SHARE: u64 = 20;
/// Samples without which nothing can be said.
const ENOUGH: usize = 12;

/// Resident memory of one command at the beginning and at the end of a soak, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Growth {
    /// Median of the third of samples after the warm-up.
    pub(crate) begun: u64,
    /// Median of the last third.
    pub(crate) ended: u64,
}

impl Growth {
    /// Returns the growth in evenly spaced samples; none when they are too few to tell.
    pub(crate) fn of(samples: &[u64]) -> Option<Growth> {
        if samples.len() < ENOUGH {
            return None;
        }
        let warm = &samples[samples.len() / WARM_UP..];
        let third = warm.len() / 3;
        Some(Growth {
            begun: median(&warm[..third])?,
            ended: median(&warm[warm.len() - third..])?,
        })
    }

    /// Returns the most that the end may have.
    pub(crate) fn bound(self) -> u64 {
        self.begun + self.begun / SHARE + SLACK
    }

    /// Returns whether the end is within the bound.
    pub(crate) fn is_bounded(self) -> bool {
        self.ended <= self.bound()
    }
}

fn median(samples: &[u64]) -> Option<u64> {
    let mut sorted = samples.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEGABYTE: u64 = 1 << 20;

    #[test]
    fn a_command_that_keeps_its_memory_passes() {
        let samples: Vec<u64> = (0..60).map(|look| (20 + look % 3) * MEGABYTE).collect();
        assert!(Growth::of(&samples).is_some_and(Growth::is_bounded));
    }

    #[test]
    fn a_leak_is_found() {
        let samples: Vec<u64> = (0..60).map(|look| (20 + look) * MEGABYTE).collect();
        assert!(Growth::of(&samples).is_some_and(|growth| !growth.is_bounded()));
    }

    #[test]
    fn what_fills_while_warming_up_does_not_count() {
        let samples: Vec<u64> = (0..60).map(|look| look.min(14) * 10 * MEGABYTE).collect();
        assert!(Growth::of(&samples).is_some_and(Growth::is_bounded));
    }

    #[test]
    fn one_peak_is_no_growth() {
        let mut samples = vec![20 * MEGABYTE; 60];
        samples[59] = 900 * MEGABYTE;
        assert!(Growth::of(&samples).is_some_and(Growth::is_bounded));
    }

    #[test]
    fn too_few_samples_tell_nothing() {
        assert_eq!(Growth::of(&[MEGABYTE; 11]), None);
    }
}
