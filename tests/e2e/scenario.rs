//! What the bench's scenario expects of each Application; read from its file, which only `xtask` acts on.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::Value;

/// The scenario's file, from this package's folder.
const FILE: &str = "bench/scenario/scenario.yaml";

/// How long after the age it names an Application may still turn to its later state: its clock
/// starts when it has been synced, not when it is created.
const GRACE: SignedDuration = SignedDuration::from_mins(5);

/// The Applications of the bench.
#[derive(Debug, Deserialize)]
pub struct Scenario {
    /// All of them, in the file's order.
    pub applications: Vec<Expectation>,
}

/// What is expected of one Application.
#[derive(Debug, Deserialize)]
pub struct Expectation {
    /// Its name.
    pub name: String,
    /// Its own namespace.
    #[serde(default = "argocd")]
    pub namespace: String,
    /// Why it is in that state.
    pub because: String,
    expect: Verdict,
    later: Option<Later>,
    #[serde(default)]
    spec: Value,
    #[serde(default)]
    wait: Value,
}

/// A lifecycle state, its reason and their cause.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Verdict {
    /// The state.
    pub state: String,
    /// The reason.
    pub reason: String,
    /// The cause of both.
    #[serde(default = "nothing")]
    pub why: String,
}

#[derive(Debug, Deserialize)]
struct Later {
    after: String,
    #[serde(flatten)]
    verdict: Verdict,
}

impl Scenario {
    /// Reads the scenario.
    ///
    /// # Errors
    /// Its file is not as it should be.
    pub fn read() -> Result<Self> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
        let text = fs::read_to_string(&path).with_context(|| format!("reading {FILE}"))?;
        serde_saphyr::from_str(&text).with_context(|| format!("understanding {FILE}"))
    }
}

impl Expectation {
    /// Returns the cause that `why` has to find.
    pub fn cause(&self) -> &str {
        &self.expect.why
    }

    /// Returns the name with the namespace.
    pub fn qualified(&self) -> String {
        format!("{}/{}", self.namespace, self.name)
    }

    /// Returns the name under which Argo CD keeps it: only those outside its own namespace have theirs in it.
    pub fn instance(&self) -> String {
        match self.namespace == argocd() {
            true => self.name.clone(),
            false => format!("{}_{}", self.namespace, self.name),
        }
    }

    /// Returns what it may be, given the age of its Application; two right at the turn.
    ///
    /// # Errors
    /// The scenario names no length of time.
    pub fn allowed(&self, age: SignedDuration) -> Result<Vec<&Verdict>> {
        let Some(Later { after, verdict }) = &self.later else {
            return Ok(vec![&self.expect]);
        };
        let after: SignedDuration = after
            .parse()
            .with_context(|| format!("`later` of {}", self.name))?;
        Ok(match age {
            _ if age < after => vec![&self.expect],
            _ if age < after + GRACE => vec![&self.expect, verdict],
            _ => vec![verdict],
        })
    }

    /// Returns whether it is deployed to another cluster than the one Argo CD runs in.
    pub fn is_elsewhere(&self) -> bool {
        self.spec.pointer("/destination/server") == Some(&Value::Null)
    }

    /// Returns whether Argo CD ever looks at it.
    pub fn is_compared(&self) -> bool {
        self.wait["compared"] != Value::Bool(false)
    }
}

/// The cause of what is as it should be.
fn nothing() -> String {
    "Nothing".to_owned()
}

fn argocd() -> String {
    "argocd".to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expectation(yaml: &str) -> Expectation {
        serde_saphyr::from_str(yaml).unwrap()
    }

    #[test]
    fn the_scenario_can_be_read() {
        let scenario = Scenario::read().unwrap();
        assert!(scenario.applications.len() >= 60);
        let elsewhere = scenario
            .applications
            .iter()
            .filter(|one| one.is_elsewhere());
        let names: Vec<&str> = elsewhere.map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["invoices-frankfurt", "shop-brazil"]);
    }

    #[test]
    fn age_decides_what_is_allowed() {
        let one = expectation(
            "{name: a, because: b, expect: {state: Deploying, reason: Deleting}, later: {after: 10m, state: Degraded, reason: DeletionBlocked}}",
        );
        let states = |minutes| {
            let allowed = one.allowed(SignedDuration::from_mins(minutes)).unwrap();
            allowed
                .iter()
                .map(|verdict| verdict.state.as_str())
                .collect::<Vec<_>>()
        };
        assert_eq!(states(9), ["Deploying"]);
        assert_eq!(states(10), ["Deploying", "Degraded"]);
        assert_eq!(states(15), ["Degraded"]);
    }
}
