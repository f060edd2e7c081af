//! The answer of `diff`: what a push would change, file by file and line by line, without a secret.

use plugin_kit::shape::{Block, Blocks, Text, Tone};
use plugin_kit::view::View;
use schemars::JsonSchema;
use serde::Serialize;
use similar::{ChangeTag, TextDiff};
use stack::complaint::Complaint;
use stack::files::Files;
use stack::plan::{Change, ChangeKind, Plan};
use stack::seal::Rule;

use super::complaints;
use super::masked::masked;
use super::plan::Target;

/// Lines shown around a change, as `diff -u` does.
const AROUND: usize = 3;

/// What a push would change.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DiffView {
    /// Name of the stack.
    stack: String,
    /// Its version.
    version: String,
    /// Name of the cluster: its folder in the GitOps repository.
    cluster: String,
    /// The GitOps repository, without credentials.
    repository: String,
    /// The branch.
    branch: String,
    /// The files that differ.
    files: Vec<FileDiff>,
    /// What was changed on both sides.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    conflicts: Vec<Complaint>,
    /// What is worth knowing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    remarks: Vec<Complaint>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct FileDiff {
    /// Path in the repository.
    path: String,
    /// What happens to it, in words.
    change: &'static str,
    /// Its changed lines among their neighbours.
    lines: Vec<Line>,
}

/// A line of a difference; every word of it may be shown.
#[derive(Debug, Serialize, JsonSchema)]
struct Line {
    /// `+`, `-`, a blank, or `@` between two places of a file.
    sign: char,
    /// The line without its end; secrets masked.
    text: String,
}

impl DiffView {
    /// Compares the tip with what a plan makes of it; `encrypt` holds all keys that the stack seals.
    pub(crate) fn new(target: &Target, plan: &Plan, tip: &Files, encrypt: &[String]) -> Self {
        let rule = Rule::for_keys(encrypt);
        Self {
            stack: target.stack.clone(),
            version: target.version.clone(),
            cluster: target.cluster.clone(),
            repository: target.repository.clone(),
            branch: target.branch.clone(),
            files: files(plan, tip, rule.as_ref()),
            conflicts: plan.conflicts.clone(),
            remarks: plan.remarks.clone(),
        }
    }
}

impl View for DiffView {
    const KIND: &'static str = "PushDiff";
    const API_VERSION: &'static str = "helm-stack/v1";

    fn blocks(&self, _wide: bool) -> Blocks {
        let mut blocks: Blocks = self.files.iter().map(FileDiff::block).collect();
        for (title, told) in [
            ("Conflicts", &self.conflicts),
            ("Worth knowing", &self.remarks),
        ] {
            if !told.is_empty() {
                blocks.push(complaints::block(told, "").titled(title));
            }
        }
        blocks
    }
}

impl FileDiff {
    fn block(&self) -> Block {
        let title = Text::toned(self.path.clone(), Tone::Strong)
            .then_toned(format!("  {}", self.change), Tone::Quiet);
        Block::lines(self.lines.iter().map(Line::drawn)).titled(title)
    }
}

impl Line {
    fn drawn(&self) -> Text {
        let tone = match self.sign {
            '+' => Tone::Good,
            '-' => Tone::Bad,
            '@' => Tone::Quiet,
            _ => Tone::Plain,
        };
        Text::toned(format!("{}{}", self.sign, self.text), tone)
    }
}

/// The record of what was pushed changes with everything else, and says nothing to a reader.
fn told(change: &&Change) -> bool {
    !change.path.ends_with("/pushed.yaml")
}

/// Returns the changes, then what the two sides of each conflict differ in.
fn files(plan: &Plan, tip: &Files, rule: Option<&Rule>) -> Vec<FileDiff> {
    let changes = plan.changes.iter().filter(told);
    let changes = changes.map(|change| file(change, tip, rule));
    let clashes = plan.clashes.iter().map(|change| FileDiff {
        change: "in conflict: - there, + here",
        ..file(change, tip, rule)
    });
    changes.chain(clashes).collect()
}

