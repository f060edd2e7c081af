//! The instant something is judged at, which remembers whether anybody looked.
//!
//! Reads no clock. A verdict that was reached without a look is the same at any other instant.

use std::cell::Cell;

use jiff::Timestamp;

/// An instant that knows whether it was asked for.
#[derive(Debug, Clone)]
pub struct Clock {
    now: Timestamp,
    was_read: Cell<bool>,
}

impl Clock {
    /// Returns a clock at which nobody has looked.
    pub fn at(now: Timestamp) -> Self {
        Self {
            now,
            was_read: Cell::new(false),
        }
    }

    /// Returns the instant, and takes note that it was asked for.
    pub fn now(&self) -> Timestamp {
        self.was_read.set(true);
        self.now
    }

    /// Returns whether the instant was asked for.
    pub fn was_read(&self) -> bool {
        self.was_read.get()
    }
}
