use argocd::snapshot::GapReason;

use super::*;

fn gap(what: &str, message: &str) -> Gap {
    Gap {
        reason: GapReason::Forbidden,
        what: what.to_owned(),
        message: message.to_owned(),
        scope: None,
        right: None,
    }
}

#[test]
fn what_was_not_seen_is_named_once() {
    let gaps = [
        gap("secrets", "you may not list secrets"),
        gap("API group x/v1", "the API server behind it does not answer"),
    ];
    assert_eq!(
        lines(&gaps, 5),
        [
            "not seen: API group x/v1: the API server behind it does not answer",
            "not seen: you may not list secrets",
        ]
    );
}

#[test]
fn the_same_gap_is_told_once() {
    let gaps = [gap("pods", "no"), gap("pods", "no")];
    assert_eq!(lines(&gaps, 5), ["not seen: pods: no"]);
}

#[test]
fn the_rest_is_counted() {
    let gaps = ["a", "b", "c"].map(|what| gap(what, "no"));
    assert_eq!(
        lines(&gaps, 1),
        [
            "not seen: a: no",
            "… and 2 more not seen; -o json lists them all under `gaps`"
        ]
    );
    assert_eq!(lines(&gaps, 3).len(), 3);
    assert!(lines(&[], 3).is_empty());
}
