//! Addresses of repositories: which are followed, and the credentials some carry.
//!
//! An Application's author chooses the address, and it is opened on the machine of whoever asks: only what is known to
//! fetch and nothing else is let through.

/// What Git may be asked to speak (`GIT_ALLOW_PROTOCOL`); not `ext`, which runs programs.
pub(crate) const PROTOCOLS: &str = "file:git:http:https:ssh";

/// An address and the credentials that stood in it.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Address {
    /// The address without credentials; the user of an SSH address is part of it.
    pub url: String,
    /// User and password that stood in an HTTP address.
    pub login: Option<(String, String)>,
}

impl Address {
    /// Parts an address and its credentials.
    pub(crate) fn of(address: &str) -> Self {
        let bare = || Self {
            url: address.to_owned(),
            login: None,
        };
        let Some((scheme, rest)) = address.split_once("://") else {
            return bare();
        };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        match rest[..end].rsplit_once('@') {
            Some((user, host)) if scheme.to_ascii_lowercase().starts_with("http") => {
                let (name, password) = user.split_once(':').unwrap_or((user, ""));
                Self {
                    url: format!("{scheme}://{host}{}", &rest[end..]),
                    login: Some((decoded(name), decoded(password))),
                }
            }
            _ => bare(),
        }
    }

    /// Returns scheme and host, as Git's settings name a server: `https://host`.
    pub(crate) fn server(&self) -> Option<&str> {
        let start = self.url.find("://")? + 3;
        let end = self.url[start..].find('/');
        Some(&self.url[..end.map_or(self.url.len(), |end| start + end)])
    }

    /// Returns whether it leads to this machine.
    pub(crate) fn is_loopback(&self) -> bool {
        let rest = self
            .url
            .split_once("://")
            .map_or(&*self.url, |(_, rest)| rest);
        let host = rest.split('/').next().unwrap_or_default();
        ["localhost", "127.0.0.1", "[::1]"]
            .iter()
            .any(|name| host == *name || host.starts_with(&format!("{name}:")))
    }
}

/// Returns whether Git may be asked for an address: a scheme of [`PROTOCOLS`], or `user@host:path`.
pub(crate) fn is_git(address: &str) -> bool {
    match address.split_once("://") {
        Some((scheme, _)) => PROTOCOLS
            .split(':')
            .any(|known| known == scheme.to_ascii_lowercase()),
        None => is_scp_like(address),
    }
}

/// Returns whether an address is reached by SSH.
pub(crate) fn is_ssh(address: &str) -> bool {
    address.starts_with("ssh://") || is_scp_like(address)
}

/// `[user@]host:path` (git-clone, "Git URLs"), but not `helper::address`.
fn is_scp_like(address: &str) -> bool {
    address.split_once(':').is_some_and(|(host, path)| {
        host.len() > 1
            && !host.starts_with('-')
            && !host.contains(['/', '\\'])
            && !path.starts_with([':', '-'])
            && !path.is_empty()
    })
}

/// Returns text whose `%41` have become letters.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((&first, others)) = rest.split_first() {
        let hex = others
            .get(..2)
            .and_then(|hex| std::str::from_utf8(hex).ok());
        let byte = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match byte.filter(|_| first == b'%') {
            Some(byte) => {
                bytes.push(byte);
                rest = &others[2..];
            }
            None => {
                bytes.push(first);
                rest = others;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_parted_from_http_addresses_alone() {
        let parted = Address::of("https://me:a%40b@git.example.com/x.git");
        assert_eq!(parted.url, "https://git.example.com/x.git");
        assert_eq!(parted.login, Some(("me".to_owned(), "a@b".to_owned())));
        assert_eq!(parted.server(), Some("https://git.example.com"));
        for bare in [
            "ssh://git@host/x",
            "git@host:x",
            "https://host/a@b",
            "host/x",
        ] {
            assert_eq!(Address::of(bare).url, bare);
            assert_eq!(Address::of(bare).login, None);
        }
    }

    #[test]
    fn what_would_run_a_program_is_no_address() {
        for address in [
            "https://host/x",
            "ssh://git@host/x",
            "git@host:x",
            "file:///srv/x",
        ] {
            assert!(is_git(address), "{address}");
        }
        for address in [
            "ext::sh -c true",
            "--upload-pack=touch x:y",
            "fd::17",
            "git-lfs://host/x",
            "../../x",
            "-oProxyCommand=x:y",
        ] {
            assert!(!is_git(address), "{address}");
        }
    }

    #[test]
    fn this_machine_is_known_by_its_names() {
        assert!(Address::of("127.0.0.1:5000/charts").is_loopback());
        assert!(Address::of("oci://localhost/charts").is_loopback());
        assert!(!Address::of("localhost.example.com/charts").is_loopback());
    }
}
