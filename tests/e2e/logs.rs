//! Are the logs of an add-on those that its containers wrote, of the run before and of Pods to come too?

use anyhow::Result;
use serde_json::Value;
use tests::bench::Bench;

/// An add-on of the scenario whose container crashes; its log has a password in a URL.
const CRASHING: &str = "payments-api";

/// An add-on, and its namespace, whose Pods nobody else looks at closely.
const REPLACED: &str = "podinfo";

#[test]
fn a_container_that_crashes_tells_of_the_run_before() -> Result<()> {
    let bench = Bench::from_environment()?;
    let administrator = bench.administrator()?;
    let words = ["logs", CRASHING, "--unhealthy", "--previous"];
    let output = administrator.addons(words)?.done()?;
    assert!(
        output.stdout.contains("cannot reach the ledger"),
        "{output:?}"
    );
    assert!(!output.stdout.contains("not-for-any-output"), "{output:?}");
    Ok(())
}

#[test]
fn scripts_get_a_document_for_each_line() -> Result<()> {
    let bench = Bench::from_environment()?;
    let words = ["logs", CRASHING, "-o", "json", "--tail", "2"];
    let output = bench.administrator()?.addons(words)?.done()?;
    let lines: Result<Vec<Value>, _> = output.stdout.lines().map(serde_json::from_str).collect();
    let lines = lines?;
    assert!(!lines.is_empty());
    assert!(
        lines
            .iter()
            .all(|line| line["kind"] == "LogLine" && line["container"] != "")
    );
    Ok(())
}

#[test]
fn pods_to_come_are_heard_too() -> Result<()> {
    let bench = Bench::from_environment()?;
    let administrator = bench.administrator()?;
    let watch = administrator.watch(["logs", REPLACED, "-f", "--tail", "1"])?;
    let first = watch.line(|line| line.contains('│'))?;
    let pod = first.split(' ').next().unwrap_or_default().to_owned();
    let delete = [
        "delete",
        "pod",
        &pod,
        "--namespace",
        REPLACED,
        "--wait=false",
    ];
    administrator.kubectl(delete)?;
    watch.line(|line| line.contains('│') && !line.starts_with(&pod))?;
    assert_eq!(watch.interrupt()?, 0);
    Ok(())
}
