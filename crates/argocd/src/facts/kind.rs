//! What an Application delivers: the label `helm stack` writes, else its source and resources.

use std::fmt;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::Serialize;

use crate::application::Application;
use crate::marks;

/// What an Application delivers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum AddonKind {
    /// One Helm chart.
    Addon,
    /// Plain Kubernetes YAML.
    Manifest,
    /// Other Applications.
    Stack,
    /// Anything else: Kustomize, a plugin, nothing yet.
    Other,
}

impl AddonKind {
    /// Every kind, in the order they are listed in.
    pub const ALL: [Self; 4] = [Self::Addon, Self::Manifest, Self::Stack, Self::Other];

    /// Returns what an Application delivers: what its label says; else a stack when most
    /// of its resources are Applications; else by how Argo CD renders its main source.
    pub fn of(application: &Application) -> Self {
        let label = application.metadata.labels.get(marks::TYPE_LABEL);
        if let Some(marked) = label.and_then(|label| label.parse().ok()) {
            return marked;
        }
        let resources = application.status.resources;
        if resources.applications * 2 > resources.total {
            return Self::Stack;
        }
        of_source(application)
    }

    /// Returns the word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Addon => "addon",
            Self::Manifest => "manifest",
            Self::Stack => "stack",
            Self::Other => "other",
        }
    }
}

/// Argo CD's own finding (`sourceType`) counts where there is one, since a path in Git
/// says nothing of itself.
fn of_source(application: &Application) -> AddonKind {
    let Some(source) = application.main_source() else {
        return AddonKind::Other;
    };
    if source.chart.is_some() || source.helm.is_some() {
        return AddonKind::Addon;
    }
    let status = &application.status;
    let found = status.source_types.get(application.main_source_index());
    match found.unwrap_or(&status.source_type).as_str() {
        "Helm" => AddonKind::Addon,
        "Directory" => AddonKind::Manifest,
        "" if source.directory.is_some() => AddonKind::Manifest,
        _ => AddonKind::Other,
    }
}

impl FromStr for AddonKind {
    type Err = String;

    fn from_str(word: &str) -> Result<Self, String> {
        let known = Self::ALL.into_iter().find(|kind| kind.as_str() == word);
        known.ok_or_else(|| format!("`{word}` is none of addon, manifest, stack and other"))
    }
}

impl fmt::Display for AddonKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn kind(labels: Value, source: Value, status: Value) -> AddonKind {
        let application = Application::from_value(&json!({
            "metadata": {"name": "web", "labels": labels},
            "spec": {"source": source}, "status": status,
        }));
        AddonKind::of(&application.unwrap())
    }

    fn resources(kinds: &[&str]) -> Value {
        let resource = |kind: &&str| json!({"group": "argoproj.io", "kind": kind});
        json!({"sourceType": "Directory", "resources": kinds.iter().map(resource).collect::<Vec<_>>()})
    }

    #[test]
    fn the_label_says_it() {
        let chart = json!({"chart": "grafana"});
        let labelled = |word| kind(json!({marks::TYPE_LABEL: word}), chart.clone(), json!({}));
        assert_eq!(labelled("stack"), AddonKind::Stack);
        assert_eq!(labelled("manifest"), AddonKind::Manifest);
        assert_eq!(labelled("something"), AddonKind::Addon);
    }

    #[test]
    fn an_application_of_applications_is_a_stack() {
        let of = |kinds: &[&str]| kind(json!({}), json!({"path": "apps"}), resources(kinds));
        assert_eq!(
            of(&["Application", "Application", "AppProject"]),
            AddonKind::Stack
        );
        assert_eq!(of(&["Application", "AppProject"]), AddonKind::Manifest);
        assert_eq!(of(&[]), AddonKind::Manifest);
    }

    #[test]
    fn the_source_says_it_otherwise() {
        let of = |source, status| kind(json!({}), source, status);
        assert_eq!(of(json!({"chart": "grafana"}), json!({})), AddonKind::Addon);
        assert_eq!(
            of(json!({"path": "x", "helm": {}}), json!({})),
            AddonKind::Addon
        );
        assert_eq!(
            of(json!({"path": "x"}), json!({"sourceType": "Helm"})),
            AddonKind::Addon
        );
        assert_eq!(
            of(json!({"path": "x", "directory": {}}), json!({})),
            AddonKind::Manifest
        );
        assert_eq!(
            of(json!({"path": "x"}), json!({"sourceType": "Kustomize"})),
            AddonKind::Other
        );
        assert_eq!(of(json!({"path": "x"}), json!({})), AddonKind::Other);
        assert_eq!(AddonKind::of(&Application::default()), AddonKind::Other);
    }
}
