//! Names: DNS labels, as Kubernetes wants them of namespaces and as members, which become parts of names, need them.

/// Says what is wrong with a DNS label (RFC 1123): at most 63 lower-case letters, digits and hyphens, no hyphen at either end.
pub(super) fn fault(name: &str) -> Option<String> {
    let allowed =
        |letter: char| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == '-';
    if let Some(letter) = name.chars().find(|&letter| !allowed(letter)) {
        return Some(format!("holds {letter:?}"));
    }
    match name {
        "" => Some("is empty".to_owned()),
        _ if name.starts_with('-') || name.ends_with('-') => {
            Some("begins or ends with a hyphen".to_owned())
        }
        _ if name.len() > 63 => Some(format!("is {} characters long", name.len())),
        _ => None,
    }
}

/// What a name is made of, as advice.
pub(super) const ADVICE: &str =
    "use at most 63 lower-case letters, digits and hyphens, and no hyphen at either end";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_dns_labels() {
        for good in [
            "a",
            "grafana",
            "kube-prometheus-stack",
            "7zip",
            &"x".repeat(63),
        ] {
            assert_eq!(fault(good), None, "{good}");
        }
        for bad in [
            "",
            "Grafana",
            "a.b",
            "a_b",
            "-a",
            "a-",
            "ä",
            &"x".repeat(64),
        ] {
            assert!(fault(bad).is_some(), "{bad}");
        }
    }
}
