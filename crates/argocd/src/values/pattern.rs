//! Patterns in `valueFiles` (newer Argo CDs; its user guide, "Helm"): `*` and `?` within one name, `**` across folders, `[a-c]`, `{a,b}`.

use regex::Regex;

/// A pattern of paths.
#[derive(Debug, Clone)]
pub struct PathPattern(Regex);

impl PathPattern {
    /// Reads a path that is a pattern; none: it is a plain path, or a pattern nobody can read.
    pub fn of(path: &str) -> Option<Self> {
        if !path.contains(['*', '?', '[']) {
            return None;
        }
        Regex::new(&expression(path)).ok().map(Self)
    }

    /// Returns whether a path fits.
    pub fn fits(&self, path: &str) -> bool {
        self.0.is_match(path)
    }
}

fn expression(path: &str) -> String {
    let mut expression = "^".to_owned();
    let mut rest = path;
    let mut braces = 0;
    while let Some(letter) = rest.chars().next() {
        let taken = match letter {
            '*' if rest.starts_with("**/") => push(&mut expression, "(?:[^/]+/)*", 3),
            '*' if rest.starts_with("**") => push(&mut expression, ".*", 2),
            '*' => push(&mut expression, "[^/]*", 1),
            '?' => push(&mut expression, "[^/]", 1),
            '[' => class(rest, &mut expression),
            '{' => {
                braces += 1;
                push(&mut expression, "(?:", 1)
            }
            ',' if braces > 0 => push(&mut expression, "|", 1),
            '}' if braces > 0 => {
                braces -= 1;
                push(&mut expression, ")", 1)
            }
            letter => {
                let plain = regex::escape(letter.encode_utf8(&mut [0; 4]));
                push(&mut expression, &plain, letter.len_utf8())
            }
        };
        rest = &rest[taken..];
    }
    expression + "$"
}

fn push(expression: &mut String, part: &str, taken: usize) -> usize {
    expression.push_str(part);
    taken
}

/// Copies `[abc]` or `[!a-c]`; one that is not closed makes the pattern one that cannot be read.
fn class(rest: &str, expression: &mut String) -> usize {
    let Some(end) = rest.find(']') else {
        return push(expression, "[", 1);
    };
    let inside = &rest[1..end];
    let (sign, letters) = match inside.strip_prefix(['!', '^']) {
        Some(letters) => ("^/", letters),
        None => ("", inside),
    };
    let letters = letters
        .replace('\\', "\\\\")
        .replace('[', "\\[")
        .replace("&&", "&\\&");
    expression.push_str(&format!("[{sign}{letters}]"));
    end + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_fits_as_argo_cd_has_it() {
        let fits = |pattern: &str, path: &str| PathPattern::of(pattern).unwrap().fits(path);
        assert!(fits("envs/*.yaml", "envs/a.yaml"));
        assert!(!fits("envs/*.yaml", "envs/a/b.yaml"));
        assert!(fits("envs/**/*.yaml", "envs/a/b.yaml"));
        assert!(fits("envs/**/*.yaml", "envs/b.yaml"));
        assert!(fits("a?.{yaml,yml}", "ab.yml"));
        assert!(fits("[a-c].yaml", "b.yaml"));
        assert!(!fits("[!a-c].yaml", "b.yaml"));
        assert!(!fits("a.*", "axyaml"));
        assert!(PathPattern::of("a.yaml").is_none());
        assert!(PathPattern::of("[a").is_none());
    }
}
