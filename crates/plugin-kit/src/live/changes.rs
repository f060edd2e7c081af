//! What is new in an answer since it was last written: for pipes and files, where nothing can be taken back.
//!
//! The first answer is written whole; after that only rows, nodes and facts that say something else, and those that are
//! gone. What follows the clock (an age) is written with its row but is no reason to write it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use crate::render::text::{Layout, TableStream, lines};
use crate::shape::{Block, Body, Fact, Facts, Graph, Key, Row, Table, Text, Tone};

/// What was written so far.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    started: bool,
    grids: BTreeMap<Place, TableStream>,
    known: HashMap<(Place, Key), Entry>,
}

/// A block, as it is found again: its title, and which of those with that title it is.
type Place = (String, usize);

/// One thing that can change on its own.
#[derive(Clone, Debug)]
enum Entry {
    /// A row, laid out when it is to be written.
    Row(Arc<Row>, Clocks),
    /// A fact: what is compared, and what is written.
    Fact(Vec<Text>, Text),
    /// A line, of which it is not worth saying that it is gone.
    Line(Text),
}

/// Which columns follow the clock.
type Clocks = Arc<[bool]>;

impl Entry {
    /// Returns whether it says the same as another one: no clock, no branches of a tree.
    fn says_the_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Row(row, clocks), Self::Row(other, others)) => {
                let same = Arc::ptr_eq(row, other) && clocks == others;
                same || content(row, clocks).eq(content(other, others))
            }
            (Self::Fact(content, _), Self::Fact(other, _)) => content == other,
            (Self::Line(_), Self::Line(_)) => true,
            _ => false,
        }
    }

    fn is_lasting(&self) -> bool {
        !matches!(self, Self::Line(_))
    }
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
                .is_none_or(|known| !known.says_the_same(entry))
        };
        let written = now
            .iter()
            .filter(|(key, entry)| is_new(key, entry))
            .flat_map(|((place, _), entry)| self.lines(place, entry));
        let gone = self.gone(now).into_iter();
        let gone =
            gone.filter_map(|((place, _), entry)| self.lines(place, entry).into_iter().next());
        let gone = gone.map(|line| line.then_toned("   (gone)", Tone::Quiet));
        headers.into_iter().chain(written).chain(gone).collect()
    }

    /// Returns what was written and is not there any more, in the order of its places and keys.
    fn gone(&self, now: &[((Place, Key), Entry)]) -> Vec<(&(Place, Key), &Entry)> {
        let keys: HashSet<&(Place, Key)> = now.iter().map(|(key, _)| key).collect();
        let gone = self.known.iter();
        let gone = gone.filter(|(key, entry)| entry.is_lasting() && !keys.contains(key));
        let mut gone: Vec<_> = gone.collect();
        gone.sort_by_key(|(key, _)| *key);
        gone
    }

    /// Returns the lines to write of one thing.
    fn lines(&self, place: &Place, entry: &Entry) -> Vec<Text> {
        match entry {
            Entry::Row(row, _) => {
                let grid = self.grids.get(place);
                grid.map(|grid| grid.lines(row)).unwrap_or_default()
            }
            Entry::Fact(_, line) | Entry::Line(line) => vec![line.clone()],
        }
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
        self.grids.entry(place.clone()).or_insert_with(|| {
            let grid = TableStream::new(&table.columns, &table.rows, layout);
            headers.extend(grid.header());
            grid
        });
        let clocks: Clocks = table.columns.iter().map(|column| column.clock).collect();
        let entry = |row: &Arc<Row>| Entry::Row(Arc::clone(row), Arc::clone(&clocks));
        let rows = table.rows.iter();
        rows.map(|row| (row.key.clone(), entry(row))).collect()
    }
}

/// Returns the cells that are compared.
fn content<'a>(row: &'a Row, clocks: &'a [bool]) -> impl Iterator<Item = &'a Text> {
    let cells = clocks.iter().zip(&row.cells);
    cells.filter(|(clock, _)| !**clock).map(|(_, cell)| cell)
}

/// A single node that changed has no tree around it to stand in.
fn as_table(graph: &Graph) -> Table {
    let columns = std::iter::once(&graph.name).chain(&graph.columns).cloned();
    let rows = graph.nodes.iter().map(|node| {
        let cells = std::iter::once(&node.name).chain(&node.cells);
        Arc::new(Row::new(node.key.clone(), cells.cloned()))
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
    Entry::Fact(content, line)
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
        (key, Entry::Line(line.clone()))
    });
    keyed.collect()
}
