//! Log files: where a failure's reason is found. Only reading happens here.

use std::fs;
use std::path::Path;

const LINES: usize = 20;

/// Returns the last lines of `log` and its path, for the end of an error.
pub(crate) fn tail(log: &Path) -> String {
    let text = fs::read(log).unwrap_or_default();
    let text = String::from_utf8_lossy(&text);
    format!(
        "the end of {}:\n{}",
        log.display(),
        last_lines(&text, LINES)
    )
}

/// Returns the last `count` lines, control characters escaped, each indented.
fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    let from = lines.len().saturating_sub(count);
    let shown: Vec<String> = lines[from..]
        .iter()
        .map(|line| format!("  {}", escaped(line)))
        .collect();
    shown.join("\n")
}

fn escaped(line: &str) -> String {
    line.chars()
        .flat_map(|c| {
            let printable = !c.is_control() || c == '\t';
            let escape = (!printable).then(|| c.escape_default());
            printable
                .then_some(c)
                .into_iter()
                .chain(escape.into_iter().flatten())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_end_is_shown_and_cannot_drive_the_terminal() {
        assert_eq!(
            last_lines("one\ntwo\nthr\u{1b}[31mee\n", 2),
            "  two\n  thr\\u{1b}[31mee"
        );
    }
}
