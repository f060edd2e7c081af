//! What a person should know beside the rows of `list`.

use argocd::snapshot::Snapshot;
use jiff::Timestamp;

use super::selection::Selection;
use super::surroundings::Surroundings;
use super::tally::Tally;

/// Returns it as sentences: controllers that are silent, and why there is nothing to show.
pub(crate) fn remarks(
    snapshot: &Snapshot,
    selection: &Selection,
    tally: &Tally,
    now: Timestamp,
) -> Vec<String> {
    let surroundings = Surroundings::of(snapshot, now);
    let silent = surroundings.silent().namespaces().map(silent);
    let found = snapshot.applications().count();
    let nothing = (tally.shown() == 0).then(|| nothing(found, selection.namespace.as_deref()));
    silent.chain(nothing).collect()
}

fn silent(namespace: &str) -> String {
    format!(
        "controller silent: Argo CD in namespace {namespace} has compared nothing for over 15 minutes, so what is shown may be old"
    )
}

/// Says why none of so many Applications is shown.
pub(crate) fn nothing(found: usize, namespace: Option<&str>) -> String {
    match (found, namespace) {
        (0, Some(namespace)) => format!(
            "no Applications live in namespace {namespace}; --deployed-in {namespace} lists what is deployed there"
        ),
        (0, None) => "no Applications found".to_owned(),
        (1, _) => "the only Application does not fit the filters".to_owned(),
        (found, _) => format!("none of {found} Applications fits the filters"),
    }
}
