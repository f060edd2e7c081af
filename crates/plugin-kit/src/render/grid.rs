//! Cells under columns: measures them, shares a narrow screen out among them, and sets them into lines.
//!
//! Tables and trees are both grids. The look is kubectl's: upper-case header, three blanks between columns, no borders,
//! nothing after the last word of a line.

use std::borrow::Cow;

use super::line::{blanks, cut, width};
use crate::shape::{Align, Column, Text, Tone};

const GAP: usize = 3;
/// A column that may be cut keeps this much, so that what it says can still be guessed.
const KEEP: usize = 8;
/// A column that may be cut can be read while it has this much.
const READABLE: usize = 24;

/// Columns with settled widths. Rows that come later and are wider push their line to the right, as with kubectl.
#[derive(Clone, Debug)]
pub(crate) struct Grid {
    lanes: Vec<Lane>,
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
            wide,
        }
    }

    /// Makes room for the cells of a row.
    pub(crate) fn measure(&mut self, cells: &[Text]) {
        for lane in &mut self.lanes {
            lane.width = lane.width.max(cells.get(lane.cell).map_or(0, width));
        }
    }

    /// Leaves out columns that yield, the last first, while others could not be read; then shrinks those that may be
    /// cut, the widest first, until a line fits the screen or nothing more can give.
    pub(crate) fn fit(&mut self, screen: usize) {
        while !self.wide && self.readable_width() > screen && self.leave_one_out() {}
        let gaps = GAP * self.lanes.len().saturating_sub(1);
        let total: usize = self.lanes.iter().map(|lane| lane.width).sum::<usize>() + gaps;
        let mut excess = total.saturating_sub(screen);
        while excess > 0 {
            let Some(step) = self.shrink_widest(excess) else {
                return;
            };
            excess -= step;
        }
    }

    /// Returns how wide a line is when every column that may be cut has been, but can still be read.
    fn readable_width(&self) -> usize {
        let gaps = GAP * self.lanes.len().saturating_sub(1);
        let needed = |lane: &Lane| match lane.column.shrink {
            true => lane.width.min(READABLE),
            false => lane.width,
        };
        self.lanes.iter().map(needed).sum::<usize>() + gaps
    }

    fn leave_one_out(&mut self) -> bool {
        let last = self.lanes.iter().rposition(|lane| lane.column.yields);
        last.map(|place| self.lanes.remove(place)).is_some()
    }

    /// Takes columns off the widest lane that may shrink, down to the second widest; returns how many.
    fn shrink_widest(&mut self, excess: usize) -> Option<usize> {
        let can_give = |lane: &&mut Lane| lane.column.shrink && lane.width > KEEP;
        let mut giving: Vec<&mut Lane> = self.lanes.iter_mut().filter(can_give).collect();
        giving.sort_by_key(|lane| std::cmp::Reverse(lane.width));
        let second = giving.get(1).map_or(KEEP, |lane| lane.width);
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

    /// Returns the line of a row.
    pub(crate) fn row(&self, cells: &[Text]) -> Text {
        self.set(|_, lane| cells.get(lane.cell))
    }

    fn set<'a>(&self, cell: impl Fn(usize, &Lane) -> Option<&'a Text>) -> Text {
        let mut line = Text::default();
        let mut owed = 0;
        for (place, lane) in self.lanes.iter().enumerate() {
            let text = match cell(place, lane) {
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
                owed = after + GAP;
            } else {
                owed += spare + GAP;
            }
        }
        line
    }
}

fn header(column: &Column) -> Text {
    Text::toned(column.name.to_uppercase(), Tone::Quiet)
}
