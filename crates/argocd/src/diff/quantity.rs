//! Kubernetes quantities: `1000m` and `1` are one amount.
//!
//! Only the API server's own form of an amount is stored, so that what was applied may be written another way. What a
//! field is gets decided by its name.

/// Fields whose values are amounts by name (`ResourceList` in the Kubernetes API).
const LISTS: [&str; 11] = [
    "limits",
    "requests",
    "hard",
    "capacity",
    "allocatable",
    "overhead",
    "default",
    "defaultRequest",
    "max",
    "min",
    "maxLimitRequestRatio",
];
/// Fields that are an amount themselves.
const AMOUNTS: [&str; 4] = ["sizeLimit", "divisor", "averageValue", "storage"];

/// Returns whether the field below `parent` holds an amount.
pub(super) fn is_amount(parent: &str, field: &str) -> bool {
    LISTS.contains(&parent) || AMOUNTS.contains(&field)
}

/// Returns whether two texts are the same amount; text that is none is equal only to itself.
pub(super) fn same(left: &str, right: &str) -> bool {
    left == right
        || amount(left).is_some_and(|left| {
            amount(right).is_some_and(|right| (left - right).abs() <= left.abs() * 1e-12)
        })
}

fn amount(text: &str) -> Option<f64> {
    let end = text
        .find(|letter: char| !letter.is_ascii_digit() && !"+-.".contains(letter))
        .unwrap_or(text.len());
    let (number, suffix) = text.split_at(end);
    let number: f64 = number.parse().ok()?;
    Some(number * scale(suffix)?)
}

fn scale(suffix: &str) -> Option<f64> {
    let binary = |power: i32| 1024_f64.powi(power);
    Some(match suffix {
        "" => 1.0,
        "n" => 1e-9,
        "u" => 1e-6,
        "m" => 1e-3,
        "k" => 1e3,
        "M" => 1e6,
        "G" => 1e9,
        "T" => 1e12,
        "P" => 1e15,
        "E" => 1e18,
        "Ki" => binary(1),
        "Mi" => binary(2),
        "Gi" => binary(3),
        "Ti" => binary(4),
        "Pi" => binary(5),
        "Ei" => binary(6),
        exponent => 10_f64.powi(exponent.strip_prefix(['e', 'E'])?.parse().ok()?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_compared_and_not_their_texts() {
        for (left, right) in [
            ("1000m", "1"),
            ("0.5", "500m"),
            ("1Gi", "1024Mi"),
            ("1e3", "1k"),
            ("1E3", "1000"),
            (".1", "100m"),
            ("128974848", "123Mi"),
        ] {
            assert!(same(left, right), "{left} {right}");
        }
        for (left, right) in [
            ("1", "2"),
            ("1G", "1Gi"),
            ("1", "one"),
            ("", "0"),
            ("1 m", "1m"),
        ] {
            assert!(!same(left, right), "{left} {right}");
        }
        assert!(same("much", "much"));
    }

    #[test]
    fn amounts_stand_in_lists_of_resources() {
        assert!(is_amount("limits", "cpu"));
        assert!(is_amount("requests", "storage"));
        assert!(is_amount("emptyDir", "sizeLimit"));
        assert!(!is_amount("data", "cpu"));
    }
}
