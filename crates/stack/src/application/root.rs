//! The root Application of an Argo CD: itself, and the stacks and AppProjects of all its clusters.

use serde_json::{Value, json};

use crate::cluster_file::ClusterFile;
use crate::layout::{Layout, root_file, root_name};

use super::{IN_CLUSTER, PATHS, endless_retry, object};

/// Returns the root Application of the Argo CD of a cluster, over the clusters of these names.
///
/// It has none of our labels, so that our health check does not judge it; no finalizer and no prune, so that
/// nothing is deleted by losing it or a file of it.
pub fn root(cluster: &ClusterFile, clusters: &[String]) -> Value {
    let root = root_file(&cluster.instance);
    let folders = clusters
        .iter()
        .map(|name| Layout::new(name.as_str(), "").stacks_folder());
    let folders: Vec<String> = folders.collect();
    let metadata = json!({
        "name": root_name(&cluster.instance),
        "namespace": cluster.namespace,
        "annotations": {PATHS: paths(&root, &folders)},
    });
    let Value::Object(metadata) = metadata else {
        return Value::Null;
    };
    let mut application = object("Application", metadata);
    application.insert("spec".into(), spec(cluster, &root, &folders));
    Value::Object(application)
}

fn paths(root: &str, folders: &[String]) -> String {
    let folders = folders.iter().map(String::as_str);
    let paths: Vec<String> = [root]
        .into_iter()
        .chain(folders)
        .map(|path| format!("/{path}"))
        .collect();
    paths.join(";")
}

fn spec(cluster: &ClusterFile, root: &str, folders: &[String]) -> Value {
    let mut include = root.to_owned();
    folders
        .iter()
        .for_each(|folder| include.push_str(&format!(",{folder}/*.yaml")));
    json!({
        "project": "default",
        "source": {
            "repoURL": cluster.repository,
            "targetRevision": cluster.branch,
            "path": ".",
            "directory": {"recurse": true, "include": format!("{{{include}}}")},
        },
        "destination": {"server": IN_CLUSTER, "namespace": cluster.namespace},
        "syncPolicy": {
            "automated": {"prune": false, "selfHeal": true},
            // With the rest left alone, a change of one stack does not wait for the health of the others.
            "syncOptions": ["ApplyOutOfSyncOnly=true", "RespectIgnoreDifferences=true"],
            "retry": endless_retry(),
        },
        // A pause of a stack holds: the root does not turn auto-sync on again.
        "ignoreDifferences": [{
            "group": "argoproj.io",
            "kind": "Application",
            "jsonPointers": ["/spec/syncPolicy/automated"],
        }],
    })
}
