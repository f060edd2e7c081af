//! Cells under columns: measures them, shares a narrow screen out among them, and sets them into lines.
//!
//! Tables and trees are both grids. The look is kubectl's: upper-case header, three blanks between columns, no borders,
//! nothing after the last word of a line. What finds no room beside the others stands below its row.

use std::borrow::Cow;

use super::line::{blanks, cut, cut_middle, span_width, width};
use super::wrap::folded;
use crate::shape::{Align, Column, Span, Text, Tone};

const GAP: usize = 3;
/// Blanks between columns where the screen is too narrow for more.
const NARROW_GAP: usize = 2;
/// Where nothing else helps, every column is cut to this.
const LEAST: usize = 10;
/// A column that may be cut keeps this much, so that what it says can still be guessed.
const KEEP: usize = 8;
/// A column that may be cut can be read while it has this much.
const READABLE: usize = 24;
/// A sentence can be read in a column while that has this much; in less it stands below its row.
const READABLE_SENTENCE: usize = 48;
/// How many lines a sentence takes.
const SENTENCE_LINES: usize = 4;
/// How many lines it takes where everything was asked for.
const ALL_LINES: usize = 1000;
/// A long cell begins in a line that has room for so many of its words.
const BEGINNING: usize = 4;

/// Columns with settled widths. Rows that come later and are wider push their line to the right, as with kubectl.
#[derive(Clone, Debug)]
pub(crate) struct Grid {
    lanes: Vec<Lane>,
    /// The columns whose cells stand below their row.
    below: Vec<Lane>,
    /// Blanks between columns.
    gap: usize,
    /// Columns of the screen, where it has an end.
    screen: usize,
    /// Everything was asked for: nothing is left out.
    wide: bool,
}

#[derive(Clone, Debug)]
struct Lane {
    /// The column's place in the shape.
    cell: usize,
    column: Column,
    width: usize,
    /// Cells are cut at the width: the screen is too narrow for them.
    cutting: bool,
}

impl Grid {
    /// Returns a grid of the columns that are shown, as wide as their headers.
    pub(crate) fn new(columns: &[Column], wide: bool, headers: bool) -> Self {
        let shown = columns
            .iter()
            .enumerate()
            .filter(|(_, column)| wide || !column.wide);
        let lanes = shown.map(|(cell, column)| {
            let width = if headers { width(&header(column)) } else { 0 };
            Lane {
                cell,
                column: column.clone(),
                width,
                cutting: false,
            }
        });
        Self {
            lanes: lanes.collect(),
            below: Vec::new(),
            gap: GAP,
            screen: usize::MAX,
            wide,
        }
    }

    /// Makes room for the cells of a row.
    pub(crate) fn measure(&mut self, cells: &[Text]) {
        for lane in &mut self.lanes {
            lane.width = lane.width.max(cells.get(lane.cell).map_or(0, width));
        }
    }

    /// Puts sentences below their rows where they could not be read beside the other columns, and with `-o wide` whatever
    /// is shown by that alone, would be left out without it, or would be cut. Leaves out columns that yield, the last
    /// first, while others could not be read; then shrinks those that may be cut, the widest first, and at last all,
    /// until a line fits the screen. With `-o wide` nothing is cut.
    pub(crate) fn fit(&mut self, screen: usize) {
        self.screen = screen;
        while self.comfortable_width() > screen && self.put_one_below() {}
        while !self.wide && self.readable_width() > screen && self.leave_one_out() {}
        if self.least_width() > screen {
            self.gap = NARROW_GAP;
        }
        self.shrink(screen, |column| column.shrink, KEEP);
        self.shrink(screen, |_| true, LEAST);
    }

    /// Shrinks columns to `keep`, the widest first, until a line fits the screen.
    fn shrink(&mut self, screen: usize, may: impl Fn(&Column) -> bool, keep: usize) {
        let may = |column: &Column, wide: bool| may(column) && (!wide || column.explains);
        let mut excess = self.width_of(|lane| lane.width).saturating_sub(screen);
        while excess > 0 {
            let Some(step) = self.shrink_widest(excess, &may, keep) else {
                return;
            };
            excess -= step;
        }
    }

