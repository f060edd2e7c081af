//! Candidates as a shell shows them: a value and a word about it.

use std::collections::BTreeMap;

use clap_complete::CompletionCandidate;

/// Makes a candidate; what is said of it may be empty.
pub(super) fn candidate(value: impl Into<String>, about: &str) -> CompletionCandidate {
    let help = (!about.is_empty()).then(|| about.to_owned().into());
    CompletionCandidate::new(value.into()).help(help)
}

/// Makes a candidate of every different value, by name, and says how many of something have it.
pub(super) fn counted(
    values: impl IntoIterator<Item = String>,
    of: &str,
) -> Vec<CompletionCandidate> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for value in values.into_iter().filter(|value| !value.is_empty()) {
        *counts.entry(value).or_default() += 1;
    }
    let about = |count: usize| match count {
        1 => format!("1 {of}"),
        count => format!("{count} {of}s"),
    };
    counts
        .into_iter()
        .map(|(value, count)| candidate(value, &about(count)))
        .collect()
}

/// Returns the values of candidates.
#[cfg(test)]
pub(super) fn values(candidates: &[CompletionCandidate]) -> Vec<String> {
    candidates
        .iter()
        .map(|candidate| candidate.get_value().to_string_lossy().into_owned())
        .collect()
}
