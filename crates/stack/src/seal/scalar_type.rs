//! What a plain scalar is: as go-yaml v3 reads it, which is what SOPS sees, and as Helm reads it where the two differ.

use crate::yaml::plain::Plain;

use super::timestamp;

/// The value of a plain scalar.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum ScalarType {
    /// `null`, `~` or nothing at all.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A whole number of 64 bits.
    Int(i64),
    /// A whole number above those and below 2^64: SOPS cannot seal it.
    Unsigned,
    /// Any other number.
    Float(f64),
    /// A time, as RFC 3339 writes it. Helm reads it as text.
    Time(String),
    /// Anything else.
    Str,
}

impl ScalarType {
    /// Reads a plain scalar by go-yaml v3's rules (`resolve.go`), which are v2's but for times, and for `yes`, `off` and
    /// the like, which are text.
    pub(crate) fn of(text: &str) -> Self {
        if let Some(time) = timestamp::rfc3339(text) {
            return Self::Time(time);
        }
        match Plain::of(text) {
            Plain::Null => Self::Null,
            Plain::Bool(truth) if is_truth(text) => Self::Bool(truth),
            Plain::Integer(number) => Self::Int(number),
            Plain::Unsigned(_) => Self::Unsigned,
            Plain::Float(number) => Self::Float(number),
            Plain::Bool(_) | Plain::Merge | Plain::Text => Self::Str,
        }
    }
}

/// Returns the truth Helm's parser (YAML 1.1) reads in a plain scalar that SOPS takes for text.
pub(crate) fn helm_bool(text: &str) -> Option<bool> {
    match Plain::of(text) {
        Plain::Bool(truth) if !is_truth(text) => Some(truth),
        _ => None,
    }
}

fn is_truth(text: &str) -> bool {
    text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> String {
        match ScalarType::of(text) {
            ScalarType::Null => "null".to_owned(),
            ScalarType::Bool(value) => format!("bool {value}"),
            ScalarType::Int(value) => format!("int {value}"),
            ScalarType::Unsigned => "unsigned".to_owned(),
            ScalarType::Float(value) => format!("float {value}"),
            ScalarType::Time(value) => format!("time {value}"),
            ScalarType::Str => "str".to_owned(),
        }
    }

    fn check(cases: &[(&str, &str)]) {
        for (text, expected) in cases {
            assert_eq!(&of(text), expected, "{text:?}");
        }
    }

    #[test]
    fn words() {
        check(&[
            ("", "null"),
            ("~", "null"),
            ("Null", "null"),
            ("nULL", "str"),
            ("True", "bool true"),
            ("tRUE", "str"),
            ("FALSE", "bool false"),
            ("yes", "str"),
            ("off", "str"),
            ("y", "str"),
            (".inf", "float inf"),
            ("-.INF", "float -inf"),
            (".NaN", "float NaN"),
            ("nan", "str"),
            ("inf", "str"),
        ]);
    }

    #[test]
    fn integers() {
        check(&[
            ("0", "int 0"),
            ("-12", "int -12"),
            ("+7", "int 7"),
            ("0755", "int 493"),
            ("0o755", "int 493"),
            ("-0o17", "int -15"),
            ("0x1F", "int 31"),
            ("0b101", "int 5"),
            ("1_000", "int 1000"),
            ("0_7", "int 7"),
            ("9223372036854775807", "int 9223372036854775807"),
            ("9223372036854775808", "unsigned"),
            ("18446744073709551615", "unsigned"),
            ("18446744073709551616", "float 18446744073709552000"),
            ("+9223372036854775808", "float 9223372036854776000"),
            ("08", "float 8"),
            ("0x", "str"),
            ("0xG", "str"),
            ("--1", "str"),
            ("0x-1", "str"),
            ("-", "str"),
            ("1 2", "str"),
        ]);
    }

    #[test]
    fn floats() {
        check(&[
            ("1.0", "float 1"),
            ("1.", "float 1"),
            (".5", "float 0.5"),
            (".1_0", "float 0.1"),
            ("-.5", "float -0.5"),
            ("1e3", "float 1000"),
            ("1E-9", "float 0.000000001"),
            ("-0.0", "float -0"),
            ("1e400", "str"),
            ("1e", "str"),
            (".", "str"),
            ("...", "str"),
            ("1.2.3", "str"),
            ("10.0.0.1", "str"),
        ]);
    }

    #[test]
    fn times_are_those_go_yaml_reads() {
        check(&[
            ("2024-01-02", "time 2024-01-02T00:00:00Z"),
            ("2024-1-2T3:4:5Z", "time 2024-01-02T03:04:05Z"),
            ("2024-13-02", "str"),
        ]);
    }

    #[test]
    fn helm_reads_more_words_as_truths() {
        assert_eq!(helm_bool("yes"), Some(true));
        assert_eq!(helm_bool("OFF"), Some(false));
        assert_eq!(helm_bool("oN"), None);
        assert_eq!(helm_bool("true"), None);
    }
}
