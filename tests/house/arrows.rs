//! Arrows between crates: which of our crates may depend on which, dependencies of tests and
//! build scripts included. Crates that are planned have their arrows here already.

use serde_json::Value;

use crate::assert_none;
use crate::repository::metadata;

/// A crate, and those of ours that it may see.
const ARROWS: &[(&str, &[&str])] = &[
    (
        "kubectl-addons",
        &["argocd", "cluster", "plugin-kit", "programs"],
    ),
    (
        "helm-stack",
        &["argocd", "cluster", "plugin-kit", "programs", "stack"],
    ),
    ("cluster", &["argocd"]),
    ("plugin-kit", &["argocd"]),
    ("stack", &["argocd"]),
    ("argocd", &[]),
    ("programs", &[]),
    ("tests", &["stack"]),
    ("xtask", &[]),
];

/// A dependency of one of our packages on another of ours.
struct Arrow {
    from: String,
    to: String,
}

#[test]
fn crates_see_only_what_they_may() {
    let metadata = metadata();
    assert_none(complaints(&packages(&metadata), &arrows(&metadata)));
}

fn complaints(packages: &[String], arrows: &[Arrow]) -> Vec<String> {
    let strangers = packages.iter().filter(|package| allowed(package).is_none());
    let strangers = strangers.map(|package| {
        format!("crate {package} has no arrows: give it a line in tests/house/arrows.rs and in ARCHITECTURE.md")
    });
    let wrong = arrows.iter().filter_map(complaint);
    strangers.chain(wrong).collect()
}

fn complaint(arrow: &Arrow) -> Option<String> {
    let Arrow { from, to } = arrow;
    let allowed = allowed(from)?;
    if allowed.contains(&to.as_str()) {
        return None;
    }
    let may_see = if allowed.is_empty() {
        "none of our crates".to_owned()
    } else {
        format!("only {}", allowed.join(", "))
    };
    Some(format!(
        "{from} → {to} is no arrow of this house; {from} may see {may_see}: remove `{to}` from {from}'s Cargo.toml and \
         hand the value in, or move what is shared down into a crate that both may see"
    ))
}

fn allowed(package: &str) -> Option<&'static [&'static str]> {
    ARROWS
        .iter()
        .find(|(name, _)| *name == package)
        .map(|(_, allowed)| *allowed)
}

fn packages(metadata: &Value) -> Vec<String> {
    list(&metadata["packages"]).iter().map(name).collect()
}

fn arrows(metadata: &Value) -> Vec<Arrow> {
    let packages = list(&metadata["packages"]);
    packages.iter().flat_map(arrows_from).collect()
}

/// Returns the dependencies that lie on this disk: only ours do.
fn arrows_from(package: &Value) -> Vec<Arrow> {
    let ours = list(&package["dependencies"])
        .iter()
        .filter(|dependency| dependency["path"].is_string());
    ours.map(|dependency| Arrow {
        from: name(package),
        to: name(dependency),
    })
    .collect()
}

fn list(value: &Value) -> &[Value] {
    value
        .as_array()
        .expect("cargo metadata lists packages and dependencies")
}

fn name(value: &Value) -> String {
    value["name"]
        .as_str()
        .expect("every package has a name")
        .to_owned()
}

#[test]
fn an_arrow_backwards_is_refused_with_its_remedy() {
    let arrow = |from: &str, to: &str| Arrow {
        from: from.to_owned(),
        to: to.to_owned(),
    };
    let found = complaints(
        &[],
        &[arrow("argocd", "plugin-kit"), arrow("cluster", "argocd")],
    );
    assert_eq!(
        found,
        [
            "argocd → plugin-kit is no arrow of this house; argocd may see none of our crates: remove `plugin-kit` from \
          argocd's Cargo.toml and hand the value in, or move what is shared down into a crate that both may see"
        ]
    );
}

#[test]
fn a_crate_nobody_planned_is_noticed() {
    let found = complaints(&["argocd".to_owned(), "extras".to_owned()], &[]);
    assert_eq!(
        found,
        [
            "crate extras has no arrows: give it a line in tests/house/arrows.rs and in ARCHITECTURE.md"
        ]
    );
}

#[test]
fn dependencies_of_every_kind_are_arrows() {
    let metadata = serde_json::json!({"packages": [{"name": "argocd", "dependencies": [
        {"name": "serde", "path": null, "kind": null},
        {"name": "plugin-kit", "path": "/x/plugin-kit", "kind": "dev"},
    ]}]});
    let found: Vec<_> = arrows(&metadata)
        .into_iter()
        .map(|arrow| (arrow.from, arrow.to))
        .collect();
    assert_eq!(found, [("argocd".to_owned(), "plugin-kit".to_owned())]);
}
