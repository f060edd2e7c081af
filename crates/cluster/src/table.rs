//! Asks for a list as the server itself prints it: names and columns, no objects.
//!
//! Five thousand Applications are 0.6 MB this way instead of 49 MB. Which columns
//! there are is the kind's own choice; nothing here interprets a cell.

use argocd::catalog::ServedKind;
use argocd::object::Metadata;
use argocd::snapshot::Scope;
use serde::Deserialize;
use serde_json::Value;

use crate::cluster::Cluster;
use crate::error::{Cause, Error};
use crate::list::endless;
use crate::page::Position;
use crate::request::Question;

const TABLE: &str = "application/json;as=Table;v=v1;g=meta.k8s.io";

/// What comes with each row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rows {
    /// Cells alone: the cheapest; rows do not know their namespace.
    Cells,
    /// Cells and the object's metadata: namespace, labels, uid.
    Metadata,
}

impl Rows {
    fn include_object(self) -> &'static str {
        match self {
            Self::Cells => "None",
            Self::Metadata => "Metadata",
        }
    }
}

/// A list as the server prints it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Table {
    /// Names of the columns, `Name` first.
    pub columns: Vec<String>,
    /// Rows in the server's order.
    pub rows: Vec<TableRow>,
}

/// One row.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TableRow {
    /// Cells as text, one a column; empty where the server has none.
    pub cells: Vec<String>,
    /// Metadata of the object, with [`Rows::Metadata`].
    pub metadata: Option<Metadata>,
}

impl Table {
    /// Returns the position of a column, by the name the kind gives it.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column == name)
    }

    /// Adds a page; the first one names the columns.
    fn add(&mut self, page: Wire) {
        if self.columns.is_empty() {
            let columns = page.column_definitions.into_iter();
            self.columns = columns.map(|column| column.name).collect();
        }
        let rows = page.rows.unwrap_or_default().into_iter();
        self.rows.extend(rows.map(TableRow::from));
    }
}

impl Cluster {
    /// Lists a kind as the server prints it, all pages where the server gives it in parts.
    ///
    /// # Errors
    /// Whatever kept the list from being read.
    pub async fn table(
        &self,
        served: &ServedKind,
        scope: &Scope,
        rows: Rows,
    ) -> Result<Table, Error> {
        let mut table = Table::default();
        let mut next = String::new();
        loop {
            let mut parameters = vec![("includeObject", rows.include_object())];
            parameters.extend((!next.is_empty()).then_some(("continue", next.as_str())));
            let question = Question::of_scope(served, scope, "list", TABLE, &parameters);
            let mut page = self.page_of_table(&question).await?;
            let following = std::mem::take(&mut page.metadata.next);
            table.add(page);
            match following {
                end if end.is_empty() => return Ok(table),
                same if same == next => return Err(endless(&question)),
                following => next = following,
            }
        }
    }

    async fn page_of_table(&self, question: &Question) -> Result<Wire, Error> {
        let body = self.ask(question).await?;
        serde_json::from_slice(&body).map_err(|error| {
            let what = &question.what;
            Error::new(
                Cause::Unreadable,
                format!("the server's table of {what} cannot be read: {error}"),
            )
        })
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wire {
    #[serde(default)]
    metadata: Position,
    #[serde(default)]
    column_definitions: Vec<WireColumn>,
    #[serde(default)]
    rows: Option<Vec<WireRow>>,
}

#[derive(Deserialize)]
struct WireColumn {
    name: String,
}

#[derive(Deserialize)]
struct WireRow {
    #[serde(default)]
    cells: Vec<Value>,
    #[serde(default)]
    object: Option<WireObject>,
}

#[derive(Deserialize)]
struct WireObject {
    metadata: Option<Metadata>,
}

impl From<WireRow> for TableRow {
    fn from(row: WireRow) -> Self {
        let metadata = row.object.and_then(|object| object.metadata);
        Self {
            cells: row.cells.into_iter().map(text).collect(),
            metadata: metadata.filter(|metadata| !metadata.name.is_empty()),
        }
    }
}

fn text(cell: Value) -> String {
    match cell {
        Value::Null => String::new(),
        Value::String(text) => text,
        other => other.to_string(),
    }
}

#[cfg(test)]
#[path = "table_tests.rs"]
mod tests;
