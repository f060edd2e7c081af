//! What a user may do: what was asked right by right for the whole cluster, and the rules that hold in a namespace.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use crate::rights::Right;

/// The rights a user has, as far as they were asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Granted {
    /// Those in the whole cluster.
    pub everywhere: BTreeSet<Right>,
    /// What holds in a namespace, by its name.
    pub within: BTreeMap<String, Rules>,
}

/// The rules that hold in one namespace (`SubjectRulesReviewStatus` of `authorization.k8s.io/v1`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Rules {
    resource_rules: Vec<Rule>,
    /// Whether somebody beside RBAC decides, of whose rules the server cannot tell.
    pub incomplete: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Rule {
    verbs: Vec<String>,
    api_groups: Vec<String>,
    resources: Vec<String>,
    resource_names: Vec<String>,
}

impl Granted {
    /// Returns whether a right is granted, everywhere or in its namespace.
    pub fn has(&self, right: &Right) -> bool {
        let everywhere = Right {
            namespace: None,
            ..right.clone()
        };
        let rules = right
            .namespace
            .as_ref()
            .and_then(|namespace| self.within.get(namespace));
        self.everywhere.contains(&everywhere) || rules.is_some_and(|rules| rules.grant(right))
    }
}

impl Rules {
    /// Reads the answer of the server; what cannot be read grants nothing.
    pub fn of(status: &Value) -> Self {
        Self::deserialize(status).unwrap_or_default()
    }

    fn grant(&self, right: &Right) -> bool {
        self.resource_rules.iter().any(|rule| rule.grants(right))
    }
}

impl Rule {
    /// The rules of Kubernetes' RBAC (`RuleAllows`): a star covers all, `*/log` one subresource of all.
    fn grants(&self, right: &Right) -> bool {
        let has = |words: &[String], word: &str| words.iter().any(|one| one == "*" || one == word);
        let subresource = right
            .resource
            .split_once('/')
            .map(|(_, sub)| format!("*/{sub}"));
        let resource = has(&self.resources, &right.resource)
            || subresource.is_some_and(|sub| self.resources.contains(&sub));
        let named = match &right.name {
            _ if self.resource_names.is_empty() => true,
            Some(name) => self.resource_names.contains(name),
            None => false,
        };
        resource && named && has(&self.verbs, &right.verb) && has(&self.api_groups, &right.group)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn grants(rule: Value, right: Right) -> bool {
        let rules = Rules::of(&json!({"resourceRules": [rule], "incomplete": false}));
        let within = BTreeMap::from([("web".to_owned(), rules)]);
        let granted = Granted {
            within,
            ..Granted::default()
        };
        granted.has(&right.within("web"))
    }

    #[test]
    fn rules_are_read_as_kubernetes_reads_them() {
        let all = json!({"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]});
        assert!(grants(all, Right::new("patch", "apps", "deployments")));
        let logs = json!({"verbs": ["get"], "apiGroups": [""], "resources": ["*/log"]});
        assert!(grants(logs.clone(), Right::new("get", "", "pods/log")));
        assert!(!grants(logs.clone(), Right::new("get", "", "pods")));
        assert!(!grants(logs, Right::new("list", "", "pods/log")));
        let one = json!({"verbs": ["get"], "apiGroups": [""], "resources": ["configmaps"], "resourceNames": ["argocd-cm"]});
        assert!(grants(
            one.clone(),
            Right::new("get", "", "configmaps").named("argocd-cm")
        ));
        assert!(!grants(one, Right::new("get", "", "configmaps")));
    }

    #[test]
    fn what_is_granted_everywhere_is_granted_in_each_namespace() {
        let right = Right::new("list", "", "pods");
        let granted = Granted {
            everywhere: [right.clone()].into(),
            ..Granted::default()
        };
        assert!(granted.has(&right) && granted.has(&right.clone().within("web")));
        assert!(!granted.has(&Right::new("list", "", "secrets").within("web")));
    }
}
