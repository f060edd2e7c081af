//! Kinds that an Argo CD is told to leave alone: `resource.exclusions` and `resource.inclusions` of its `argocd-cm`.
//!
//! Argo CD's rules (`filtered_resource.go` and `resources_filter.go` in its `util/settings`): groups and clusters are
//! patterns, kinds are words or `*`, an exclusion wins, and where anything is included for a cluster the rest is not.

use serde::Deserialize;

use crate::glob;
use crate::settings::Settings;

/// What one Argo CD leaves alone.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exclusions {
    excluded: Vec<Filter>,
    included: Vec<Filter>,
}

/// One entry; an empty list fits everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Filter {
    api_groups: Vec<String>,
    kinds: Vec<String>,
    clusters: Vec<String>,
}

impl Exclusions {
    /// Reads them out of the settings; text that cannot be read excludes nothing.
    pub fn of(settings: &Settings) -> Self {
        let read = |text: &Option<String>| {
            let text = text.as_deref().unwrap_or_default();
            let filters: Option<Vec<Filter>> = serde_saphyr::from_str(text).ok();
            filters.unwrap_or_default()
        };
        Self {
            excluded: read(&settings.exclusions),
            included: read(&settings.inclusions),
        }
    }

    /// Returns whether a kind is left alone in a cluster, known by its URL.
    pub fn excludes(&self, group: &str, kind: &str, cluster: &str) -> bool {
        let listed = |filters: &[Filter]| {
            filters
                .iter()
                .any(|filter| filter.fits(group, kind, cluster))
        };
        let chosen = self.included.iter().any(|filter| filter.is_for(cluster));
        listed(&self.excluded) || (chosen && !listed(&self.included))
    }
}

impl Filter {
    fn fits(&self, group: &str, kind: &str, cluster: &str) -> bool {
        let groups = self.api_groups.is_empty()
            || self.api_groups.iter().any(|one| glob::matches(one, group));
        let kinds = self.kinds.is_empty() || self.kinds.iter().any(|one| one == "*" || one == kind);
        groups && kinds && self.is_for(cluster)
    }

    fn is_for(&self, cluster: &str) -> bool {
        self.clusters.is_empty() || self.clusters.iter().any(|one| glob::matches(one, cluster))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: &str = "https://kubernetes.default.svc";

    fn exclusions(excluded: &str, included: &str) -> Exclusions {
        let text = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Exclusions::of(&Settings {
            exclusions: text(excluded),
            inclusions: text(included),
            ..Settings::default()
        })
    }

    #[test]
    fn groups_are_patterns_and_kinds_are_words() {
        let exclusions = exclusions(
            "- apiGroups: ['*.crossplane.io']\n  kinds: ['*']\n- apiGroups: ['']\n  kinds: [Pod, Se*]\n  clusters: ['*']\n",
            "",
        );
        assert!(exclusions.excludes("pkg.crossplane.io", "Provider", HERE));
        assert!(exclusions.excludes("", "Pod", HERE));
        assert!(
            !exclusions.excludes("", "Secret", HERE),
            "kinds are no patterns"
        );
        assert!(!exclusions.excludes("apps", "Pod", HERE));
    }

    #[test]
    fn an_exclusion_may_be_for_some_clusters() {
        let exclusions = exclusions(
            "- kinds: [Secret]\n  clusters: ['https://*.example.com']\n",
            "",
        );
        assert!(exclusions.excludes("", "Secret", "https://a.example.com"));
        assert!(!exclusions.excludes("", "Secret", HERE));
    }

    #[test]
    fn what_is_not_included_is_left_alone_where_anything_is() {
        let exclusions = exclusions("- kinds: [Job]\n", "- apiGroups: ['', batch]\n");
        assert!(!exclusions.excludes("", "Pod", HERE));
        assert!(exclusions.excludes("apps", "Deployment", HERE));
        assert!(
            exclusions.excludes("batch", "Job", HERE),
            "an exclusion wins"
        );
    }

    #[test]
    fn text_that_cannot_be_read_and_no_text_leave_nothing_alone() {
        for text in ["", "{", "kinds: [Pod]", "~"] {
            assert!(!exclusions(text, "").excludes("", "Pod", HERE), "{text}");
        }
    }
}
