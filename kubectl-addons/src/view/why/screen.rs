//! The answer of `why` as a dozen lines at 80 columns: what must be cut is cut here, and `-o wide` and JSON have it whole.

use argocd::why::{Answer, Next, Other, Step};
use plugin_kit::shape::{Block, Blocks, Column, Table, Text, Tone};
use plugin_kit::words::Word;

use super::super::addon::Addon;
use super::tone;

/// Lines of one answer.
const LINES: usize = 12;

/// Columns that a line is counted with.
const COLUMNS: usize = 80;

/// Draws an answer.
pub(super) fn blocks(addon: &Addon, answer: &Answer, wide: bool) -> Blocks {
    if answer.is_well() {
        let line = title(addon).then(format!("  {}", answer.summary));
        return vec![Block::prose([line])];
    }
    let screen = Screen { answer, wide };
    let head = title(addon)
        .then("  ")
        .then_toned(answer.cause.as_str(), tone(answer.cause));
    let summary = Text::toned(screen.summary(), Tone::Strong);
    vec![
        Block::prose([head, summary]),
        Block::from(screen.way()),
        Block::prose(screen.what_next()),
    ]
}

fn title(addon: &Addon) -> Text {
    let mut title = Text::toned(addon.name.clone(), Tone::Strong).then("  ");
    title.extend(Word::from(addon.state()).marked());
    title
}

/// What is drawn, and whether nothing is cut.
struct Screen<'a> {
    answer: &'a Answer,
    wide: bool,
}

impl Screen<'_> {
    /// Two lines of it tell enough, the way down has the rest; three where the last step would say the same again.
    fn summary(&self) -> String {
        let summary = &self.answer.summary;
        let last = self.answer.steps.last();
        let lines = 2 + usize::from(last.is_some_and(|step| repeats(summary, &step.says)));
        match summary
            .char_indices()
            .nth(COLUMNS * lines - 6 * (2 * lines - 3))
        {
            Some((at, _)) if !self.wide => format!("{}…", summary[..at].trim_end()),
            _ => summary.clone(),
        }
    }

    /// Returns what a step says that the summary has not said already.
    fn says<'s>(&self, step: &'s Step) -> &'s str {
        match !self.wide && repeats(&self.answer.summary, &step.says) {
            true => "",
            false => &step.says,
        }
    }

    /// Returns how many lines are left for the way down: beside head, two blank lines, the first thing to do, and what
    /// else is wrong.
    fn room(&self) -> usize {
        let head = 1 + self.summary().chars().count().div_ceil(COLUMNS);
        let next = usize::from(!self.answer.next.is_empty()) * 2;
        let also = usize::from(!self.answer.others.is_empty());
        LINES.saturating_sub(head + 2 + next + also)
    }

    fn way(&self) -> Table {
        let mut table = Table::new([
            Column::new("subject").shrink(),
            Column::new("namespace").wide(),
            Column::new("says").shrink(),
        ])
        .bare();
        let steps = self.steps();
        let mut room = self.room().saturating_sub(steps.len());
        for (place, step) in steps.iter().enumerate() {
            table.push(place.to_string(), cells(step, self.says(step)));
            let hidden = match self.wide {
                true => 0,
                false => step.log.len().saturating_sub(room),
            };
            room = room.saturating_sub(step.log.len());
            for (line, text) in step.log.iter().enumerate().skip(hidden) {
                table.push(format!("{place}|{line}"), quoted(text));
            }
        }
        table
    }

    /// Returns the steps that are drawn: a ReplicaSet between a Deployment and its Pod says nothing of its own, and of a
    /// long way the beginning and the end tell most.
    fn steps(&self) -> Vec<&Step> {
        let steps = &self.answer.steps;
        let last = steps.len().saturating_sub(1);
        let telling = |(place, step): &(usize, &Step)| {
            self.wide || *place == last || !step.subject.starts_with("ReplicaSet/")
        };
        let mut shown: Vec<&Step> = steps
            .iter()
            .enumerate()
            .filter(telling)
            .map(|(_, step)| step)
            .collect();
        while !self.wide && shown.len() > self.room().max(2) {
            shown.remove(shown.len() / 2);
        }
        shown
    }

    fn what_next(&self) -> Vec<Text> {
        let Answer { next, others, .. } = self.answer;
        let drawn: usize = self.steps().iter().map(|step| 1 + step.log.len()).sum();
        let more = self.room().saturating_sub(drawn) / 2;
        let count = match self.wide {
            true => next.len(),
            false => 1 + more.min(1),
        };
        let lines = next.iter().take(count).flat_map(to_do);
        lines
            .chain((!others.is_empty()).then(|| also(others)))
            .collect()
    }
}

fn cells(step: &Step, says: &str) -> [Text; 3] {
    let namespace = step.namespace.clone().unwrap_or_default();
    [
        Text::toned("→ ", Tone::Quiet).then(step.subject.clone()),
        namespace.into(),
        says.to_owned().into(),
    ]
}

/// Returns whether a summary says all that a step says.
fn repeats(summary: &str, says: &str) -> bool {
    summary.contains(says.trim_end_matches('.'))
}

fn quoted(line: &str) -> [Text; 3] {
    let line = Text::toned(format!("│ {line}"), Tone::Quiet);
    [Text::default(), Text::default(), line]
}

fn to_do(next: &Next) -> [Text; 2] {
    [
        Text::toned("next: ", Tone::Quiet).then(next.why.clone()),
        Text::toned(format!("  {}", next.command), Tone::Busy),
    ]
}

fn also(others: &[Other]) -> Text {
    let words: Vec<&str> = others.iter().map(|other| other.cause.as_str()).collect();
    Text::toned("also: ", Tone::Quiet).then(words.join(", "))
}

#[cfg(test)]
#[path = "screen_tests.rs"]
mod tests;
