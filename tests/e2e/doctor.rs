//! Does `doctor` find what the scenario breaks, and nothing else, and does it tell a user with few rights what to ask for?

use anyhow::{Context, Result};
use serde_json::Value;
use tests::bench::Bench;

#[test]
fn the_bench_is_judged_as_it_is() -> Result<()> {
    let bench = Bench::from_environment()?;
    let answer = bench
        .administrator()?
        .addons(["doctor", "-o", "json"])?
        .json()?;
    for id in [
        "server",
        "clock",
        "crds",
        "installation",
        "controller",
        "settings",
        "tracking",
    ] {
        assert_eq!(status(&answer, id)?, "ok", "{id}: {answer:#}");
    }
    // Its components are processes beside the cluster.
    assert_eq!(status(&answer, "components")?, "unknown");
    // The bench has Applications with children and no health check for Applications, until another test sets one up.
    let health = status(&answer, "application-health")?;
    assert!(["failed", "ok"].contains(&health), "{answer:#}");
    let rights = checks(&answer).filter(|check| check["id"] == "rights");
    for check in rights {
        assert_eq!(check["status"], "ok", "{check:#}");
    }
    assert_eq!(answer["roles"].as_array().map(Vec::len), Some(0));
    Ok(())
}

#[test]
fn a_user_with_few_rights_learns_what_to_ask_for() -> Result<()> {
    let bench = Bench::from_environment()?;
    let output = bench.restricted()?.addons(["doctor", "-o", "json"])?;
    let answer = output.done()?.json()?;
    let of = |word: &str| {
        let begin = format!("{word}: ");
        let mut found = checks(&answer).filter(|check| {
            check["what"]
                .as_str()
                .is_some_and(|what| what.starts_with(&begin))
        });
        found.next().context("every command has a check")
    };
    assert_eq!(of("list")?["status"], "warning", "{answer:#}");
    assert_eq!(of("sources")?["status"], "warning");
    let roles = answer["roles"].to_string();
    assert!(roles.contains("applications"), "{roles}");
    Ok(())
}

#[test]
fn a_user_without_rights_gets_no_check_called_well_by_guess() -> Result<()> {
    let bench = Bench::from_environment()?;
    let answer = bench
        .nameless()?
        .addons(["doctor", "-o", "json"])?
        .done()?
        .json()?;
    assert_eq!(status(&answer, "installation")?, "unknown", "{answer:#}");
    let rights = checks(&answer).filter(|check| check["id"] == "rights");
    for check in rights {
        assert_eq!(check["status"], "failed", "{check:#}");
    }
    Ok(())
}

fn checks(answer: &Value) -> impl Iterator<Item = &Value> {
    answer["checks"].as_array().into_iter().flatten()
}

fn status<'a>(answer: &'a Value, id: &str) -> Result<&'a str> {
    let check = checks(answer).find(|check| check["id"] == id);
    check
        .and_then(|check| check["status"].as_str())
        .with_context(|| format!("no check {id}: {answer:#}"))
}
