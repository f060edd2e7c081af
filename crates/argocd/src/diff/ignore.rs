//! Which differences do not count: `ignoreDifferences` of the Application, customizations and compare options of
//! `argocd-cm`, the annotation on an object.
//!
//! What each means is Argo CD's (`util/argo/normalizers/diff_normalizer.go`, `util/argo/diff/ignore.go`,
//! `GetResourceOverrides` in `util/settings/settings.go`).

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::jq::JqPath;
use super::managers::Manager;
use super::path;
use super::walk::Difference;
use crate::application::Application;
use crate::glob;
use crate::object::{ObjectRef, Resource};

/// Annotation with differences of its own object that do not count (since Argo CD 3.6).
const ON_OBJECT: &str = "/metadata/annotations/argocd.argoproj.io~1ignore-differences";
/// Begins the keys of `argocd-cm` that customize a kind.
const SPLIT: &str = "resource.customizations.ignoreDifferences.";

/// What is to be ignored, as written.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IgnoreRules {
    rules: Vec<Rule>,
    /// Whether rules of aggregated roles do not count.
    pub(super) aggregated_roles: bool,
}

/// Fields of some objects that do not count.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Rule {
    group: String,
    kind: String,
    name: String,
    namespace: String,
    #[serde(flatten)]
    fields: Fields,
}

/// Which fields.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Fields {
    json_pointers: Vec<String>,
    jq_path_expressions: Vec<String>,
    managed_fields_managers: Vec<String>,
}

/// `resource.compareoptions` of `argocd-cm`.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct CompareOptions {
    ignore_aggregated_roles: bool,
    ignore_resource_status_field: Option<Value>,
}

impl IgnoreRules {
    /// Reads the rules that hold for an Application; without `argocd-cm` those of Argo CD's defaults.
    pub fn of(application: &Application, config_map: Option<&Resource>) -> Self {
        let document = application.document().unwrap_or_default();
        let own = document.pointer("/spec/ignoreDifferences");
        let own = own.and_then(Value::as_array).into_iter().flatten();
        let own = own.filter_map(|rule| Rule::deserialize(rule).ok());
        let data = config_map.and_then(|config_map| config_map.body.as_ref()?.get("data"));
        let data = data.unwrap_or(&Value::Null);
        let options: CompareOptions = yaml(data, "resource.compareoptions").unwrap_or_default();
        Self {
            rules: own.chain(overrides(data)).chain(status(&options)).collect(),
            aggregated_roles: options.ignore_aggregated_roles,
        }
    }

    /// Returns the rules with that of an object's own annotation.
    pub(super) fn with_own(&self, wanted: &Value, reference: &ObjectRef) -> Self {
        let text = wanted.pointer(ON_OBJECT).and_then(Value::as_str);
        let own = text.and_then(|text| serde_saphyr::from_str::<Fields>(text).ok());
        let mut rules = self.clone();
        rules.rules.extend(own.map(|fields| Rule {
            fields: Fields {
                json_pointers: fields.json_pointers,
                ..Fields::default()
            },
            group: reference.group.clone(),
            kind: reference.kind.clone(),
            name: reference.name.clone(),
            namespace: reference.namespace.clone().unwrap_or_default(),
        }));
        rules
    }

    /// Returns what each of its jq expressions that cannot be read is, and why.
    pub(super) fn complaints(&self) -> Vec<(String, String)> {
        let expressions = self
            .rules
            .iter()
            .flat_map(|rule| &rule.fields.jq_path_expressions);
        let complaints = expressions.filter_map(|expression| {
            let why = JqPath::parse(expression).err()?;
            Some((expression.clone(), why))
        });
        complaints.collect()
    }

    /// Returns what holds for one object, ready to be used.
    pub(super) fn for_object(&self, reference: &ObjectRef) -> Ignored {
        let mut ignored = Ignored::default();
        for rule in self.rules.iter().filter(|rule| rule.is_about(reference)) {
            ignored.pointers.extend(rule.fields.json_pointers.clone());
            ignored
                .managers
                .extend(rule.fields.managed_fields_managers.clone());
            let expressions = rule.fields.jq_path_expressions.iter();
            ignored
                .paths
                .extend(expressions.filter_map(|text| JqPath::parse(text).ok()));
        }
        ignored
    }
}

