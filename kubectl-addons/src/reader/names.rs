//! The names of the Applications alone, for a shell that completes a line: as little as the server can send.

use argocd::snapshot::Scope;
use cluster::{Cause, Cluster, Rows, Table, TableRow, pinned};

use super::Reader;
use super::applications::{everything, places};
use crate::explain::explained;

/// Columns of Argo CD's own table of Applications that tell how one is doing (its CustomResourceDefinition).
const TELLING: [&str; 2] = ["Sync Status", "Health Status"];

/// One Application by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct NamedApplication {
    /// Its namespace.
    pub(crate) namespace: String,
    /// Its name.
    pub(crate) name: String,
    /// Sync and health, as in `Synced, Healthy`; empty where nobody knows.
    pub(crate) state: String,
}

impl Reader {
    /// Returns every Application by name, of the namespace given with `-n`, else of all that may be read.
    ///
    /// # Errors
    /// None could be read at all.
    pub(crate) async fn names(&mut self) -> anyhow::Result<Vec<NamedApplication>> {
        match self.cluster.clone() {
            Some(cluster) => self.names_of_cluster(&cluster).await.map_err(explained),
            None => Ok(self.names_of_file()),
        }
    }

    fn names_of_file(&self) -> Vec<NamedApplication> {
        let lives_there = |namespace: &str| self.namespace().is_none_or(|only| only == namespace);
        let applications = self.snapshot().applications();
        let names = applications.map(|application| {
            let status = &application.status;
            let sync = status.sync.status.as_ref().map(|sync| sync.as_str());
            let health = status.health.status.as_ref().map(|health| health.as_str());
            NamedApplication {
                namespace: application.metadata.namespace.clone(),
                name: application.metadata.name.clone(),
                state: state(sync.into_iter().chain(health)),
            }
        });
        names
            .filter(|named| lives_there(&named.namespace))
            .collect()
    }

    async fn names_of_cluster(
        &self,
        cluster: &Cluster,
    ) -> Result<Vec<NamedApplication>, cluster::Error> {
        let refused = match names_in(cluster, self.namespace()).await {
            Err(error) if error.cause() == Cause::Forbidden && self.namespace().is_none() => error,
            outcome => return outcome,
        };
        let mut names = Vec::new();
        for namespace in places(cluster.default_namespace()) {
            names.extend(names_in(cluster, Some(namespace)).await.unwrap_or_default());
        }
        match names.is_empty() {
            true => Err(refused),
            false => Ok(names),
        }
    }
}

async fn names_in(
    cluster: &Cluster,
    namespace: Option<&str>,
) -> Result<Vec<NamedApplication>, cluster::Error> {
    let scope = Scope {
        namespace: namespace.map(str::to_owned),
        ..everything()
    };
    let table = cluster
        .table(&pinned::applications(), &scope, Rows::Metadata)
        .await?;
    Ok(names_of(&table))
}

fn names_of(table: &Table) -> Vec<NamedApplication> {
    let telling: Vec<usize> = TELLING
        .iter()
        .filter_map(|column| table.column(column))
        .collect();
    let mut names: Vec<_> = table
        .rows
        .iter()
        .filter_map(|row| named(row, &telling))
        .collect();
    names.sort();
    names
}

fn named(row: &TableRow, telling: &[usize]) -> Option<NamedApplication> {
    let metadata = row.metadata.as_ref()?;
    let cells = telling.iter().filter_map(|&column| row.cells.get(column));
    Some(NamedApplication {
        namespace: metadata.namespace.clone(),
        name: metadata.name.clone(),
        state: state(cells.map(String::as_str)),
    })
}

fn state<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(", ")
}
