//! What is new in an answer since it was last written: for pipes and files, where nothing can be taken back.
//!
//! The first answer is written whole; after that only rows, nodes and facts that say something else, and those that are
//! gone. What follows the clock (an age) is written with its row but is no reason to write it.

use std::collections::{BTreeMap, BTreeSet};

use crate::render::text::{Layout, TableStream, lines};
use crate::shape::{Block, Body, Column, Fact, Facts, Graph, Key, Row, Table, Text, Tone};

/// What was written so far.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    started: bool,
    grids: BTreeMap<Place, TableStream>,
    known: BTreeMap<(Place, Key), Entry>,
}

/// A block, as it is found again: its title, and which of those with that title it is.
type Place = (String, usize);

/// One thing that can change on its own.
#[derive(Clone, Debug)]
struct Entry {
    /// What is compared: no clock, no branches of a tree.
    content: Vec<Text>,
    /// What is written.
    lines: Vec<Text>,
    /// Whether it is worth saying that it is gone.
    lasting: bool,
}

impl Changes {
    /// Returns the lines to write next.
    pub fn next(&mut self, blocks: &[Block], layout: &Layout) -> Vec<Text> {
        let mut headers = Vec::new();
        let now = self.entries(blocks, layout, &mut headers);
        let new = if self.started {
            self.changed(&now, headers)
        } else {
            lines(blocks, layout)
        };
        self.started |= !new.is_empty();
        self.known = now.into_iter().collect();
        new
    }

    fn changed(&self, now: &[((Place, Key), Entry)], headers: Vec<Text>) -> Vec<Text> {
        let is_new = |key, entry: &Entry| {
            self.known
                .get(key)
                .is_none_or(|known| known.content != entry.content)
        };
        let written = now
            .iter()
            .filter(|(key, entry)| is_new(key, entry))
            .flat_map(|(_, entry)| entry.lines.clone());
        let keys: BTreeSet<_> = now.iter().map(|(key, _)| key).collect();
        let gone = self
            .known
            .iter()
            .filter(|(key, entry)| entry.lasting && !keys.contains(key));
        let gone = gone.filter_map(|(_, entry)| entry.lines.first());
        let gone = gone.map(|line| line.clone().then_toned("   (gone)", Tone::Quiet));
        headers.into_iter().chain(written).chain(gone).collect()
    }

    /// Returns everything the blocks say, in order; headers of tables not seen before are put into `headers`.
    fn entries(
        &mut self,
        blocks: &[Block],
        layout: &Layout,
        headers: &mut Vec<Text>,
    ) -> Vec<((Place, Key), Entry)> {
        let mut titles: BTreeMap<String, usize> = BTreeMap::new();
        let mut entries = Vec::new();
        for block in blocks {
            let title = block
                .title
                .as_ref()
                .map(|title| title.plain().into_owned())
                .unwrap_or_default();
            let number = titles
                .entry(title.clone())
                .and_modify(|number| *number += 1)
                .or_insert(0);
            let place = (title, *number);
            let found = match &block.body {
                Body::Table(table) => self.rows(&place, table, layout, headers),
                Body::Graph(graph) => self.rows(&place, &as_table(graph), layout, headers),
                Body::Facts(facts) => facts_of(facts),
                Body::Lines(lines) | Body::Prose(lines) => lines_of(lines),
            };
            entries.extend(
                found
                    .into_iter()
                    .map(|(key, entry)| ((place.clone(), key), entry)),
            );
        }
        entries
    }

    /// Widths are settled when a table is first seen with rows in it.
    fn rows(
        &mut self,
        place: &Place,
        table: &Table,
        layout: &Layout,
        headers: &mut Vec<Text>,
    ) -> Vec<(Key, Entry)> {
        if table.rows.is_empty() {
            return Vec::new();
        }
        let grid = self.grids.entry(place.clone()).or_insert_with(|| {
            let grid = TableStream::new(&table.columns, &table.rows, layout);
            headers.extend(grid.header());
            grid
        });
        let entry = |row: &Row| Entry {
            content: content(&table.columns, row),
            lines: grid.lines(row),
            lasting: true,
        };
        table
            .rows
            .iter()
            .map(|row| (row.key.clone(), entry(row)))
            .collect()
    }
}

fn content(columns: &[Column], row: &Row) -> Vec<Text> {
    columns
        .iter()
        .zip(&row.cells)
        .filter(|(column, _)| !column.clock)
        .map(|(_, cell)| cell.clone())
        .collect()
}

/// A single node that changed has no tree around it to stand in.
fn as_table(graph: &Graph) -> Table {
    let columns = std::iter::once(&graph.name).chain(&graph.columns).cloned();
    let rows = graph.nodes.iter().map(|node| {
        Row::new(
            node.key.clone(),
            std::iter::once(&node.name).chain(&node.cells).cloned(),
        )
    });
    Table {
        columns: columns.collect(),
        rows: rows.collect(),
        bare: false,
    }
}

fn facts_of(facts: &Facts) -> Vec<(Key, Entry)> {
    let shown = facts
        .groups
        .iter()
        .flatten()
        .filter(|fact| !fact.values.is_empty());
    shown
        .map(|fact| (Key::new(fact.label.as_ref()), fact_entry(fact)))
        .collect()
}

fn fact_entry(fact: &Fact) -> Entry {
    let mut line = Text::toned(format!("{}:", fact.label), Tone::Quiet);
    for (place, value) in fact.values.iter().enumerate() {
        line = line.then(if place == 0 { "   " } else { ", " });
        line.extend(value.clone());
    }
    let content = if fact.clock {
        Vec::new()
    } else {
        fact.values.clone()
    };
    Entry {
        content,
        lines: vec![line],
        lasting: true,
    }
}

/// A line has no identity but its text; the same text twice is two lines.
fn lines_of(lines: &[Text]) -> Vec<(Key, Entry)> {
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    let keyed = lines.iter().map(|line| {
        let time = times
            .entry(line.plain().into_owned())
            .and_modify(|time| *time += 1)
            .or_insert(0);
        let key = Key::new(format!("{time} {}", line.plain()));
        (
            key,
            Entry {
                content: Vec::new(),
                lines: vec![line.clone()],
                lasting: false,
            },
        )
    });
    keyed.collect()
}
