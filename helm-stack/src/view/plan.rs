//! The answer of `push`: what it would do, or did, to members and files. Deciding happened before.

use plugin_kit::shape::{Block, Blocks, Column, Fact, Facts, Table, Text, Tone};
use plugin_kit::view::View;
use schemars::JsonSchema;
use serde::Serialize;
use stack::complaint::Complaint;
use stack::plan::{Change, ChangeKind, MemberChange, MemberPlan, Plan};

use super::complaints;

/// A plan, and what became of it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PlanView {
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
    /// Whether this stack was never pushed to this cluster before.
    first_push: bool,
    /// What happens to each member.
    members: Vec<Member>,
    /// What happens to each file.
    files: Vec<File>,
    /// The tag that goes up with the branch.
    #[serde(skip_serializing_if = "Option::is_none")]
    tag: Option<String>,
    /// What was changed on both sides; nothing is pushed while there are any.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    conflicts: Vec<Complaint>,
    /// What is worth knowing.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    remarks: Vec<Complaint>,
    /// The commit that is on the branch, once it is pushed.
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<String>,
}

/// Where a plan belongs to.
#[derive(Clone, Debug)]
pub(crate) struct Target {
    /// Name of the stack.
    pub stack: String,
    /// Its version.
    pub version: String,
    /// Name of the cluster.
    pub cluster: String,
    /// The GitOps repository, without credentials.
    pub repository: String,
    /// The branch.
    pub branch: String,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Member {
    /// `addon` or `manifest`.
    kind: &'static str,
    /// Its name.
    name: String,
    /// Name of its Application.
    application: String,
    /// Its depth among its parents; absent when it is removed.
    #[serde(skip_serializing_if = "Option::is_none")]
    wave: Option<u32>,
    /// What happens to it, as one word.
    change: &'static str,
    /// The version deployed before.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    /// The version deployed from now on.
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    /// What of it changes.
    what: Vec<&'static str>,
    /// The tag it is pinned to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pinned: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
struct File {
    /// Path in the repository.
    path: String,
    /// What happens to it, as one word.
    change: &'static str,
    /// Whether it holds sealed values.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    sealed: bool,
}

impl PlanView {
    /// Shows a plan; nothing is done yet.
    pub(crate) fn new(target: &Target, plan: &Plan) -> Self {
        Self {
            stack: target.stack.clone(),
            version: target.version.clone(),
            cluster: target.cluster.clone(),
            repository: target.repository.clone(),
            branch: target.branch.clone(),
            first_push: plan.is_first,
            members: plan.members.iter().map(member).collect(),
            files: plan.changes.iter().map(file).collect(),
            tag: plan.tag.clone(),
            conflicts: plan.conflicts.clone(),
            remarks: plan.remarks.clone(),
            commit: None,
        }
    }

    /// Returns the view of the plan once it is done: `commit` is on the branch.
    #[must_use]
    pub(crate) fn done(self, commit: String) -> Self {
        Self {
            commit: Some(commit),
            ..self
        }
    }

    fn head(&self) -> Facts {
        let to = format!("{} ({})", self.repository, self.branch);
        let mut facts = vec![
            Fact::new("Stack", format!("{} {}", self.stack, self.version)),
            Fact::new("Cluster", cluster(&self.cluster, self.first_push)),
            Fact::new("Repository", to),
        ];
        facts.extend(self.tag.clone().map(|tag| Fact::new("Tag", tag)));
        Facts::new(facts)
    }

    fn member_table(&self) -> Table {
        let columns = ["member", "wave", "change"].map(Column::new);
        let columns = columns.into_iter().chain([Column::new("what").shrink()]);
        let mut table = Table::new(columns);
        for member in &self.members {
            table.push(member.name.clone(), member.cells());
        }
        table
    }

    fn file_lines(&self) -> Block {
        let lines = self.files.iter().map(File::line);
        Block::lines(lines).titled("Files")
    }
}

impl View for PlanView {
    const KIND: &'static str = "PushPlan";
    const API_VERSION: &'static str = "helm-stack/v1";

    fn blocks(&self, _wide: bool) -> Blocks {
        let mut blocks = vec![
            self.head().into(),
            Block::from(plugin_kit::shape::Body::Table(self.member_table())),
        ];
        if !self.files.is_empty() {
            blocks.push(self.file_lines());
        }
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

impl Member {
    fn cells(&self) -> [Text; 4] {
        let wave = self.wave.map(|wave| wave.to_string()).unwrap_or_default();
        [
            Text::toned(format!("{}/{}", self.kind, self.name), Tone::Strong),
            wave.into(),
            Text::toned(self.change, tone(self.change)),
            self.details().into(),
        ]
    }

    fn details(&self) -> String {
        let version = match (&self.from, &self.to) {
            (Some(from), Some(to)) => Some(format!("{from} → {to}")),
            (None, Some(to)) => Some(to.clone()),
            _ => None,
        };
        let words = self.what.iter().map(|word| (*word).to_owned());
        let pinned = self.pinned.iter().map(|tag| format!("pinned to {tag}"));
        version
            .into_iter()
            .chain(words)
            .chain(pinned)
            .collect::<Vec<_>>()
            .join(", ")
    }
}

impl File {
    fn line(&self) -> Text {
        let sign = match self.change {
            "add" => "+ ",
            "delete" => "- ",
            _ => "~ ",
        };
        let sealed = if self.sealed { "  sealed" } else { "" };
        Text::toned(sign, tone(self.change))
            .then(self.path.clone())
            .then_toned(sealed, Tone::Quiet)
    }
}

fn cluster(name: &str, first: bool) -> Text {
    let note = if first { "  first push" } else { "" };
    Text::from(name.to_owned()).then_toned(note, Tone::Quiet)
}

fn tone(change: &str) -> Tone {
    match change {
        "add" => Tone::Good,
        "delete" | "remove" => Tone::Bad,
        "change" => Tone::Busy,
        _ => Tone::Quiet,
    }
}

fn file(change: &Change) -> File {
    let kind = match change.kind {
        ChangeKind::Add => "add",
        ChangeKind::Change => "change",
        ChangeKind::Delete => "delete",
    };
    let bytes = change.bytes.as_ref().map(|sealed| sealed.as_bytes());
    let text = bytes.and_then(|bytes| std::str::from_utf8(bytes).ok());
    File {
        path: change.path.clone(),
        change: kind,
        sealed: text.is_some_and(stack::seal::is_sealed),
    }
}

fn member(plan: &MemberPlan) -> Member {
    let member = Member {
        kind: plan.reference.kind.as_str(),
        name: plan.reference.name.clone(),
        application: plan.application.clone(),
        wave: plan.wave,
        change: "same",
        from: None,
        to: None,
        what: Vec::new(),
        pinned: plan.pinned.clone(),
    };
    match &plan.change {
        MemberChange::Added { version } => Member {
            change: "add",
            to: version.clone(),
            ..member
        },
        MemberChange::Removed => Member {
            change: "remove",
            what: vec!["with everything it deployed"],
            ..member
        },
        MemberChange::Same => member,
        MemberChange::Changed {
            version,
            files,
            settings,
            ..
        } => Member {
            change: "change",
            from: version.as_ref().map(|(from, _)| from.clone()),
            to: version.as_ref().map(|(_, to)| to.clone()),
            what: [(*files, plan.files_word()), (*settings, "settings")]
                .into_iter()
                .filter_map(|(changed, word)| changed.then_some(word))
                .collect(),
            ..member
        },
    }
}
