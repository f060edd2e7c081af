//! Reads what a program writes while it runs, within a limit.
//!
//! Knows nothing of what is written.

use std::io::Read;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::SeqCst;
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

/// What to do with more than the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Beyond {
    /// Say so and stop reading.
    Stop,
    /// Keep the end.
    KeepEnd,
}

/// What was read so far of one stream.
#[derive(Clone, Debug, Default)]
pub(crate) struct Capture {
    bytes: Arc<Mutex<Vec<u8>>>,
    over: Arc<AtomicBool>,
}

impl Capture {
    /// Reads a stream to its end in a thread of its own; `ended` hears of the end.
    pub(crate) fn begin(
        stream: impl Read + Send + 'static,
        limit: usize,
        beyond: Beyond,
        ended: Sender<()>,
    ) -> Self {
        let capture = Self::default();
        let reader = capture.clone();
        thread::spawn(move || {
            reader.read(stream, limit, beyond);
            // Whoever waited may have given up.
            let _unheard = ended.send(());
        });
        capture
    }

    /// Says whether there was more than the limit.
    pub(crate) fn is_over(&self) -> bool {
        self.over.load(SeqCst)
    }

    /// Takes what was read so far.
    pub(crate) fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.bytes.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn read(&self, mut stream: impl Read, limit: usize, beyond: Beyond) {
        let mut buffer = vec![0; 64 * 1024];
        loop {
            let length = match stream.read(&mut buffer) {
                Ok(0) => return,
                Ok(length) => length,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(_) => return,
            };
            let mut bytes = self.bytes.lock().unwrap_or_else(PoisonError::into_inner);
            bytes.extend_from_slice(&buffer[..length]);
            let surplus = bytes.len().saturating_sub(limit);
            if surplus == 0 {
                continue;
            }
            if beyond == Beyond::Stop {
                self.over.store(true, SeqCst);
                return;
            }
            bytes.drain(..surplus);
        }
    }
}
