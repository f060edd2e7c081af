//! When two addresses mean one repository (`NormalizeGitURL` in Argo CD's `util/git/git.go`).

use crate::redact::without_credentials;

/// Returns whether two addresses mean one repository.
pub fn same(one: &str, other: &str) -> bool {
    comparable(one) == comparable(other)
}

/// Returns the form in which addresses are compared: without case, `.git`, and with the scp form (`git@host:path`) as the
/// SSH URL that it stands for. A registry is meant with and without `oci://`, and whoever logs in by the address itself
/// means the same repository.
pub fn comparable(address: &str) -> String {
    let mut address = without_credentials(address.trim()).to_lowercase();
    if is_scp(&address) {
        address = address.replacen(':', "/", 1);
    }
    let address = address.trim_end_matches('/');
    let address = address.strip_suffix(".git").unwrap_or(address);
    let address = address.strip_prefix("ssh://").unwrap_or(address);
    address.strip_prefix("oci://").unwrap_or(address).to_owned()
}

/// Returns whether an address has a user and a host but no scheme.
fn is_scp(address: &str) -> bool {
    let user = address.split_once('@').map(|(user, _)| user);
    !address.contains("://") && user.is_some_and(|user| !user.contains(['/', ':']))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_repository_has_many_addresses() {
        for (one, other) in [
            (
                "https://Git.example.com/Team/a.git",
                "https://git.example.com/team/a",
            ),
            (
                "git@git.example.com:team/a.git",
                "ssh://git@git.example.com/team/a",
            ),
            (" https://git.example.com/a ", "https://git.example.com/a/"),
            (
                "https://bot:hunter2@git.example.com/a",
                "https://git.example.com/a",
            ),
            (
                "oci://registry.example.com/charts",
                "registry.example.com/charts",
            ),
        ] {
            assert!(same(one, other), "{one} {other}");
        }
    }

    #[test]
    fn other_hosts_paths_and_ports_are_others() {
        for (one, other) in [
            ("https://git.example.com/a", "https://git.example.com/b"),
            ("https://git.example.com/a", "http://git.example.com/a"),
            ("ssh://git@git.example.com:22/a", "git@git.example.com:a"),
            ("", "https://git.example.com/a"),
        ] {
            assert!(!same(one, other), "{one} {other}");
        }
    }
}
