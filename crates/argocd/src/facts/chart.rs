//! What is deployed: the name of a chart, or of a path in Git, and the repository it is in.

use schemars::JsonSchema;
use serde::Serialize;

use crate::application::{Application, Source};
use crate::redact;

/// Name and repository of what an Application deploys.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Chart {
    /// Name of the chart, else the last element of the path or of the repository.
    pub name: String,
    /// Repository URL without credentials.
    pub repository: String,
}

impl Chart {
    /// Reads the main source of an Application; both are empty where it has none.
    pub fn of(application: &Application) -> Self {
        let source = application.main_source();
        source.map(Self::of_source).unwrap_or_default()
    }

    /// Reads one source.
    pub fn of_source(source: &Source) -> Self {
        let path = source.path.as_deref().and_then(last_element);
        let name = source.chart.as_deref().and_then(last_element).or(path);
        Self {
            name: name
                .or_else(|| last_element(&source.repo_url))
                .unwrap_or_default()
                .to_owned(),
            repository: redact::without_credentials(&source.repo_url),
        }
    }
}

/// Returns the last element of a path or URL that is a name, without `.git`.
fn last_element(path: &str) -> Option<&str> {
    let mut elements = path.trim_end_matches(".git").rsplit(['/', ':']);
    elements.find(|element| !element.is_empty() && !matches!(*element, "." | ".."))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn chart(source: Value) -> (String, String) {
        let application = Application::from_value(
            &json!({"metadata": {"name": "web"}, "spec": {"source": source}}),
        )
        .unwrap();
        let chart = Chart::of(&application);
        (chart.name, chart.repository)
    }

    fn both(name: &str, repository: &str) -> (String, String) {
        (name.to_owned(), repository.to_owned())
    }

    #[test]
    fn a_chart_has_its_name_and_its_repository_without_credentials() {
        assert_eq!(
            chart(json!({"repoURL": "https://u:p@charts.example.com/x", "chart": "grafana"})),
            both("grafana", "https://charts.example.com/x")
        );
        assert_eq!(
            chart(json!({"repoURL": "registry.example.com", "chart": "team/grafana"})),
            both("grafana", "registry.example.com")
        );
    }

    #[test]
    fn a_path_is_named_by_its_last_element_and_a_root_by_its_repository() {
        let repository = "https://git.example.com/team/apps.git";
        let of_path = |path| chart(json!({"repoURL": repository, "path": path})).0;
        assert_eq!(of_path("clusters/prod/grafana/"), "grafana");
        assert_eq!(of_path("."), "apps");
        assert_eq!(
            chart(json!({"repoURL": "git@git.example.com:apps.git"})).0,
            "apps"
        );
        assert_eq!(
            chart(json!({"repoURL": "oci://registry.example.com/charts/grafana"})).0,
            "grafana"
        );
    }

    #[test]
    fn without_a_source_there_is_nothing_to_say() {
        assert_eq!(Chart::of(&Application::default()), Chart::default());
    }
}
