//! Does Argo CD deploy what is sealed in Git as it was meant, and nothing that it is not allowed to open?
//!
//! The whole repo-server is exchanged here, so these wait until no other test is at work.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tests::bench::{Bench, variable};
use tests::delivery::{ARGO_CD, Delivery};
use tests::patience::complaints_after;
use tests::repo_server;

/// How long Argo CD may take to render anew.
const LONGEST: Duration = Duration::from_secs(90);

/// A secret that no log may hold.
const PASSWORD: &str = "nobody-logs-this-password-4711";
/// The same as Kubernetes writes it.
const PASSWORD_IN_A_SECRET: &str = "bm9ib2R5LWxvZ3MtdGhpcy1wYXNzd29yZC00NzEx";

const SECRET: &str = "secret/dashboards";

#[test]
fn without_a_decryptor_it_is_said_and_with_one_the_secret_is_plain() -> Result<()> {
    let bench = Bench::alone()?;
    let delivery = sealed(&bench, "vault")?;
    let _put_back = PutBack;
    repo_server::does_not_decrypt()?;
    delivery.stack(
        &[
            &["setup", "--apply", "--yes", "--argocd-version", ARGO_CD][..],
            &delivery.target(),
        ]
        .concat(),
    )?;
    let push = delivery.push()?.stdout;
    ensure!(push.contains("nobody to open them"), "{push}");
    let live = "{.data.admin-password}";
    let found = complaints_after(LONGEST, || {
        let words = [
            "get",
            SECRET,
            "--namespace",
            "vault",
            "-o",
            "go-template={{index .data \"admin-password\" | base64decode}}",
        ];
        let found = delivery.person.kubectl(words).unwrap_or_default();
        Ok((!found.starts_with("ENC["))
            .then_some(found)
            .into_iter()
            .collect())
    })?;
    ensure!(found.is_empty(), "deployed: {found:?}");
    let get = delivery
        .person
        .addons(["get", &delivery.application("dashboards")])?
        .done()?;
    ensure!(get.stdout.contains("decryptor"), "{}", get.stdout);

    delivery.set_up()?;
    refresh(&delivery)?;
    delivery.live(SECRET, "vault", live, PASSWORD_IN_A_SECRET)?;
    delivery.becomes(&[("dashboards", "Synced/Healthy")])?;
    let get = delivery
        .person
        .addons(["get", &delivery.application("dashboards")])?
        .done()?;
    ensure!(!get.stdout.contains("decryptor"), "{}", get.stdout);
    no_log_holds_it()
}

#[test]
fn what_is_not_on_the_list_stays_closed() -> Result<()> {
    let bench = Bench::alone()?;
    let delivery = sealed(&bench, "stolen")?;
    repo_server::decrypts()?;
    delivery.stack(
        &[
            &["setup", "--apply", "--yes", "--argocd-version", ARGO_CD][..],
            &delivery.target(),
        ]
        .concat(),
    )?;
    delivery.push()?;
    delivery.becomes(&[("dashboards", "Unknown/ComparisonError")])?;
    let item = delivery.listed("dashboards")?.context("it is listed")?;
    let message = item["message"].as_str().unwrap_or_default();
    ensure!(
        message.contains("the allow-list has no line for it"),
        "{message}"
    );
    ensure!(
        !message.trim().contains('\n'),
        "more than one line: {message}"
    );
    no_log_holds_it()
}

/// Returns a stack with a sealed password that nobody has pushed yet.
fn sealed<'a>(bench: &'a Bench, stack: &str) -> Result<Delivery<'a>> {
    let delivery = Delivery::new(bench, stack)?.beside_others()?;
    let charts = format!("{}/community", variable("BENCH_CHARTS")?);
    delivery.stack(&[
        "add",
        "dashboards",
        "--chart",
        "grafana",
        "--repository",
        &charts,
        "--version",
        "9.2.10",
        "--target-namespace",
        stack,
        "--encrypt",
        "adminPassword",
    ])?;
    let set = ["set", "dashboards", "adminPassword", "--stdin"];
    delivery.person.stack_reading(PASSWORD, set)?.done()?;
    Ok(delivery)
}

/// Lets Argo CD render anew what it has rendered before.
fn refresh(delivery: &Delivery<'_>) -> Result<()> {
    let name = delivery.application("dashboards");
    let hard = "argocd.argoproj.io/refresh=hard";
    let words = [
        "annotate",
        "application.argoproj.io",
        &name,
        "--namespace",
        "argocd",
        "--overwrite",
        hard,
    ];
    delivery.person.kubectl(words).map(drop)
}

fn no_log_holds_it() -> Result<()> {
    let logs = repo_server::logs()?;
    ensure!(logs.len() > 1000, "the logs were read");
    for text in [PASSWORD, PASSWORD_IN_A_SECRET, "AGE-SECRET-KEY-"] {
        ensure!(!logs.contains(text), "a log of Argo CD holds {text}");
    }
    Ok(())
}

/// Lets the repo-server decrypt again, as the other tests expect.
struct PutBack;

impl Drop for PutBack {
    fn drop(&mut self) {
        let _ = repo_server::decrypts();
    }
}
