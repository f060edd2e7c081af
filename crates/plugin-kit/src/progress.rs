//! Says on standard error that work is under way, when it takes long enough to be wondered about.
//!
//! Only on a terminal: elsewhere nothing is started and nothing is written. The line is gone before the answer comes.

use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::{Builder, JoinHandle};
use std::time::{Duration, Instant};

use indicatif::ProgressBar;

use crate::escape::escape;
use crate::screen::Screen;

/// Answers that come sooner are not announced.
const PATIENCE: Duration = Duration::from_millis(300);
const TICK: Duration = Duration::from_millis(100);

/// Work under way. Dropping it, or [`Progress::done`], takes the line off the screen.
#[derive(Debug, Default)]
pub struct Progress(Option<Running>);

#[derive(Debug)]
struct Running {
    saying: Sender<String>,
    thread: JoinHandle<()>,
}

impl Progress {
    /// Begins to wait for `doing` ("reading 12 kinds of objects"). `screen` is that of standard error.
    pub fn start(doing: &str, screen: &Screen) -> Self {
        if !screen.terminal {
            return Self(None);
        }
        // Without a thread to spare there is no spinner; the work goes on.
        Self(Running::start(doing, PATIENCE, ProgressBar::new_spinner()).ok())
    }

    /// Says what is being done now.
    pub fn say(&self, doing: &str) {
        if let Some(running) = &self.0 {
            // A thread that ended has nobody left to tell.
            let _unheard = running.saying.send(harmless(doing));
        }
    }

    /// Takes the line off the screen. Call it before the answer is written.
    pub fn done(self) {}
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some(Running { saying, thread }) = self.0.take() {
            drop(saying);
            // A spinner that failed is no reason to fail the command.
            let _finished = thread.join();
        }
    }
}

impl Running {
    fn start(doing: &str, patience: Duration, bar: ProgressBar) -> io::Result<Self> {
        let (saying, heard) = channel();
        let first = harmless(doing);
        let spin = move || spin(first, &heard, patience, &bar);
        let thread = Builder::new().name("progress".to_owned()).spawn(spin)?;
        Ok(Self { saying, thread })
    }
}

/// Waits in silence, then turns until nobody is left to say anything.
fn spin(mut doing: String, heard: &Receiver<String>, patience: Duration, bar: &ProgressBar) {
    let begin = Instant::now() + patience;
    loop {
        let wait = begin.saturating_duration_since(Instant::now());
        let silent = !wait.is_zero();
        match heard.recv_timeout(if silent { wait } else { TICK }) {
            Ok(said) => doing = said,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        if !silent {
            bar.set_message(doing.clone());
            bar.tick();
        }
    }
    bar.finish_and_clear();
}

fn harmless(doing: &str) -> String {
    escape(doing).into_owned()
}

#[cfg(test)]
mod tests {
    use indicatif::{ProgressDrawTarget, ProgressStyle, TermLike};

    use super::*;

    /// A terminal that hands on what is drawn.
    #[derive(Debug)]
    struct Terminal(Sender<String>);

    impl TermLike for Terminal {
        fn width(&self) -> u16 {
            80
        }
        fn move_cursor_up(&self, _rows: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_down(&self, _rows: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_right(&self, _columns: usize) -> io::Result<()> {
            Ok(())
        }
        fn move_cursor_left(&self, _columns: usize) -> io::Result<()> {
            Ok(())
        }
        fn write_line(&self, line: &str) -> io::Result<()> {
            self.write_str(line)
        }
        fn write_str(&self, text: &str) -> io::Result<()> {
            self.0.send(text.to_owned()).map_err(io::Error::other)
        }
        fn clear_line(&self) -> io::Result<()> {
            self.write_str("<clear>")
        }
        fn flush(&self) -> io::Result<()> {
            Ok(())
        }
    }

    fn started(patience: Duration) -> (Progress, Receiver<String>) {
        let (drawing, drawn) = channel();
        let target = ProgressDrawTarget::term_like(Box::new(Terminal(drawing)));
        let bar = ProgressBar::with_draw_target(None, target)
            .with_style(ProgressStyle::default_spinner());
        (
            Progress(Running::start("reading \u{1b}[2J", patience, bar).ok()),
            drawn,
        )
    }

    #[test]
    fn a_pipe_starts_nothing() {
        assert!(Progress::start("reading", &Screen::pipe()).0.is_none());
    }

    #[test]
    fn an_answer_that_comes_soon_is_not_announced() {
        let (progress, drawn) = started(Duration::from_secs(3600));
        progress.say("still reading");
        progress.done();
        assert!(drawn.iter().all(|text| !text.contains("reading")));
    }

    #[test]
    fn work_that_takes_long_is_announced_harmlessly_and_cleared() {
        let (progress, drawn) = started(Duration::ZERO);
        // Enough draws to be sure; without a limit a spinner that says nothing would be waited for in vain.
        let saying = |word| drawn.iter().take(50).find(|text| text.contains(word));
        let announced = saying("reading");
        assert_eq!(announced.map(|text| text.contains("\\x1b[2J")), Some(true));
        progress.say("writing");
        assert!(saying("writing").is_some());
        progress.done();
        assert_eq!(drawn.iter().last().as_deref(), Some("<clear>"));
    }
}
