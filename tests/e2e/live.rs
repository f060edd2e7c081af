//! Does `-w` show a change when it happens, and end on Ctrl-C as if all had been said?
//!
//! What is changed here nobody else looks at closely, and is put back.

use anyhow::{Context, Result};
use serde_json::Value;
use tests::bench::Bench;
use tests::person::Person;

/// A namespace that Argo CD does not look into: what is made there stays as it is.
const SANDBOX: &str = "sandbox";

/// An Application without auto-heal, whose pods anybody may count.
const SCALED: &str = "coupons";

#[test]
fn a_list_shows_an_application_when_it_is_made_and_no_longer_when_it_is_gone() -> Result<()> {
    let bench = Bench::from_environment()?;
    let administrator = bench.administrator()?;
    let made = Made::new(&administrator, "appears-while-watched");
    let watch = administrator.watch(["list", "-w", "-o", "json"])?;
    watch.line(|line| line.contains("\"storefront\""))?;
    made.make()?;
    let line = watch.line(|line| line.contains(made.name))?;
    let list: Value = serde_json::from_str(&line).context("each line is a whole answer")?;
    let items = list["items"].as_array().context("a list has items")?;
    let item = items.iter().find(|item| item["name"] == made.name);
    assert_eq!(item.context("it is listed")?["reason"], "NotReconciled");
    made.unmake()?;
    watch.line(|line| !line.contains(made.name))?;
    assert_eq!(watch.interrupt()?, 0);
    Ok(())
}

#[test]
fn a_tree_shows_a_pod_when_it_comes_and_no_longer_when_it_is_gone() -> Result<()> {
    let bench = Bench::from_environment()?;
    let administrator = bench.administrator()?;
    let _put_back = Scaled(&administrator);
    scale(&administrator, "4")?;
    let watch = administrator.watch(["tree", SCALED, "-w", "-o", "json"])?;
    watch.line(|line| pods(line) == 4)?;
    scale(&administrator, "5")?;
    watch.line(|line| pods(line) == 5)?;
    scale(&administrator, "4")?;
    watch.line(|line| pods(line) == 4)?;
    assert_eq!(watch.interrupt()?, 0);
    Ok(())
}

#[test]
fn a_drawn_tree_follows_as_well() -> Result<()> {
    let bench = Bench::from_environment()?;
    let watch = bench.administrator()?.watch(["tree", "minio", "-w"])?;
    let line = watch.line(|line| line.contains("StatefulSet/minio"))?;
    assert!(line.contains("Healthy"), "{line}");
    assert_eq!(watch.interrupt()?, 0);
    Ok(())
}

fn pods(line: &str) -> usize {
    let tree: Value = serde_json::from_str(line).unwrap_or_default();
    let nodes = tree["nodes"].as_array().into_iter().flatten();
    nodes.filter(|node| node["kind"] == "Pod").count()
}

fn scale(administrator: &Person<'_>, replicas: &str) -> Result<()> {
    let deployment = format!("deployment/{SCALED}");
    administrator
        .kubectl([
            "scale",
            &deployment,
            "--namespace",
            SCALED,
            "--replicas",
            replicas,
        ])
        .map(drop)
}

/// Scales back to what the scenario left, whatever becomes of the test.
struct Scaled<'a>(&'a Person<'a>);

impl Drop for Scaled<'_> {
    fn drop(&mut self) {
        // The test has failed by then and says why.
        let _ = scale(self.0, "4");
    }
}

/// An Application that is deleted at the latest with the test.
struct Made<'a> {
    administrator: &'a Person<'a>,
    name: &'static str,
}

impl<'a> Made<'a> {
    fn new(administrator: &'a Person<'a>, name: &'static str) -> Self {
        let made = Self {
            administrator,
            name,
        };
        // Left over from a test that was ended hard.
        let _ = made.unmake();
        made
    }

    fn make(&self) -> Result<()> {
        // A copy of one that lies there already, under another name.
        let words = ["get", "application", "playground", "--namespace", SANDBOX];
        let words = words.into_iter().chain(["-o", "json"]);
        let found = self.administrator.kubectl(words)?;
        let playground: Value = serde_json::from_str(&found)?;
        let copy = serde_json::json!({
            "apiVersion": playground["apiVersion"],
            "kind": playground["kind"],
            "metadata": {"name": self.name, "namespace": SANDBOX},
            "spec": playground["spec"],
        });
        let file = self.administrator.home().join("application.json");
        std::fs::write(&file, copy.to_string())?;
        let words = ["create", "--filename", &file.to_string_lossy()];
        self.administrator.kubectl(words).map(drop)
    }

    fn unmake(&self) -> Result<()> {
        let words = ["delete", "application", self.name, "--namespace", SANDBOX];
        let words = words.into_iter().chain(["--ignore-not-found"]);
        self.administrator.kubectl(words).map(drop)
    }
}

impl Drop for Made<'_> {
    fn drop(&mut self) {
        // The test has failed by then and says why.
        let _ = self.unmake();
    }
}
