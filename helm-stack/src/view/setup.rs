//! The answer of `setup`: objects and files, and what became or would become of them.

use std::io::stderr;

use cluster::{Applied, Cluster};
use plugin_kit::render::text;
use plugin_kit::shape::{Block, Blocks, Body, Column, Fact, Facts, Table, Text, Tone};
use plugin_kit::view::{Format, Output, View};
use schemars::JsonSchema;
use serde::Serialize;

use plugin_kit::streams::Streams;

/// What a write does to an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Outcome {
    /// It was not there.
    Created,
    /// It is another than before.
    Changed,
    /// It is as before.
    Unchanged,
}

impl From<&Applied> for Outcome {
    fn from(applied: &Applied) -> Self {
        match applied {
            Applied::Created(_) => Self::Created,
            Applied::Changed(_) => Self::Changed,
            Applied::Unchanged(_) => Self::Unchanged,
        }
    }
}

impl Outcome {
    /// Says it: what is to be done, or what was done.
    fn word(self, done: bool) -> &'static str {
        match (self, done) {
            (Self::Created, false) => "create",
            (Self::Created, true) => "created",
            (Self::Changed, false) => "change",
            (Self::Changed, true) => "changed",
            (Self::Unchanged, _) => "unchanged",
        }
    }
}

/// Where it is done, to what, and what a person should know.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SetupView {
    /// The context of the kubeconfig; null without one.
    context: Option<String>,
    /// Address of the API server.
    server: String,
    /// The GitOps repository, without credentials.
    repository: String,
    /// The branch.
    branch: String,
    /// Objects of the cluster.
    objects: Vec<Row>,
    /// Files of the repository.
    files: Vec<Row>,
    /// The commit that was made, if one was.
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<String>,
    #[serde(skip)]
    notes: Vec<String>,
    #[serde(skip)]
    done: bool,
}

#[derive(Debug, Serialize, JsonSchema)]
struct Row {
    /// Kind and name, or path.
    name: String,
    /// What becomes of it.
    outcome: Outcome,
}

impl SetupView {
    /// Returns a view of nothing yet.
    pub(crate) fn new(cluster: &Cluster, repository: &str, branch: &str) -> Self {
        Self::at(cluster.context(), cluster.server(), repository, branch)
    }

    fn at(context: Option<&str>, server: &str, repository: &str, branch: &str) -> Self {
        Self {
            context: context.map(str::to_owned),
            server: server.to_owned(),
            repository: repository.to_owned(),
            branch: branch.to_owned(),
            objects: Vec::new(),
            files: Vec::new(),
            commit: None,
            notes: Vec::new(),
            done: false,
        }
    }

    /// Returns it with these objects.
    #[must_use]
    pub(crate) fn with_objects(self, objects: impl IntoIterator<Item = (String, Outcome)>) -> Self {
        let row = |(name, outcome)| Row { name, outcome };
        Self {
            objects: objects.into_iter().map(row).collect(),
            ..self
        }
    }

    /// Returns it with the files that are written, and whether each is there already.
    #[must_use]
    pub(crate) fn with_files(self, files: impl IntoIterator<Item = (String, bool)>) -> Self {
        let outcome = |there| match there {
            true => Outcome::Changed,
            false => Outcome::Created,
        };
        let row = |(name, there)| Row {
            name,
            outcome: outcome(there),
        };
        Self {
            files: files.into_iter().map(row).collect(),
            ..self
        }
    }

    /// Returns it with notes.
    #[must_use]
    pub(crate) fn with_notes(self, notes: impl IntoIterator<Item = String>) -> Self {
        let notes = notes.into_iter().collect();
        Self { notes, ..self }
    }

    /// Returns the view of what was done, and the commit if there is one.
    #[must_use]
    pub(crate) fn committed(self, commit: Option<String>) -> Self {
        Self {
            commit,
            notes: Vec::new(),
            done: true,
            ..self
        }
    }

