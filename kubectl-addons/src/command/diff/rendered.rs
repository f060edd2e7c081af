//! What the sources of an add-on render: charts with the user's own Helm, plain manifests as they lie there.
//!
//! All or nothing: what is not rendered would look like what is to be pruned.

use argocd::application::Application;
use argocd::catalog::Catalog;
use argocd::diff;
use argocd::glob;
use argocd::snapshot::{Gap, GapReason};
use argocd::values::{Delivered, DeliveredSource, Rendered};
use serde_json::Value;

use crate::checkout::{Checkout, Origin, Unfetched};
use crate::layering::{ClusterFacts, Depth, layered};

/// Why nothing could be rendered.
pub(super) struct Unrendered {
    /// What was not to be had.
    pub(super) gaps: Vec<Gap>,
    /// What is to be tried.
    pub(super) advice: Vec<String>,
}

impl From<Unfetched> for Unrendered {
    fn from(unfetched: Unfetched) -> Self {
        Self {
            gaps: vec![unfetched.gap()],
            advice: unfetched.advice().to_vec(),
        }
    }
}

impl From<Gap> for Unrendered {
    fn from(gap: Gap) -> Self {
        Self {
            gaps: vec![gap],
            advice: Vec::new(),
        }
    }
}

/// Renders every source of a delivery; the objects' secrets are not masked.
pub(super) fn manifests(
    checkout: &Checkout,
    application: &Application,
    delivered: &Delivered,
    cluster: &ClusterFacts,
) -> Result<Vec<Value>, Unrendered> {
    let mut objects = Vec::new();
    for (index, source) in delivered.sources.iter().enumerate() {
        if !source.source.renders() {
            continue;
        }
        let renders = match delivered.rendered(application, index) {
            Rendered::Unknown => found(checkout, source)?,
            said => said,
        };
        let text = match renders {
            Rendered::Helm => chart(checkout, application, delivered, index, cluster)?,
            Rendered::Directory => folder(checkout, source)?,
            Rendered::Kustomize => return Err(unable(source, "Kustomize is not run here").into()),
            Rendered::Plugin => {
                return Err(
                    unable(source, "a config management plugin of Argo CD renders it").into(),
                );
            }
            Rendered::Unknown => {
                return Err(unable(source, "Argo CD has not said what renders it").into());
            }
        };
        let read = diff::manifests(&text).map_err(|why| unable(source, &why))?;
        objects.extend(read);
    }
    Ok(objects)
}

/// Returns what a chart is told of a cluster that serves these kinds.
pub(super) fn facts(kube_version: String, catalog: &Catalog) -> ClusterFacts {
    let mut api_versions: Vec<String> = catalog
        .kinds()
        .flat_map(|served| {
            let version = served.kind.api_version();
            [format!("{version}/{}", served.kind.kind), version]
        })
        .collect();
    api_versions.sort();
    api_versions.dedup();
    ClusterFacts {
        kube_version,
        api_versions,
    }
}

fn chart(
    checkout: &Checkout,
    application: &Application,
    delivered: &Delivered,
    index: usize,
    cluster: &ClusterFacts,
) -> Result<String, Unrendered> {
    let layered = layered(checkout, application, delivered, index, Depth::Laid);
    if !layered.gaps.is_empty() {
        return Err(Unrendered {
            gaps: layered.gaps,
            advice: layered.advice,
        });
    }
    Ok(layered.render(checkout, cluster)?)
}

/// Looks into a folder for what renders it, in Argo CD's order (`GetAppSourceType`).
fn found(checkout: &Checkout, source: &DeliveredSource) -> Result<Rendered, Unrendered> {
    let files = checkout.bring(&origin(source))?;
    let files = files.folder(folder_of(source))?;
    let has = |names: &[&str]| names.iter().any(|name| files.contains_key(*name));
    Ok(match files.is_empty() {
        true => return Err(unable(source, "there is no such folder, or nothing is in it").into()),
        false if has(&["kustomization.yaml", "kustomization.yml", "Kustomization"]) => {
            Rendered::Kustomize
        }
        false if has(&["Chart.yaml"]) => Rendered::Helm,
        false => Rendered::Directory,
    })
}

fn origin(source: &DeliveredSource) -> Origin {
    let target = &source.source.target_revision;
    Origin::of(&source.source, source.revision.as_ref().unwrap_or(target))
}

fn folder_of(source: &DeliveredSource) -> &str {
    let path = source.source.path.as_deref().unwrap_or_default();
    path.trim_matches('/')
}

/// Reads the manifests of a folder (`findManifests` of Argo CD's repo-server).
fn folder(checkout: &Checkout, source: &DeliveredSource) -> Result<String, Unrendered> {
    let files = checkout.bring(&origin(source))?;
    let taken = Taken::of(&source.raw);
    let mut text = String::new();
    for (path, bytes) in files.folder(folder_of(source))? {
        if !taken.takes(&path) {
            continue;
        }
        if path.ends_with(".jsonnet") {
            return Err(unable(source, "Jsonnet is not run here").into());
        }
        text.push_str("---\n");
        text.push_str(&String::from_utf8_lossy(&bytes));
        text.push('\n');
    }
    Ok(text)
}

/// Which files of a folder hold manifests.
struct Taken {
    recurse: bool,
    include: String,
    exclude: String,
}

impl Taken {
    fn of(source: &Value) -> Self {
        let text = |pointer| source.pointer(pointer).and_then(Value::as_str);
        let recurse = source
            .pointer("/directory/recurse")
            .and_then(Value::as_bool);
        Self {
            recurse: recurse.unwrap_or_default(),
            include: text("/directory/include").unwrap_or_default().to_owned(),
            exclude: text("/directory/exclude").unwrap_or_default().to_owned(),
        }
    }

    fn takes(&self, path: &str) -> bool {
        let named = [".yaml", ".yml", ".json", ".jsonnet"]
            .iter()
            .any(|end| path.ends_with(end));
        named
            && (self.recurse || !path.contains('/'))
            && (self.exclude.is_empty() || !glob::matches(&self.exclude, path))
            && (self.include.is_empty() || glob::matches(&self.include, path))
    }
}

fn unable(source: &DeliveredSource, why: &str) -> Gap {
    Gap {
        reason: GapReason::Unreadable,
        what: format!("what {} renders", origin(source)),
        message: why.to_owned(),
        scope: None,
        right: None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_files_of_a_folder_are_those_argo_cd_takes() {
        let takes =
            |directory: Value, path: &str| Taken::of(&json!({"directory": directory})).takes(path);
        assert!(takes(json!({}), "a.yaml"));
        assert!(!takes(json!({}), "README.md"));
        assert!(!takes(json!({}), "b/a.yaml"));
        assert!(takes(json!({"recurse": true}), "b/a.json"));
        assert!(!takes(json!({"exclude": "{a,b}.yaml"}), "a.yaml"));
        assert!(!takes(json!({"include": "b*"}), "a.yaml"));
    }
}
