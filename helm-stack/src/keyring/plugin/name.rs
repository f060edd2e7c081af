//! Names of plugins, as recipients and identities carry them: the readable part of Bech32.

use bech32::Variant;
use zeroize::Zeroizing;

/// Returns the plugin of a recipient, `age1<name>1…`; nothing for any other, or one with a typing error.
pub(super) fn of_recipient(text: &str) -> Option<String> {
    let readable = readable(text)?;
    valid(readable.strip_prefix("age1")?)
}

/// Returns the plugin of an identity, `AGE-PLUGIN-<NAME>-1…`.
pub(super) fn of_identity(text: &str) -> Option<String> {
    let readable = readable(text)?;
    valid(readable.strip_prefix("age-plugin-")?.trim_end_matches('-'))
}

/// Returns an identity as its plugin takes it: a post-quantum one of age (`AGE-SECRET-KEY-PQ-1…`) under the name of the
/// plugin `pq`, as `age-plugin-pq -identity` converts it.
pub(super) fn as_plugins(text: &str) -> Option<Zeroizing<String>> {
    if !text.starts_with("AGE-SECRET-KEY-PQ-1") {
        return text
            .starts_with("AGE-PLUGIN-")
            .then(|| Zeroizing::new(text.to_owned()));
    }
    let (_, data, _) = bech32::decode(text).ok()?;
    let converted = bech32::encode("age-plugin-pq-", data, Variant::Bech32).ok()?;
    let converted = Zeroizing::new(converted);
    Some(Zeroizing::new(converted.to_uppercase()))
}

fn readable(text: &str) -> Option<String> {
    let (readable, _, variant) = bech32::decode(text).ok()?;
    (variant == Variant::Bech32).then_some(readable)
}

/// Returns a name that may be part of a program's: no folder can be named by it.
fn valid(name: &str) -> Option<String> {
    let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.' | '_');
    (!name.is_empty() && name.chars().all(known)).then(|| name.to_owned())
}
