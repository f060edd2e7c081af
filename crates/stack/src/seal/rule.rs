//! Which values of a file are sealed: SOPS' rules, read, written and applied.

use regex::bytes::{Regex, RegexBuilder};

/// Suffix of keys that SOPS leaves plain where a file has no rule (`DefaultUnencryptedSuffix` in its `sops.go`).
const DEFAULT_SUFFIX: &str = "_unencrypted";

/// Which values of a file are sealed, and whether the others are protected against change as well.
#[derive(Clone, Debug)]
pub struct Rule {
    selector: Selector,
    mac_only_encrypted: bool,
}

/// One of SOPS' four ways to choose. Each looks at every key on the way to a value; positions in lists do not count.
#[derive(Clone, Debug)]
enum Selector {
    /// Sealed where a key matches.
    EncryptedRegex(Pattern),
    /// Plain where a key matches.
    UnencryptedRegex(Pattern),
    /// Sealed where a key ends so.
    EncryptedSuffix(String),
    /// Plain where a key ends so.
    UnencryptedSuffix(String),
}

/// A regular expression in Go's dialect, compiled once.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    text: String,
    regex: Regex,
}

impl PartialEq for Rule {
    fn eq(&self, other: &Self) -> bool {
        self.field() == other.field() && self.mac_only_encrypted == other.mac_only_encrypted
    }
}

impl Rule {
    /// Returns the rule for the keys of `encrypt`, in the order typed: `^(adminPassword|password)$`. Of a dotted path
    /// the last part counts, since SOPS knows key names at any depth only; `\.` is a dot in a name.
    /// Changes of plain values stay possible. Nothing for an empty list.
    pub fn for_keys(encrypt: &[String]) -> Option<Self> {
        let mut names: Vec<String> = Vec::new();
        for name in encrypt.iter().filter_map(|key| parts(key).pop()) {
            let name = regex::escape(&name);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        if names.is_empty() {
            return None;
        }
        let pattern = format!("^({})$", names.join("|"));
        Self::read("encrypted_regex", &pattern, true).ok()
    }

    /// Returns the rule SOPS applies where none is written: everything is sealed but below keys that end in
    /// `_unencrypted`.
    pub fn unwritten(mac_only_encrypted: bool) -> Self {
        Self {
            selector: Selector::UnencryptedSuffix(DEFAULT_SUFFIX.to_owned()),
            mac_only_encrypted,
        }
    }

    /// Reads a rule as the `sops:` section and `.sops.yaml` have it: a field and its text.
    ///
    /// # Errors
    /// A field that is no rule, or a pattern that cannot be compiled: a clause that says why.
    pub fn read(field: &str, text: &str, mac_only_encrypted: bool) -> Result<Self, String> {
        let selector = match field {
            "encrypted_regex" => Selector::EncryptedRegex(Pattern::compile(text)?),
            "unencrypted_regex" => Selector::UnencryptedRegex(Pattern::compile(text)?),
            "encrypted_suffix" => Selector::EncryptedSuffix(text.to_owned()),
            "unencrypted_suffix" => Selector::UnencryptedSuffix(text.to_owned()),
            _ => return Err(format!("`{field}` is not a rule this program applies")),
        };
        Ok(Self {
            selector,
            mac_only_encrypted,
        })
    }

    /// Returns the field of the `sops:` section it is written in, and its text.
    pub fn field(&self) -> (&'static str, &str) {
        match &self.selector {
            Selector::EncryptedRegex(pattern) => ("encrypted_regex", &pattern.text),
            Selector::UnencryptedRegex(pattern) => ("unencrypted_regex", &pattern.text),
            Selector::EncryptedSuffix(suffix) => ("encrypted_suffix", suffix),
            Selector::UnencryptedSuffix(suffix) => ("unencrypted_suffix", suffix),
        }
    }

    /// Says whether plain values may change without the file counting as damaged.
    pub fn mac_only_encrypted(&self) -> bool {
        self.mac_only_encrypted
    }

    /// Returns the rule with plain values free to change, or not.
    #[must_use]
    pub fn with_mac_only_encrypted(self, mac_only_encrypted: bool) -> Self {
        Self {
            mac_only_encrypted,
            ..self
        }
    }

    /// Says whether a value with these keys on the way to it is sealed (`shouldBeEncrypted` in SOPS' `sops.go`).
    pub fn selects<'a>(&self, keys: impl IntoIterator<Item = &'a str>) -> bool {
        self.seals(keys.into_iter().any(|key| self.hits(key)))
    }

    /// Says whether a key fits the pattern or suffix.
    pub(crate) fn hits(&self, key: &str) -> bool {
        match &self.selector {
            Selector::EncryptedRegex(pattern) | Selector::UnencryptedRegex(pattern) => {
                pattern.is_found_in(key)
            }
            Selector::EncryptedSuffix(suffix) | Selector::UnencryptedSuffix(suffix) => {
                key.ends_with(suffix)
            }
        }
    }

