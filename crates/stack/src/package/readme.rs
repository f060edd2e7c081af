//! What a packed stack says of itself to whoever is about to install it.

use std::fmt::Write;

use crate::member::{Content, Stack};

use super::secret::Secret;

/// Returns the README of the chart.
pub(super) fn readme(stack: &Stack, secrets: &[Secret]) -> String {
    let mut text = format!("# {} {}\n", stack.name, stack.version);
    if !stack.description.is_empty() {
        let _ = writeln!(text, "\n{}", stack.description);
    }
    text.push_str(
        "\nA stack of `helm stack`, packed as a chart. Argo CD deploys it wave by wave when the chart is the source of an\n\
         Application; `helm install` creates all of it at once. The stack folder it was made from lies in `stack/`.\n",
    );
    members(&mut text, stack);
    if !secrets.is_empty() {
        required(&mut text, secrets);
    }
    text
}

fn members(text: &mut String, stack: &Stack) {
    text.push_str("\n| member | chart | version |\n|---|---|---|\n");
    for member in &stack.members {
        let name = &member.reference.name;
        let _ = match &member.content {
            Content::Chart(chart) => writeln!(
                text,
                "| {name} | {} ({}) | {} |",
                chart.name, chart.repository, chart.version
            ),
            Content::Manifest(file) => writeln!(text, "| {name} | {file} | |"),
        };
    }
}

fn required(text: &mut String, secrets: &[Secret]) {
    text.push_str(
        "\n## Required secrets\n\nThey stayed behind when the stack was packed. Give each when you install it, from a file that is not kept:\n\
         `helm install … --values secrets.yaml`. They end up in the Applications, where whoever may read those reads them.\n\n",
    );
    for secret in secrets {
        let _ = writeln!(text, "- `{}`", secret.key());
    }
}
