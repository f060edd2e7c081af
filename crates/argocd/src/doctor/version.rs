//! A version of Argo CD, and since when what works.

use std::fmt;

/// A release: major, minor and patch number, pre-releases as their release.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(u32, u32, u32);

impl Version {
    /// The oldest whose Applications are read.
    pub const READ: Self = Self(2, 13, 0);
    /// The oldest that is written for unless somebody names an older one.
    pub const WRITTEN: Self = Self(3, 2, 0);

    /// Reads `v3.6.1`, `3.6`, `v3.6.0-rc1`, `v3.6.1+abc`; `None` for other tags.
    pub fn parse(tag: &str) -> Option<Self> {
        let number = tag.trim().trim_start_matches('v');
        let number = number.split(['-', '+']).next()?;
        let mut parts = number.split('.').map(|part| part.parse().ok());
        let version = Self(
            parts.next()??,
            parts.next()??,
            parts.next().unwrap_or(Some(0))?,
        );
        parts.next().is_none().then_some(version)
    }
}

impl fmt::Display for Version {
    /// Writes `3.6.1`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}.{}", self.0, self.1, self.2)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_releases_are_versions_and_others_are_not() {
        let read = |tag| Version::parse(tag).map(|version| version.to_string());
        assert_eq!(read("v3.6.1").as_deref(), Some("3.6.1"));
        assert_eq!(read("v3.6.0-rc1").as_deref(), Some("3.6.0"));
        assert_eq!(read("3.10.2+abcdef").as_deref(), Some("3.10.2"));
        assert_eq!(read("v2.13").as_deref(), Some("2.13.0"));
        for tag in ["latest", "", "v3", "v3.6.1.2", "stable-2024"] {
            assert_eq!(read(tag), None, "{tag}");
        }
    }

    #[test]
    fn numbers_are_compared_as_numbers() {
        assert!(Version::parse("v2.9.0") < Some(Version::READ));
        assert!(Version::parse("v3.10.0") > Some(Version::WRITTEN));
    }
}
