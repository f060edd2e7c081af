//! Which names stand for secrets: keys of values, of environment variables, of
//! parameters, of flags.
//!
//! A name is judged by its words, so that case and separators do not matter:
//! `adminPassword`, `ADMIN_PASSWORD` and `admin-password` are one name. The words stand in
//! `list`. What is done to the value is said elsewhere.

mod list;

#[cfg(test)]
mod tests;

/// Returns whether a name stands for a secret. Of an annotation's name the part behind
/// the slash counts, of a dotted path (`auth.password`) the last part or, as in
/// `tls.key`, the whole.
pub(super) fn is_secret(name: &str) -> bool {
    if name.starts_with("checksum/") {
        return false;
    }
    let name = name.rsplit('/').next().unwrap_or(name);
    let last = name.rsplit('.').next().unwrap_or(name);
    words_are_secret(&words(last)) || words_are_secret(&words(name))
}

/// Returns whether the name of a parameter or a variable stands for a secret: also where it
/// lies under one that holds secrets, as `secrets.database`.
pub(super) fn is_secret_parameter(name: &str) -> bool {
    let mut parts = name.split('.').rev();
    let last = words(parts.next().unwrap_or_default());
    is_secret(name) || (!is_reference_of(&last) && parts.any(|part| holds_secrets_of(&words(part))))
}

/// Returns whether every leaf under a key of Helm values is a secret, as under `secrets`.
pub(super) fn holds_secrets(name: &str) -> bool {
    holds_secrets_of(&words(name))
}

/// Returns whether a key beside secrets only says where they are, as `name` or `mountPath`.
pub(super) fn is_reference(name: &str) -> bool {
    is_reference_of(&words(name))
}

/// Returns whether a secret name is also a common word, so that a colon behind it
/// may belong to a sentence.
pub(super) fn is_common_word(name: &str) -> bool {
    words(name)
        .last()
        .is_some_and(|last| list::IN_PROSE.contains(&last.as_str()))
}

fn words_are_secret(words: &[String]) -> bool {
    let Some((last, before)) = words.split_last() else {
        return false;
    };
    let before_last = before.last().map(String::as_str).unwrap_or_default();
    if words.iter().any(|word| list::OPEN.contains(&word.as_str())) {
        return false;
    }
    let last = last.as_str();
    if last == "secret" && list::CERTIFICATES.contains(&before_last) {
        return false;
    }
    list::SECRETS.contains(&last)
        || list::SECRET_ENDS.iter().any(|end| last.ends_with(end))
        || (["key", "keys"].contains(&last) && list::SECRET_KEYS.contains(&before_last))
        || list::SECRET_PAIRS.contains(&(before_last, last))
        || words.ends_with(&["slack", "api", "url"].map(str::to_owned))
}

fn holds_secrets_of(words: &[String]) -> bool {
    let open = words.iter().any(|word| list::OPEN.contains(&word.as_str()));
    let last = words.last().map(String::as_str).unwrap_or_default();
    let pair = words.ends_with(&["string", "data"].map(str::to_owned))
        || words.ends_with(&["secret", "data"].map(str::to_owned));
    !open && (pair || list::HOLDERS.contains(&last))
}

fn is_reference_of(words: &[String]) -> bool {
    let last = words.last().map(String::as_str).unwrap_or_default();
    !words_are_secret(words) && list::REFERENCES.contains(&last)
}

/// Splits a name into lower-case words: at separators and where the case changes.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let letters: Vec<char> = name.chars().collect();
    for (index, letter) in letters.iter().enumerate() {
        if !letter.is_alphanumeric() || starts_word(&letters, index) {
            words.push(std::mem::take(&mut word));
        }
        if letter.is_alphanumeric() {
            word.extend(letter.to_lowercase());
        }
    }
    words.push(word);
    words.retain(|word| !word.is_empty());
    words
}

/// Returns whether an upper-case letter begins a word: after a lower-case letter or
/// a digit, or as the last of several before a lower-case one (`APIKey`).
fn starts_word(letters: &[char], index: usize) -> bool {
    let before = index.checked_sub(1).and_then(|index| letters.get(index));
    let after = letters.get(index + 1);
    letters[index].is_uppercase()
        && before.is_some_and(|before| {
            !before.is_uppercase() || after.is_some_and(|after| after.is_lowercase())
        })
}
