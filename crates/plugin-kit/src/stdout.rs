//! The one way to standard output: locked once, buffered, and quiet when the reader goes away.
//!
//! `kubectl addons list | head` is no error: writing after the reader left fails with [`ReaderGone`], which
//! [`crate::failure::report`] reads as done. A broken pipe of any other kind (a connection) stays an error.

use std::fmt;
use std::io::{self, BufWriter, StdoutLock, Write};

use anstream::AutoStream;

/// The reader of standard output went away.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReaderGone;

impl fmt::Display for ReaderGone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the reader of the output went away")
    }
}

impl std::error::Error for ReaderGone {}

/// Standard output. Flush it before the program ends: what fails when dropped is lost.
pub type Stdout = Output<AutoStream<StdoutLock<'static>>>;

/// Locks standard output, for as long as the answer lives. Old Windows consoles learn ANSI sequences here.
pub fn stdout() -> Stdout {
    Output::new(AutoStream::always_ansi(io::stdout().lock()))
}

/// A buffered stream whose broken pipe is [`ReaderGone`].
#[derive(Debug)]
pub struct Output<W: Write>(BufWriter<W>);

impl<W: Write> Output<W> {
    /// Returns the stream behind a buffer.
    pub fn new(stream: W) -> Self {
        Self(BufWriter::with_capacity(64 * 1024, stream))
    }
}

impl<W: Write> Write for Output<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes).map_err(name_broken_pipe)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush().map_err(name_broken_pipe)
    }
}

fn name_broken_pipe(error: io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::BrokenPipe => io::Error::new(io::ErrorKind::BrokenPipe, ReaderGone),
        _ => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::failure::{Exit, report};
    use crate::screen::Screen;

    struct Broken(io::ErrorKind);

    impl Write for Broken {
        fn write(&mut self, _bytes: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn reported(kind: io::ErrorKind) -> (Exit, String) {
        let mut output = Output::new(Broken(kind));
        output.write_all(b"row").unwrap();
        let error = anyhow::Error::from(output.flush().unwrap_err()).context("writing the list");
        let mut said = Vec::new();
        let exit = report(&error, "kubectl addons", &Screen::pipe(), &mut said);
        (exit, String::from_utf8(said).unwrap())
    }

    #[test]
    fn a_reader_that_left_is_no_error() {
        assert_eq!(
            reported(io::ErrorKind::BrokenPipe),
            (Exit::Done, String::new())
        );
    }

    #[test]
    fn a_full_disk_is_an_error() {
        let (exit, said) = reported(io::ErrorKind::StorageFull);
        assert_eq!(exit, Exit::Error);
        assert!(
            said.starts_with("error: writing the list: no storage space"),
            "{said}"
        );
    }
}
