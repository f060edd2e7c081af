//! Versions as charts have them, and the one that is wanted among those that are there.
//!
//! Charts may call themselves `v1.2` or `1`, which is read as Helm reads it (Masterminds' `semver.NewVersion`).

use semver::{BuildMetadata, Prerelease, Version};

use super::range::Range;

/// Reads a version as Helm does: a `v` before it and missing numbers are forgiven.
pub(super) fn lenient(text: &str) -> Option<Version> {
    let text = text.strip_prefix('v').unwrap_or(text);
    let (text, build) = text
        .split_once('+')
        .map_or((text, None), |(text, build)| (text, Some(build)));
    let (numbers, prerelease) = text
        .split_once('-')
        .map_or((text, None), |(numbers, rest)| (numbers, Some(rest)));
    let mut parts = numbers.split('.');
    let mut number = |first: bool| match parts.next() {
        Some(part) => part.parse::<u64>().ok(),
        None => (!first).then_some(0),
    };
    let version = Version {
        pre: Prerelease::new(prerelease.unwrap_or_default()).ok()?,
        build: BuildMetadata::new(build.unwrap_or_default()).ok()?,
        ..Version::new(number(true)?, number(false)?, number(false)?)
    };
    parts.next().is_none().then_some(version)
}

/// Sorts versions, the newest first; those that are none are left out.
pub(super) fn newest_first<'a>(versions: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    let read = |text| Some((lenient(text)?, text));
    let mut read: Vec<(Version, &str)> = versions.into_iter().filter_map(read).collect();
    read.sort_by(|(one, _), (other, _)| other.cmp(one));
    read.into_iter().map(|(_, text)| text).collect()
}

/// Finds the newest version that is no prerelease.
pub(super) fn newest_stable<'a>(newest_first: &[&'a str]) -> Option<&'a str> {
    let stable = |text: &&&str| lenient(text).is_some_and(|version| version.pre.is_empty());
    newest_first.iter().find(stable).copied()
}

/// What is wanted.
#[derive(Clone, Debug)]
pub(super) enum Wanted<'a> {
    /// The newest stable one.
    Newest,
    /// Exactly this text, else the newest that fits it as a range.
    Fitting(&'a str),
}

impl<'a> Wanted<'a> {
    /// Returns what `--version` asks for; nothing and empty text ask for the newest.
    pub(super) fn of(version: Option<&'a str>) -> Self {
        version
            .filter(|text| !text.is_empty())
            .map_or(Self::Newest, Self::Fitting)
    }

    /// Chooses among versions, the newest first, as Helm does (`IndexFile.Get`): the same text, else the first that
    /// fits the range.
    ///
    /// # Errors
    /// A range that is none.
    pub(super) fn choose<'v>(&self, newest_first: &[&'v str]) -> Result<Option<&'v str>, String> {
        let text = match self {
            Self::Newest => return Ok(newest_stable(newest_first)),
            Self::Fitting(text) => text,
        };
        if let Some(same) = newest_first.iter().find(|version| *version == text) {
            return Ok(Some(same));
        }
        let range = Range::parse(text)?;
        let fits =
            |version: &&&str| lenient(version).is_some_and(|version| range.matches(&version));
        Ok(newest_first.iter().find(fits).copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THERE: [&str; 5] = ["2.0.0-rc.1", "v1.10.0", "1.9.3", "1.2", "1.2.0+build.7"];

    fn chosen(wanted: Option<&str>) -> Option<&'static str> {
        Wanted::of(wanted).choose(&THERE).unwrap()
    }

    #[test]
    fn the_newest_is_the_newest_stable_one() {
        assert_eq!(chosen(None), Some("v1.10.0"));
        assert_eq!(chosen(Some("")), Some("v1.10.0"));
        assert_eq!(Wanted::Newest.choose(&["1.0.0-rc.1"]).unwrap(), None);
    }

    #[test]
    fn the_same_text_comes_before_any_range() {
        assert_eq!(chosen(Some("1.2")), Some("1.2"));
        assert_eq!(chosen(Some("2.0.0-rc.1")), Some("2.0.0-rc.1"));
    }

    #[test]
    fn a_range_gives_the_newest_that_fits() {
        assert_eq!(chosen(Some("1.10.0")), Some("v1.10.0"));
        assert_eq!(chosen(Some("~1.9")), Some("1.9.3"));
        assert_eq!(chosen(Some(">=3")), None);
        assert!(Wanted::Fitting("latest").choose(&THERE).is_err());
    }

    #[test]
    fn versions_sort_by_their_numbers_and_strangers_are_left_out() {
        let sorted = newest_first(["1.9.3", "latest", "1.10.0", "1.10.0-rc.1", "1"]);
        assert_eq!(sorted, ["1.10.0", "1.10.0-rc.1", "1.9.3", "1"]);
        assert_eq!(lenient("1.2.3.4"), None);
        assert_eq!(lenient(""), None);
    }
}
