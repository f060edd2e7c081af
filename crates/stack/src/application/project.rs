//! The AppProject of a cluster's members.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use crate::cluster_file::ClusterFile;

use super::object;

/// Returns the AppProject of a cluster: what the Applications need, the cluster itself as a destination, and what the
/// project at the tip admits already.
///
/// `applications` are those of all its stacks; those of other projects do not count. Nothing is taken out: an
/// Application that is being deleted needs its destination to the end, or what it deployed is left behind
/// (Argo CD leaves alone what its project does not permit).
///
/// It has no wave of its own: a sync of several waves waits for the health of every one, the last included (Argo CD's
/// `sync_context.go`), so that a stack on its way would hold up the next one. Applications whose project comes a moment
/// later are tried again.
pub fn project<'a>(
    cluster: &ClusterFile,
    applications: impl IntoIterator<Item = &'a Value>,
    before: Option<&Value>,
) -> Value {
    let mut admitted = Admitted::default();
    admitted.repositories.insert(cluster.repository.clone());
    let (key, text) = cluster.destination.field();
    admitted
        .destinations
        .insert((key.to_owned(), text.to_owned()));
    for application in applications {
        let spec = &application["spec"];
        if spec["project"] == cluster.project.as_str() {
            admitted.add_application(spec);
        }
    }
    if let Some(before) = before {
        admitted.add_project(&before["spec"]);
    }
    let mut project = object("AppProject", metadata(cluster));
    project.insert("spec".into(), spec(cluster, admitted));
    Value::Object(project)
}

/// What an AppProject admits.
#[derive(Default)]
struct Admitted {
    repositories: BTreeSet<String>,
    /// Keys, `server` or `name`, and what they say.
    destinations: BTreeSet<(String, String)>,
}

impl Admitted {
    fn add_application(&mut self, spec: &Value) {
        let many = spec["sources"].as_array().into_iter().flatten();
        let sources = many.chain(spec.get("source"));
        let urls = sources.filter_map(|source| source["repoURL"].as_str());
        self.repositories.extend(urls.map(str::to_owned));
        self.destinations.extend(destination(&spec["destination"]));
    }

    fn add_project(&mut self, spec: &Value) {
        let urls = spec["sourceRepos"].as_array().into_iter().flatten();
        let urls = urls.filter_map(Value::as_str).map(str::to_owned);
        self.repositories.extend(urls);
        let destinations = spec["destinations"].as_array().into_iter().flatten();
        self.destinations
            .extend(destinations.filter_map(destination));
    }
}

fn metadata(cluster: &ClusterFile) -> Map<String, Value> {
    Map::from_iter([
        ("name".to_owned(), Value::from(cluster.project.as_str())),
        ("namespace".to_owned(), cluster.namespace.as_str().into()),
    ])
}

fn spec(cluster: &ClusterFile, admitted: Admitted) -> Value {
    let destinations = admitted.destinations.into_iter();
    let destinations: Vec<Value> = destinations
        .map(|(key, text)| json!({key: text, "namespace": "*"}))
        .collect();
    json!({
        "description": format!("Add-ons and manifests of the stacks on {}", cluster.name),
        "sourceRepos": admitted.repositories,
        "destinations": destinations,
        "clusterResourceWhitelist": [{"group": "*", "kind": "*"}],
    })
}

fn destination(destination: &Value) -> Option<(String, String)> {
    let field = |key: &str| Some((key.to_owned(), destination[key].as_str()?.to_owned()));
    field("server").or_else(|| field("name"))
}
