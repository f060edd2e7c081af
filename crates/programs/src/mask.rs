//! Hides what addresses carry besides the address: user names and passwords in URLs of any text.
//!
//! Knows nothing of programs; what else in a text is secret is not known here.

use std::borrow::Cow;

/// What stands in the place of user info.
const MASK: &str = "***";

/// Returns the text with the user info of every URL hidden: `https://***@host/path`.
///
/// A user name alone is kept for `ssh://` and `git+ssh://`, where it is part of the address and no secret; elsewhere it may be a token.
pub fn mask(text: &str) -> Cow<'_, str> {
    if !text.contains("://") {
        return Cow::Borrowed(text);
    }
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("://") {
        let (before, after) = rest.split_at(at + 3);
        masked.push_str(before);
        rest = after;
        if let Some(end) = user_info(after).filter(|&end| !is_plain_name(before, &after[..end])) {
            masked.push_str(MASK);
            rest = &after[end..];
        }
    }
    masked.push_str(rest);
    Cow::Owned(masked)
}

/// Returns where the user info ends at the beginning of a URL's authority: the place of its last `@`.
fn user_info(authority: &str) -> Option<usize> {
    let ends = |c: char| c.is_whitespace() || matches!(c, '/' | '?' | '#' | '\'' | '"' | '<' | '>');
    let end = authority.find(ends).unwrap_or(authority.len());
    authority[..end]
        .rfind('@')
        .or_else(|| odd_password(authority, end))
}

/// Returns where user info ends whose password holds what ends an authority, which makes the address none, so that
/// programs complain of it as a whole: there is no port, and an `@` follows.
fn odd_password(authority: &str, end: usize) -> Option<usize> {
    let (_, port) = authority[..end].rsplit_once(':')?;
    let is_port = port.chars().all(|letter| letter.is_ascii_digit());
    let ends = |c: char| c.is_whitespace() || matches!(c, '\'' | '"' | '<' | '>');
    let word = authority.find(ends).unwrap_or(authority.len());
    (!is_port).then(|| authority[..word].rfind('@')).flatten()
}

fn is_plain_name(before: &str, user_info: &str) -> bool {
    before.ends_with("ssh://") && !user_info.contains(':')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn user_info_is_hidden_wherever_the_url_stands() {
        let cases = [
            ("https://token@host/x", "https://***@host/x"),
            (
                "'https://me:wo/rd@host/x' is bad",
                "'https://***@host/x' is bad",
            ),
            ("https://host:80/x@y", "https://host:80/x@y"),
            (
                "fatal: unable to access 'https://me:p@ss@host/x.git/': no",
                "fatal: unable to access 'https://***@host/x.git/': no",
            ),
            (
                "a https://a:b@x b http://c@y",
                "a https://***@x b http://***@y",
            ),
            ("ssh://git:word@host/x", "ssh://***@host/x"),
        ];
        for (text, masked) in cases {
            assert_eq!(mask(text), masked);
        }
    }

    #[test]
    fn an_address_without_a_secret_stays_as_it_is() {
        for text in [
            "https://host/a@b",
            "ssh://git@host/x",
            "git@host:x",
            "see https://host?mail=a@b",
            "no address",
        ] {
            assert_eq!(mask(text), text);
        }
    }
}
