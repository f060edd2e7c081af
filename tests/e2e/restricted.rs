//! Does a user with few rights get a useful answer that says what is missing, and one without rights the next step?
//!
//! The restricted user reads all but Secrets in `web` and Applications in `argocd`.

use anyhow::{Context, Result};
use serde_json::Value;
use tests::bench::Bench;
use tests::output::texts;

#[test]
fn list_shows_the_applications_that_may_be_read_and_says_so() -> Result<()> {
    let bench = Bench::from_environment()?;
    let restricted = bench.restricted()?;
    let output = restricted.addons(["list", "-o", "json"])?.done()?;
    output.says(&["not seen: Applications of other namespaces"])?;
    let answer = output.json()?;
    let namespaces = texts(&answer, "items", "/namespace");
    assert!(namespaces.iter().all(|namespace| *namespace == "argocd"));
    let items = answer["items"].as_array().context("a list has items")?;
    let storefront = items.iter().find(|item| item["name"] == "storefront");
    let storefront = storefront.context("storefront is listed")?;
    assert_eq!(storefront["state"], "Synced");
    assert_forbidden(&answer, "Applications of other namespaces");
    Ok(())
}

#[test]
fn tree_names_secrets_it_may_not_look_at_and_shows_the_rest_whole() -> Result<()> {
    let bench = Bench::from_environment()?;
    let words = ["tree", "storefront", "-o", "json"];
    let output = bench.restricted()?.addons(words)?.done()?;
    output.says(&["not seen: "])?;
    let restricted = output.json()?;
    let whole = bench.administrator()?.addons(words)?.json()?;
    let is_secret = |node: &&Value| node["kind"] == "Secret";
    let secret = nodes(&restricted).find(is_secret);
    let secret = secret.context("the Secret is named")?;
    assert_eq!(secret["presence"], "NotInspected", "{secret}");
    assert_eq!(secret["health"], Value::Null, "{secret}");
    let others = |tree| nodes(tree).filter(|node| !is_secret(node)).map(seen);
    assert_eq!(
        others(&restricted).collect::<Vec<_>>(),
        others(&whole).collect::<Vec<_>>()
    );
    assert_forbidden(&restricted, "secrets in namespace web");
    Ok(())
}

#[test]
fn events_are_those_of_the_namespace_and_of_the_history() -> Result<()> {
    let bench = Bench::from_environment()?;
    let restricted = bench.restricted()?;
    let output = restricted.addons(["events", "storefront", "-o", "json"])?;
    let output = output.done()?;
    output.says(&["not seen: "])?;
    let answer = output.json()?;
    let sources = texts(&answer, "entries", "/source");
    for source in ["event", "history"] {
        assert!(sources.contains(&source), "none of {source}: {answer}");
    }
    assert_forbidden(&answer, "events in namespace argocd");
    Ok(())
}

#[test]
fn get_tells_what_the_application_says() -> Result<()> {
    let bench = Bench::from_environment()?;
    let output = bench
        .restricted()?
        .addons(["get", "storefront", "-o", "json"])?;
    let output = output.done()?;
    output.says(&["not seen: "])?;
    let answer = output.json()?;
    assert_eq!(answer["state"], "Synced");
    assert_eq!(
        answer["images"][0], "registry.example.com/shop/storefront:21.3.0",
        "{answer}"
    );
    assert_forbidden(&answer, "appprojects.argoproj.io in namespace argocd");
    Ok(())
}

#[test]
fn a_list_that_goes_on_shows_what_may_be_read() -> Result<()> {
    let bench = Bench::from_environment()?;
    let watch = bench.restricted()?.watch(["list", "-w", "-o", "json"])?;
    watch.line(|line| line.contains("\"storefront\""))?;
    assert_eq!(watch.interrupt()?, 0);
    Ok(())
}

#[test]
fn without_rights_every_command_says_what_to_ask_for() -> Result<()> {
    let bench = Bench::from_environment()?;
    let nameless = bench.nameless()?;
    for words in [
        &["list"][..],
        &["list", "-w"],
        &["get", "storefront"],
        &["tree", "storefront"],
        &["tree", "storefront", "-w"],
        &["events", "storefront"],
        &["snapshot", "-f", "nothing.json"],
    ] {
        let output = nameless.addons(words)?;
        let output = output.ended(6).with_context(|| words.join(" "))?;
        output.says(&["error: you may not list applications.argoproj.io", "next: "])?;
        assert_eq!(output.stdout, "", "{words:?}");
    }
    Ok(())
}

fn nodes(tree: &Value) -> impl Iterator<Item = &Value> {
    tree["nodes"].as_array().into_iter().flatten()
}

fn seen(node: &Value) -> (&Value, &Value, &Value) {
    (&node["uid"], &node["health"], &node["parents"])
}

fn assert_forbidden(answer: &Value, what: &str) {
    let gaps = answer["gaps"].as_array().into_iter().flatten();
    let forbidden = gaps.filter(|gap| gap["reason"] == "Forbidden");
    let whats: Vec<&str> = forbidden.filter_map(|gap| gap["what"].as_str()).collect();
    assert!(whats.contains(&what), "no gap `{what}` among {whats:#?}");
}
