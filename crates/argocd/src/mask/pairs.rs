//! Pairs of a secret name and its value inside a text: `name=value`, `name: value`,
//! `"name":"value"`, `--name value`.
//!
//! A text may be a configuration file or a sentence. A line that begins with a secret name
//! and a colon is a setting and goes to its end; in a sentence only what looks like a
//! value goes, so that "failed to fetch token: unexpected status" stays readable.

use std::ops::Range;

use super::key::{Key, Line, word_start};
use super::{MARK, name};

/// Words before the credential itself in an `Authorization` header.
const SCHEMES: [&str; 3] = ["basic", "bearer", "token"];
/// Words behind a flag in a sentence about it, as in "--token is required".
const NO_VALUES: [&str; 8] = ["and", "flag", "is", "must", "not", "option", "or", "was"];

/// Returns the text with the values of secret names masked; `None` when there is none.
pub(super) fn mask(text: &str) -> Option<String> {
    let mut masked = String::new();
    let mut copied = 0;
    for (at, separator) in text.match_indices(['=', ':', ' ']) {
        if at < copied {
            continue;
        }
        if let Some(value) = value(text, at, separator) {
            masked.push_str(&text[copied..value.start]);
            masked.push_str(MARK);
            copied = value.end;
        }
    }
    masked.push_str(&text[copied..]);
    (copied > 0 && masked != text).then_some(masked)
}

/// Returns whether a value only names where the secret comes from: `${NAME}` or `$(NAME)`.
pub(super) fn is_placeholder(value: &str) -> bool {
    let inside = |open, close| value.strip_prefix(open)?.strip_suffix(close);
    inside("${", "}")
        .or_else(|| inside("$(", ")"))
        .is_some_and(|name: &str| {
            name.chars()
                .all(|letter| letter.is_alphanumeric() || letter == '_')
        })
}

/// Returns where the secret value behind a separator lies, if there is one. Only what stands
/// next to the separator is looked at before the name is known to be secret, so that the
/// cost of a long line stays in step with its length.
fn value(text: &str, at: usize, separator: &str) -> Option<Range<usize>> {
    let behind = at + 1;
    if separator == " " {
        return is_flag(&text[..at])
            .then(|| behind_flag(text, behind))
            .flatten();
    }
    let key = Key::before(text, at).filter(|key| name::is_secret(key.name))?;
    match separator {
        "=" => behind_equals(text, behind, &key),
        _ => behind_colon(text, behind, &key),
    }
}

fn is_flag(head: &str) -> bool {
    let word = &head[word_start(head)..];
    word.starts_with("--") && name::is_secret(word)
}

fn behind_equals(text: &str, behind: usize, key: &Key<'_>) -> Option<Range<usize>> {
    let start = skip(text, behind, &['=', '>']);
    let value = token(text, start)?;
    let line = key.begins_line();
    let is_setting = line.is_some_and(|line| line.is_of_many(&text[start..]));
    match is_setting && !is_quoted(text, start) {
        true => Some(start..line_end(text, start)),
        false => Some(value),
    }
}

fn behind_colon(text: &str, behind: usize, key: &Key<'_>) -> Option<Range<usize>> {
    let start = skip(text, behind, &['=']);
    if ["//", ":", "{"]
        .iter()
        .any(|sign| text[start..].starts_with(sign))
    {
        return None;
    }
    let value = token(text, start)?;
    if key.is_field() || is_quoted(text, start) {
        return Some(value);
    }
    let stands_alone =
        |line: Line| line.is_of_many(&text[start..]) || text[value.end..].trim().is_empty();
    if key.begins_line().is_some_and(stands_alone) {
        return Some(start..setting_end(text, start));
    }
    let is_sentence = name::is_common_word(key.name);
    let is_spaced = start > behind;
    (!is_sentence || (is_spaced && looks_random(&text[value.clone()]))).then_some(value)
}

fn behind_flag(text: &str, behind: usize) -> Option<Range<usize>> {
    let value = token(text, behind)?;
    let word = &text[value.clone()];
    (!word.starts_with('-') && !NO_VALUES.contains(&word)).then_some(value)
}

/// Skips more signs of a separator (`==`, `=>`, `:=`) and blanks.
fn skip(text: &str, from: usize, signs: &[char]) -> usize {
    let rest = text[from..].trim_start_matches(signs);
    text.len() - rest.trim_start_matches([' ', '\t']).len()
}

/// Returns the value that begins here: what is quoted, else up to a blank or a delimiter.
fn token(text: &str, start: usize) -> Option<Range<usize>> {
    let rest = &text[start..];
    let value = match rest.strip_prefix('\\').unwrap_or(rest).chars().next() {
        Some(quote @ ('"' | '\'')) => quoted(text, start, quote),
        _ => bare(text, start),
    };
    let word = &text[value.clone()];
    let reference = text[..(value.end + 1).min(text.len())].get(value.start..);
    let is_open = is_placeholder(word) || reference.is_some_and(is_placeholder);
    (!word.is_empty() && !is_open).then_some(value)
}

