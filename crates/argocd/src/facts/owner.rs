//! Who manages an Application: an ApplicationSet that made it, or a parent Application.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

use crate::application::{Application, GROUP};
use crate::settings::Settings;
use crate::tracking;

/// Who would revert a change of the Application itself.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Owner {
    /// `ApplicationSet` or `Application`.
    pub kind: &'static str,
    /// Its namespace.
    pub namespace: String,
    /// Its name.
    pub name: String,
}

impl Owner {
    /// Finds the owner: an ApplicationSet in `ownerReferences`, else the Application that
    /// the tracking mark names. Settings are those of its Argo CD; an Application that
    /// tracks itself, and a mark copied from another object, name nobody.
    pub fn of(application: &Application, settings: &Settings) -> Option<Self> {
        Self::set(application).or_else(|| Self::parent(application, settings))
    }

    fn set(application: &Application) -> Option<Self> {
        let references = &application.metadata.owner_references;
        let set = references.iter().find(|reference| {
            reference.kind == "ApplicationSet"
                && reference.api_version.split('/').next() == Some(GROUP)
        })?;
        Some(Self {
            kind: "ApplicationSet",
            namespace: application.metadata.namespace.clone(),
            name: set.name.clone(),
        })
    }

    fn parent(application: &Application, settings: &Settings) -> Option<Self> {
        let tracking = tracking::tracked_by(&application.metadata, settings)?;
        if !tracking.is_about(&application.reference()) {
            return None;
        }
        let (namespace, name) = tracking.application();
        let namespace = namespace.unwrap_or(application.controller_namespace());
        let metadata = &application.metadata;
        let itself = (namespace, name) == (metadata.namespace.as_str(), metadata.name.as_str());
        (!itself).then(|| Self {
            kind: "Application",
            namespace: namespace.to_owned(),
            name: name.to_owned(),
        })
    }
}

impl fmt::Display for Owner {
    /// Writes `Kind/name`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.kind, self.name)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn owner(metadata: Value) -> Option<(&'static str, String, String)> {
        let mut object = json!({"metadata": {"name": "web", "namespace": "apps"},
                                "status": {"controllerNamespace": "argocd"}});
        for (key, value) in metadata.as_object().unwrap() {
            object["metadata"][key] = value.clone();
        }
        let application = Application::from_value(&object).unwrap();
        Owner::of(&application, &Settings::default())
            .map(|owner| (owner.kind, owner.namespace, owner.name))
    }

    fn tracked(id: &str) -> Value {
        json!({"annotations": {tracking::TRACKING_ID: id}})
    }

    #[test]
    fn an_application_set_owns_what_it_made() {
        let reference =
            json!({"apiVersion": "argoproj.io/v1alpha1", "kind": "ApplicationSet", "name": "all"});
        assert_eq!(
            owner(json!({"ownerReferences": [reference]})),
            Some(("ApplicationSet", "apps".to_owned(), "all".to_owned()))
        );
        let foreign =
            json!({"apiVersion": "example.com/v1", "kind": "ApplicationSet", "name": "all"});
        assert_eq!(owner(json!({"ownerReferences": [foreign]})), None);
    }

    #[test]
    fn a_parent_is_named_by_the_tracking_id() {
        let parent =
            |namespace: &str| Some(("Application", namespace.to_owned(), "root".to_owned()));
        assert_eq!(
            owner(tracked("root:argoproj.io/Application:apps/web")),
            parent("argocd")
        );
        assert_eq!(
            owner(tracked("team_root:argoproj.io/Application:apps/web")),
            parent("team")
        );
    }

    #[test]
    fn itself_and_a_copied_mark_are_no_owner() {
        assert_eq!(
            owner(tracked("apps_web:argoproj.io/Application:apps/web")),
            None
        );
        assert_eq!(
            owner(tracked("root:argoproj.io/Application:apps/other")),
            None
        );
        assert_eq!(owner(json!({})), None);
    }
}
