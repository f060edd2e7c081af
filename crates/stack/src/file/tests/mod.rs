//! Stack files as people write them, and every mistake they make in them.

mod charts;
mod defaults;
mod head;
mod members;
mod mistakes;
mod settings;
mod whole;

use super::*;
use crate::member::{Chart, Content, Member};

const HEAD: &str =
    "apiVersion: helm-stack/v1\nkind: Stack\nmetadata: {name: web, version: 1.0.0}\n";

/// The lines of an add-on without mistakes.
const ADDON: [&str; 5] = [
    "name: grafana",
    "chart: grafana",
    "version: 9.2.10",
    "repository: https://charts.example.com",
    "namespace: monitoring",
];

/// Returns complaints a line each: `line:column rule: what; next`, warnings marked.
fn said(text: &str) -> Vec<String> {
    let complaints = match decode(text, NAME) {
        Ok(decoded) => decoded.warnings,
        Err(complaints) => complaints,
    };
    let line = |complaint: &Complaint| {
        let place = complaint.place.to_string().replace("stack.yaml:", "");
        let warning = match complaint.is_error() {
            true => "",
            false => "warning: ",
        };
        let Complaint {
            rule, what, next, ..
        } = complaint;
        format!("{place} {warning}{rule}: {what}; {next}")
    };
    complaints.iter().map(line).collect()
}

/// Returns the lines of an add-on, some of them replaced or added: `version: 1.20`; `-version` takes one out.
fn addon(changes: &[&str]) -> String {
    let key = |line: &str| line.split(':').next().unwrap_or_default().to_owned();
    let mut lines: Vec<String> = ADDON.map(str::to_owned).to_vec();
    for change in changes {
        let change_key = key(change.trim_start_matches('-'));
        let at = lines.iter().position(|line| key(line) == change_key);
        match (at, change.starts_with('-')) {
            (Some(at), true) => drop(lines.remove(at)),
            (Some(at), false) => lines[at] = (*change).to_owned(),
            (None, _) => lines.push((*change).to_owned()),
        }
    }
    format!("  - {}\n", lines.join("\n    "))
}

/// Returns what is said of a file with one add-on that was changed.
fn said_of(changes: &[&str]) -> Vec<String> {
    said(&format!("{HEAD}addons:\n{}", addon(changes)))
}

/// Returns the only member of a file with one add-on that was changed.
fn member_of(changes: &[&str]) -> Member {
    only(&format!("{HEAD}addons:\n{}", addon(changes)))
}

fn only(text: &str) -> Member {
    let decoded = decode(text, NAME).unwrap();
    assert_eq!(decoded.stack.members.len(), 1);
    decoded.stack.members[0].clone()
}

fn chart_of(member: &Member) -> &Chart {
    match &member.content {
        Content::Chart(chart) => chart,
        Content::Manifest(_) => panic!("a manifest"),
    }
}
