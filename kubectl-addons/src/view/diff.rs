//! The answer of `diff`: a block for each object that differs, with its lines and who set what.

use argocd::application::Application;
use argocd::diff::{
    Change, ChangedField, Comparison, Hunk, Line, ObjectDiff, Question, Setter, Side,
};
use argocd::snapshot::Gap;
use argocd::sync::SyncStatus;
use jiff::Timestamp;
use plugin_kit::age::age;
use plugin_kit::shape::{Block, Blocks, Column, Table, Text, Tone};
use plugin_kit::view::View;
use plugin_kit::words::Word;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

/// What differs of one add-on.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DiffView {
    /// Name of the Application.
    name: String,
    /// Its namespace.
    namespace: String,
    /// What is compared with what.
    between: Between,
    /// Whether the two sides differ.
    differs: bool,
    #[serde(flatten)]
    comparison: Comparison,
    #[serde(skip)]
    summary: bool,
    #[serde(skip)]
    now: Timestamp,
}

/// The two sides, as people call them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub(crate) struct Between {
    /// The side of lines with `-`.
    left: String,
    /// The side of lines with `+`.
    right: String,
}

impl Between {
    /// Names both sides.
    pub(crate) fn new(left: String, right: String) -> Self {
        Self { left, right }
    }

    /// Names what live objects are compared with.
    pub(crate) fn live(right: &str) -> Self {
        Self::new("live".to_owned(), right.to_owned())
    }
}

impl DiffView {
    /// Tells of a comparison; ages are seen from `now`.
    pub(crate) fn new(
        application: &Application,
        comparison: Comparison,
        between: Between,
        summary: bool,
        now: Timestamp,
    ) -> Self {
        Self {
            name: application.metadata.name.clone(),
            namespace: application.metadata.namespace.clone(),
            between,
            differs: comparison.differs(),
            comparison,
            summary,
            now,
        }
    }

    /// Returns whether anything differs.
    pub(crate) fn differs(&self) -> bool {
        self.differs
    }

    /// Returns whether no object was compared, of a question about live objects.
    pub(crate) fn compared_nothing(&self) -> bool {
        let Comparison {
            question, compared, ..
        } = self.comparison;
        question != Question::History && compared == 0
    }

    /// Returns what could not be seen.
    pub(crate) fn gaps(&self) -> &[Gap] {
        &self.comparison.gaps
    }

    /// Returns what was compared, and what must be known of the answer.
    pub(crate) fn remarks(&self) -> Vec<String> {
        let Comparison {
            question, compared, ..
        } = self.comparison;
        let differ = self.differing().count();
        let objects = match (question, compared) {
            (Question::History, _) | (_, 0) => String::new(),
            (_, 1) => ", 1 object".to_owned(),
            (_, compared) => format!(", {compared} objects"),
        };
        let result = match (question, differ) {
            (_, 0) if self.compared_nothing() => "nothing could be compared".to_owned(),
            (_, 0) => "no difference".to_owned(),
            (Question::History, _) => "they differ".to_owned(),
            (_, 1) => "1 differs".to_owned(),
            (_, differ) => format!("{differ} differ"),
        };
        let Between { left, right } = &self.between;
        let told = format!("{}: {left} against {right}{objects}: {result}", self.name);
        std::iter::once(told)
            .chain(self.wanted_otherwise())
            .collect()
    }

    /// Says that what Argo CD calls OutOfSync was not changed in the cluster, so that the sources have changed.
    fn wanted_otherwise(&self) -> Option<String> {
        let out_of_sync = self.comparison.out_of_sync_as_applied;
        let objects = match (self.comparison.question, out_of_sync) {
            (Question::History | Question::Rendered, _) | (_, 0) => return None,
            (_, 1) => "1 object that is as it was applied last".to_owned(),
            (_, several) => format!("{several} objects that are as they were applied last"),
        };
        Some(format!(
            "Argo CD calls {objects} OutOfSync: what is wanted has changed since"
        ))
    }

    fn differing(&self) -> impl Iterator<Item = &ObjectDiff> {
        let objects = self.comparison.objects.iter();
        objects.filter(|object| object.change.differs())
    }

    fn table(&self) -> Table {
        let mut table = Table::new([
            Column::new("kind"),
            Column::new("namespace"),
            Column::new("name").both_ends(),
            Column::new("sync"),
            Column::new("difference").shrink(),
            Column::new("set by").wide(),
        ]);
        for object in &self.comparison.objects {
            table.push(key(object), self.cells(object));
        }
        table
    }

    fn cells(&self, object: &ObjectDiff) -> [Text; 6] {
        let reference = &object.reference;
        let setters: Vec<String> = by_setter(object)
            .into_iter()
            .map(|(setter, _)| setter.manager.clone())
            .collect();
        [
            reference.kind.clone().into(),
            reference.namespace.clone().unwrap_or_default().into(),
            Text::toned(reference.name.clone(), Tone::Strong),
            sync(object.sync.as_ref()),
            difference(object),
            setters.join(", ").into(),
        ]
    }

    fn block(&self, object: &ObjectDiff) -> Block {
        let mut lines: Vec<Text> = object
            .note
            .iter()
            .map(|note| Text::from(note.clone()))
            .collect();
        if !object.hunks.is_empty() {
            lines.extend(self.head(object));
            lines.extend(object.hunks.iter().flat_map(hunk));
        }
        lines.extend(self.setters(object));
        match lines.is_empty() {
            true => Block::lines([title(object)]),
            false => Block::lines(lines).titled(title(object)),
        }
    }

