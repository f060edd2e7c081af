//! Does `sources` name what Argo CD is connected to and who uses it, and never a credential?

use anyhow::{Context, Result};
use tests::bench::{Bench, variable};
use tests::output::texts;

#[test]
fn connections_are_listed_with_their_users_and_the_kind_of_their_credentials() -> Result<()> {
    let bench = Bench::from_environment()?;
    let output = bench
        .administrator()?
        .addons(["sources", "-o", "json"])?
        .done()?;
    let answer = output.json()?;
    let registry = variable("BENCH_REGISTRY")?;
    let items = answer["items"].as_array().context("a list has items")?;
    let connected = items.iter().filter(|item| !item["connection"].is_null());
    let of_registry: Vec<_> = connected
        .filter(|item| {
            item["url"]
                .as_str()
                .is_some_and(|url| url.contains(&registry))
        })
        .collect();
    assert!(!of_registry.is_empty(), "{answer}");
    assert!(
        of_registry.iter().all(|item| item["type"] == "oci"),
        "{of_registry:?}"
    );
    let charts = variable("BENCH_CHARTS")?;
    let users = items.iter().filter(|item| {
        item["url"]
            .as_str()
            .is_some_and(|url| url.starts_with(&charts))
    });
    let users: Vec<_> = users.flat_map(|item| texts_of(&item["usedBy"])).collect();
    assert!(users.contains(&"argocd/grafana"), "{users:?}");
    Ok(())
}

fn texts_of(list: &serde_json::Value) -> Vec<&str> {
    let items = list.as_array().into_iter().flatten();
    items.filter_map(serde_json::Value::as_str).collect()
}

#[test]
fn who_may_not_read_secrets_gets_what_applications_say() -> Result<()> {
    let bench = Bench::from_environment()?;
    let output = bench
        .restricted()?
        .addons(["sources", "-o", "json"])?
        .done()?;
    output.says(&["you may not list secrets in namespace argocd"])?;
    let answer = output.json()?;
    assert!(!texts(&answer, "items", "/url").is_empty());
    let items = answer["items"].as_array().context("a list has items")?;
    assert!(
        items
            .iter()
            .all(|item| item["credentials"]["known"] == false),
        "{answer}"
    );
    Ok(())
}
