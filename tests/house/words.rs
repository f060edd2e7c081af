//! What must never be written down in a tracked file: hosts of package registries, which only
//! Cargo's and Go's own settings may name, and paths that hold on one machine only.

use std::iter;

use crate::assert_none;
use crate::repository::{TextFile, texts};

/// Hosts of package registries, in pieces so that this file does not name them.
const HOSTS: &[&[&str]] = &[
    &["crates", ".io"],
    &["proxy.golang", ".org"],
    &["sum.golang", ".org"],
    &["goproxy", ".io"],
    &["registry.npmjs", ".org"],
    &["registry.yarnpkg", ".com"],
    &["pypi", ".org"],
    &["pythonhosted", ".org"],
    &["rubygems", ".org"],
    &["repo.maven.apache", ".org"],
];

/// Folders under which people have their homes, in pieces as well.
const HOMES: &[&[&str]] = &[&["/ho", "me/"], &["/Us", "ers/"], &["/ro", "ot/"]];

#[test]
fn no_file_names_a_package_registry_or_a_home() {
    assert_none(texts().iter().flat_map(complaints).collect());
}

fn complaints(file: &TextFile) -> Vec<String> {
    let lines = file.text.lines().enumerate();
    lines
        .flat_map(|(index, line)| {
            complaints_of_line(line)
                .into_iter()
                .map(move |what| format!("{}:{}: {what}", file.path, index + 1))
        })
        .collect()
}

fn complaints_of_line(line: &str) -> Vec<String> {
    let hosts = HOSTS
        .iter()
        .map(|pieces| pieces.concat())
        .filter(|host| names_host(line, host));
    let hosts = hosts.map(|host| format!("names the package registry {host}: say \"the registry\", or leave it to Cargo's and Go's settings"));
    let homes = HOMES
        .iter()
        .map(|pieces| pieces.concat())
        .filter(|home| names_home(line, home));
    let homes = homes.map(|home| format!("holds a path under {home}, which exists on one machine only: build it from the environment, or shorten it"));
    hosts.chain(homes).collect()
}

/// Returns whether `line` names the host or one below it; a longer name that merely contains it does not count.
fn names_host(line: &str, host: &str) -> bool {
    let part_of_name = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    places(line, host)
        .any(|(before, after)| !before.ends_with(part_of_name) && !after.starts_with(part_of_name))
}

/// Returns whether `line` holds an absolute path under `home` (and not one with it in the middle).
fn names_home(line: &str, home: &str) -> bool {
    let in_path = |c: char| c.is_ascii_alphanumeric() || "._-~})".contains(c);
    let name = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '_';
    places(line, home).any(|(before, after)| !before.ends_with(in_path) && after.starts_with(name))
}

/// Returns what stands before and after each place at which `text` holds `needle`.
fn places<'a>(text: &'a str, needle: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
    let mut from = 0;
    iter::from_fn(move || {
        let at = from + text.get(from..)?.find(needle)?;
        from = at + needle.len();
        Some((&text[..at], &text[from..]))
    })
}

#[test]
fn registries_are_found_wherever_they_stand() {
    for pieces in HOSTS {
        let host = pieces.concat();
        assert_eq!(
            complaints_of_line(&format!("see https://{host}/x")).len(),
            1,
            "{host}"
        );
        assert_eq!(
            complaints_of_line(&format!("index.{host}")).len(),
            1,
            "{host}"
        );
        assert_none(complaints_of_line(&format!(
            "https://github.com/x/{host}-index"
        )));
    }
}

#[test]
fn homes_are_found_and_longer_paths_are_not() {
    for pieces in HOMES {
        let home = pieces.concat();
        assert_eq!(
            complaints_of_line(&format!("path = \"{home}someone/x\"")).len(),
            1,
            "{home}"
        );
        assert_none(complaints_of_line(&format!("$FOLDER/x{home}someone")));
        assert_none(complaints_of_line(&format!("the folder {home} itself")));
    }
}
