//! Members of stacks: who waits for whom and why, and what no key opens.

use std::time::Duration;

use anyhow::{Result, ensure};
use tests::bench::{Bench, path, variable};
use tests::delivery::Delivery;
use tests::patience::complaints_after;

/// How long Argo CD may take to deliver, and to find out.
const FOUND: Duration = Duration::from_secs(150);

#[test]
fn a_stack_that_waits_has_the_cause_of_the_member_it_waits_for() -> Result<()> {
    let bench = Bench::from_environment()?;
    let delivery = pair(&bench, "why-stuck", "kubelet=never-ready")?;
    let first = format!("Application/{}", delivery.application("first"));
    finds(
        &delivery,
        &stack(&delivery),
        "ProbeFailing",
        &[&first, "Readiness probe failed"],
    )
}

#[test]
fn a_stack_that_waits_for_what_is_merely_slow_says_for_whom() -> Result<()> {
    let bench = Bench::from_environment()?;
    let delivery = pair(&bench, "why-slow", "minReadySeconds=590")?;
    let first = format!("Application/{}", delivery.application("first"));
    finds(&delivery, &stack(&delivery), "WaitsForMember", &[&first])
}

#[test]
fn what_is_sealed_for_another_key_cannot_be_opened() -> Result<()> {
    let bench = Bench::from_environment()?;
    let delivery = Delivery::new(&bench, "why-sealed")?.beside_others()?;
    delivery.set_up()?;
    add(&delivery, "web", &["--encrypt", "secrets.TOKEN"])?;
    let set = ["set", "web", "secrets.TOKEN", "--stdin"];
    delivery
        .person
        .stack_reading("not-for-any-output", set)?
        .done()?;
    let keygen = path("BENCH_AGE_KEYGEN")?;
    let key = delivery.person.folder().join("other-keys.txt");
    delivery
        .person
        .printed(keygen.clone(), ["-o".as_ref(), key.as_os_str()])?;
    let recipient = delivery
        .person
        .printed(keygen, ["-y".as_ref(), key.as_os_str()])?;
    let rules = format!("creation_rules:\n  - age: {}\n", recipient.trim());
    delivery
        .repository
        .commit(&delivery.person, &[(".sops.yaml", &rules)])?;
    delivery.push()?;
    finds(
        &delivery,
        &delivery.application("web"),
        "DecryptionFailed",
        &["web"],
    )
}

/// Returns a delivered stack of two add-ons, of which the second waits for the first.
fn pair<'a>(bench: &'a Bench, stack: &str, setting: &str) -> Result<Delivery<'a>> {
    let delivery = Delivery::new(bench, stack)?.beside_others()?;
    delivery.set_up()?;
    add(&delivery, "first", &[])?;
    add(&delivery, "second", &["--parent", "addon/first"])?;
    delivery.stack(&["set", "first", setting])?;
    delivery.push()?;
    Ok(delivery)
}

fn add(delivery: &Delivery<'_>, name: &str, more: &[&str]) -> Result<()> {
    let chart = format!("oci://{}/charts/web-service", variable("BENCH_REGISTRY")?);
    let words = [
        "add",
        name,
        &chart,
        "--version",
        "2.3.1",
        "--target-namespace",
        &delivery.stack,
    ];
    delivery.stack(&[&words[..], more].concat()).map(drop)
}

fn stack(delivery: &Delivery<'_>) -> String {
    format!("{}-{}", delivery.cluster, delivery.stack)
}

/// Waits until the plugin finds a cause and says what it comes from.
fn finds(delivery: &Delivery<'_>, application: &str, cause: &str, says: &[&str]) -> Result<()> {
    let name = format!("argocd/{application}");
    let wrong = complaints_after(FOUND, || {
        let output = delivery.person.addons(["why", &name, "-o", "json"])?;
        let fits = output.stdout.contains(&format!("\"cause\": \"{cause}\""))
            && says.iter().all(|words| output.stdout.contains(words));
        let found = format!("{}{}", output.stderr, output.stdout);
        Ok((!fits).then_some(found).into_iter().collect())
    })?;
    ensure!(
        wrong.is_empty(),
        "{application}: not {cause} with {says:?}:\n{}",
        wrong.concat()
    );
    Ok(())
}
