//! What `bench up` says while it works: aligned lines, one per thing that became true.
//! It only writes to the writer it is given.

use std::io::Write;
use std::time::{Duration, Instant};

/// Writes progress lines with the seconds since it was made.
pub(crate) struct Progress<'a> {
    out: &'a mut dyn Write,
    begun: Instant,
}

impl<'a> Progress<'a> {
    /// Returns a progress whose clock starts now.
    pub(crate) fn new(out: &'a mut dyn Write) -> Progress<'a> {
        Progress {
            out,
            begun: Instant::now(),
        }
    }

    /// Writes one line: seconds, a verb, what it is about, and a remark.
    pub(crate) fn say(&mut self, verb: &str, what: &str, remark: &str) {
        let text = line(self.begun.elapsed(), verb, what, remark);
        // Progress is a courtesy: nobody reading it must not stop the work.
        let _ = self.out.write_all(text.as_bytes());
    }

    /// Returns how long the work has been going on.
    pub(crate) fn elapsed(&self) -> Duration {
        self.begun.elapsed()
    }
}

fn line(elapsed: Duration, verb: &str, what: &str, remark: &str) -> String {
    let seconds = elapsed.as_secs_f64();
    let text = format!("{seconds:>7.1} s  {verb:<9} {what:<24} {remark}");
    format!("{}\n", text.trim_end())
}

/// Returns a rough duration for people: seconds below two minutes, then whole minutes.
pub(crate) fn roughly(duration: Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0..120 => format!("{seconds} s"),
        _ => format!("{} min", seconds.div_ceil(60)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_aligned_and_never_end_in_blanks() {
        let a = line(Duration::from_millis(1_250), "ready", "etcd", "");
        let b = line(
            Duration::from_secs(123),
            "building",
            "kubernetes",
            "about 5 min left",
        );
        assert_eq!(a, "    1.2 s  ready     etcd\n");
        assert_eq!(
            b,
            "  123.0 s  building  kubernetes               about 5 min left\n"
        );
    }

    #[test]
    fn durations_are_rounded_up_to_minutes() {
        assert_eq!(roughly(Duration::from_secs(119)), "119 s");
        assert_eq!(roughly(Duration::from_secs(121)), "3 min");
    }
}
