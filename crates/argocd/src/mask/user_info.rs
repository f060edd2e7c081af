//! User info in URLs: what stands between `://` and `@`. Passwords that should have
//! been escaped and were not (`/`, `#`, `?`) are taken with it.

use super::MARK;

const SCHEME_END: &str = "://";

/// Returns the text with the user info of every URL masked; `None` when there is none.
/// The bare user name of an SSH URL (`ssh://git@host`) is no secret.
pub(super) fn mask(text: &str) -> Option<String> {
    if !text.contains(SCHEME_END) || !text.contains('@') {
        return None;
    }
    let mut masked = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(SCHEME_END) {
        let (head, tail) = rest.split_at(at + SCHEME_END.len());
        masked.push_str(head);
        let end = user_info_end(tail).filter(|end| {
            !is_plain_ssh(&head[..at], &tail[..*end]) && !is_digest(&tail[end + 1..])
        });
        if end.is_some() {
            masked.push_str(MARK);
        }
        rest = &tail[end.unwrap_or_default()..];
    }
    masked.push_str(rest);
    (masked != text).then_some(masked)
}

fn is_plain_ssh(head: &str, user_info: &str) -> bool {
    head.ends_with("ssh") && !user_info.contains(':')
}

/// Returns whether what follows `@` is the digest of an image, as kubelets write it
/// (`docker-pullable://alpine@sha256:…`).
fn is_digest(host: &str) -> bool {
    host.starts_with("sha256:") || host.starts_with("sha512:")
}

/// Returns where the user info of a URL ends, counted from behind `://`.
fn user_info_end(tail: &str) -> Option<usize> {
    let url = &tail[..tail.find(SCHEME_END).unwrap_or(tail.len())];
    let url = &url[..url.find(ends_url).unwrap_or(url.len())];
    let authority = &url[..url.find(['/', '?', '#']).unwrap_or(url.len())];
    match authority.rfind('@') {
        Some(end) => Some(end),
        None if looks_like_password(authority) => url.rfind('@'),
        None => None,
    }
}

fn ends_url(letter: char) -> bool {
    letter.is_whitespace() || ['"', '\'', '<', '>', '`'].contains(&letter)
}

/// Returns whether what looks like a port is none, so that the authority was cut inside
/// a password.
fn looks_like_password(authority: &str) -> bool {
    let port = authority.rsplit_once(':').map(|(_, port)| port);
    port.is_some_and(|port| !port.bytes().all(|byte| byte.is_ascii_digit()) && !port.ends_with(']'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(text: &str) -> String {
        mask(text).unwrap_or_else(|| text.to_owned())
    }

    #[test]
    fn user_info_goes_and_the_rest_of_the_url_stays() {
        for (text, wanted) in [
            ("https://user:pass@host/x.git", "https://••••••@host/x.git"),
            ("https://ghp_token@host/x", "https://••••••@host/x"),
            (
                "postgres://u:p@ss@db:5432/app",
                "postgres://••••••@db:5432/app",
            ),
            ("postgres://u:p/a#s?s@db/app", "postgres://••••••@db/app"),
            (
                "mongodb://u:p@a:1,b:2/?x=y@z",
                "mongodb://••••••@a:1,b:2/?x=y@z",
            ),
            (
                "get \"https://u:p@h\": x; redis://:pw@r",
                "get \"https://••••••@h\": x; redis://••••••@r",
            ),
            ("ssh://git:pw@host/x", "ssh://••••••@host/x"),
        ] {
            assert_eq!(masked(text), wanted);
            assert_eq!(masked(wanted), wanted);
        }
    }

    #[test]
    fn urls_without_user_info_stay() {
        for text in [
            "https://host:8443/path@1.2",
            "https://host/a?mail=b@c",
            "ssh://git@host/x",
            "git@host:x/y.git",
            "http://[::1]:80/@",
            "a@b://c",
            "https://[fe80::1]/x@y",
            "docker-pullable://alpine@sha256:0123",
        ] {
            assert_eq!(masked(text), text);
        }
    }
}
