//! Candidates out of the resources of an add-on: `KIND/NAME`, and kinds alone.
//!
//! A shell drops candidates that do not begin with what is written, so kinds are written as the reader began to: in
//! small letters, short or plural.

use std::collections::BTreeSet;

use argocd::object::ObjectRef;
use argocd::tree::{ResourceWord, is_of_kind};
use clap_complete::CompletionCandidate;

use super::candidate::{candidate, counted};

/// Returns the words for resources that go on with what is written.
pub(super) fn words(resources: &[ObjectRef], written: &str) -> Vec<CompletionCandidate> {
    let kind = written.split_once('/').map(|(kind, _)| kind);
    let fitting = resources.iter().filter(|resource| match kind {
        Some(kind) => is_of_kind(resource, kind),
        None => true,
    });
    let words = fitting.map(|resource| {
        let word = ResourceWord::among(resource, resources.iter());
        let kind = match (kind, word.kind.contains('.')) {
            (Some(kind), false) => kind.to_owned(),
            _ => in_case_of(&word.kind, written),
        };
        ResourceWord { kind, ..word }.to_string()
    });
    let words: BTreeSet<String> = words.collect();
    words.into_iter().map(|word| candidate(word, "")).collect()
}

/// Returns the kinds of resources.
pub(super) fn kinds<'a>(
    resources: impl IntoIterator<Item = &'a ObjectRef>,
    written: &str,
) -> Vec<CompletionCandidate> {
    let kinds: BTreeSet<String> = resources
        .into_iter()
        .map(|resource| in_case_of(&resource.kind, written))
        .collect();
    kinds.into_iter().map(|kind| candidate(kind, "")).collect()
}

/// Returns the names of containers, and in how many pods each runs.
pub(super) fn containers(names: impl IntoIterator<Item = String>) -> Vec<CompletionCandidate> {
    counted(names, "pod")
}

fn in_case_of(kind: &str, written: &str) -> String {
    match written.starts_with(char::is_lowercase) {
        true => kind.to_lowercase(),
        false => kind.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::completion::candidate::values;

    fn resources() -> Vec<ObjectRef> {
        vec![
            ObjectRef::new("apps", "Deployment", "web", "front"),
            ObjectRef::new("", "ConfigMap", "web", "settings"),
            ObjectRef::new("", "ConfigMap", "data", "settings"),
            ObjectRef::new("", "Pod", "web", "front-1"),
        ]
    }

    fn written(word: &str) -> Vec<String> {
        values(&words(&resources(), word))
    }

    #[test]
    fn names_come_with_their_kind_and_where_it_must_be_their_namespace() {
        assert_eq!(
            written(""),
            [
                "ConfigMap/data/settings",
                "ConfigMap/web/settings",
                "Deployment/front",
                "Pod/front-1"
            ]
        );
    }

    #[test]
    fn a_kind_goes_on_as_it_was_begun() {
        assert!(written("dep").contains(&"deployment/front".to_owned()));
        assert_eq!(written("deploy/"), ["deploy/front"]);
        assert_eq!(written("cm/w"), ["cm/data/settings", "cm/web/settings"]);
        assert_eq!(written("Pod/"), ["Pod/front-1"]);
    }

    #[test]
    fn kinds_are_offered_once() {
        assert_eq!(
            values(&kinds(&resources(), "C")),
            ["ConfigMap", "Deployment", "Pod"]
        );
        assert_eq!(values(&kinds(&resources(), "c"))[0], "configmap");
    }
}