    /// Says whether there is nothing to do.
    pub(crate) fn is_done(&self) -> bool {
        let unchanged = |row: &Row| row.outcome == Outcome::Unchanged;
        self.files.is_empty() && self.objects.iter().all(unchanged)
    }

    /// Shows what is going to be done on standard error, where the question follows.
    pub(crate) fn show_plan(&self, streams: &Streams) {
        let layout = Output::from(Format::Table).layout(&streams.talk);
        let mut errors = stderr().lock();
        // A closed standard error has nobody left to tell.
        let _unread = text::write(
            &self.blocks(false),
            &layout,
            streams.talk.colour,
            &mut errors,
        );
    }

    fn table(&self) -> Table {
        let mut table = Table::new(["action", "what"].map(Column::new));
        let objects = self.objects.iter().map(|row| (row, ""));
        let files = self.files.iter().map(|row| (row, "File "));
        for (row, before) in objects.chain(files) {
            let name = format!("{before}{}", row.name);
            let word = row.outcome.word(self.done);
            let tone = match row.outcome {
                Outcome::Unchanged => Tone::Quiet,
                _ => Tone::Strong,
            };
            table.push(name.clone(), [Text::toned(word, tone), Text::from(name)]);
        }
        table
    }
}

impl View for SetupView {
    const KIND: &'static str = "Setup";
    const API_VERSION: &'static str = "helm-stack/v1";

    fn blocks(&self, _wide: bool) -> Blocks {
        let context = self.context.as_deref().unwrap_or("none");
        let mut facts = vec![
            Fact::new("Context", context.to_owned()),
            Fact::new("Server", self.server.clone()),
            Fact::new(
                "Repository",
                format!("{} ({})", self.repository, self.branch),
            ),
        ];
        facts.extend(
            self.commit
                .clone()
                .map(|commit| Fact::new("Commit", commit)),
        );
        let mut blocks = vec![
            Block::from(Facts::new(facts)),
            Block::from(Body::Table(self.table())),
        ];
        if !self.notes.is_empty() {
            let lines = self
                .notes
                .iter()
                .map(|note| Text::toned("note: ", Tone::Paused).then(note.clone()));
            blocks.push(Block::lines(lines));
        }
        blocks
    }
}

#[cfg(test)]
mod tests {
    use plugin_kit::screen::Screen;

    use super::*;

    fn shown(view: &SetupView) -> String {
        let mut written = Vec::new();
        let layout = Output::from(Format::Table).layout(&Screen::pipe());
        text::write(&view.blocks(false), &layout, false, &mut written).unwrap();
        String::from_utf8(written).unwrap()
    }

    fn view() -> SetupView {
        SetupView::at(
            Some("prod"),
            "https://prod.example.com:6443",
            "https://git.example.com/gitops",
            "main",
        )
        .with_objects([
            ("ConfigMap argocd-cm".to_owned(), Outcome::Changed),
            ("Application argocd-stacks".to_owned(), Outcome::Created),
        ])
        .with_files([("clusters/prod/cluster.yaml".to_owned(), false)])
        .with_notes(vec!["ConfigMap argocd-cm is deployed by Helm".to_owned()])
    }

    #[test]
    fn the_plan_says_where_and_what() {
        insta::assert_snapshot!(shown(&view()));
    }

    #[test]
    fn the_answer_says_what_was_done() {
        let objects = [("ConfigMap argocd-cm".to_owned(), Outcome::Unchanged)];
        let view = view()
            .with_objects(objects)
            .committed(Some("4f2a".to_owned()));
        insta::assert_snapshot!(shown(&view));
    }

    #[test]
    fn nothing_is_to_be_done_where_nothing_changes() {
        let objects = [("ConfigMap argocd-cm".to_owned(), Outcome::Unchanged)];
        assert!(!view().is_done());
        assert!(view().with_objects(objects).with_files([]).is_done());
    }
}