impl Rule {
    fn is_about(&self, reference: &ObjectRef) -> bool {
        let namespace = reference.namespace.as_deref().unwrap_or_default();
        glob::matches(&self.group, &reference.group)
            && glob::matches(&self.kind, &reference.kind)
            && (self.name.is_empty() || self.name == reference.name)
            && (self.namespace.is_empty() || self.namespace == namespace)
    }
}

/// What is ignored of one object.
#[derive(Default)]
pub(super) struct Ignored {
    pointers: Vec<String>,
    paths: Vec<JqPath>,
    managers: Vec<String>,
}

impl Ignored {
    /// Takes out of one form of the object what does not count.
    pub(super) fn take_out(&self, object: &mut Value) {
        for pointer in &self.pointers {
            let _not_there = path::remove(object, pointer);
        }
        for path in &self.paths {
            let _fails_here = path.remove(object);
        }
    }

    /// Returns whether a manager is trusted.
    pub(super) fn trusts(&self, manager: &str) -> bool {
        self.managers.iter().any(|name| name == manager)
    }

    /// Returns whether a manager is trusted with the field that differs: both forms have it, and the manager owns the live one.
    pub(super) fn is_trusted(
        &self,
        managers: &[Manager],
        live: &Value,
        difference: &Difference,
    ) -> bool {
        let (Some(pointer), Some(_)) = (&difference.live, &difference.wanted) else {
            return false;
        };
        let mut trusted = managers
            .iter()
            .filter(|manager| self.trusts(manager.name()));
        trusted.any(|manager| manager.owns(live, pointer))
    }
}

fn status(options: &CompareOptions) -> Option<Rule> {
    let (group, kind) = match options.ignore_resource_status_field.as_ref() {
        Some(Value::Bool(false)) => return None,
        Some(Value::String(word)) if ["none", "off", "false"].contains(&word.as_str()) => {
            return None;
        }
        Some(Value::String(word)) if word == "crd" => {
            ("apiextensions.k8s.io", "CustomResourceDefinition")
        }
        _ => ("*", "*"),
    };
    let fields = Fields {
        json_pointers: vec!["/status".to_owned()],
        ..Fields::default()
    };
    Some(Rule {
        group: group.to_owned(),
        kind: kind.to_owned(),
        fields,
        ..Rule::default()
    })
}

/// Reads the customizations of `argocd-cm`: of the one big key, and of a key a kind, which wins.
fn overrides(data: &Value) -> impl Iterator<Item = Rule> {
    let mut overrides: BTreeMap<String, Fields> = BTreeMap::new();
    let all: BTreeMap<String, Value> = yaml(data, "resource.customizations").unwrap_or_default();
    for (key, customization) in all {
        overrides
            .extend(fields(customization.get("ignoreDifferences")).map(|fields| (key, fields)));
    }
    let keys = data.as_object().into_iter().flatten();
    for (key, text) in keys {
        let kind = key.strip_prefix(SPLIT).map(override_key);
        overrides.extend(kind.zip(fields(Some(text))));
    }
    overrides.into_iter().map(|(key, fields)| {
        let (group, kind) = key.split_once('/').unwrap_or(("", &key));
        Rule {
            group: group.to_owned(),
            kind: kind.to_owned(),
            fields,
            ..Rule::default()
        }
    })
}

/// Returns `apps/Deployment` for `apps_Deployment`; `all` means every kind (`convertToOverrideKey`).
fn override_key(key: &str) -> String {
    match key {
        "all" => "*/*".to_owned(),
        key => key.replacen('_', "/", 1),
    }
}

/// Reads fields written as YAML text, or as they are.
fn fields(value: Option<&Value>) -> Option<Fields> {
    match value? {
        Value::String(text) => serde_saphyr::from_str(text).ok(),
        other => Fields::deserialize(other).ok(),
    }
}

