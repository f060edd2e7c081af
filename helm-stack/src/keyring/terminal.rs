//! The terminal of this process: where a person is asked, wherever standard input and output lead.
//!
//! What a person types is shown nowhere; Ctrl-C gives up and leaves the terminal as it was.

use zeroize::Zeroizing;

use super::environment::Typed;

/// Why nobody can be asked.
const NOBODY: &str = "there is no terminal to ask on";

/// Tells something, if somebody is there.
pub(super) fn tell(message: &str) {
    use std::io::Write;

    let open = std::fs::File::options().write(true).open(TERMINAL);
    let message = plugin_kit::escape::escape(message);
    // Without a terminal there is nobody to be told.
    let _unheard = open.and_then(|mut terminal| writeln!(terminal, "{message}"));
}

/// The terminal, wherever standard input and output lead.
const TERMINAL: &str = match cfg!(windows) {
    true => "CONOUT$",
    false => "/dev/tty",
};

/// Asks for a line.
///
/// # Errors
/// A sentence: there is no terminal, or the person gave up.
#[cfg(unix)]
pub(super) fn ask(prompt: &str, typed: Typed) -> Result<Zeroizing<String>, String> {
    use std::io::Write;

    let open = std::fs::File::options()
        .read(true)
        .write(true)
        .open(TERMINAL);
    let terminal = open.map_err(|_| NOBODY)?;
    let silence = unix::Silence::over(&terminal, typed).map_err(|_| NOBODY)?;
    let prompt = plugin_kit::escape::escape(prompt);
    write!(&terminal, "{prompt}").map_err(|_| NOBODY)?;
    let line = unix::line(&terminal);
    drop(silence);
    if typed == Typed::Hidden {
        // The break was not shown either.
        let _unseen = writeln!(&terminal);
    }
    line.ok_or_else(|| "no answer was given".to_owned())
}

/// Asks for a line: not on this system.
#[cfg(not(unix))]
pub(super) fn ask(_prompt: &str, _typed: Typed) -> Result<Zeroizing<String>, String> {
    Err(NOBODY.to_owned())
}

#[cfg(unix)]
mod unix {
    use std::fs::File;
    use std::io::{self, Read};

    use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcsetattr};
    use zeroize::Zeroizing;

    use crate::keyring::environment::Typed;

    /// As long as it lives, nothing hidden is shown, and Ctrl-C is a letter like any other.
    pub(super) struct Silence<'a> {
        terminal: &'a File,
        before: Termios,
    }

    impl<'a> Silence<'a> {
        pub(super) fn over(terminal: &'a File, typed: Typed) -> io::Result<Self> {
            let before = tcgetattr(terminal)?;
            let mut silent = before.clone();
            if typed == Typed::Hidden {
                silent
                    .local_modes
                    .remove(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG);
            }
            tcsetattr(terminal, OptionalActions::Flush, &silent)?;
            Ok(Self { terminal, before })
        }
    }

    impl Drop for Silence<'_> {
        fn drop(&mut self) {
            // A terminal that is gone needs nothing.
            let _gone = tcsetattr(self.terminal, OptionalActions::Flush, &self.before);
        }
    }

    /// Reads to the end of a line; nothing where somebody gave up.
    pub(super) fn line(mut terminal: &File) -> Option<Zeroizing<String>> {
        const INTERRUPT: u8 = 3;
        const END: u8 = 4;
        const KILL_LINE: u8 = 21;
        let mut line = Zeroizing::new(Vec::with_capacity(256));
        let mut byte = [0];
        loop {
            terminal.read_exact(&mut byte).ok()?;
            match byte[0] {
                b'\n' | b'\r' => break,
                INTERRUPT | END => return None,
                KILL_LINE => line.clear(),
                8 | 127 => take_back(&mut line),
                other => line.push(other),
            }
        }
        String::from_utf8(line.to_vec()).ok().map(Zeroizing::new)
    }

    /// Takes the last letter away, all its bytes.
    fn take_back(line: &mut Vec<u8>) {
        while line.pop().is_some_and(|byte| byte & 0xC0 == 0x80) {}
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn a_letter_is_taken_back_whole() {
            let mut line = "aé".as_bytes().to_vec();
            take_back(&mut line);
            assert_eq!(line, b"a");
            take_back(&mut line);
            take_back(&mut line);
            assert!(line.is_empty());
        }
    }
}
