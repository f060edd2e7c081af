//! `helm` of a source: which values it lays over the chart's own, and how it renders.

use serde::{Deserialize, Deserializer};
use serde_json::Value;

/// The helm settings of a source (`ApplicationSourceHelm`), values included, not masked.
#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct HelmSettings {
    /// Files of values, as written.
    #[serde(deserialize_with = "or_empty")]
    pub value_files: Vec<String>,
    /// Whether a file that is not there is passed over.
    pub ignore_missing_value_files: bool,
    /// Values as text.
    #[serde(deserialize_with = "or_empty")]
    pub values: String,
    /// Values as an object; where there is one the text is out of force, even where it is empty.
    pub values_object: Option<Value>,
    /// Parameters.
    #[serde(deserialize_with = "or_empty")]
    pub parameters: Vec<Parameter>,
    /// Parameters whose values are files.
    #[serde(deserialize_with = "or_empty")]
    pub file_parameters: Vec<FileParameter>,
    /// Name of the release; empty: the Application's.
    #[serde(deserialize_with = "or_empty")]
    pub release_name: String,
    /// Namespace that the chart is told; empty: the destination's.
    #[serde(deserialize_with = "or_empty")]
    pub namespace: String,
    /// Version of Kubernetes that the chart is told; empty: the cluster's.
    #[serde(deserialize_with = "or_empty")]
    pub kube_version: String,
    /// API versions that the chart is told; empty: the cluster's.
    #[serde(deserialize_with = "or_empty")]
    pub api_versions: Vec<String>,
    /// Whether the chart's CRDs are left out.
    pub skip_crds: bool,
    /// Whether tests are left out.
    pub skip_tests: bool,
    /// Whether values need not fit the chart's schema.
    pub skip_schema_validation: bool,
}

/// One of `helm.parameters`.
#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Parameter {
    /// The way to the value, as `--set` takes it.
    #[serde(deserialize_with = "or_empty")]
    pub name: String,
    /// The value.
    #[serde(deserialize_with = "or_empty")]
    pub value: String,
    /// Whether it is text whatever it looks like.
    pub force_string: bool,
}

/// One of `helm.fileParameters`.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub struct FileParameter {
    /// The way to the value, as `--set-file` takes it.
    #[serde(deserialize_with = "or_empty")]
    pub name: String,
    /// The file.
    #[serde(deserialize_with = "or_empty")]
    pub path: String,
}

fn or_empty<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de> + Default,
{
    Ok(Option::<T>::deserialize(deserializer)?.unwrap_or_default())
}

impl HelmSettings {
    /// Reads `helm` of a source, empty where it has none; none: a setting is of another type than Argo CD takes.
    pub fn of(source: &Value) -> Option<Self> {
        let helm = source.get("helm").unwrap_or(&Value::Null);
        let read = Option::<Self>::deserialize(helm);
        read.ok().map(Option::unwrap_or_default)
    }

    /// Returns parameters in the order Helm is given them: plain ones, then those that are text; of one name the last
    /// (Argo CD keeps them in two maps, whose order it does not promise: here it is theirs in the Application).
    pub fn parameters_in_order(&self) -> Vec<&Parameter> {
        let of = |forced: bool| {
            let (all, forced) = (&self.parameters, forced);
            let last = move |(index, parameter): &(usize, &Parameter)| {
                let mut later = all[index + 1..].iter();
                !later.any(|other| other.name == parameter.name && other.force_string == forced)
            };
            let fit = all.iter().enumerate();
            let fit = fit.filter(move |(_, parameter)| parameter.force_string == forced);
            fit.filter(last).map(|(_, parameter)| parameter)
        };
        of(false).chain(of(true)).collect()
    }

    /// Returns whether it needs files of its source or of another.
    pub fn needs_files(&self) -> bool {
        !self.value_files.is_empty() || !self.file_parameters.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn settings_are_read_leniently() {
        let settings = HelmSettings::of(&json!({"helm": {
            "valueFiles": ["a.yaml"], "values": null, "valuesObject": {}, "parameters": [{"name": "a", "value": "1"}],
        }})).unwrap();
        assert_eq!(settings.value_files, ["a.yaml"]);
        assert_eq!(settings.values_object, Some(json!({})));
        assert!(
            HelmSettings::of(&json!({"helm": null}))
                .unwrap()
                .parameters
                .is_empty()
        );
        assert!(
            HelmSettings::of(&json!({}))
                .unwrap()
                .values_object
                .is_none()
        );
    }

    #[test]
    fn a_setting_of_another_type_is_noticed() {
        assert!(
            HelmSettings::of(&json!({"helm": {"parameters": [{"name": "a", "value": 1}]}}))
                .is_none()
        );
    }

    #[test]
    fn of_parameters_of_one_name_the_last_counts_and_text_comes_last() {
        let settings = HelmSettings::of(&json!({"helm": {"parameters": [
            {"name": "a", "value": "1", "forceString": true},
            {"name": "a", "value": "2"},
            {"name": "b", "value": "3"},
            {"name": "b", "value": "4"},
        ]}}))
        .unwrap();
        let order: Vec<&str> = settings
            .parameters_in_order()
            .iter()
            .map(|it| it.value.as_str())
            .collect();
        assert_eq!(order, ["2", "4", "1"]);
    }
}
