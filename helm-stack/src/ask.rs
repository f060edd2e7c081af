//! Asks a person before something is written. Without a person there is no answer, and `--yes` is wanted.

use std::io::{self, BufRead, IsTerminal, Write};

use plugin_kit::failure::{Exit, Explain, Failure};

/// Asks whether to go on; only `y` and `yes` go on. Without a terminal on both sides nobody can answer; `look` says how to
/// see what would be done.
///
/// # Errors
/// Nobody can be asked.
pub(crate) fn go_on(question: &str, look: &str) -> anyhow::Result<bool> {
    let (input, errors) = (io::stdin(), io::stderr());
    if !input.is_terminal() || !errors.is_terminal() {
        return Err(
            Failure::new("nothing was written: there is no terminal to ask on")
                .next(format!(
                    "say --yes to go on without being asked, or {look} to only look"
                ))
                .exit(Exit::Usage)
                .into(),
        );
    }
    write!(errors.lock(), "{question} [y/N] ").doing("asking")?;
    errors.lock().flush().doing("asking")?;
    let mut answer = String::new();
    input
        .lock()
        .read_line(&mut answer)
        .doing("reading the answer")?;
    Ok(is_yes(&answer))
}

fn is_yes(answer: &str) -> bool {
    matches!(answer.trim().to_ascii_lowercase().as_str(), "y" | "yes")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_no() {
        assert!(is_yes("y\n") && is_yes(" YES "));
        assert!(!is_yes("") && !is_yes("\n") && !is_yes("yep"));
    }
}
