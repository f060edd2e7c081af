//! What a plain scalar is: as go-yaml v3 reads it, which is what SOPS sees, and as Helm reads it where the two differ.

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
    /// Reads a plain scalar by go-yaml v3's rules (`resolve.go`): YAML 1.2's core schema, and octals with a leading
    /// zero, underscores between digits, `0b`, and four ways to write a time.
    pub(crate) fn of(text: &str) -> Self {
        if let Some(word) = word(text) {
            return word;
        }
        match text.as_bytes().first() {
            Some(b'.') => float(text).map_or(Self::Str, Self::Float),
            Some(b'+' | b'-' | b'0'..=b'9') => number(text),
            _ => Self::Str,
        }
    }
}

/// Returns the truth Helm's parser (YAML 1.1) reads in a plain scalar that SOPS takes for text.
pub(crate) fn helm_bool(text: &str) -> Option<bool> {
    match text {
        "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Some(true),
        "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Some(false),
        _ => None,
    }
}

fn word(text: &str) -> Option<ScalarType> {
    Some(match text {
        "" | "~" | "null" | "Null" | "NULL" => ScalarType::Null,
        "true" | "True" | "TRUE" => ScalarType::Bool(true),
        "false" | "False" | "FALSE" => ScalarType::Bool(false),
        ".nan" | ".NaN" | ".NAN" => ScalarType::Float(f64::NAN),
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => ScalarType::Float(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => ScalarType::Float(f64::NEG_INFINITY),
        _ => return None,
    })
}

fn number(text: &str) -> ScalarType {
    if let Some(time) = timestamp::rfc3339(text) {
        return ScalarType::Time(time);
    }
    let digits = text.replace('_', "");
    match integer(&digits) {
        Some(value) => match i64::try_from(value) {
            Ok(value) => ScalarType::Int(value),
            Err(_) => ScalarType::Unsigned,
        },
        None => float(&digits).map_or(ScalarType::Str, ScalarType::Float),
    }
}

/// Reads what Go's `ParseInt(text, 0, 64)` reads, or else `ParseUint` (which takes no sign).
fn integer(text: &str) -> Option<i128> {
    let (sign, digits) = match text.as_bytes().first()? {
        b'-' => (-1, text.get(1..)?),
        b'+' => (1, text.get(1..)?),
        _ => (1, text),
    };
    let (radix, digits) = radix(digits);
    if !digits.bytes().next()?.is_ascii_alphanumeric() {
        return None;
    }
    let value = sign * i128::from_str_radix(digits, radix).ok()?;
    let unsigned = text.starts_with(|first: char| first.is_ascii_digit());
    let most = if unsigned {
        u64::MAX.into()
    } else {
        i64::MAX.into()
    };
    (i128::from(i64::MIN)..=most)
        .contains(&value)
        .then_some(value)
}

fn radix(digits: &str) -> (u32, &str) {
    match digits.as_bytes() {
        [b'0', b'x' | b'X', ..] => (16, &digits[2..]),
        [b'0', b'o' | b'O', ..] => (8, &digits[2..]),
        [b'0', b'b' | b'B', ..] => (2, &digits[2..]),
        [b'0', _, ..] => (8, &digits[1..]),
        _ => (10, digits),
    }
}

/// Reads a decimal float: digits with at most one point, and an exponent. One too large to be held is none.
fn float(text: &str) -> Option<f64> {
    let decimal = |byte: u8| byte.is_ascii_digit() || b"+-.eE".contains(&byte);
    let digits = text.bytes().any(|byte| byte.is_ascii_digit());
    if !digits || !text.bytes().all(decimal) {
        return None;
    }
    let value: f64 = text.parse().ok()?;
    value.is_finite().then_some(value)
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
