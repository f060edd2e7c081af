//! What `argocd-cm` says that changes what we show.
//!
//! Read leniently: a key that is absent or cannot be read has Argo CD's default.
//! Credentials and customizations in that ConfigMap are not read here.

use jiff::SignedDuration;
use serde_json::Value;

use crate::duration;
use crate::marks::DECRYPTOR_ANNOTATION;
use crate::object::{ObjectRef, Resource};
use crate::snapshot::Snapshot;

/// Name of the ConfigMap, in the namespace of the Argo CD.
pub const CONFIG_MAP: &str = "argocd-cm";

/// Key of the method by which objects say whose they are.
const TRACKING_METHOD: &str = "application.resourceTrackingMethod";

/// Settings of one Argo CD.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// How objects say whose they are.
    pub tracking_method: TrackingMethod,
    /// Label of the label method.
    pub instance_label_key: String,
    /// Tells apart two Argo CDs on one cluster; empty is not set.
    pub installation_id: String,
    /// How often Git is polled; `None` is never.
    pub reconciliation: Option<SignedDuration>,
    /// `resource.exclusions`, as the YAML text it is; `None` when the key is absent.
    pub exclusions: Option<String>,
    /// `resource.inclusions`, as the YAML text it is; `None` when the key is absent.
    pub inclusions: Option<String>,
    /// Who opens values that are sealed in Git, as `helm stack setup` notes it; `None` when nobody does.
    pub decryptor: Option<String>,
}

/// How objects say which Application they belong to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TrackingMethod {
    /// By annotation: the default since Argo CD 3.0.
    #[default]
    Annotation,
    /// By label: the default before.
    Label,
    /// By annotation, with a label for information.
    AnnotationAndLabel,
    /// By annotation where there is one, else by label: nobody said which, and Argo CD may be older than 3.0.
    AnnotationElseLabel,
}

impl Default for Settings {
    /// Returns what holds where `argocd-cm` says nothing (Argo CD 3.6: `common/common.go`,
    /// `util/settings/settings.go`).
    fn default() -> Self {
        Self {
            tracking_method: TrackingMethod::default(),
            instance_label_key: "app.kubernetes.io/instance".to_owned(),
            installation_id: String::new(),
            reconciliation: Some(SignedDuration::from_secs(120)),
            exclusions: None,
            inclusions: None,
            decryptor: None,
        }
    }
}

impl Settings {
    /// Returns the settings of the Argo CD in a namespace; `None` where its `argocd-cm` was not read.
    pub fn of_namespace(snapshot: &Snapshot, namespace: &str) -> Option<Self> {
        let config_map = ObjectRef::new("", "ConfigMap", namespace, CONFIG_MAP);
        let config_map = snapshot.resource(&config_map)?;
        let mut settings = Self::of(config_map);
        if data(config_map, TRACKING_METHOD).is_empty() && may_be_before_3(snapshot, namespace) {
            settings.tracking_method = TrackingMethod::AnnotationElseLabel;
        }
        Some(settings)
    }

    /// Reads the settings out of `argocd-cm`.
    pub fn of(config_map: &Resource) -> Self {
        let data = config_map.body.as_ref().and_then(|body| body.get("data"));
        let text = |key: &str| data.and_then(|data| data.get(key)).and_then(Value::as_str);
        let filled = |key: &str| text(key).filter(|text| !text.is_empty());
        let default = Self::default();
        Self {
            tracking_method: method(text(TRACKING_METHOD)),
            instance_label_key: filled("application.instanceLabelKey")
                .map_or(default.instance_label_key, str::to_owned),
            installation_id: filled("installationID")
                .map_or(default.installation_id, str::to_owned),
            reconciliation: match filled("timeout.reconciliation").and_then(duration::parse) {
                Some(SignedDuration::ZERO) => None,
                Some(every) => Some(every),
                None => default.reconciliation,
            },
            exclusions: filled("resource.exclusions").map(str::to_owned),
            inclusions: filled("resource.inclusions").map(str::to_owned),
            decryptor: config_map
                .metadata
                .annotations
                .get(DECRYPTOR_ANNOTATION)
                .cloned(),
        }
    }
}

fn data<'a>(config_map: &'a Resource, key: &str) -> &'a str {
    let data = config_map.body.as_ref().and_then(|body| body.get("data"));
    let text = data.and_then(|data| data.get(key)).and_then(Value::as_str);
    text.unwrap_or_default()
}

