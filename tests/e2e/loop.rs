//! Does a stack go from an empty folder through Git and Argo CD into the cluster, and come back as states and reasons?

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use tests::bench::{Bench, path, variable};
use tests::delivery::Delivery;

/// A secret that nobody may find anywhere but in the live Secret.
const PASSWORD: &str = "correct-horse-battery-staple-7";
/// The same as Kubernetes writes it.
const PASSWORD_IN_A_SECRET: &str = "Y29ycmVjdC1ob3JzZS1iYXR0ZXJ5LXN0YXBsZS03";

const NAMESPACE: &str = "bookshop";
const MANIFEST: &str =
    "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: bookshop\n  labels:\n    team: books\n";

#[test]
fn a_stack_is_made_pushed_deployed_changed_and_broken() -> Result<()> {
    // Argo CD's settings change.
    let bench = Bench::alone()?;
    let delivery = Delivery::new(&bench, "bookshop")?;
    delivery.set_up()?;
    bench.let_others_in()?;
    add_members(&delivery)?;
    let before = delivery.repository.commits()?;

    delivery.push()?;
    assert_eq!(delivery.repository.commits()?, before + 1, "one commit");
    delivery.push()?.says(&["nothing to push"])?;
    assert_eq!(delivery.repository.commits()?, before + 1, "no second one");

    let synced = "Synced/Healthy";
    delivery.becomes(&[
        ("namespace", synced),
        ("dashboards", synced),
        ("web", synced),
    ])?;
    came_in_order(&delivery)?;
    let secret = "secret/dashboards";
    delivery.live(
        secret,
        NAMESPACE,
        "{.data.admin-password}",
        PASSWORD_IN_A_SECRET,
    )?;
    is_sealed(&delivery)?;

    delivery.stack(&["set", "web", "replicas=3"])?;
    delivery.push()?;
    delivery.live("deployment/web", NAMESPACE, "{.spec.replicas}", "3")?;
    delivery.becomes(&[("web", synced)])?;

    delivery.stack(&[
        "set",
        "web",
        "kubelet=crash-loop",
        "progressDeadlineSeconds=5",
    ])?;
    delivery.push()?;
    delivery.becomes(&[("web", "Degraded/Unhealthy"), ("dashboards", synced)])?;
    let output = delivery
        .person
        .addons(["tree", &delivery.application("web")])?
        .done()?;
    ensure!(
        output.stdout.contains("CrashLoopBackOff"),
        "{}",
        output.stdout
    );
    is_sealed(&delivery)
}

fn add_members(delivery: &Delivery<'_>) -> Result<()> {
    let charts = format!("{}/community", variable("BENCH_CHARTS")?);
    let registry = format!("oci://{}/charts/web-service", variable("BENCH_REGISTRY")?);
    delivery.person.write("../namespace.yaml", MANIFEST)?;
    delivery.stack(&["add", "namespace", "--manifest", "../namespace.yaml"])?;
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
        NAMESPACE,
        "--parent",
        "manifest/namespace",
        "--encrypt",
        "adminPassword",
    ])?;
    delivery.stack(&[
        "add",
        "web",
        &registry,
        "--version",
        "2.3.1",
        "--target-namespace",
        NAMESPACE,
        "--parent",
        "addon/dashboards",
    ])?;
    let set = ["set", "dashboards", "adminPassword", "--stdin"];
    delivery.person.stack_reading(PASSWORD, set)?.done()?;
    Ok(())
}

/// Fails unless each member's Application is younger than that of its parent.
fn came_in_order(delivery: &Delivery<'_>) -> Result<()> {
    let created = |member: &str| -> Result<String> {
        let item = delivery.listed(member)?.context("it is listed")?;
        let created = item["createdAt"].as_str();
        created.map(str::to_owned).context("it has an age")
    };
    let order = [
        created("namespace")?,
        created("dashboards")?,
        created("web")?,
    ];
    ensure!(order.is_sorted() && order[0] < order[2], "{order:?}");
    Ok(())
}

/// Fails unless Git holds the password sealed alone, and `sops` opens what it holds.
fn is_sealed(delivery: &Delivery<'_>) -> Result<()> {
    for text in [PASSWORD, PASSWORD_IN_A_SECRET] {
        ensure!(!delivery.repository.holds(text)?, "Git holds {text}");
    }
    let sealed = delivery
        .repository
        .file(&delivery.path("add-ons/dashboards/values.yaml"))?;
    ensure!(
        sealed.contains("adminPassword: ENC[AES256_GCM,"),
        "{sealed}"
    );
    delivery.person.write("../sealed.yaml", &sealed)?;
    let mut sops = delivery.person.program(
        path("BENCH_SOPS")?,
        ["--decrypt", "--output-type", "json", "../sealed.yaml"],
    );
    sops.env("SOPS_AGE_KEY_FILE", tests::repo_server::keys()?);
    let opened: Value = delivery.person.run(sops)?.json()?;
    assert_eq!(opened["adminPassword"], PASSWORD);
    Ok(())
}
