//! Versions of charts: exact, always. A range or a moving name would deploy today what nobody looked at yesterday.

use semver::Version;

/// What is wrong with a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// It fits several versions, or another one tomorrow.
    Unpinned,
    /// It is no version at all.
    NoVersion,
}

/// Names that Git repositories and registries give to what moves.
const MOVING: [&str; 12] = [
    "latest", "head", "main", "master", "trunk", "develop", "dev", "edge", "stable", "nightly",
    "next", "canary",
];

/// Checks the version of a chart from a repository, registry or folder: SemVer, perhaps with a `v` before it.
/// Helm reads `1`, `1.2` and `1.x` as ranges (Masterminds/semver).
pub(super) fn of_chart(version: &str) -> Result<(), Fault> {
    let bare = version.strip_prefix('v').unwrap_or(version);
    match Version::parse(bare) {
        Ok(_) => Ok(()),
        Err(_) if is_range(version) || is_partial(bare) || is_moving(version) => {
            Err(Fault::Unpinned)
        }
        Err(_) => Err(Fault::NoVersion),
    }
}

/// Checks the version of a chart in a Git repository: a tag or the full id of a commit. That a name is a tag cannot be
/// seen here; names that branches usually have are refused.
pub(super) fn of_revision(version: &str) -> Result<(), Fault> {
    let branch = version.starts_with("refs/heads/") || version.starts_with("origin/");
    if branch || is_moving(version) || is_range(version) || is_partial(version) {
        return Err(Fault::Unpinned);
    }
    let bad =
        |letter: char| letter.is_whitespace() || letter.is_control() || "\\:?[".contains(letter);
    if version.contains("..") || version.starts_with('-') || version.contains(bad) {
        return Err(Fault::NoVersion);
    }
    Ok(())
}

fn is_moving(version: &str) -> bool {
    MOVING.contains(&version.to_ascii_lowercase().as_str())
}

fn is_range(version: &str) -> bool {
    let wild = |part: &str| matches!(part, "x" | "X" | "*");
    version.starts_with(['^', '~', '>', '<', '=', '!', '*'])
        || version.contains("||")
        || version.contains(", ")
        || version.contains(" - ")
        || version.trim_start_matches('v').split('.').any(wild)
}

fn is_partial(version: &str) -> bool {
    let number = |part: &str| !part.is_empty() && part.chars().all(|digit| digit.is_ascii_digit());
    version.split('.').count() < 3 && version.split('.').all(number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_versions_pass() {
        for version in ["9.2.10", "v1.15.3", "1.0.0-rc.1", "1.2.3+build.5"] {
            assert_eq!(of_chart(version), Ok(()), "{version}");
        }
        for version in [
            "v1.2.3",
            "chart-1.2.3",
            "refs/tags/v1",
            "0123456789abcdef0123456789abcdef01234567",
        ] {
            assert_eq!(of_revision(version), Ok(()), "{version}");
        }
    }

    #[test]
    fn ranges_and_moving_names_do_not() {
        for version in [
            "^1.2.3",
            "~1.2",
            ">=1 <2",
            "1.x",
            "1.2.*",
            "*",
            "1",
            "1.2",
            "v1.2",
            "latest",
            "HEAD",
            "1.0.0 - 2.0.0",
            "=1.2.3",
        ] {
            assert_eq!(of_chart(version), Err(Fault::Unpinned), "{version}");
        }
        for version in ["HEAD", "main", "refs/heads/x", "^1.2", "1.2"] {
            assert_eq!(of_revision(version), Err(Fault::Unpinned), "{version}");
        }
    }

    #[test]
    fn other_words_are_no_versions() {
        for version in ["one", "1.2.3.4", "01.2.3", "v"] {
            assert_eq!(of_chart(version), Err(Fault::NoVersion), "{version}");
        }
        for version in ["a b", "a..b", "-x", "a:b"] {
            assert_eq!(of_revision(version), Err(Fault::NoVersion), "{version}");
        }
    }
}
