//! The roles to ask for where rights were missing, as lines for standard error that can be pasted into a manifest.

use argocd::rights::{Role, roles};
use argocd::snapshot::Gap;

/// How many rules are written down; `doctor` has them all.
const RULES_TOLD: usize = 8;

/// Returns what to ask for so that these gaps close: a line for each role, a line for each of its rules.
pub(crate) fn lines<'a>(gaps: impl IntoIterator<Item = &'a Gap>) -> Vec<String> {
    told("to see it", &missing(gaps))
}

/// Returns what to ask for in each of several contexts; those that lack the same are named together.
pub(crate) fn lines_of_contexts(contexts: &[(String, Vec<Gap>)]) -> Vec<String> {
    let mut alike: Vec<(Vec<Role>, Vec<&str>)> = Vec::new();
    for (context, gaps) in contexts {
        let roles = missing(gaps);
        match alike.iter_mut().find(|(known, _)| *known == roles) {
            Some((_, contexts)) => contexts.push(context),
            None => alike.push((roles, vec![context])),
        }
    }
    let lines = alike.into_iter().flat_map(|(roles, contexts)| {
        let s = if contexts.len() == 1 { "" } else { "s" };
        told(
            &format!("to see it in context{s} {}", contexts.join(", ")),
            &roles,
        )
    });
    lines.collect()
}

fn missing<'a>(gaps: impl IntoIterator<Item = &'a Gap>) -> Vec<Role> {
    roles(gaps.into_iter().filter_map(|gap| gap.right.as_deref()))
}

fn told(begins: &str, roles: &[Role]) -> Vec<String> {
    let mut left = RULES_TOLD;
    let mut lines = Vec::new();
    for role in roles {
        let told = role.rules.len().min(left);
        if told > 0 {
            lines.push(format!("{begins}, ask for {} with", role.title()));
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
    fn contexts_that_lack_the_same_are_named_together() {
        let secrets = || vec![gap(Some(Right::new("list", "", "secrets")))];
        let contexts = [
            ("blue", secrets()),
            ("green", Vec::new()),
            ("red", secrets()),
        ];
        let contexts = contexts.map(|(context, gaps)| (context.to_owned(), gaps));
        assert_eq!(
            lines_of_contexts(&contexts),
            [
                "to see it in contexts blue, red, ask for a ClusterRole with",
                "- {apiGroups: [\"\"], resources: [secrets], verbs: [get, list, watch]}"
            ]
        );
    }

    #[test]
    fn many_rules_are_cut_short_and_said_to_be() {
        let gaps: Vec<Gap> = (0..12)
            .map(|number| {
                let right = Right::new("get", "", "configmaps").named("argocd-cm");
                gap(Some(right.within(&format!("n{number}"))))
            })
            .chain((0..12).map(|number| {
                let right = Right::new("list", "", &format!("things{number}"));
                gap(Some(right.within(&format!("n{number}"))))
            }))
            .collect();
        let lines = lines(&gaps);
        let rules = lines.iter().filter(|line| line.starts_with("- "));
        assert_eq!(rules.count(), RULES_TOLD);
        assert!(lines.last().unwrap().contains("doctor"), "{lines:?}");
    }
}
