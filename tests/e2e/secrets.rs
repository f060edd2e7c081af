//! Does any secret of the bench get out?
//!
//! Every password of the scenario is the same word. The Secrets of Argo CD's namespace, the tokens of its
//! users among them, are searched for as they are and as Kubernetes writes them.

use std::collections::BTreeSet;
use std::fs;

use anyhow::{Context, Result};
use serde_json::Value;
use tests::bench::{Bench, path};
use tests::person::Person;

/// The word that stands for every password.
const PASSWORD: &str = "not-for-any-output";

/// Shortest value of a Secret that is searched for; shorter ones are words anybody may use.
const SHORTEST: usize = 16;

#[test]
fn a_snapshot_holds_no_secret() -> Result<()> {
    let bench = Bench::from_environment()?;
    let administrator = bench.administrator()?;
    let secrets = secrets(&administrator)?;
    let snapshot = administrator.addons(["snapshot"])?.done()?;
    assert_silent("snapshot", &snapshot.stdout, &secrets);
    assert_silent("snapshot, beside it", &snapshot.stderr, &secrets);
    assert!(
        !snapshot.stdout.contains("last-applied-configuration\":"),
        "the annotation with the last applied configuration repeats whole objects"
    );
    assert!(
        snapshot.stdout.contains("\"masked\"") || snapshot.stdout.contains("••••"),
        "something was masked"
    );
    Ok(())
}

#[test]
fn no_answer_about_any_add_on_holds_a_secret() -> Result<()> {
    let bench = Bench::from_environment()?;
    let administrator = bench.administrator()?;
    let secrets = secrets(&administrator)?;
    // Those with a password in values, in parameters or in a Secret, and the one of the other cluster.
    for name in [
        "grafana",
        "dashboards-staging",
        "storefront",
        "invoices-frankfurt",
        "api-gateway",
    ] {
        for command in ["get", "tree", "events"] {
            let output = administrator
                .addons([command, name, "-o", "yaml"])?
                .done()?;
            let what = format!("{command} {name}");
            assert_silent(&what, &output.stdout, &secrets);
            assert_silent(&what, &output.stderr, &secrets);
        }
    }
    let list = administrator.addons(["list", "-o", "json"])?.done()?;
    assert_silent("list", &list.stdout, &secrets);
    Ok(())
}

fn assert_silent(what: &str, text: &str, secrets: &BTreeSet<String>) {
    let found: Vec<_> = secrets
        .iter()
        .filter(|secret| text.contains(*secret))
        .collect();
    assert!(found.is_empty(), "{what} holds {found:?}");
}

/// Returns the password, the users' tokens, and the values of all Secrets as Kubernetes writes them.
fn secrets(administrator: &Person<'_>) -> Result<BTreeSet<String>> {
    let written = administrator.kubectl([
        "get",
        "secrets",
        "--all-namespaces",
        "-o",
        "go-template={{range .items}}{{range .data}}{{.}}{{\"\\n\"}}{{end}}{{end}}",
    ])?;
    let written: Vec<String> = written.lines().map(str::to_owned).collect();
    let mut secrets: BTreeSet<String> = written
        .into_iter()
        .filter(|value| value.len() >= SHORTEST)
        .collect();
    assert!(secrets.len() >= 3, "the bench has Secrets: {secrets:?}");
    secrets.insert(PASSWORD.to_owned());
    for variable in ["KUBECONFIG", "BENCH_RESTRICTED_KUBECONFIG"] {
        secrets.insert(token(variable)?);
    }
    Ok(secrets)
}

fn token(variable: &str) -> Result<String> {
    let kubeconfig: Value = serde_json::from_slice(&fs::read(path(variable)?)?)?;
    let token = kubeconfig.pointer("/users/0/user/token");
    let token = token.and_then(Value::as_str).map(str::to_owned);
    token.with_context(|| format!("{variable} has a token"))
}
