//! The names of the Applications alone, for a shell that completes a line: as little as the server can send.

use argocd::snapshot::Scope;
use futures_util::future::join;

use cluster::{Cause, Cluster, Rows, Table, TableRow, pinned};

use super::Reader;
use super::applications::{OTHER_NAMESPACES, USUAL_NAMESPACE, everything, places};
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
        &mut self,
        cluster: &Cluster,
    ) -> Result<Vec<NamedApplication>, cluster::Error> {
        let namespace = self.namespace().map(str::to_owned);
        let refused = match names_in(cluster, namespace.as_deref()).await {
            Err(error) if error.cause() == Cause::Forbidden && namespace.is_none() => error,
            outcome => return outcome,
        };
        let mut names = Vec::new();
        let mut read = false;
        for namespace in places(cluster.default_namespace()) {
            let some = names_in(cluster, Some(namespace)).await;
            read |= some.is_ok();
            names.extend(some.unwrap_or_default());
        }
        if !read {
            return Err(refused);
        }
        self.tell_gap(refused.into_gap(OTHER_NAMESPACES.to_owned(), None));
        Ok(names)
    }
}

async fn names_in(
    cluster: &Cluster,
    namespace: Option<&str>,
) -> Result<Vec<NamedApplication>, cluster::Error> {
    match namespace {
        Some(namespace) => {
            let table = table(cluster, Some(namespace), Rows::Cells).await?;
            Ok(names_of(&table, Some(namespace)))
        }
        None => names_everywhere(cluster).await,
    }
}

/// The server's cells say nothing of namespaces, and metadata is many times larger. Nearly always all Applications
/// live beside Argo CD: when as many do as there are, the cells are enough.
async fn names_everywhere(cluster: &Cluster) -> Result<Vec<NamedApplication>, cluster::Error> {
    let all = table(cluster, None, Rows::Cells);
    let usual = table(cluster, Some(USUAL_NAMESPACE), Rows::Cells);
    let (all, usual) = join(all, usual).await;
    let all = all?;
    match usual {
        Ok(usual) if usual.rows == all.rows => Ok(names_of(&usual, Some(USUAL_NAMESPACE))),
        _ => {
            let table = table(cluster, None, Rows::Metadata).await?;
            Ok(names_of(&table, None))
        }
    }
}

async fn table(
    cluster: &Cluster,
    namespace: Option<&str>,
    rows: Rows,
) -> Result<Table, cluster::Error> {
    let scope = Scope {
        namespace: namespace.map(str::to_owned),
        ..everything()
    };
    cluster.table(&pinned::applications(), &scope, rows).await
}

fn names_of(table: &Table, namespace: Option<&str>) -> Vec<NamedApplication> {
    let telling: Vec<usize> = TELLING
        .iter()
        .filter_map(|column| table.column(column))
        .collect();
    let named = |row: &TableRow| {
        let (namespace, name) = match (namespace, &row.metadata) {
            (Some(namespace), _) => (namespace.to_owned(), row.cells.first()?.clone()),
            (None, metadata) => metadata
                .as_ref()
                .map(|metadata| (metadata.namespace.clone(), metadata.name.clone()))?,
        };
        let cells = telling.iter().filter_map(|&column| row.cells.get(column));
        let state = state(cells.map(String::as_str));
        Some(NamedApplication {
            namespace,
            name,
            state,
        })
    };
    let mut names: Vec<_> = table.rows.iter().filter_map(named).collect();
    names.sort();
    names
}

fn state<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join(", ")
}
