//! What could not be seen, as lines for standard error: an answer is never presented as complete when it is not.

use argocd::snapshot::{Gap, GapReason};

/// Returns one line a gap, without repetitions, at most `limit` and then a count of the rest.
pub(crate) fn lines<'a>(gaps: impl IntoIterator<Item = &'a Gap>, limit: usize) -> Vec<String> {
    let mut lines: Vec<String> = gaps.into_iter().map(line).collect();
    lines.sort();
    lines.dedup();
    let rest = lines.len().saturating_sub(limit);
    lines.truncate(limit);
    if rest > 0 {
        lines.push(format!(
            "… and {rest} more not seen; -o json lists them all under `gaps`"
        ));
    }
    lines
}

/// Returns the gaps that matter to what is told of Applications alone: what lies in other clusters does not.
pub(crate) fn at_home<'a>(
    gaps: impl IntoIterator<Item = &'a Gap>,
) -> impl Iterator<Item = &'a Gap> {
    gaps.into_iter()
        .filter(|gap| gap.reason != GapReason::OtherCluster)
}

fn line(gap: &Gap) -> String {
    match gap.message.contains(&gap.what) {
        true => format!("not seen: {}", gap.message),
        false => format!("not seen: {}: {}", gap.what, gap.message),
    }
}

#[cfg(test)]
#[path = "gaps_tests.rs"]
mod tests;
