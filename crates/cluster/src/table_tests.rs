use argocd::snapshot::Scope;
use serde_json::json;

use super::*;
use crate::fake::{Fake, Reply};
use crate::pinned;

#[tokio::test]
async fn a_table_gives_columns_and_cells_and_the_namespace_when_asked() {
    let table = json!({"kind": "Table", "columnDefinitions": [{"name": "Name"}, {"name": "Sync Status"}],
        "rows": [{"cells": ["web", null], "object": {"metadata": {"name": "web", "namespace": "argocd"}}},
                 {"cells": ["shop", 3], "object": null}]});
    let fake = Fake::start(move |_| Reply::json(table.clone())).await;
    let cluster = fake.cluster().await;
    let scope = Scope::everywhere("argoproj.io", "Application");
    let table = cluster
        .table(&pinned::applications(), &scope, Rows::Metadata)
        .await
        .unwrap();
    assert_eq!(table.column("Sync Status"), Some(1));
    assert_eq!(table.rows[0].cells, ["web", ""]);
    assert_eq!(table.rows[1].cells, ["shop", "3"]);
    let namespace = |row: &TableRow| row.metadata.as_ref().map(|m| m.namespace.clone());
    assert_eq!(namespace(&table.rows[0]), Some("argocd".to_owned()));
    assert_eq!(namespace(&table.rows[1]), None);
    assert!(fake.asked()[0].has("includeObject=Metadata"));
}
