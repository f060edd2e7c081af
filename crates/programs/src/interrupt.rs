//! Ctrl-C and requests to end, for as long as something is under way that must be cleaned up.
//!
//! Signals belong to the whole process: this is the one place that keeps something of it. Without a holder, a signal
//! does what it always does.

#[cfg(unix)]
use std::sync::atomic::Ordering::SeqCst;

/// While held, Ctrl-C, SIGTERM and SIGHUP end the program being run, which then fails with `Cause::Interrupted`, instead
/// of this process; a second one ends this process, too. On Windows it does nothing.
#[derive(Debug)]
pub struct Interrupt(());

impl Interrupt {
    /// Begins to hold signals back. Where the system refuses, signals do what they always do.
    pub fn hold() -> Self {
        #[cfg(unix)]
        signals::hold();
        Self(())
    }

    /// Says whether there was a signal since somebody held them back.
    pub fn happened() -> bool {
        #[cfg(unix)]
        return signals::HAPPENED
            .get()
            .is_some_and(|happened| happened.load(SeqCst));
        #[cfg(not(unix))]
        false
    }
}

impl Drop for Interrupt {
    fn drop(&mut self) {
        #[cfg(unix)]
        signals::release();
    }
}

#[cfg(unix)]
mod signals {
    use std::io;
    use std::sync::atomic::AtomicBool;
    use std::sync::atomic::Ordering::SeqCst;
    use std::sync::{Arc, Mutex, OnceLock, PoisonError};

    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    use signal_hook::flag;

    /// Whether there was a signal.
    pub(super) static HAPPENED: OnceLock<Arc<AtomicBool>> = OnceLock::new();
    /// Whether nobody holds signals back.
    static FREE: OnceLock<Arc<AtomicBool>> = OnceLock::new();
    /// How many hold them back.
    static HOLDERS: Mutex<usize> = Mutex::new(0);

    pub(super) fn hold() {
        let mut holders = HOLDERS.lock().unwrap_or_else(PoisonError::into_inner);
        *holders += 1;
        FREE.get_or_init(register).store(false, SeqCst);
    }

    pub(super) fn release() {
        let mut holders = HOLDERS.lock().unwrap_or_else(PoisonError::into_inner);
        *holders = holders.saturating_sub(1);
        if let Some(free) = FREE.get().filter(|_| *holders == 0) {
            free.store(true, SeqCst);
        }
    }

    fn register() -> Arc<AtomicBool> {
        let free = Arc::new(AtomicBool::new(true));
        let happened = HAPPENED.get_or_init(|| Arc::new(AtomicBool::new(false)));
        for signal in [SIGHUP, SIGINT, SIGTERM] {
            // A system that refuses keeps its own way with signals, which is safe: the next run cleans up.
            let _held = register_one(signal, &free, happened);
        }
        free
    }

    /// The order counts: the second signal finds the mark of the first.
    fn register_one(
        signal: i32,
        free: &Arc<AtomicBool>,
        happened: &Arc<AtomicBool>,
    ) -> io::Result<()> {
        flag::register_conditional_default(signal, Arc::clone(free))?;
        flag::register_conditional_default(signal, Arc::clone(happened))?;
        flag::register(signal, Arc::clone(happened))?;
        Ok(())
    }
}
