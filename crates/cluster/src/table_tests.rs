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

#[tokio::test]
async fn a_table_in_parts_is_read_to_its_end() {
    let page = |name: &str, next: &str| json!({"kind": "Table", "metadata": {"continue": next}, "columnDefinitions": [{"name": "Name"}], "rows": [{"cells": [name]}]});
    let fake = Fake::start(move |asked| match asked.has("continue=second") {
        false => Reply::json(page("web", "second")),
        true => Reply::json(page("shop", "")),
    })
    .await;
    let scope = Scope::everywhere("argoproj.io", "Application");
    let cluster = fake.cluster().await;
    let table = cluster
        .table(&pinned::applications(), &scope, Rows::Cells)
        .await
        .unwrap();
    assert_eq!(table.columns, ["Name"]);
    let names: Vec<&str> = table.rows.iter().map(|row| row.cells[0].as_str()).collect();
    assert_eq!(names, ["web", "shop"]);
}

#[tokio::test]
async fn a_table_that_is_refused_on_the_way_is_no_table() {
    let fake = Fake::start(|asked| match asked.has("continue=second") {
        false => Reply::json(json!({"kind": "Table", "metadata": {"continue": "second"}, "rows": [{"cells": ["web"]}]})),
        true => Reply::status(401, json!({})),
    })
    .await;
    let scope = Scope::everywhere("argoproj.io", "Application");
    let cluster = fake.cluster().await;
    let table = cluster
        .table(&pinned::applications(), &scope, Rows::Cells)
        .await;
    assert_eq!(table.unwrap_err().cause(), Cause::Unauthorized);
}
