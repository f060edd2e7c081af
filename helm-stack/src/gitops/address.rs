//! What `--repo` names: an address somewhere else or a path here, and whether two addresses are one repository.
//!
//! Only text is looked at.

use url::Url;

/// Says whether an argument is an address rather than a path: `scheme://…`, or `[user@]host:path` as SSH has it
/// (git-clone, "Git URLs"): a colon before the first slash. One letter before the colon is a drive.
pub(super) fn is_url(argument: &str) -> bool {
    argument.contains("://") || scp_like(argument).is_some()
}

/// Returns what an address has in common with all that lead to the same repository by the same way: host in lower case,
/// no user, no `.git`, no slash at the end; `file://` is a path.
pub(super) fn same(address: &str) -> String {
    let trimmed = address.trim_end_matches('/');
    let trimmed = trimmed.strip_suffix(".git").unwrap_or(trimmed);
    let trimmed = trimmed.trim_end_matches('/');
    if let Some(path) = trimmed.strip_prefix("file://") {
        return path.to_owned();
    }
    if let Some((host, path)) = scp_like(trimmed) {
        let path = path.trim_start_matches('/');
        return format!("ssh://{}/{path}", without_user(host).to_lowercase());
    }
    match trimmed.split_once("://") {
        Some((scheme, rest)) => {
            let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
            let host = without_user(authority).to_lowercase();
            let path = path.trim_start_matches('/');
            format!("{}://{host}/{path}", scheme.to_lowercase())
        }
        None => trimmed.to_owned(),
    }
}

/// Returns the address as others may read it: without user info, but for the user name of SSH, which is part of it.
pub(crate) fn public(address: &str) -> String {
    let Ok(mut url) = Url::parse(address) else {
        return without_credentials(address);
    };
    let is_ssh = url.scheme().ends_with("ssh");
    if url.password().is_none() && (is_ssh || url.username().is_empty()) {
        return address.to_owned();
    }
    // A URL without a host has no user info.
    let _hidden = url.set_password(None);
    if !is_ssh {
        let _hidden = url.set_username("");
    }
    url.into()
}

/// Returns an address that is no URL, as one with a slash in its password, without all that may be user info.
fn without_credentials(address: &str) -> String {
    match address.split_once("://") {
        Some((scheme, rest)) => format!("{scheme}://{}", without_user(rest)),
        None => address.to_owned(),
    }
}

fn scp_like(address: &str) -> Option<(&str, &str)> {
    let (host, path) = address.split_once(':')?;
    let fits = host.len() > 1 && !host.contains(['/', '\\']) && !host.starts_with('-');
    (fits && !path.starts_with("//") && !path.is_empty()).then_some((host, path))
}

fn without_user(authority: &str) -> &str {
    authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_paths_are_told_apart() {
        for url in [
            "https://host/x",
            "ssh://git@host/x",
            "git@host:team/x.git",
            "host:x",
            "file:///x",
        ] {
            assert!(is_url(url), "{url}");
        }
        for path in [
            ".",
            "../x",
            "/srv/x",
            "x",
            "C:\\x",
            "C:/x",
            "./a:b",
            "--upload-pack=x:y",
        ] {
            assert!(!is_url(path), "{path}");
        }
    }

    #[test]
    fn the_same_repository_is_recognized_however_it_is_written() {
        let same_as = |one: &str, other: &str| same(one) == same(other);
        assert!(same_as(
            "https://Host/team/x.git",
            "https://me:word@host/team/x/"
        ));
        assert!(same_as("git@host:team/x", "ssh://git@host/team/x.git"));
        assert!(same_as("file:///srv/x.git", "/srv/x"));
        assert!(!same_as("https://host/team/x", "https://host/team/y"));
        assert!(!same_as("https://host/x", "ssh://host/x"));
    }

    #[test]
    fn nothing_secret_stays_in_a_public_address() {
        assert_eq!(public("https://me:word@host/x.git"), "https://host/x.git");
        assert_eq!(public("https://token@host/x"), "https://host/x");
        assert_eq!(public("https://me:wo/rd@host/x"), "https://host/x");
        assert_eq!(public("ssh://git@host/x"), "ssh://git@host/x");
        assert_eq!(public("ssh://git:word@host/x"), "ssh://git@host/x");
        for address in ["git@host:x", "/srv/x", "https://host/x"] {
            assert_eq!(public(address), address);
        }
    }
}