fn is_quoted(text: &str, start: usize) -> bool {
    text[start..].starts_with(['"', '\'', '\\'])
}

fn quoted(text: &str, start: usize, quote: char) -> Range<usize> {
    let escaped = text[start..].starts_with('\\');
    let open = start + if escaped { 2 } else { 1 };
    let mut slashes = 0;
    for (index, letter) in text[open..].char_indices() {
        if letter == quote && (slashes == 0 || (escaped && slashes == 1)) {
            return open..open + index - slashes;
        }
        slashes = match letter {
            '\\' if !escaped && slashes == 1 => 0,
            '\\' => slashes + 1,
            _ => 0,
        };
    }
    open..text.len()
}

fn bare(text: &str, start: usize) -> Range<usize> {
    let end = |from: usize| {
        text[from..]
            .find(ends_value)
            .map_or(text.len(), |end| from + end)
    };
    let first = end(start);
    let scheme = text[start..first].to_ascii_lowercase();
    let next = text[first..].trim_start_matches(' ');
    if SCHEMES.contains(&scheme.as_str()) && text[first..].starts_with(' ') {
        return start..end(text.len() - next.len());
    }
    start..first
}

fn ends_value(letter: char) -> bool {
    letter.is_whitespace() || ",;&)]}\"'<".contains(letter)
}

fn line_end(text: &str, start: usize) -> usize {
    text[start..]
        .find('\n')
        .map_or(text.len(), |end| start + end)
}

/// Returns where the value of a setting ends: its line or, behind `|` and `>`, the lines
/// that stand further in.
fn setting_end(text: &str, start: usize) -> usize {
    let line_end = line_end(text, start);
    if !text[start..].starts_with(['|', '>']) {
        return line_end;
    }
    let line_start = text[..start].rfind('\n').map_or(0, |index| index + 1);
    let depth = indent(&text[line_start..]);
    let block: usize = text[line_end..]
        .split_inclusive('\n')
        .take_while(|line| line.trim().is_empty() || indent(line) > depth)
        .map(str::len)
        .sum();
    text[..line_end + block]
        .trim_end_matches('\n')
        .len()
        .max(line_end)
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches([' ', '\t']).len()
}

/// Returns whether a word of a sentence is rather a value: long, with digits.
fn looks_random(word: &str) -> bool {
    word.chars().count() >= 8
        && word.chars().any(|letter| letter.is_ascii_digit())
        && word.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str) -> String {
        mask(text).unwrap_or_else(|| text.to_owned())
    }

    #[test]
    fn values_of_secret_names_go() {
        for (text, wanted) in [
            ("password=hunter2 user=a", "password=•••••• user=a"),
            ("DB_PASSWORD = \"a b\"; x", "DB_PASSWORD = \"••••••\"; x"),
            (
                "wrong password: hunter2, try",
                "wrong password: ••••••, try",
            ),
            ("?token=abc&x=y", "?token=••••••&x=y"),
            (
                "{\"apiKey\":\"k\",\"a\":1}",
                "{\"apiKey\":\"••••••\",\"a\":1}",
            ),
            (
                "{\\\"token\\\": \\\"a\\\", x}",
                "{\\\"token\\\": \\\"••••••\\\", x}",
            ),
            ("say {user: a, secret: b}", "say {user: a, secret: ••••••}"),
            ("run --password hunter2 -v", "run --password •••••• -v"),
            ("run --api-key=k -v", "run --api-key=•••••• -v"),
            (
                "Authorization: Bearer abc def",
                "Authorization: Bearer abc def",
            ),
            (
                "-H Authorization=Bearer abc def",
                "-H Authorization=•••••• def",
            ),
            ("secret: s3cr3tvalue", "secret: ••••••"),
            ("bad token: abcdef123456 given", "bad token: •••••• given"),
            ("password => 'it\\'s' end", "password => '••••••' end"),
        ] {
            assert_eq!(masked(text), wanted, "{text}");
            assert_eq!(masked(wanted), wanted, "{text}");
        }
    }

    #[test]
    fn settings_go_to_the_end_of_their_line_and_blocks_to_their_own() {
        let text = "user: a\ntoken: two words # and more\nsecret: |\n  one\n\n  two\nurl: b\n";
        let wanted = "user: a\ntoken: ••••••\nsecret: ••••••\nurl: b\n";
        assert_eq!(masked(text), wanted);
        assert_eq!(masked(wanted), wanted);
    }

    #[test]
    fn sentences_references_and_image_tags_stay_readable() {
        for text in [
            "failed to fetch anonymous token: unexpected status: 401 Unauthorized",
            "MountVolume.SetUp failed: secret \"db\" not found",
            "Pulling image \"docker.io/x/external-secret:v0.10.1\"",
            "secretName=db passwordKey=p existingSecret: x",
            "password=${DB_PASSWORD} token=$(TOKEN) end",
            "password: \"\"\nuser: x",
            "token://host",
            "the --token flag is required",
            "Secret::new",
        ] {
            assert_eq!(masked(text), text);
        }
    }
}
