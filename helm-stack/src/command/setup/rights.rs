//! The right that a step needs, as the rule to ask for where it is missing.

use argocd::catalog::ServedKind;
use cluster::Cause;
use plugin_kit::failure::Failure;

use crate::connection;

/// A right on one object.
pub(super) struct Right(String);

impl Right {
    /// Returns the right to do this to one object of a namespace; no namespace: of the whole cluster.
    pub(super) fn new(served: &ServedKind, namespace: &str, name: &str, verbs: &[&str]) -> Self {
        let (group, plural) = (&served.kind.group, &served.plural);
        let verbs = verbs.join(", ");
        let role = match served.namespaced {
            true => format!("a Role of namespace {namespace}"),
            false => "a ClusterRole".to_owned(),
        };
        Self(format!(
            "ask for this rule in {role}: {{apiGroups: [\"{group}\"], resources: [{plural}], resourceNames: [{name}], verbs: [{verbs}]}}"
        ))
    }

    /// Returns the rule, as advice.
    pub(super) fn rule(self) -> String {
        self.0
    }
}

/// Returns the answer, or the failure with the rule to ask for.
pub(super) fn or_rule<T>(answer: Result<T, cluster::Error>, right: &Right) -> anyhow::Result<T> {
    answer.map_err(|error| with_rule(&error, right).into())
}

/// Returns the failure, with the rule to ask for where a right is missing.
pub(super) fn with_rule(error: &cluster::Error, right: &Right) -> Failure {
    match error.cause() {
        Cause::Forbidden => {
            let exit = connection::exit(error.cause());
            Failure::new(error.to_string())
                .next(right.0.as_str())
                .exit(exit)
        }
        _ => connection::failure(error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use cluster::pinned;

    #[test]
    fn the_rule_can_be_pasted_into_a_role() {
        let right = Right::new(
            &pinned::deployments(),
            "argocd",
            "argocd-repo-server",
            &["get", "patch"],
        );
        let expected = "ask for this rule in a Role of namespace argocd: {apiGroups: [\"apps\"], resources: [deployments], \
            resourceNames: [argocd-repo-server], verbs: [get, patch]}";
        assert_eq!(right.0, expected);
        let right = Right::new(&pinned::namespaces(), "", "kube-system", &["get"]);
        assert!(
            right
                .0
                .starts_with("ask for this rule in a ClusterRole: {apiGroups: [\"\"]"),
            "{}",
            right.0
        );
    }
}