fn yaml<T: for<'de> Deserialize<'de>>(data: &Value, key: &str) -> Option<T> {
    let text = data.get(key)?.as_str()?;
    serde_saphyr::from_str(text).ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::object::Object;

    fn rules(ignore: Value, data: Value) -> IgnoreRules {
        let application =
            json!({"metadata": {"name": "web"}, "spec": {"ignoreDifferences": ignore}});
        let application = Application::from_value(&application).unwrap();
        let config_map = json!({"apiVersion": "v1", "kind": "ConfigMap",
            "metadata": {"name": "argocd-cm", "namespace": "argocd"}, "data": data});
        let Ok(Object::Resource(config_map)) = Object::from_value(config_map) else {
            panic!("a ConfigMap");
        };
        IgnoreRules::of(&application, Some(&config_map))
    }

    fn left(rules: &IgnoreRules, group: &str, kind: &str) -> Value {
        let mut object = json!({"spec": {"replicas": 1, "paused": true, "other": 2}, "status": {}});
        let reference = ObjectRef::new(group, kind, "web", "shop");
        rules.for_object(&reference).take_out(&mut object);
        object
    }

    #[test]
    fn status_never_counts_unless_argo_cd_is_told_otherwise() {
        let status = |word: &str| {
            let options = format!("ignoreResourceStatusField: {word}");
            let rules = rules(json!(null), json!({"resource.compareoptions": options}));
            left(&rules, "apps", "Deployment").get("status").is_some()
        };
        let plain = rules(json!(null), json!({}));
        assert_eq!(left(&plain, "apps", "Deployment").get("status"), None);
        for word in ["none", "off", "false", "crd"] {
            assert!(status(word), "{word}");
        }
        assert!(!status("all"));
        assert!(!status("soon"));
    }

    #[test]
    fn a_rule_counts_for_the_objects_it_names() {
        let rule = |more: Value| {
            let mut rule =
                json!({"group": "apps", "kind": "*", "jsonPointers": ["/spec/replicas"]});
            rule.as_object_mut()
                .unwrap()
                .extend(more.as_object().unwrap().clone());
            let rules = rules(json!([rule]), json!({}));
            left(&rules, "apps", "Deployment")
                .pointer("/spec/replicas")
                .is_none()
        };
        assert!(rule(json!({})));
        assert!(rule(json!({"name": "shop", "namespace": "web"})));
        assert!(!rule(json!({"name": "other"})));
        assert!(!rule(json!({"namespace": "other"})));
        assert!(!rule(json!({"group": "batch"})));
    }

    #[test]
    fn customizations_count_for_their_kind_and_the_split_key_wins() {
        let rules = rules(
            json!(null),
            json!({
                "resource.customizations": "apps/Deployment:\n  ignoreDifferences: |\n    jsonPointers: [/spec/other]\n",
                "resource.customizations.ignoreDifferences.apps_Deployment": "jsonPointers: [/spec/replicas]",
                "resource.customizations.ignoreDifferences.all": "jqPathExpressions: ['.spec.paused']",
            }),
        );
        assert_eq!(
            left(&rules, "apps", "Deployment"),
            json!({"spec": {"other": 2}})
        );
        assert_eq!(
            left(&rules, "batch", "Job"),
            json!({"spec": {"replicas": 1, "other": 2}})
        );
    }

    #[test]
    fn an_expression_that_cannot_be_read_is_told() {
        let rules = rules(
            json!([{"group": "*", "kind": "*", "jqPathExpressions": [".a |", ".b"]}]),
            json!({}),
        );
        let complaints = rules.complaints();
        assert_eq!(complaints.len(), 1);
        assert_eq!(complaints[0].0, ".a |");
    }

    #[test]
    fn an_object_may_name_its_own() {
        let annotation = json!({"metadata": {"annotations":
            {"argocd.argoproj.io/ignore-differences": "jsonPointers:\n- /spec/replicas\n"}}});
        let reference = ObjectRef::new("apps", "Deployment", "web", "shop");
        let rules = IgnoreRules::default().with_own(&annotation, &reference);
        assert_eq!(
            left(&rules, "apps", "Deployment").pointer("/spec/replicas"),
            None
        );
    }
}