fn file(change: &Change, tip: &Files, rule: Option<&Rule>) -> FileDiff {
    let before = tip.get(&change.path).unwrap_or_default();
    let after = change
        .bytes
        .as_ref()
        .map_or(&[][..], |sealed| sealed.as_bytes());
    FileDiff {
        path: change.path.clone(),
        change: match change.kind {
            ChangeKind::Add => "new",
            ChangeKind::Change => "changed",
            ChangeKind::Delete => "deleted",
        },
        lines: lines(before, after, rule),
    }
}

fn lines(before: &[u8], after: &[u8], rule: Option<&Rule>) -> Vec<Line> {
    let (Ok(before), Ok(after)) = (std::str::from_utf8(before), std::str::from_utf8(after)) else {
        let text = format!(" no text: {} bytes become {}", before.len(), after.len());
        return vec![Line { sign: '@', text }];
    };
    let (before, after) = (without_section(before), without_section(after));
    let (masked_before, masked_after) = (masked(&before, rule), masked(&after, rule));
    let difference = TextDiff::from_lines(&before, &after);
    let mut lines = Vec::new();
    for (number, group) in difference.grouped_ops(AROUND).iter().enumerate() {
        if number > 0 {
            lines.push(Line {
                sign: '@',
                text: "@".to_owned(),
            });
        }
        let changes = group
            .iter()
            .flat_map(|operation| difference.iter_changes(operation));
        lines.extend(changes.map(|change| match change.tag() {
            ChangeTag::Insert => line('+', &masked_after, change.new_index()),
            ChangeTag::Delete => line('-', &masked_before, change.old_index()),
            ChangeTag::Equal => line(' ', &masked_before, change.old_index()),
        }));
    }
    lines
}

fn line(sign: char, masked: &[String], index: Option<usize>) -> Line {
    let text = index.and_then(|index| masked.get(index));
    Line {
        sign,
        text: text.cloned().unwrap_or_default(),
    }
}

/// The `sops:` section changes with every secret, and says nothing to a reader.
fn without_section(text: &str) -> String {
    if !stack::seal::is_sealed(text) {
        return text.to_owned();
    }
    let mut inside = false;
    let others = text.split_inclusive('\n').filter(|line| {
        if !line.starts_with([' ', '\t', '\r', '\n']) {
            inside = line.starts_with("sops:");
        }
        !inside
    });
    others.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(before: &str, after: &str) -> String {
        let lines = lines(before.as_bytes(), after.as_bytes(), None);
        lines
            .iter()
            .map(|line| format!("{}{}\n", line.sign, line.text))
            .collect()
    }

    #[test]
    fn a_changed_line_stands_among_its_neighbours() {
        let before = "a: 1\nb: 2\nc: 3\n";
        insta::assert_snapshot!(shown(before, "a: 1\nb: 5\nc: 3\n"), @r"
         a: 1
        -b: 2
        +b: 5
         c: 3
        ");
    }

    #[test]
    fn a_secret_is_known_to_have_changed_and_not_what_it_was() {
        let token = |data: &str| {
            format!(
                "adminPassword: ENC[AES256_GCM,data:{data},iv:a,tag:b,type:str] # first\nhost: a\n"
            )
        };
        insta::assert_snapshot!(shown(&token("old"), &token("new")), @r"
        -adminPassword: •••••• # first
        +adminPassword: •••••• # first
         host: a
        ");
        let plain = shown("password: hunter2\n", "password: hunter3\n");
        assert!(!plain.contains("hunter"), "{plain}");
    }

    #[test]
    fn what_stands_below_the_section_is_shown_too() {
        let text = |host: &str| {
            format!(
                "password: ENC[AES256_GCM,data:x,iv:a,tag:b,type:str]\nsops:\n  mac: x{host}\n\n  age: []\nhost: {host}\n"
            )
        };
        insta::assert_snapshot!(shown(&text("a"), &text("b")), @r"
         password: ••••••
        -host: a
        +host: b
        ");
    }

    #[test]
    fn bytes_that_are_no_text_are_counted() {
        let lines = lines(b"\xff", b"a", None);
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].text, " no text: 1 bytes become 1");
    }
}
