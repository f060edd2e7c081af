//! The roles to ask for where rights were missing, as lines for standard error that can be pasted into a manifest.

use argocd::rights::roles;
use argocd::snapshot::Gap;

/// How many rules are written down; `doctor` has them all.
const RULES_TOLD: usize = 8;

/// Returns what to ask for so that these gaps close: a line for each role, a line for each of its rules.
pub(crate) fn lines<'a>(gaps: impl IntoIterator<Item = &'a Gap>) -> Vec<String> {
    let missing = gaps.into_iter().filter_map(|gap| gap.right.as_deref());
    let mut left = RULES_TOLD;
    let mut lines = Vec::new();
    for role in roles(missing) {
        let told = role.rules.len().min(left);
        if told > 0 {
            lines.push(format!("to see it, ask for {} with", role.title()));
        }
        lines.extend(role.rules.iter().take(told).map(|rule| format!("- {rule}")));
        left -= told;
        if told < role.rules.len() {
            lines.push("… and more; `kubectl addons doctor` names all rights that are missing, docs/rbac.yaml has roles".to_owned());
            break;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use argocd::rights::Right;
    use argocd::snapshot::GapReason;

    use super::*;

    fn gap(right: Option<Right>) -> Gap {
        Gap {
            reason: GapReason::Forbidden,
            what: "secrets in namespace web".to_owned(),
            message: "you may not list secrets in namespace web".to_owned(),
            scope: None,
            right: right.map(Box::new),
        }
    }

    #[test]
    fn a_gap_without_a_right_asks_for_nothing() {
        assert!(lines(&[gap(None)]).is_empty());
    }

    #[test]
    fn many_rules_are_cut_short_and_said_to_be() {
        let gaps: Vec<Gap> = (0..12)
            .map(|number| gap(Some(Right::new("list", &format!("g{number}"), "things"))))
            .collect();
        let lines = lines(&gaps);
        assert_eq!(lines.len(), 1 + RULES_TOLD + 1);
        assert!(lines.last().unwrap().contains("doctor"), "{lines:?}");
        assert_eq!(
            lines[1],
            "- {apiGroups: [g0], resources: [things], verbs: [get, list, watch]}"
        );
    }
}
