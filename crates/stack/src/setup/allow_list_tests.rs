use proptest::prelude::*;

use super::*;

const REPOSITORY: &str = "https://git.example.com/platform/gitops.git";

fn list(text: &str) -> AllowList {
    AllowList::parse(text).unwrap()
}

#[test]
fn an_empty_list_allows_nothing() {
    for text in ["", "\n", "# https://git.example.com/platform/gitops .\n"] {
        assert!(!list(text).allows(REPOSITORY, "values.yaml"), "{text:?}");
    }
}

#[test]
fn a_folder_is_not_its_namesake() {
    let list = list("https://git.example.com/platform/gitops clusters/prod\n");
    assert!(list.allows(REPOSITORY, "clusters/prod/stacks/web/add-ons/a/values.yaml"));
    for path in [
        "clusters/prod-copy/values.yaml",
        "clusters/prod",
        "values.yaml",
        "other/clusters/prod/values.yaml",
    ] {
        assert!(!list.allows(REPOSITORY, path), "{path}");
    }
}

#[test]
fn one_repository_has_many_spellings() {
    let list = list("https://git.example.com/platform/gitops.git/ .");
    for same in [
        "https://git.example.com/platform/gitops",
        "https://user:token@Git.Example.com:443/platform/gitops.git",
        "HTTPS://git.example.com/platform/gitops/",
    ] {
        assert!(list.allows(same, "values.yaml"), "{same}");
    }
    for other in [
        "http://git.example.com/platform/gitops",
        "https://git.example.com:8443/platform/gitops",
        "https://git.example.com/platform/gitops2",
        "https://git.example.com.evil.example/platform/gitops",
        "https://git.example.com@evil.example/platform/gitops",
        "https://evil.example/platform/gitops",
        "ssh://git.example.com/platform/gitops",
        "/platform/gitops",
        "https://git.example.com/platform/gitops?repository=theirs",
        "https://git.example.com/platform/gitops#theirs",
        "",
    ] {
        assert!(!list.allows(other, "values.yaml"), "{other}");
    }
}

#[test]
fn the_short_form_of_ssh_is_ssh() {
    let list = list("git@git.example.com:platform/gitops.git .");
    assert!(list.allows(
        "ssh://git@git.example.com:22/platform/gitops",
        "values.yaml"
    ));
    for other in [
        "ssh://git@git.example.com:2222/platform/gitops",
        "git@git.example.com:platform/gitops#theirs",
        "git@git.example.com:platform/gitops?theirs",
    ] {
        assert!(!list.allows(other, "values.yaml"), "{other}");
    }
}

#[test]
fn the_home_of_somebody_else_is_another_place() {
    let list = list("git@git.example.com:gitops.git .");
    assert!(list.allows("git@git.example.com:gitops", "values.yaml"));
    for other in [
        "mallory@git.example.com:gitops",
        "ssh://git.example.com/gitops",
    ] {
        assert!(!list.allows(other, "values.yaml"), "{other}");
    }
}

#[test]
fn a_list_that_is_half_understood_is_refused_as_a_whole() {
    for line in [
        "https://git.example.com/a",
        "https://git.example.com/a b c",
        "https://git.example.com/a ../b",
        "https://git.example.com/a /b",
        "https://git.example.com/a b//c",
        "gitops .",
        "https://git.example.com .",
    ] {
        let text = format!("# first\n{line}\n");
        assert_eq!(
            AllowList::parse(&text),
            Err(NotAnEntry { line: 2 }),
            "{line}"
        );
    }
}

#[test]
fn an_entry_is_added_once() {
    let once = with_entry("# ours", REPOSITORY, "clusters/prod");
    assert_eq!(once, format!("# ours\n{REPOSITORY} clusters/prod\n"));
    assert_eq!(
        with_entry(
            &once,
            "https://git.example.com/platform/gitops",
            "clusters/prod/"
        ),
        once
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn no_text_panics_and_a_spelling_stays_itself(text in "\\PC{0,60}") {
        let _read = AllowList::parse(&text);
        if let Some(spelled) = normalised(&text) {
            prop_assert_eq!(normalised(&spelled), Some(spelled.clone()), "{}", spelled);
        }
    }
}