/// Argo CD since 3.0 notes in each Application it has compared that health is not kept there
/// (`status.resourceHealthSource: appTree`), unless told to keep it; older ones never do.
fn may_be_before_3(snapshot: &Snapshot, namespace: &str) -> bool {
    let of_it = snapshot
        .applications()
        .filter(|application| application.controller_namespace() == namespace);
    let mut compared = of_it
        .filter(|application| application.status.reconciled_at.is_some())
        .peekable();
    compared.peek().is_some()
        && compared.all(|application| application.status.resource_health_source.is_empty())
}

fn method(word: Option<&str>) -> TrackingMethod {
    match word {
        Some("label") => TrackingMethod::Label,
        Some("annotation+label") => TrackingMethod::AnnotationAndLabel,
        _ => TrackingMethod::Annotation,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::object::Object;

    fn settings(data: Value) -> Settings {
        let config_map = json!({"apiVersion": "v1", "kind": "ConfigMap", "data": data,
            "metadata": {"name": CONFIG_MAP, "namespace": "argocd"}});
        match Object::from_value(config_map) {
            Ok(Object::Resource(config_map)) => Settings::of(&config_map),
            other => panic!("{other:?}"),
        }
    }

    fn method_beside(status: Value, data: Value) -> TrackingMethod {
        let object = |kind: &str, api: &str, name: &str| json!({"apiVersion": api, "kind": kind, "metadata": {"name": name, "namespace": "argocd"}});
        let mut config_map = object("ConfigMap", "v1", CONFIG_MAP);
        config_map["data"] = data;
        let mut application = object("Application", "argoproj.io/v1alpha1", "web");
        application["status"] = status;
        let mut snapshot = Snapshot::default();
        let objects = [config_map, application].map(|object| Object::from_value(object).unwrap());
        snapshot.extend(objects.map(crate::snapshot::Update::Seen));
        let settings = Settings::of_namespace(&snapshot, "argocd");
        settings.unwrap().tracking_method
    }

    #[test]
    fn labels_count_too_where_nobody_says_how_and_argo_cd_may_be_older_than_3() {
        let old = json!({"reconciledAt": "2024-11-20T12:00:00Z"});
        let new =
            json!({"reconciledAt": "2026-03-01T12:00:00Z", "resourceHealthSource": "appTree"});
        let either = TrackingMethod::AnnotationElseLabel;
        assert_eq!(method_beside(old.clone(), json!({})), either);
        assert_eq!(method_beside(new, json!({})), TrackingMethod::Annotation);
        assert_eq!(
            method_beside(json!({}), json!({})),
            TrackingMethod::Annotation
        );
        let said = json!({TRACKING_METHOD: "annotation"});
        assert_eq!(method_beside(old, said), TrackingMethod::Annotation);
    }

    #[test]
    fn an_empty_config_map_means_the_defaults() {
        assert_eq!(settings(json!({})), Settings::default());
        assert_eq!(settings(json!(null)), Settings::default());
        let odd = json!({"timeout.reconciliation": "soon", "application.instanceLabelKey": ""});
        assert_eq!(settings(odd), Settings::default());
    }

    #[test]
    fn what_is_set_is_read() {
        let settings = settings(json!({
            "application.resourceTrackingMethod": "annotation+label",
            "application.instanceLabelKey": "argocd/app",
            "installationID": "blue",
            "timeout.reconciliation": "1h30m",
        }));
        assert_eq!(settings.tracking_method, TrackingMethod::AnnotationAndLabel);
        assert_eq!(settings.instance_label_key, "argocd/app");
        assert_eq!(settings.installation_id, "blue");
        assert_eq!(
            settings.reconciliation,
            Some(SignedDuration::from_secs(5400))
        );
    }

    #[test]
    fn the_decryptor_is_what_the_annotation_names() {
        let annotations = json!({DECRYPTOR_ANNOTATION: "helm-stack"});
        let config_map = json!({"apiVersion": "v1", "kind": "ConfigMap",
            "metadata": {"name": CONFIG_MAP, "namespace": "argocd", "annotations": annotations}});
        let Ok(Object::Resource(config_map)) = Object::from_value(config_map) else {
            panic!("a ConfigMap");
        };
        let decryptor = Settings::of(&config_map).decryptor;
        assert_eq!(decryptor.as_deref(), Some("helm-stack"));
        assert_eq!(settings(json!({})).decryptor, None);
    }

    #[test]
    fn polling_every_zero_seconds_is_never() {
        let never = settings(json!({"timeout.reconciliation": "0s"}));
        assert_eq!(never.reconciliation, None);
    }
}
