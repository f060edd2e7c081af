//! Name patterns of an AppProject, matched as Argo CD matches them without separators.
//!
//! Argo CD compiles them with gobwas/glob: `*` and `**` run over anything, `?` is one
//! character, `[a-z]` and `[!a-z]` are classes, `{a,b}` are alternatives, `\` takes the
//! next character as it is. What a pattern is about is said by its caller.

use regex::Regex;

/// Returns whether a pattern covers a whole text; a pattern that cannot be read covers
/// nothing (`glob.Match` in Argo CD's `util/glob`).
pub fn matches(pattern: &str, text: &str) -> bool {
    if !pattern.contains(['*', '?', '[', '{', '\\']) {
        return pattern == text;
    }
    pattern == "*" || compile(pattern).is_some_and(|regex| regex.is_match(text))
}

fn compile(pattern: &str) -> Option<Regex> {
    let mut translation = Translation::default();
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        translation.add(character, &mut characters)?;
    }
    if translation.depth > 0 {
        return None;
    }
    Regex::new(&format!("^(?s:{})$", translation.regex)).ok()
}

/// A pattern on its way to a regular expression.
#[derive(Default)]
struct Translation {
    regex: String,
    depth: usize,
}

impl Translation {
    fn add(&mut self, character: char, rest: &mut std::str::Chars<'_>) -> Option<()> {
        match character {
            '*' => self.regex.push_str(".*"),
            '?' => self.regex.push('.'),
            '[' => self.regex.push_str(&class(rest)?),
            '{' => {
                self.depth += 1;
                self.regex.push_str("(?:");
            }
            ',' if self.depth > 0 => self.regex.push('|'),
            '}' if self.depth > 0 => {
                self.depth -= 1;
                self.regex.push(')');
            }
            '\\' => self.literal(rest.next()?),
            other => self.literal(other),
        }
        Some(())
    }

    fn literal(&mut self, character: char) {
        self.regex.push_str(&regex::escape(&character.to_string()));
    }
}

/// Translates the inside of `[…]`: one range `a-z`, or a list of characters.
fn class(rest: &mut std::str::Chars<'_>) -> Option<String> {
    let inside = inside_of_class(rest)?;
    let (not, members) = match inside.split_first() {
        Some((&'!', members)) => ("^", members),
        _ => ("", inside.as_slice()),
    };
    let escape = |character: &char| format!("\\x{{{:x}}}", u32::from(*character));
    match members {
        [] => None,
        [low, '-', high] => Some(format!("[{not}{}-{}]", escape(low), escape(high))),
        [_, '-', ..] => None,
        _ => Some(format!(
            "[{not}{}]",
            members.iter().map(escape).collect::<String>()
        )),
    }
}

fn inside_of_class(rest: &mut std::str::Chars<'_>) -> Option<Vec<char>> {
    let mut inside = Vec::new();
    loop {
        match rest.next()? {
            ']' => return Some(inside),
            '\\' => inside.push(rest.next()?),
            other => inside.push(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_runs_over_slashes_since_argo_cd_names_no_separator() {
        assert!(matches("*", ""));
        assert!(matches("https://*.svc", "https://kubernetes.default.svc"));
        assert!(matches("https://**", "https://a/b/c"));
        assert!(!matches("web", "web-1"));
    }

    #[test]
    fn classes_alternatives_and_escapes_mean_what_gobwas_says() {
        assert!(matches("web-?", "web-1"));
        assert!(!matches("web-?", "web-"));
        assert!(matches("web-[0-9]", "web-7"));
        assert!(!matches("web-[!0-9]", "web-7"));
        assert!(matches("web-[!0-9]", "web-x"));
        assert!(matches("{prod,stage-*}-web", "stage-1-web"));
        assert!(!matches("{prod,stage}-web", "dev-web"));
        assert!(matches("a\\*b", "a*b"));
        assert!(!matches("a\\*b", "axb"));
    }

    #[test]
    fn what_means_something_to_a_regular_expression_is_taken_as_it_is() {
        assert!(matches("a.b", "a.b"));
        assert!(!matches("a.b", "axb"));
        assert!(matches("a+(b)|c^$", "a+(b)|c^$"));
        assert!(matches("x[.^]y", "x^y"));
    }

    #[test]
    fn a_pattern_that_cannot_be_read_covers_nothing() {
        for pattern in ["[", "{a", "a\\", "[]", "[z-a]", "[x-]", "[a-cx]"] {
            assert!(!matches(pattern, pattern), "{pattern}");
        }
    }
}
