//! The answer of `show`: the stack and its members in the order they are deployed in.

use plugin_kit::shape::{Block, Blocks, Column, Fact, Facts, Table, Text, Tone};
use plugin_kit::view::View;
use schemars::JsonSchema;
use serde::Serialize;
use stack::graph::Waves;
use stack::member::{Chart, Content, Member, MemberKind, Repository, Stack, Sync};

/// A stack.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ShowView {
    /// Name of the stack.
    name: String,
    /// Its version.
    version: String,
    /// What it is for; may be empty.
    description: String,
    /// Its members, in the order they are deployed in.
    members: Vec<MemberRow>,
    /// Members that are switched off, as `kind/name`.
    disabled: Vec<String>,
}

/// A member, as scripts see it.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MemberRow {
    /// `kind/name`, as `--parent` takes it.
    #[serde(skip)]
    pub reference: String,
    /// Its name.
    pub name: String,
    /// `addon` or `manifest`.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// How many members stand before it, one after the other: its depth among its parents.
    pub wave: u32,
    /// The chart it deploys; a manifest has none.
    pub chart: Option<ChartCell>,
    /// Files of the stack folder: values, the last one wins; or the manifest.
    pub files: Vec<String>,
    /// Where it is deployed.
    pub namespace: Option<String>,
    /// The members it waits for, as `kind/name`.
    pub parents: Vec<String>,
    /// Keys of its values that are sealed.
    pub encrypt: Vec<String>,
    /// How it is synced.
    pub sync: SyncCell,
    #[serde(skip)]
    sync_words: &'static str,
}

/// A chart and its version.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ChartCell {
    /// Name of the chart.
    pub name: String,
    /// Its exact version.
    pub version: String,
    /// Where it comes from, without credentials.
    pub repository: String,
    /// Name of the Helm release.
    pub release: String,
}

/// How a member is synced.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SyncCell {
    /// Whether Argo CD deploys changes by itself.
    automated: bool,
    /// Whether Argo CD deletes what Git no longer has.
    prune: bool,
    /// Whether Argo CD reverts changes made in the cluster.
    self_heal: bool,
}

impl ShowView {
    /// Joins a stack with its waves.
    pub(crate) fn new(stack: &Stack, waves: &Waves) -> Self {
        let rows = stack.members.iter();
        let wave = |member: &Member| waves.get(&member.reference).copied().unwrap_or_default();
        let mut members: Vec<MemberRow> = rows.map(|member| row(member, wave(member))).collect();
        members.sort_by_key(|member| member.wave);
        Self {
            name: stack.name.clone(),
            version: stack.version.to_string(),
            description: stack.description.clone(),
            members,
            disabled: stack
                .disabled
                .iter()
                .map(|member| member.reference.to_string())
                .collect(),
        }
    }

    /// Returns the members in the order they are deployed in.
    pub(crate) fn members(&self) -> &[MemberRow] {
        &self.members
    }

    fn facts(&self) -> Facts {
        let named = Text::toned(self.name.clone(), Tone::Strong).then(format!(" {}", self.version));
        let mut facts = vec![Fact::new("Stack", named)];
        if !self.description.is_empty() {
            facts.push(Fact::new("Description", self.description.clone()));
        }
        facts.push(Fact::new("Members", self.count()));
        if !self.disabled.is_empty() {
            facts.push(Fact::new("Not enabled", self.disabled.join(", ")));
        }
        Facts::new(facts)
    }

    /// Counts members: `2 add-ons and 1 manifest, in 2 waves`.
    fn count(&self) -> String {
        let of = |kind: MemberKind| {
            let members = self.members.iter();
            members
                .filter(|member| member.kind == kind.as_str())
                .count()
        };
        let counted = |count: usize, word: &str| match count {
            1 => format!("1 {word}"),
            _ => format!("{count} {word}s"),
        };
        let words = [
            (of(MemberKind::Addon), "add-on"),
            (of(MemberKind::Manifest), "manifest"),
        ];
        let words = words.into_iter().filter(|(count, _)| *count > 0);
        let words: Vec<String> = words.map(|(count, word)| counted(count, word)).collect();
        let waves = self
            .members
            .iter()
            .map(|member| member.wave as usize + 1)
            .max();
        match waves {
            None => "none yet; `helm stack add` adds one".to_owned(),
            Some(1) => words.join(" and "),
            Some(waves) => format!("{}, in {}", words.join(" and "), counted(waves, "wave")),
        }
    }

