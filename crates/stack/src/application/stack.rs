//! The Application of a stack: it creates its members' Applications, wave by wave.

use argocd::marks;
use serde_json::{Value, json};

use crate::layout::root_name;

use super::{FINALIZER, IN_CLUSTER, PART_OF, PATHS, Site, WAVE, endless_retry, object};

/// Returns the Application of a stack; `wave` is its depth among the stacks of the cluster.
pub fn stack(site: Site, wave: u32) -> Value {
    let Site { layout, cluster } = site;
    let metadata = json!({
        "name": layout.stack_name(),
        "namespace": cluster.namespace,
        "labels": {
            PART_OF: root_name(&cluster.instance),
            marks::STACK_LABEL: layout.stack,
            marks::TYPE_LABEL: "stack",
        },
        "annotations": {
            WAVE: wave.to_string(),
            PATHS: format!("/{}", layout.applications()),
        },
        "finalizers": [FINALIZER],
    });
    let Value::Object(metadata) = metadata else {
        return Value::Null;
    };
    let mut application = object("Application", metadata);
    application.insert("spec".into(), spec(site));
    Value::Object(application)
}

fn spec(Site { layout, cluster }: Site) -> Value {
    json!({
        // Whoever can write here can create Applications in any project, so this level stays with the administrators.
        "project": "default",
        "source": {
            "repoURL": cluster.repository,
            "targetRevision": cluster.branch,
            "path": layout.applications(),
        },
        "destination": {"server": IN_CLUSTER, "namespace": cluster.namespace},
        "syncPolicy": {
            "automated": {"prune": true, "selfHeal": true},
            "retry": endless_retry(),
        },
    })
}
