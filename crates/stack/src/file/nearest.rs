//! "Did you mean": the known word that is closest to one somebody typed. Only words go in; what is done with them is not known here.

/// Returns the known word a typed one was probably meant to be: at most a third of it, and at least one letter, mistyped
/// (insertions, deletions, replacements, neighbours swapped); case and separators do not count. Of equals, the first.
pub(crate) fn nearest<'a>(
    typed: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let typed = letters(typed);
    let limit = (typed.len() / 3).max(1);
    let near = known.into_iter().filter_map(|word| {
        let distance = distance(&typed, &letters(word));
        (distance <= limit && distance < typed.len()).then_some((distance, word))
    });
    near.min_by_key(|(distance, _)| *distance)
        .map(|(_, word)| word)
}

fn letters(word: &str) -> Vec<char> {
    let letters = word.chars().filter(|letter| letter.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// Counts the edits between two words (optimal string alignment).
fn distance(one: &[char], other: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (down, &letter) in one.iter().enumerate() {
        let mut next = vec![down + 1];
        for (across, &counterpart) in other.iter().enumerate() {
            let replaced = row[across] + usize::from(letter != counterpart);
            let mut least = replaced.min(row[across + 1] + 1).min(next[across] + 1);
            if across > 0 && down > 0 && letter == other[across - 1] && one[down - 1] == counterpart
            {
                least = least.min(before[across - 1] + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_finger_is_understood() {
        let known = ["namespace", "parents", "version", "values", "valueFiles"];
        let near = |typed| nearest(typed, known);
        assert_eq!(near("namepsace"), Some("namespace"));
        assert_eq!(near("parent"), Some("parents"));
        assert_eq!(near("Version"), Some("version"));
        assert_eq!(near("value-files"), Some("valueFiles"));
        assert_eq!(near("value"), Some("values"));
        assert_eq!(near("replicas"), None);
        assert_eq!(near(""), None);
        assert_eq!(nearest("a", ["b"]), None);
    }

    #[test]
    fn edits_are_counted() {
        let count = |one, other| distance(&letters(one), &letters(other));
        assert_eq!(count("kitten", "sitting"), 3);
        assert_eq!(count("ab", "ba"), 1);
        assert_eq!(count("", "abc"), 3);
        assert_eq!(count("abc", ""), 3);
    }
}