    fn width_of(&self, lane_width: impl Fn(&Lane) -> usize) -> usize {
        let gaps = self.gap * self.lanes.len().saturating_sub(1);
        self.lanes.iter().map(lane_width).sum::<usize>() + gaps
    }

    /// Returns how wide a line is when sentences take no more than they need to be read, and nothing else gives.
    fn comfortable_width(&self) -> usize {
        self.width_of(|lane| match lane.column.explains {
            true => lane.width.min(READABLE_SENTENCE),
            false => lane.width,
        })
    }

    /// Takes the widest column that can stand below its row out of the line: sentences and what `-o wide` adds first,
    /// then those that yield; those that may be cut stay longest.
    fn put_one_below(&mut self) -> bool {
        let can_go = |lane: &Lane| {
            let Column {
                explains,
                wide,
                shrink,
                yields,
                ..
            } = lane.column;
            explains || wide || (self.wide && (yields || shrink))
        };
        let going = self
            .lanes
            .iter()
            .enumerate()
            .filter(|(_, lane)| can_go(lane));
        let widest = going.max_by_key(|(_, lane)| {
            let column = &lane.column;
            let may_be_cut = column.shrink && !column.explains;
            let is_added = column.explains || column.wide;
            (!may_be_cut, !column.yields, is_added, lane.width)
        });
        let Some(place) = widest.map(|(place, _)| place) else {
            return false;
        };
        let lane = self.lanes.remove(place);
        self.below.push(lane);
        self.below
            .sort_by_key(|lane| (lane.column.explains, lane.cell));
        true
    }

    /// Returns how wide a line is when every column that may be cut has been, but can still be read.
    fn readable_width(&self) -> usize {
        self.width_of(|lane| match lane.column.shrink {
            true => lane.width.min(READABLE),
            false => lane.width,
        })
    }

    /// Returns how wide a line is when every column that may be cut has been cut as far as it may.
    fn least_width(&self) -> usize {
        self.width_of(|lane| match lane.column.shrink {
            true => lane.width.min(KEEP),
            false => lane.width,
        })
    }

    fn leave_one_out(&mut self) -> bool {
        let last = self.lanes.iter().rposition(|lane| lane.column.yields);
        last.map(|place| self.lanes.remove(place)).is_some()
    }

    /// Takes columns off the widest lane that may shrink, down to the second widest; returns how many.
    fn shrink_widest(
        &mut self,
        excess: usize,
        may: &impl Fn(&Column, bool) -> bool,
        keep: usize,
    ) -> Option<usize> {
        let wide = self.wide;
        let can_give = |lane: &&mut Lane| may(&lane.column, wide) && lane.width > keep;
        let mut giving: Vec<&mut Lane> = self.lanes.iter_mut().filter(can_give).collect();
        giving.sort_by_key(|lane| std::cmp::Reverse(lane.width));
        let second = giving.get(1).map_or(keep, |lane| lane.width);
        let widest = giving.first_mut()?;
        let step = (widest.width - second).max(1).min(excess);
        widest.width -= step;
        widest.cutting = true;
        Some(step)
    }

    /// Returns the header line.
    pub(crate) fn header(&self) -> Text {
        let headers: Vec<Text> = self.lanes.iter().map(|lane| header(&lane.column)).collect();
        self.set(|place, _| headers.get(place))
    }

    /// Returns the lines of a row: its own, then what goes on or stands below it, after `lead`.
    pub(crate) fn lines(&self, cells: &[Text], lead: &Text) -> Vec<Text> {
        let sentence = self.sentence(cells);
        let first = sentence.as_ref().and_then(|lines| lines.first());
        let last = self.lanes.len().saturating_sub(1);
        let row = self.set(|place, lane| match first {
            Some(first) if place == last => Some(first),
            _ => cells.get(lane.cell),
        });
        let mut lines = vec![row];
        let start =
            self.width_of(|lane| lane.width) - self.lanes.last().map_or(0, |lane| lane.width);
        for line in sentence.iter().flat_map(|lines| lines.iter().skip(1)) {
            lines.push(after(lead, start.saturating_sub(width(lead)), line));
        }
        lines.extend(self.lines_below(cells, lead));
        lines
    }

