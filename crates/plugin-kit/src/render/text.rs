//! Aligned text: what a person sees, on a terminal and through a pipe.
//!
//! A pipe gets every line whole; a terminal that is too narrow gets the columns that may shrink cut with `…`.
//! Lines are made one after the other and handed on, so that a long table needs no second copy of itself.

use std::io::{self, Write};
use std::sync::Arc;

use super::grid::Grid;
use super::line::{blanks, span_width};
use super::tree::write_tree;
use super::wrap::wrapped;
use crate::paint::paint;
use crate::shape::{Block, Body, Column, Fact, Facts, Row, Table, Text, Tone};

/// How text is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// Shows the columns of `-o wide`.
    pub wide: bool,
    /// Begins tables and trees with a header.
    pub headers: bool,
    /// Columns of the screen; none: nothing is cut.
    pub width: Option<usize>,
}

impl Default for Layout {
    fn default() -> Self {
        Self {
            wide: false,
            headers: true,
            width: None,
        }
    }
}

/// Takes the lines of an answer, one after the other.
pub(crate) type Sink<'a> = dyn FnMut(Text) -> io::Result<()> + 'a;

/// Writes blocks as text, a blank line between them.
pub fn write(
    blocks: &[Block],
    layout: &Layout,
    colour: bool,
    writer: &mut dyn Write,
) -> io::Result<()> {
    each_line(blocks, layout, &mut |line| {
        write_line(&line, colour, writer)
    })
}

/// Returns the lines of blocks, neither escaped nor painted.
pub fn lines(blocks: &[Block], layout: &Layout) -> Vec<Text> {
    let mut lines = Vec::new();
    // Collecting lines cannot fail.
    let _always_collected = each_line(blocks, layout, &mut |line| {
        lines.push(line);
        Ok(())
    });
    lines
}

/// Writes lines that were laid out before.
pub fn write_lines(lines: &[Text], colour: bool, writer: &mut dyn Write) -> io::Result<()> {
    lines
        .iter()
        .try_for_each(|line| write_line(line, colour, writer))
}

fn write_line(line: &Text, colour: bool, writer: &mut dyn Write) -> io::Result<()> {
    paint(line, colour, writer)?;
    writer.write_all(b"\n")
}

fn each_line(blocks: &[Block], layout: &Layout, sink: &mut Sink) -> io::Result<()> {
    let mut shown = blocks
        .iter()
        .filter(|block| !is_empty(&block.body))
        .peekable();
    while let Some(block) = shown.next() {
        if let Some(title) = &block.title {
            sink(strong(title))?;
        }
        body(&block.body, layout, sink)?;
        if shown.peek().is_some() {
            sink(Text::default())?;
        }
    }
    Ok(())
}

/// Says whether a body draws no line; its title is then not drawn either.
fn is_empty(body: &Body) -> bool {
    match body {
        Body::Facts(facts) => facts
            .groups
            .iter()
            .flatten()
            .all(|fact| fact.values.is_empty()),
        Body::Table(table) => table.rows.is_empty(),
        Body::Graph(graph) => graph.nodes.is_empty(),
        Body::Lines(lines) | Body::Prose(lines) => lines.is_empty(),
    }
}

fn body(body: &Body, layout: &Layout, sink: &mut Sink) -> io::Result<()> {
    match body {
        Body::Facts(facts) => write_facts(facts, sink),
        Body::Table(table) => write_table(table, layout, sink),
        Body::Graph(graph) => write_tree(graph, layout, sink),
        Body::Lines(lines) => lines.iter().cloned().try_for_each(sink),
        Body::Prose(lines) => {
            let broken = lines.iter().flat_map(|line| match layout.width {
                Some(width) => wrapped(line, width),
                None => vec![line.clone()],
            });
            broken.into_iter().try_for_each(sink)
        }
    }
}

/// Returns a heading: plain spans become strong, others keep their meaning.
fn strong(title: &Text) -> Text {
    let mut spans: Vec<_> = title.spans().cloned().collect();
    for span in spans.iter_mut().filter(|span| span.tone == Tone::Plain) {
        span.tone = Tone::Strong;
    }
    spans.into_iter().collect()
}

fn write_facts(facts: &Facts, sink: &mut Sink) -> io::Result<()> {
    let groups = facts.groups.iter().map(|group| {
        group
            .iter()
            .filter(|fact| !fact.values.is_empty())
            .collect()
    });
    let groups: Vec<Vec<&Fact>> = groups
        .filter(|group: &Vec<&Fact>| !group.is_empty())
        .collect();
    let labels = groups
        .iter()
        .flatten()
        .map(|fact| span_width(&fact.label))
        .max()
        .unwrap_or(0);
    for (place, group) in groups.iter().enumerate() {
        if place > 0 {
            sink(Text::default())?;
        }
        group
            .iter()
            .try_for_each(|fact| write_fact(fact, labels, sink))?;
    }
    Ok(())
}

/// Writes a label with its first value, then the others below it; a value takes the label's colon and three blanks.
fn write_fact(fact: &Fact, labels: usize, sink: &mut Sink) -> io::Result<()> {
    for (place, value) in fact.values.iter().enumerate() {
        let (label, used) = match place {
            0 => (format!("{}:", fact.label), span_width(&fact.label) + 1),
            _ => (String::new(), 0),
        };
        let mut line = Text::toned(label, Tone::Quiet);
        if !value.is_empty() {
            line = line.then(blanks(labels + 4 - used));
            line.extend(value.clone());
        }
        sink(line)?;
    }
    Ok(())
}

fn write_table(table: &Table, layout: &Layout, sink: &mut Sink) -> io::Result<()> {
    let layout = Layout {
        headers: layout.headers && !table.bare,
        ..*layout
    };
    let stream = TableStream::new(&table.columns, &table.rows, &layout);
    stream.header().map_or(Ok(()), &mut *sink)?;
    let mut lines = table.rows.iter().flat_map(|row| stream.lines(row));
    lines.try_for_each(sink)
}

/// A table whose rows arrive in pages: widths are settled by the first page, as with `kubectl get`.
#[derive(Clone, Debug)]
pub struct TableStream {
    grid: Grid,
    headers: bool,
}

impl TableStream {
    /// Settles the widths by the rows of the first page.
    pub fn new(columns: &[Column], first: &[Arc<Row>], layout: &Layout) -> Self {
        let mut grid = Grid::new(columns, layout.wide, layout.headers);
        first.iter().for_each(|row| grid.measure(&row.cells));
        if let Some(width) = layout.width {
            grid.fit(width);
        }
        Self {
            grid,
            headers: layout.headers,
        }
    }

    /// Returns the header, unless none is wanted.
    pub fn header(&self) -> Option<Text> {
        self.headers.then(|| self.grid.header())
    }

    /// Returns the lines of a row, of the first page or of a later one: more than one where the screen is too narrow.
    pub fn lines(&self, row: &Row) -> Vec<Text> {
        self.grid.lines(&row.cells, &Text::from("  "))
    }

    /// Writes the header.
    pub fn write_header(&self, colour: bool, writer: &mut dyn Write) -> io::Result<()> {
        self.header()
            .map_or(Ok(()), |line| write_line(&line, colour, writer))
    }

    /// Writes rows, of the first page or of a later one.
    pub fn write_rows(
        &self,
        rows: &[Arc<Row>],
        colour: bool,
        writer: &mut dyn Write,
    ) -> io::Result<()> {
        let mut lines = rows.iter().flat_map(|row| self.lines(row));
        lines.try_for_each(|line| write_line(&line, colour, writer))
    }
}

#[cfg(test)]
#[path = "text_tests.rs"]
mod tests;
