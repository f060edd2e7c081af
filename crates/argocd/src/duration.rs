//! Lengths of time as Argo CD's settings write them (Go's `1h30m`), and as a sentence
//! of ours says them (`12m`). Instants and clocks stay outside.

use jiff::SignedDuration;

const UNITS: [(&str, f64); 8] = [
    ("ns", 1e-9),
    ("us", 1e-6),
    ("µs", 1e-6),
    ("μs", 1e-6),
    ("ms", 1e-3),
    ("s", 1.0),
    ("m", 60.0),
    ("h", 3600.0),
];

/// Reads a duration as Go's `time.ParseDuration` does: `1h30m`, `-5s`, `1.5h`, `0`.
/// Text of any other form (`1d`, `90`) is `None`.
pub fn parse(text: &str) -> Option<SignedDuration> {
    let (sign, mut rest) = match text.as_bytes().first()? {
        b'-' => (-1.0, &text[1..]),
        b'+' => (1.0, &text[1..]),
        _ => (1.0, text),
    };
    if rest == "0" {
        return Some(SignedDuration::ZERO);
    }
    let mut seconds = 0.0;
    loop {
        let (value, after) = term(rest)?;
        seconds += value;
        rest = after;
        if rest.is_empty() {
            return SignedDuration::try_from_secs_f64(sign * seconds).ok();
        }
    }
}

/// Reads a duration of a retry setting: a bare number is seconds (Argo CD's
/// `parseStringToDuration`).
pub fn parse_or_seconds(text: &str) -> Option<SignedDuration> {
    match text.parse::<i64>() {
        Ok(seconds) => Some(SignedDuration::from_secs(seconds)),
        Err(_) => parse(text),
    }
}

/// Reads one number with its unit; returns it in seconds, and what follows.
fn term(text: &str) -> Option<(f64, &str)> {
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.')?;
    let (number, rest) = text.split_at(digits);
    let end = rest
        .find(|c: char| c.is_ascii_digit() || c == '.')
        .unwrap_or(rest.len());
    let (unit, rest) = rest.split_at(end);
    let (_, scale) = UNITS.iter().find(|(name, _)| *name == unit)?;
    Some((number.parse::<f64>().ok()? * scale, rest))
}

/// Says a duration in its largest unit, as in `45s`, `12m`, `3h`, `5d`; a negative one is `0s`.
pub fn in_words(duration: SignedDuration) -> String {
    let seconds = duration.as_secs().max(0);
    match seconds {
        0..120 => format!("{seconds}s"),
        120..7_200 => format!("{}m", seconds / 60),
        7_200..172_800 => format!("{}h", seconds / 3_600),
        _ => format!("{}d", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_go_reads_them() {
        let seconds = |text| parse(text).map(|duration| duration.as_secs());
        assert_eq!(seconds("1h30m"), Some(5400));
        assert_eq!(seconds("1.5h"), Some(5400));
        assert_eq!(seconds("-5s"), Some(-5));
        assert_eq!(seconds("0"), Some(0));
        assert_eq!(seconds("1500ms"), Some(1));
        for wrong in ["", "90", "1d", "h", "1h30", "-", "1..5h", "1 h"] {
            assert_eq!(seconds(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_bare_number_is_seconds_in_a_retry() {
        assert_eq!(parse_or_seconds("5"), Some(SignedDuration::from_secs(5)));
        assert_eq!(
            parse_or_seconds("3m0s"),
            Some(SignedDuration::from_secs(180))
        );
        assert_eq!(parse_or_seconds("soon"), None);
    }

    #[test]
    fn a_sentence_says_the_largest_unit_that_fits_twice() {
        let words = |seconds| in_words(SignedDuration::from_secs(seconds));
        assert_eq!(words(-3), "0s");
        assert_eq!(words(119), "119s");
        assert_eq!(words(120), "2m");
        assert_eq!(words(7_199), "119m");
        assert_eq!(words(7_200), "2h");
        assert_eq!(words(172_799), "47h");
        assert_eq!(words(172_800), "2d");
    }
}
