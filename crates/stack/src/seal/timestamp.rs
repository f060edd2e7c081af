//! Times in plain scalars, as go-yaml v3 finds them.

/// Reads a plain scalar as a time and writes it as Go writes RFC 3339; nothing if it is none.
///
/// The four layouts of go-yaml's `resolve.go`: a date; a date, a blank and a time; a date, `T` or `t`, a time and a
/// zone. Months, days, hours, minutes and seconds have one or two digits, seconds any fraction.
pub(crate) fn rfc3339(text: &str) -> Option<String> {
    let mut rest = text;
    let year = year(&mut rest)?;
    let month = after(&mut rest, '-', 1..=12)?;
    let day = after(&mut rest, '-', 1..=days(year, month))?;
    let date = format!("{year:04}-{month:02}-{day:02}");
    let Some(separator) = rest.chars().next() else {
        return Some(format!("{date}T00:00:00Z"));
    };
    let hour = after(&mut rest, separator, 0..=23)?;
    let minute = after(&mut rest, ':', 0..=59)?;
    let second = after(&mut rest, ':', 0..=59)?;
    let fraction = fraction(&mut rest)?;
    let zone = match separator {
        ' ' if rest.is_empty() => "Z",
        'T' | 't' => zone(rest)?,
        _ => return None,
    };
    Some(format!(
        "{date}T{hour:02}:{minute:02}:{second:02}{fraction}{zone}"
    ))
}

fn year(rest: &mut &str) -> Option<u32> {
    let (year, after) = rest.split_at_checked(4)?;
    let digits = year.bytes().all(|byte| byte.is_ascii_digit());
    *rest = after;
    (digits && after.starts_with('-')).then(|| year.parse().ok())?
}

/// Takes a separator and a number of one or two digits within a range.
fn after(rest: &mut &str, separator: char, range: std::ops::RangeInclusive<u32>) -> Option<u32> {
    let text = rest.strip_prefix(separator)?;
    let digits = text.bytes().take(2).take_while(u8::is_ascii_digit).count();
    let (number, after) = text.split_at(digits);
    *rest = after;
    number.parse().ok().filter(|number| range.contains(number))
}

/// Takes a fraction of a second, and returns it with its point and without trailing zeros, to nanoseconds.
fn fraction(rest: &mut &str) -> Option<String> {
    let Some(text) = rest.strip_prefix(['.', ',']) else {
        return Some(String::new());
    };
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (fraction, after) = text.split_at(digits);
    *rest = after;
    if fraction.is_empty() {
        return None;
    }
    let kept = fraction.get(..9).unwrap_or(fraction).trim_end_matches('0');
    Some(if kept.is_empty() {
        String::new()
    } else {
        format!(".{kept}")
    })
}

fn zone(text: &str) -> Option<&str> {
    if text == "Z" || text == "+00:00" || text == "-00:00" {
        return Some("Z");
    }
    let [b'+' | b'-', h1, h2, b':', m1, m2] = text.as_bytes() else {
        return None;
    };
    let digits = [h1, h2, m1, m2].iter().all(|byte| byte.is_ascii_digit());
    let hours: u32 = text.get(1..3)?.parse().ok()?;
    let minutes: u32 = text.get(4..6)?.parse().ok()?;
    (digits && hours <= 24 && minutes < 60).then_some(text)
}

fn days(year: u32, month: u32) -> u32 {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_layout_of_go_yaml() {
        for (text, expected) in [
            ("2024-01-02", "2024-01-02T00:00:00Z"),
            ("2024-1-2", "2024-01-02T00:00:00Z"),
            ("2024-02-29", "2024-02-29T00:00:00Z"),
            ("2001-12-14 21:59:43.10", "2001-12-14T21:59:43.1Z"),
            (
                "2001-12-14t21:59:43.100-05:00",
                "2001-12-14T21:59:43.1-05:00",
            ),
            ("2001-12-14T21:59:43Z", "2001-12-14T21:59:43Z"),
            ("2001-12-14T21:59:43+00:00", "2001-12-14T21:59:43Z"),
        ] {
            assert_eq!(rfc3339(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_only_looks_like_a_time() {
        for text in [
            "2023-02-29",
            "2024-00-02",
            "2024-01-32",
            "24-01-02",
            "20240-01-02",
            "2024-01-02 ",
            "2024-01-02T",
            "2024-01-02T10:00:00",
            "2024-01-02 10:00:00Z",
            "2024-01-02 25:00:00",
            "2001-12-14 21:59:43.10 -5",
            "2024-01",
            "2024",
            "1.2.3-4",
        ] {
            assert_eq!(rfc3339(text), None, "{text}");
        }
    }
}
