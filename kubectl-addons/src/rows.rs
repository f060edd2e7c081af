//! Rows of `list` as they arrive: the first ones fix the widths of the columns, later ones follow them.

use std::collections::BTreeSet;

use argocd::object::ObjectRef;
use argocd::snapshot::Snapshot;
use jiff::Timestamp;
use plugin_kit::render::text::TableStream;
use plugin_kit::screen::Screen;
use plugin_kit::shape::Table;
use plugin_kit::stdout::stdout;
use plugin_kit::view::Output;

use crate::view::list::ListView;
use crate::view::selection::Selection;
use crate::view::tally::Tally;

/// Rows that are gathered before they are written, so that columns fit most of what follows.
pub(crate) const GATHERED: usize = 500;

/// A table that grows downwards.
pub(crate) struct Rows<'a> {
    selection: &'a Selection,
    table: TableRows,
    seen: BTreeSet<ObjectRef>,
    waiting: Vec<ObjectRef>,
    tally: Tally,
    outcome: anyhow::Result<()>,
}

impl<'a> Rows<'a> {
    /// Begins a table without rows.
    pub(crate) fn new(selection: &'a Selection, output: Output, screen: Screen) -> Self {
        Self {
            selection,
            table: TableRows::new(output, screen),
            seen: BTreeSet::new(),
            waiting: Vec::new(),
            tally: Tally::default(),
            outcome: Ok(()),
        }
    }

    /// Takes note of an Application that has arrived, and writes rows when enough have; one that arrives again has
    /// its row already.
    pub(crate) fn arrived(&mut self, application: ObjectRef, snapshot: &Snapshot, now: Timestamp) {
        if self.seen.insert(application.clone()) {
            self.waiting.push(application);
        }
        if self.waiting.len() >= GATHERED && self.outcome.is_ok() {
            self.outcome = self.write(snapshot, now);
        }
    }

    /// Writes the last rows and returns how many add-ons are in which state.
    ///
    /// # Errors
    /// Standard output could not be written.
    pub(crate) fn finish(mut self, snapshot: &Snapshot, now: Timestamp) -> anyhow::Result<Tally> {
        std::mem::replace(&mut self.outcome, Ok(()))?;
        self.write(snapshot, now)?;
        Ok(self.tally)
    }

    fn write(&mut self, snapshot: &Snapshot, now: Timestamp) -> anyhow::Result<()> {
        let arrived = std::mem::take(&mut self.waiting);
        let applications = arrived
            .iter()
            .filter_map(|reference| snapshot.application(reference));
        let view = ListView::new(snapshot, applications, self.selection, now);
        self.tally.add(&view.tally());
        self.table.write(&view.table())
    }
}

/// A table of which rows are written as they come.
pub(crate) struct TableRows {
    output: Output,
    screen: Screen,
    stream: Option<TableStream>,
}

impl TableRows {
    /// Begins a table of which nothing is written yet.
    pub(crate) fn new(output: Output, screen: Screen) -> Self {
        Self {
            output,
            screen,
            stream: None,
        }
    }

    /// Writes the rows of a table, under a header if they are the first; each table has the same columns.
    ///
    /// # Errors
    /// Standard output could not be written.
    pub(crate) fn write(&mut self, table: &Table) -> anyhow::Result<()> {
        if table.rows.is_empty() {
            return Ok(());
        }
        let (colour, mut out) = (self.screen.colour, stdout());
        let layout = self.output.layout(&self.screen);
        let begun = self.stream.is_some();
        let stream = self
            .stream
            .get_or_insert_with(|| TableStream::new(&table.columns, &table.rows, &layout));
        if !begun {
            stream.write_header(colour, &mut out)?;
        }
        stream.write_rows(&table.rows, colour, &mut out)?;
        Ok(std::io::Write::flush(&mut out)?)
    }
}
