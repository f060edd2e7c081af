//! Text of Argo CD made fit to be quoted: one line, without credentials in URLs.
//!
//! Control characters are left alone; whoever writes to a terminal escapes them.

use crate::mask;

/// Returns the first line of a text that says anything, without credentials in its URLs.
pub fn first_line(text: &str) -> String {
    let line = text.lines().map(str::trim).find(|line| !line.is_empty());
    without_credentials(&mask::text(line.unwrap_or_default()))
}

/// Returns a text whose URLs have lost their user information (`https://user:token@host`
/// becomes `https://host`); the user of an SSH URL stays where no password follows it.
pub fn without_credentials(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("://") {
        let (user, host) = split_user(after);
        clean.push_str(before);
        clean.push_str("://");
        if before.ends_with("ssh") && !user.contains(':') {
            clean.push_str(user);
        }
        rest = host;
    }
    clean.push_str(rest);
    clean
}

/// Splits what follows `://` behind the last `@` of its authority.
fn split_user(text: &str) -> (&str, &str) {
    let ends = |c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#' | '"' | '\'' | '`');
    let authority = &text[..text.find(ends).unwrap_or(text.len())];
    match authority.rfind('@') {
        Some(at) => text.split_at(at + 1),
        None => ("", text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_leave_every_url_of_a_text() {
        let text = "cannot fetch 'https://bot:p@ss@git.example.com/a.git' nor oci://token@reg.example.com/b";
        assert_eq!(
            without_credentials(text),
            "cannot fetch 'https://git.example.com/a.git' nor oci://reg.example.com/b"
        );
    }

    #[test]
    fn an_at_sign_that_is_no_user_stays() {
        for text in [
            "https://charts.example.com/a@1.2.3",
            "ssh://git@git.example.com/a.git",
            "git@git.example.com:a.git",
            "nobody@example.com",
            "https://",
        ] {
            assert_eq!(without_credentials(text), text);
        }
        assert_eq!(without_credentials("ssh://git:x@h/a"), "ssh://h/a");
    }

    #[test]
    fn only_the_first_line_that_says_anything_is_quoted() {
        assert_eq!(first_line("\n  one  \ntwo"), "one");
        assert_eq!(first_line("one\r\ntwo"), "one");
        assert_eq!(first_line(""), "");
    }
}
