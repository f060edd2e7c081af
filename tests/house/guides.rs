//! Paths the guides name in backticks: each must exist among the tracked files, so that a reader
//! who follows a guide arrives. What a user has in their own folders is not meant.

use crate::assert_none;
use crate::repository::{TextFile, texts, tracked};

/// The guides, by path.
const GUIDES: &[&str] = &[
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "CHANGELOG.md",
    "tests/README.md",
];

/// Endings that make a path without a known folder one of ours.
const OUR_ENDINGS: &[&str] = &[".md", ".rs", ".toml", ".lock"];

#[test]
fn paths_named_in_the_guides_exist() {
    let tracked = tracked();
    let guides = texts()
        .into_iter()
        .filter(|file| GUIDES.contains(&file.path.as_str()));
    assert_none(
        guides
            .flat_map(|guide| complaints(&guide, &tracked))
            .collect(),
    );
}

fn complaints(guide: &TextFile, tracked: &[String]) -> Vec<String> {
    let numbered = guide.text.lines().enumerate();
    let named = spans_by_line(numbered)
        .into_iter()
        .filter_map(|(line, span)| Some((line, path_in(&span, tracked)?)));
    let missing = named.filter(|(_, path)| !exists(path, tracked));
    missing
        .map(|(line, path)| format!("{}:{line}: `{path}` is not in the repository: correct the path, or commit the file", guide.path))
        .collect()
}

/// Returns the texts between single backticks outside fenced blocks, with their line numbers.
fn spans_by_line<'a>(lines: impl Iterator<Item = (usize, &'a str)>) -> Vec<(usize, String)> {
    let mut fenced = false;
    let mut spans = Vec::new();
    for (index, line) in lines {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            let inside = line.split('`').skip(1).step_by(2);
            spans.extend(inside.map(|span| (index + 1, span.to_owned())));
        }
    }
    spans
}

/// Returns the path a span names, if it looks like one of this repository.
///
/// Of `crates/*` and `xtask/src/{test,dist}` the part before the wildcard is meant.
fn path_in(span: &str, tracked: &[String]) -> Option<String> {
    let path = span
        .split_once(['*', '{', '<'])
        .map_or(span, |(before, _)| {
            before.rsplit_once('/').map_or("", |(folder, _)| folder)
        });
    let path = path.trim_start_matches("./").trim_end_matches('/');
    let plain = |c: char| c.is_ascii_alphanumeric() || "._-/".contains(c);
    if path.is_empty() || !path.chars().all(plain) || path.starts_with(['/', '-']) {
        return None;
    }
    let first = path.split('/').next().unwrap_or(path);
    let ours = tracked
        .iter()
        .any(|file| file.split('/').next() == Some(first));
    let looks_ours = ours || OUR_ENDINGS.iter().any(|ending| path.ends_with(ending));
    looks_ours.then(|| path.to_owned())
}

/// Returns whether a path is a tracked file, or a folder that holds one.
fn exists(path: &str, tracked: &[String]) -> bool {
    let inside = format!("{path}/");
    tracked
        .iter()
        .any(|file| file == path || file.starts_with(&inside))
}

fn of(text: &str) -> Vec<String> {
    let guide = TextFile {
        path: "README.md".to_owned(),
        text: text.to_owned(),
    };
    let tracked = [
        "LICENSE",
        "Cargo.toml",
        "xtask/src/main.rs",
        "tests/house/main.rs",
    ]
    .map(str::to_owned);
    complaints(&guide, &tracked)
}

#[test]
fn a_path_that_is_not_there_is_named_with_its_line() {
    assert_eq!(
        of("Look into `xtask/src`.\nand `xtask/src/gone.rs`, `ABSENT.md`"),
        [
            "README.md:2: `xtask/src/gone.rs` is not in the repository: correct the path, or commit the file",
            "README.md:2: `ABSENT.md` is not in the repository: correct the path, or commit the file",
        ]
    );
}

#[test]
fn folders_wildcards_and_files_that_are_there_pass() {
    assert_none(of(
        "`LICENSE`, `tests/`, `./xtask/src/main.rs`, `tests/*`, `xtask/src/{main,cli}.rs`",
    ));
    assert_eq!(of("`xtask/gone/*.rs`").len(), 1);
}

#[test]
fn what_is_no_path_of_ours_is_left_alone() {
    assert_none(of(
        "`kubectl addons list`, `NS/NAME`, `apps/v1`, `--from FILE`, `stack.yaml`, `https://x/README.md`, `dist/addons.yaml`",
    ));
    assert_none(of("```\n`xtask/gone.rs`\n```\n"));
}