    fn head(&self, object: &ObjectDiff) -> [Text; 2] {
        let nothing = "nothing".to_owned();
        let left = match object.change {
            Change::Missing => &nothing,
            _ => &self.between.left,
        };
        let right = match object.change {
            Change::RequiresPruning => &nothing,
            _ => &self.between.right,
        };
        [
            Text::toned(format!("--- {left}"), Tone::Quiet),
            Text::toned(format!("+++ {right}"), Tone::Quiet),
        ]
    }

    /// Says who set what: of lines that are shown the places alone, else the values too.
    fn setters(&self, object: &ObjectDiff) -> Vec<Text> {
        let mut lines = Vec::new();
        for (setter, fields) in by_setter(object) {
            let head = Text::toned(format!("set by {}", self.setter(setter)), Tone::Quiet);
            match object.hunks.is_empty() {
                false => {
                    let paths: Vec<&str> = fields.iter().map(|field| field.path.as_str()).collect();
                    lines.push(head.then_toned(format!(": {}", paths.join(", ")), Tone::Quiet));
                }
                true => {
                    lines.push(head.then_toned(":", Tone::Quiet));
                    lines.extend(fields.into_iter().map(value));
                }
            }
        }
        lines
    }

    fn setter(&self, setter: &Setter) -> String {
        let through = setter
            .subresource
            .as_ref()
            .map_or_else(String::new, |name| format!(" through {name}"));
        match setter.time {
            Some(time) => format!("{}{through} {} ago", setter.manager, age(time, self.now)),
            None => format!("{}{through}", setter.manager),
        }
    }
}

fn key(object: &ObjectDiff) -> String {
    let reference = &object.reference;
    let namespace = reference.namespace.as_deref().unwrap_or_default();
    format!("{}/{namespace}/{reference}", reference.group)
}

fn title(object: &ObjectDiff) -> Text {
    let reference = &object.reference;
    let place = reference
        .namespace
        .as_ref()
        .map_or_else(String::new, |namespace| format!(" in {namespace}"));
    let title = Text::from(format!("{reference}{place}"));
    let mut title = title.then("   ");
    title.extend(sync(object.sync.as_ref()));
    if object.sync.is_some() {
        title = title.then_toned(", ", Tone::Quiet);
    }
    title.extend(difference(object));
    title
}

fn sync(status: Option<&SyncStatus>) -> Text {
    status
        .map(|status| Word::from(status).plain())
        .unwrap_or_default()
}

fn difference(object: &ObjectDiff) -> Text {
    let fields = match object.fields.len() {
        1 => "1 field".to_owned(),
        several => format!("{several} fields"),
    };
    let (words, tone) = match object.change {
        Change::Changed if object.fields.len() == 1 => (format!("{fields} differs"), Tone::Busy),
        Change::Changed => (format!("{fields} differ"), Tone::Busy),
        Change::SetByOthers => (format!("{fields} set by others since"), Tone::Busy),
        Change::Missing => ("not in the cluster".to_owned(), Tone::Paused),
        Change::RequiresPruning => ("requires pruning".to_owned(), Tone::Paused),
        Change::Refused => ("the API server refuses it".to_owned(), Tone::Bad),
        Change::NoVisibleDifference => ("no visible difference".to_owned(), Tone::Unknown),
        Change::NotCompared => ("not compared".to_owned(), Tone::Unknown),
    };
    Text::toned(words, tone)
}

fn hunk(hunk: &Hunk) -> Vec<Text> {
    let head = Text::toned(hunk.head(), Tone::Busy);
    std::iter::once(head)
        .chain(hunk.lines.iter().map(line))
        .collect()
}

fn line(line: &Line) -> Text {
    let tone = match line.side {
        Side::Both => Tone::Plain,
        Side::Live => Tone::Bad,
        Side::Wanted => Tone::Good,
    };
    Text::toned(format!("{}{}", line.side.sign(), line.text), tone)
}

fn value(field: &ChangedField) -> Text {
    let value = match &field.live {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    Text::from(format!("  {}: {value}", field.path))
}

/// Returns the fields of an object by who set them, in the order of the fields.
fn by_setter(object: &ObjectDiff) -> Vec<(&Setter, Vec<&ChangedField>)> {
    let mut found: Vec<(&Setter, Vec<&ChangedField>)> = Vec::new();
    for field in &object.fields {
        let Some(setter) = &field.set_by else {
            continue;
        };
        match found.iter_mut().find(|(known, _)| *known == setter) {
            Some((_, fields)) => fields.push(field),
            None => found.push((setter, vec![field])),
        }
    }
    found
}

impl View for DiffView {
    const KIND: &'static str = "AddonDiff";

    fn blocks(&self, wide: bool) -> Blocks {
        match self.summary || wide {
            true => vec![Block::from(self.table())],
            false => {
                let objects = self.comparison.objects.iter();
                objects.map(|object| self.block(object)).collect()
            }
        }
    }

    fn names(&self) -> Vec<String> {
        self.differing()
            .map(|object| object.reference.to_string())
            .collect()
    }
}
