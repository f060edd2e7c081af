//! The version that is taken among those a source has, and what is said where there is none.

use argocd::nearest::nearest;
use plugin_kit::failure::{Exit, Failure};

use super::version::{Wanted, newest_first, newest_stable};

/// Names or versions told at most.
const TOLD: usize = 5;

/// A version that was chosen.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Choice {
    /// The version, as the source writes it.
    pub version: String,
    /// The newest stable one, where that is another.
    pub newest: Option<String>,
}

/// Chooses a version. `chart` and `place` are for the sentences: `grafana`, `https://charts.example.com`.
///
/// # Errors
/// None fits (the newest are named), or what is wanted is no version.
pub(super) fn choose<'v>(
    versions: impl IntoIterator<Item = &'v str>,
    wanted: &Wanted<'_>,
    chart: &str,
    place: &str,
) -> anyhow::Result<Choice> {
    let versions = newest_first(versions);
    let chosen = wanted.choose(&versions).map_err(|wrong| {
        Failure::new(format!("{wrong}, and no range of versions either"))
            .next("write --version as in 1.2.3, or leave it out for the newest")
            .exit(Exit::Usage)
    })?;
    let version = chosen.ok_or_else(|| none_fits(&versions, wanted, chart, place))?;
    let newest = newest_stable(&versions).filter(|newest| *newest != version);
    Ok(Choice {
        version: version.to_owned(),
        newest: newest.map(str::to_owned),
    })
}

fn none_fits(versions: &[&str], wanted: &Wanted<'_>, chart: &str, place: &str) -> Failure {
    let told = versions[..versions.len().min(TOLD)].join(", ");
    let failure = match wanted {
        Wanted::Newest => Failure::new(format!("{place} has no stable version of {chart}")),
        Wanted::Fitting(text) => Failure::new(format!("{place} has no version {text} of {chart}")),
    };
    let failure = failure.exit(Exit::NotFound);
    match (versions, wanted) {
        ([], _) => failure.next("ask whoever runs that source: it has no version at all"),
        (_, Wanted::Newest) => failure.next(format!("take one of these with --version: {told}")),
        _ => failure.next(format!("the newest are {told}")),
    }
}

/// Says that there is no such chart, and which are called nearly so.
pub(super) fn no_such_chart<'n>(
    chart: &str,
    place: &str,
    known: impl IntoIterator<Item = &'n str>,
) -> Failure {
    let failure = Failure::new(format!("{place} has no chart {chart}")).exit(Exit::NotFound);
    match nearest(chart, known, TOLD)[..] {
        [] => failure.next("check the name and the address"),
        ref near => failure.next(format!("did you mean {}?", near.join(", "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(versions: &[&str], version: Option<&str>) -> String {
        let wanted = Wanted::of(version);
        let chosen = choose(
            versions.iter().copied(),
            &wanted,
            "loki",
            "https://c.example.com",
        );
        crate::source::told::told(&chosen.unwrap_err())
    }

    #[test]
    fn the_newest_is_told_where_another_was_taken() {
        let wanted = Wanted::of(Some("1.0.0"));
        let choice = choose(["2.0.0", "1.0.0", "3.0.0-rc.1"], &wanted, "c", "p").unwrap();
        assert_eq!(choice.newest.as_deref(), Some("2.0.0"));
        assert_eq!(
            choose(["2.0.0"], &Wanted::Newest, "c", "p").unwrap().newest,
            None
        );
    }

    #[test]
    fn a_missing_version_is_answered_with_the_newest() {
        let versions = ["1.0.0", "1.1.0", "1.2.0", "1.3.0", "1.4.0", "1.5.0"];
        insta::assert_snapshot!(said(&versions, Some("9.9.9")), @r"
        error: https://c.example.com has no version 9.9.9 of loki
        next: the newest are 1.5.0, 1.4.0, 1.3.0, 1.2.0, 1.1.0
        NotFound
        ");
        insta::assert_snapshot!(said(&["2.0.0-rc.1"], None), @r"
        error: https://c.example.com has no stable version of loki
        next: take one of these with --version: 2.0.0-rc.1
        NotFound
        ");
        insta::assert_snapshot!(said(&[], Some("1.0.0")), @r"
        error: https://c.example.com has no version 1.0.0 of loki
        next: ask whoever runs that source: it has no version at all
        NotFound
        ");
        insta::assert_snapshot!(said(&versions, Some("latest")), @r"
        error: `latest` is no version, and no range of versions either
        next: write --version as in 1.2.3, or leave it out for the newest
        Usage
        ");
    }
}