    fn table(&self) -> Table {
        let mut table = Table::new(columns());
        for member in &self.members {
            table.push(member.reference.clone(), cells(member));
        }
        table
    }
}

fn row(member: &Member, wave: u32) -> MemberRow {
    let Sync {
        automated,
        prune,
        self_heal,
        ..
    } = member.settings.sync;
    let (chart, files) = match &member.content {
        Content::Chart(chart) => (Some(ChartCell::of(chart)), values(chart)),
        Content::Manifest(file) => (None, vec![file.clone()]),
    };
    MemberRow {
        reference: member.reference.to_string(),
        name: member.reference.name.clone(),
        kind: member.reference.kind.as_str(),
        wave,
        chart,
        files,
        namespace: member.namespace.clone(),
        parents: member.parents.iter().map(ToString::to_string).collect(),
        encrypt: member.encrypt.clone(),
        sync: SyncCell {
            automated,
            prune,
            self_heal,
        },
        sync_words: sync_words(&member.settings.sync),
    }
}

fn values(chart: &Chart) -> Vec<String> {
    chart
        .value_files
        .iter()
        .chain([&chart.values])
        .cloned()
        .collect()
}

impl ChartCell {
    fn of(chart: &Chart) -> Self {
        let name = match &chart.repository {
            Repository::Git { path, .. } => path.clone(),
            _ => chart.name.clone(),
        };
        Self {
            name,
            version: chart.version.clone(),
            repository: chart.repository.to_string(),
            release: chart.release.clone(),
        }
    }
}

/// Says how a member is synced, in the words of `kubectl addons`.
fn sync_words(sync: &Sync) -> &'static str {
    match (sync.automated, sync.prune, sync.self_heal) {
        (false, _, _) => "Manual Sync",
        (true, true, true) => "Auto-Sync, Self-Heal, Prune",
        (true, true, false) => "Auto-Sync, Prune",
        (true, false, true) => "Auto-Sync, Self-Heal",
        (true, false, false) => "Auto-Sync",
    }
}

fn columns() -> [Column; 12] {
    [
        Column::new("name"),
        Column::new("type").yields(),
        Column::new("chart").shrink(),
        Column::new("version"),
        Column::new("repository").shrink().yields(),
        Column::new("namespace"),
        Column::new("wave").right(),
        Column::new("parents").shrink(),
        Column::new("encrypt").shrink().yields(),
        Column::new("release").wide(),
        Column::new("sync").wide(),
        Column::new("files").wide(),
    ]
}

fn cells(member: &MemberRow) -> [Text; 12] {
    let chart = |part: fn(&ChartCell) -> &String| {
        let part = member.chart.as_ref().map(|chart| part(chart).clone());
        Text::from(part.unwrap_or_default())
    };
    let release = chart(|chart| &chart.release);
    [
        Text::toned(member.name.clone(), Tone::Strong),
        member.kind.into(),
        chart(|chart| &chart.name),
        chart(|chart| &chart.version),
        chart(|chart| &chart.repository),
        member.namespace.clone().unwrap_or_default().into(),
        member.wave.to_string().into(),
        member.parents.join(", ").into(),
        member.encrypt.join(", ").into(),
        release,
        member.sync_words.into(),
        member.files.join(", ").into(),
    ]
}

impl View for ShowView {
    const KIND: &'static str = "StackOverview";
    const API_VERSION: &'static str = "helm-stack/v1";

    fn blocks(&self, _wide: bool) -> Blocks {
        vec![Block::from(self.facts()), Block::from(self.table())]
    }

    fn names(&self) -> Vec<String> {
        let members = self.members.iter();
        members.map(|member| member.reference.clone()).collect()
    }
}

#[cfg(test)]
#[path = "show_tests.rs"]
mod tests;
