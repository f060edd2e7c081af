//! The answer of `sources`: a row for each repository or registry.

use argocd::repositories::{ConnectionKind, Repository};
use argocd::snapshot::Gap;
use plugin_kit::shape::{Block, Blocks, Column, Table, Text, Tone};
use plugin_kit::view::View;
use schemars::JsonSchema;
use serde::Serialize;

/// All that were asked for.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SourcesView {
    /// Repositories and registries, by their addresses.
    items: Vec<Repository>,
    /// What could not be seen.
    gaps: Vec<Gap>,
}

impl SourcesView {
    /// Shows repositories.
    pub(crate) fn new(items: Vec<Repository>, gaps: Vec<Gap>) -> Self {
        Self { items, gaps }
    }

    /// Returns whether there is nothing to show.
    pub(crate) fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Returns what could not be seen.
    pub(crate) fn gaps(&self) -> &[Gap] {
        &self.gaps
    }
}

fn cells(repository: &Repository) -> [Text; 10] {
    [
        Text::toned(repository.url.clone(), Tone::Strong),
        kind(repository).into(),
        repository.name.clone().into(),
        repository.project.clone().into(),
        credentials(repository),
        used_by(repository),
        errors(repository),
        repository.namespace.clone().into(),
        repository.used_by.join(", ").into(),
        first_error(repository).into(),
    ]
}

fn kind(repository: &Repository) -> String {
    let spoken = repository.source_type.as_str();
    match repository.connection {
        None | Some(ConnectionKind::Repository) => spoken.to_owned(),
        Some(ConnectionKind::Template) => format!("{spoken} template"),
        Some(ConnectionKind::RepositoryForWriting) => format!("{spoken}, writing"),
        Some(ConnectionKind::TemplateForWriting) => format!("{spoken} template, writing"),
    }
}

fn credentials(repository: &Repository) -> Text {
    let credentials = &repository.credentials;
    let kinds: Vec<&str> = credentials.kinds.iter().map(|kind| kind.words()).collect();
    match (credentials.known, kinds.is_empty(), &credentials.template) {
        (false, true, _) => Text::toned("unknown", Tone::Unknown),
        (true, true, _) => Text::toned("none", Tone::Quiet),
        (_, false, Some(_)) => format!("{} (template)", kinds.join(", ")).into(),
        (_, false, None) => kinds.join(", ").into(),
    }
}

fn used_by(repository: &Repository) -> Text {
    match repository.used_by.len() {
        0 => Text::toned("nobody", Tone::Paused),
        1 => "1 add-on".into(),
        several => format!("{several} add-ons").into(),
    }
}

fn errors(repository: &Repository) -> Text {
    match repository.errors.len() {
        0 => Text::default(),
        1 => Text::toned("1 error", Tone::Bad),
        several => Text::toned(format!("{several} errors"), Tone::Bad),
    }
}

fn first_error(repository: &Repository) -> String {
    let first = repository.errors.first();
    first.map_or_else(String::new, |error| {
        format!("{}: {}", error.addon, error.message)
    })
}

impl View for SourcesView {
    const KIND: &'static str = "SourceList";

    fn blocks(&self, _wide: bool) -> Blocks {
        let mut table = Table::new([
            Column::new("url").shrink().both_ends(),
            Column::new("type"),
            Column::new("name").yields(),
            Column::new("project").yields(),
            Column::new("credentials"),
            Column::new("used by"),
            Column::new("errors"),
            Column::new("Argo CD").wide(),
            Column::new("add-ons").wide(),
            Column::new("first error").wide(),
        ]);
        for (place, repository) in self.items.iter().enumerate() {
            table.push(format!("{place} {}", repository.url), cells(repository));
        }
        vec![Block::from(table)]
    }

    fn names(&self) -> Vec<String> {
        self.items.iter().map(|item| item.url.clone()).collect()
    }
}
