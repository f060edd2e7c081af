//! Known names that are near to a typed one, for "did you mean".

/// Returns the names near to what was typed, the nearest first, each once; `most` at most.
///
/// One that begins with the other, or holds it, is near.
pub fn nearest<'a>(
    typed: &str,
    known: impl IntoIterator<Item = &'a str>,
    most: usize,
) -> Vec<&'a str> {
    let far = |known| Some((farness(typed, known)?, known));
    let mut ranked: Vec<(usize, &str)> = known.into_iter().filter_map(far).collect();
    ranked.sort_unstable();
    ranked.dedup();
    ranked
        .into_iter()
        .take(most)
        .map(|(_, known)| known)
        .collect()
}

/// Returns how far a known name is from the typed one; `None` is too far. One that
/// begins with the other, or holds it, is near.
fn farness(typed: &str, known: &str) -> Option<usize> {
    let edits = edits(typed, known);
    let limit = (typed.chars().count() / 3).clamp(1, 3);
    match typed.len() >= 2 {
        _ if edits <= limit => Some(edits),
        true if known.starts_with(typed) => Some(limit + 1),
        true if known.contains(typed) || typed.contains(known) => Some(limit + 2),
        _ => None,
    }
}

/// Returns how many characters must be added, removed or replaced to get from one text
/// to the other (Levenshtein's distance).
fn edits(from: &str, to: &str) -> usize {
    let to: Vec<char> = to.chars().collect();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for (above, character) in from.chars().enumerate() {
        let mut diagonal = above;
        row[0] = above + 1;
        for column in 1..row.len() {
            let replaced = diagonal + usize::from(to[column - 1] != character);
            diagonal = row[column];
            row[column] = replaced.min(diagonal + 1).min(row[column - 1] + 1);
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_come_first_and_strangers_not_at_all() {
        let known = ["grafana", "loki", "grafana-agent", "grafana", "my-grafana"];
        assert_eq!(
            nearest("grafan", known, 5),
            ["grafana", "grafana-agent", "my-grafana"]
        );
        assert_eq!(nearest("grafana", known, 1), ["grafana"]);
        assert!(nearest("x", known, 5).is_empty());
    }

    #[test]
    fn edits_are_counted() {
        assert_eq!(edits("", "abc"), 3);
        assert_eq!(edits("kitten", "sitting"), 3);
        assert_eq!(edits("same", "same"), 0);
    }
}
