//! One secret from a person or a pipe: never shown, never from the command line.

use std::io::{IsTerminal, Read};

use plugin_kit::failure::{Exit, Explain, Failure};
use zeroize::Zeroizing;

/// Size of a value from standard input at most.
const LIMIT: u64 = 1024 * 1024;

/// Asks for a value on the terminal, twice and without showing it; from a pipe it is read, without the line feed it usually
/// ends with. `what` is what it is of.
///
/// # Errors
/// The two differ, nothing was given, or standard input cannot be read.
pub(crate) fn secret(what: &str) -> anyhow::Result<Zeroizing<String>> {
    let text = match std::io::stdin().is_terminal() {
        true => typed(what)?,
        false => piped()?,
    };
    if text.is_empty() {
        return Err(
            Failure::new(format!("no value for {what}: nothing was given"))
                .next("type it when asked, or pipe it in")
                .exit(Exit::Usage)
                .into(),
        );
    }
    Ok(text)
}

/// Reads a pipe to its end, without its last line feed.
///
/// # Errors
/// It cannot be read, or is not UTF-8.
pub(crate) fn piped() -> anyhow::Result<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::new());
    let mut input = std::io::stdin().take(LIMIT);
    input
        .read_to_string(&mut text)
        .doing("reading the value from standard input")?;
    let bare = text
        .strip_suffix('\n')
        .map(|text| text.strip_suffix('\r').unwrap_or(text));
    Ok(Zeroizing::new(bare.unwrap_or(&text).to_owned()))
}

fn typed(what: &str) -> anyhow::Result<Zeroizing<String>> {
    let ask = |question: String| {
        let answer =
            rpassword::prompt_password(question).doing("reading the value from the terminal");
        answer.map(Zeroizing::new)
    };
    let first = ask(format!("{what}: "))?;
    let second = ask(format!("{what}, once more: "))?;
    match *first == *second {
        true => Ok(first),
        false => Err(Failure::new("the two differ, and nothing was written")
            .next("run the command again")
            .exit(Exit::Usage)
            .into()),
    }
}