    /// Returns the sentence at the end of a row as a block, where it has to be cut otherwise.
    fn sentence(&self, cells: &[Text]) -> Option<Vec<Text>> {
        let lane = self.lanes.last()?;
        let cell = cells.get(lane.cell)?;
        let folds = lane.cutting && lane.column.explains && width(cell) > lane.width;
        folds.then(|| folded(cell, lane.width, self.most_lines()))
    }

    fn most_lines(&self) -> usize {
        match self.wide {
            true => ALL_LINES,
            false => SENTENCE_LINES,
        }
    }

    /// Returns what stands below a row: named cells side by side, then sentences.
    fn lines_below(&self, cells: &[Text], lead: &Text) -> Vec<Text> {
        let room = self.screen.saturating_sub(width(lead)).max(READABLE);
        let shown = self
            .below
            .iter()
            .filter_map(|lane| Some((lane, cells.get(lane.cell)?)));
        let (sentences, named): (Vec<_>, Vec<_>) = shown
            .filter(|(_, cell)| !cell.is_empty())
            .partition(|(lane, _)| lane.column.explains);
        let named = side_by_side(named.into_iter().map(named_cell), room);
        let blocks = named
            .iter()
            .chain(sentences.into_iter().map(|(_, cell)| cell));
        let lines = blocks.flat_map(|block| folded(block, room, self.most_lines()));
        lines.map(|line| after(lead, 0, &line)).collect()
    }

    fn set<'a>(&self, cell: impl Fn(usize, &Lane) -> Option<&'a Text>) -> Text {
        let mut line = Text::default();
        let mut owed = 0;
        for (place, lane) in self.lanes.iter().enumerate() {
            let text = match cell(place, lane) {
                Some(text) if lane.cutting && lane.column.both_ends => cut_middle(text, lane.width),
                Some(text) if lane.cutting => cut(text, lane.width),
                Some(text) => Cow::Borrowed(text),
                None => Cow::Owned(Text::default()),
            };
            let taken = width(&text);
            let spare = lane.width.saturating_sub(taken);
            let (before, after) = if lane.column.align == Align::Right {
                (spare, 0)
            } else {
                (0, spare)
            };
            if taken > 0 {
                line = line.then(blanks(owed + before));
                line.extend(text.into_owned());
                owed = after + self.gap;
            } else {
                owed += spare + self.gap;
            }
        }
        line
    }
}

fn named_cell((lane, cell): (&Lane, &Text)) -> Text {
    let name = lane.column.name.to_uppercase();
    let mut named = Text::toned(name, Tone::Quiet).then(" ");
    named.extend(cell.clone());
    named
}

/// Returns cells as lines, as many in each as fit; a long one begins where some of its words fit, and is to be folded.
fn side_by_side(cells: impl Iterator<Item = Text>, room: usize) -> Vec<Text> {
    let mut lines: Vec<Text> = Vec::new();
    for cell in cells {
        match lines.last_mut() {
            Some(line) if width(line) + GAP + beginning(&cell) <= room => {
                line.push(Span::new(blanks(GAP), Tone::Plain));
                line.extend(cell);
            }
            _ => lines.push(cell),
        }
    }
    lines
}

/// Returns how much room a cell needs to begin in a line: all, unless it has many words.
fn beginning(cell: &Text) -> usize {
    let plain = cell.plain();
    let words: Vec<&str> = plain.split(' ').take(BEGINNING + 1).collect();
    match words.len() > BEGINNING {
        true => span_width(&words[..BEGINNING].join(" ")),
        false => width(cell),
    }
}

/// Returns a line with something before it.
fn after(lead: &Text, gap: usize, line: &Text) -> Text {
    let mut whole = lead.clone().then(blanks(gap));
    whole.extend(line.clone());
    whole
}

fn header(column: &Column) -> Text {
    Text::toned(column.name.to_uppercase(), Tone::Quiet)
}