    /// Says whether a value is sealed, given whether any key on the way to it was hit.
    pub(crate) fn seals(&self, hit: bool) -> bool {
        match self.selector {
            Selector::EncryptedRegex(_) | Selector::EncryptedSuffix(_) => hit,
            Selector::UnencryptedRegex(_) | Selector::UnencryptedSuffix(_) => !hit,
        }
    }
}

impl Pattern {
    /// Compiles a pattern as Go would: classes such as `\w` are ASCII's. One with characters beyond ASCII in a class
    /// needs Unicode's.
    pub(crate) fn compile(text: &str) -> Result<Self, String> {
        let build = |unicode| RegexBuilder::new(text).unicode(unicode).build();
        let regex = build(false).or_else(|error| build(true).map_err(|_| error));
        let regex = regex.map_err(|error| {
            let why = error.to_string();
            let why = why.lines().last().unwrap_or_default();
            let why = why.strip_prefix("error: ").unwrap_or(why);
            format!("the pattern `{text}` cannot be compiled: {why}")
        })?;
        Ok(Self {
            text: text.to_owned(),
            regex,
        })
    }
}

impl Pattern {
    /// Says whether the pattern is found anywhere in a text.
    pub(crate) fn is_found_in(&self, text: &str) -> bool {
        self.regex.is_match(text.as_bytes())
    }
}

/// Returns the parts of a dotted path; `\.` is a dot in a part.
pub(crate) fn parts(path: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut characters = path.chars().peekable();
    while let Some(character) = characters.next() {
        match (character, characters.peek()) {
            ('\\', Some('.')) => push(&mut parts, '.', &mut characters),
            ('.', _) => parts.push(String::new()),
            (other, _) => {
                if let Some(part) = parts.last_mut() {
                    part.push(other);
                }
            }
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

fn push(parts: &mut [String], character: char, rest: &mut impl Iterator<Item = char>) {
    rest.next();
    if let Some(part) = parts.last_mut() {
        part.push(character);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(keys: &[&str]) -> Rule {
        let keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        Rule::for_keys(&keys).unwrap()
    }

    #[test]
    fn the_last_part_of_each_key_counts_once_in_the_order_typed() {
        let rule = rule(&["smtp.password", "adminPassword", "db.password"]);
        assert_eq!(
            rule.field(),
            ("encrypted_regex", "^(password|adminPassword)$")
        );
        assert!(rule.mac_only_encrypted());
        assert!(Rule::for_keys(&[]).is_none());
        assert!(Rule::for_keys(&[".".to_owned()]).is_none());
    }

    #[test]
    fn names_are_taken_literally() {
        let rule = rule(&["tls\\.key", "a+b"]);
        assert_eq!(rule.field().1, "^(tls\\.key|a\\+b)$");
        assert!(rule.selects(["data", "tls.key"]));
        assert!(!rule.selects(["data", "tlsxkey"]));
        assert!(!rule.selects(["aab"]));
    }

    #[test]
    fn each_kind_of_rule_looks_at_every_key() {
        let selects = |field, text, keys: &[&str]| {
            let rule = Rule::read(field, text, false).unwrap();
            rule.selects(keys.iter().copied())
        };
        assert!(selects(
            "encrypted_regex",
            "pass",
            &["smtp", "password", "old"]
        ));
        assert!(!selects("encrypted_regex", "^pass$", &["smtp", "password"]));
        assert!(!selects(
            "unencrypted_regex",
            "^smtp$",
            &["smtp", "password"]
        ));
        assert!(selects("unencrypted_regex", "^smtp$", &["db", "password"]));
        assert!(selects("encrypted_suffix", "_secret", &["a_secret", "b"]));
        assert!(!selects("encrypted_suffix", "_secret", &["a", "b"]));
        assert!(!selects("unencrypted_suffix", "_plain", &["a_plain", "b"]));
        assert!(Rule::unwritten(true).selects(["a"]));
        assert!(!Rule::unwritten(true).selects(["a_unencrypted"]));
    }

    #[test]
    fn patterns_are_gos() {
        let selects = |text, key: &str| {
            let rule = Rule::read("encrypted_regex", text, false).unwrap();
            rule.selects([key])
        };
        assert!(selects(r"^\w+\d$", "abc1"));
        assert!(!selects(r"^\w$", "é"));
        assert!(selects("(?i)^PASSWORD$", "password"));
        assert!(selects("^[éè]$", "é"));
        assert!(selects("^.*é$", "clé"));
        for wrong in ["[", "(?=x)"] {
            let why = Rule::read("encrypted_regex", wrong, false).unwrap_err();
            assert!(why.starts_with(&format!("the pattern `{wrong}` cannot be compiled: ")));
        }
    }
}
