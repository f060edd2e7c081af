//! The answer of `why`: the state, the cause, the way down to it and what to do next, in a dozen lines.

mod list;

use argocd::snapshot::Gap;
use argocd::why::{Answer, Cause, Next, Other, Step};
use plugin_kit::shape::{Block, Blocks, Column, Table, Text, Tone};
use plugin_kit::view::View;
use plugin_kit::words::Word;
use serde::Serialize;

pub(crate) use list::{WhyListView, WhyRow};

use super::addon::Addon;

/// Most lines of the way and its log that are drawn.
const WAY: usize = 7;

/// Most things to do that are drawn.
const NEXT: usize = 2;

/// Why one add-on is in its state.
#[derive(Debug, Serialize)]
pub(crate) struct WhyView {
    addon: Addon,
    #[serde(flatten)]
    answer: Answer,
    gaps: Vec<Gap>,
}

impl WhyView {
    /// Shows an answer, and what could not be seen for it.
    pub(crate) fn new(addon: Addon, answer: Answer, gaps: Vec<Gap>) -> Self {
        Self {
            addon,
            answer,
            gaps,
        }
    }

    /// Returns what could not be seen.
    pub(crate) fn gaps(&self) -> &[Gap] {
        &self.gaps
    }

    /// Returns whether nothing is wrong.
    pub(crate) fn is_well(&self) -> bool {
        self.answer.is_well()
    }

    fn head(&self) -> Vec<Text> {
        let title = Text::toned(self.addon.name.clone(), Tone::Strong).then("  ");
        let mut title = title;
        title.extend(Word::from(self.addon.state()).marked());
        if self.is_well() {
            title = title.then(format!("  {}", self.answer.summary));
            return vec![title];
        }
        title = title
            .then("  ")
            .then_toned(self.answer.cause.as_str(), tone(self.answer.cause));
        vec![
            title,
            Text::toned(self.answer.summary.clone(), Tone::Strong),
        ]
    }

    fn way(&self) -> Table {
        let mut table = Table::new([
            Column::new("subject").shrink(),
            Column::new("namespace").wide(),
            Column::new("says").shrink(),
        ])
        .bare();
        let steps = &self.answer.steps;
        let quoted = steps.iter().map(|step| step.log.len()).sum::<usize>();
        let mut hidden = (steps.len() + quoted).saturating_sub(WAY);
        for (place, step) in steps.iter().enumerate() {
            table.push(format!("{place}"), cells(step));
            let skipped = hidden.min(step.log.len());
            hidden -= skipped;
            for (line, text) in step.log.iter().enumerate().skip(skipped) {
                let text = Text::toned(format!("│ {text}"), Tone::Quiet);
                table.push(
                    format!("{place}|{line}"),
                    [Text::default(), Text::default(), text],
                );
            }
        }
        table
    }

    fn what_next(&self) -> Vec<Text> {
        let mut lines: Vec<Text> = self.answer.next.iter().take(NEXT).flat_map(to_do).collect();
        if !self.answer.others.is_empty() {
            lines.push(also(&self.answer.others));
        }
        lines
    }
}

fn cells(step: &Step) -> [Text; 3] {
    let namespace = step.namespace.clone().unwrap_or_default();
    [
        Text::toned("→ ", Tone::Quiet).then(step.subject.clone()),
        namespace.into(),
        step.says.clone().into(),
    ]
}

fn to_do(next: &Next) -> [Text; 2] {
    [
        Text::toned("next: ", Tone::Quiet).then(next.why.clone()),
        Text::from("  ").then_toned(next.command.clone(), Tone::Busy),
    ]
}

fn also(others: &[Other]) -> Text {
    let first = others.first().map(|other| other.summary.clone());
    let words: Vec<&str> = others.iter().map(|other| other.cause.as_str()).collect();
    let rest = match (others.len(), first) {
        (1, Some(summary)) => format!(" ({summary})"),
        _ => String::new(),
    };
    Text::toned("also: ", Tone::Quiet).then(format!("{}{rest}", words.join(", ")))
}

/// Returns how a cause is painted: what waits for a person or an hour is no defect.
fn tone(cause: Cause) -> Tone {
    match cause {
        Cause::Nothing => Tone::Good,
        Cause::StillProgressing | Cause::RolloutStep | Cause::WaitsForMember => Tone::Busy,
        Cause::SyncWindowClosed
        | Cause::AutoSyncOff
        | Cause::AutoSyncPaused
        | Cause::SelfHealOff
        | Cause::PruneOff
        | Cause::WaitsForConfirmation
        | Cause::Suspended => Tone::Paused,
        Cause::NotInspected | Cause::SkipReconcile | Cause::ControllerSilent => Tone::Unknown,
        _ => Tone::Bad,
    }
}

impl View for WhyView {
    const KIND: &'static str = "Why";

    fn blocks(&self, _wide: bool) -> Blocks {
        let head = Block::lines(self.head());
        match self.is_well() {
            true => vec![head],
            false => vec![
                head,
                Block::from(self.way()),
                Block::lines(self.what_next()),
            ],
        }
    }
}
