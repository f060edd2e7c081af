//! What a plain scalar means to Helm: the rules of go-yaml v2 (its `resolve.go`), which Helm reads values with.
//!
//! They are YAML 1.1's booleans and octals, underscores in numbers, and integers beyond 64 bits as floats. Timestamps
//! and base-60 numbers stay text.

/// What a plain scalar means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Plain {
    /// `null`, `~`, or nothing.
    Null,
    /// `true`, `yes`, `on`, `y` and the like.
    Bool(bool),
    /// An integer that fits.
    Integer(i64),
    /// An integer that fits without a sign only.
    Unsigned(u64),
    /// Any other number, `.inf` and `.nan` included.
    Float(f64),
    /// `<<`: as a key, it merges mappings.
    Merge,
    /// Itself.
    Text,
}

impl Plain {
    /// Reads the text of a plain scalar.
    pub fn of(text: &str) -> Self {
        match text {
            "" | "~" | "null" | "Null" | "NULL" => Self::Null,
            "y" | "Y" | "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "on" | "On" | "ON" => {
                Self::Bool(true)
            }
            "n" | "N" | "no" | "No" | "NO" | "false" | "False" | "FALSE" | "off" | "Off"
            | "OFF" => Self::Bool(false),
            ".nan" | ".NaN" | ".NAN" => Self::Float(f64::NAN),
            ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => Self::Float(f64::INFINITY),
            "-.inf" | "-.Inf" | "-.INF" => Self::Float(f64::NEG_INFINITY),
            "<<" => Self::Merge,
            _ => number(text).unwrap_or(Self::Text),
        }
    }
}

fn number(text: &str) -> Option<Plain> {
    match text.as_bytes().first()? {
        b'.' => float(&without_separators(text)),
        b'0'..=b'9' | b'+' | b'-' => {
            let digits = text.replace('_', "");
            integer(&digits)
                .or_else(|| float(&digits))
                .or_else(|| signed_binary(&digits))
        }
        _ => None,
    }
}

/// Takes out underscores that stand between two digits, which is where Go allows them in a number.
fn without_separators(text: &str) -> String {
    let bytes = text.as_bytes();
    let digit = |at: Option<usize>| {
        at.and_then(|at| bytes.get(at))
            .is_some_and(u8::is_ascii_digit)
    };
    let separates = |at: usize| digit(at.checked_sub(1)) && digit(Some(at + 1));
    let kept = text.char_indices();
    let kept = kept.filter(|&(at, character)| character != '_' || !separates(at));
    kept.map(|(_, character)| character).collect()
}

/// Reads an integer with an optional sign and one of Go's prefixes: `0x`, `0o`, `0b`, or `0` for octal.
fn integer(text: &str) -> Option<Plain> {
    let (negative, digits) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    let (radix, digits) = radix(digits);
    if !digits.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let magnitude = u64::from_str_radix(digits, radix).ok()?;
    if negative {
        return 0_i64.checked_sub_unsigned(magnitude).map(Plain::Integer);
    }
    let signed = text.starts_with('+');
    match i64::try_from(magnitude) {
        Ok(integer) => Some(Plain::Integer(integer)),
        Err(_) if signed => None,
        Err(_) => Some(Plain::Unsigned(magnitude)),
    }
}

fn radix(digits: &str) -> (u32, &str) {
    let bytes = digits.as_bytes();
    match (bytes.first(), bytes.get(1)) {
        (Some(b'0'), Some(b'x' | b'X')) => (16, &digits[2..]),
        (Some(b'0'), Some(b'o' | b'O')) => (8, &digits[2..]),
        (Some(b'0'), Some(b'b' | b'B')) => (2, &digits[2..]),
        (Some(b'0'), Some(_)) => (8, &digits[1..]),
        _ => (10, digits),
    }
}

/// Reads `0b+1` and `0b-1`, which go-yaml takes for numbers after all else has failed.
fn signed_binary(text: &str) -> Option<Plain> {
    let digits = text.strip_prefix("0b")?;
    i64::from_str_radix(digits, 2).ok().map(Plain::Integer)
}

/// Reads a decimal float. One that is too large stays text, as `strconv.ParseFloat` refuses it.
fn float(text: &str) -> Option<Plain> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let exponent = exponent.map(|it| it.strip_prefix(['+', '-']).unwrap_or(it));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let shaped = digits(whole)
        && digits(fraction)
        && !(whole.is_empty() && fraction.is_empty())
        && exponent.is_none_or(|it| !it.is_empty() && digits(it));
    if !shaped {
        return None;
    }
    let float: f64 = text.parse().ok()?;
    float.is_finite().then_some(Plain::Float(float))
}
