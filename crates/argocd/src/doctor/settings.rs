//! Whether `argocd-cm` can be read, by us and by Argo CD.

use serde_json::Value;

use super::{Check, Facts, Group, Home, Status};
use crate::duration;
use crate::object::Resource;
use crate::why::quoted;

const ID: &str = "settings";

/// Says which settings nobody can read.
pub(super) fn check(facts: &Facts<'_>, home: &Home<'_>) -> Check {
    let new = |status, what: String| Check::new(ID, Group::ArgoCd, status, what);
    let settings = match facts.settings_of(&home.namespace) {
        Err(gap) => {
            let check = Check::unseen(
                ID,
                Group::ArgoCd,
                "its settings (argocd-cm) could not be read",
                &gap,
            );
            return check;
        }
        Ok(None) => {
            return new(
                Status::Ok,
                "it has no argocd-cm: everything is as Argo CD has it by default".to_owned(),
            );
        }
        Ok(Some(settings)) => settings,
    };
    let odd: Vec<String> = CHECKED
        .iter()
        .filter_map(|(key, is_well)| odd(settings, key, *is_well))
        .collect();
    match odd.is_empty() {
        true => new(
            Status::Ok,
            "its settings (argocd-cm) can be read".to_owned(),
        ),
        false => new(
            Status::Failed,
            format!("in argocd-cm, {} cannot be read", odd.join(", ")),
        )
        .why("Argo CD takes its default in their place, or does not start")
        .next(format!(
            "kubectl -n {} edit configmap argocd-cm",
            quoted(&home.namespace)
        )),
    }
}

type Rule = fn(&str) -> bool;

/// Settings that other checks and the tree stand on, and whether a text is one.
const CHECKED: [(&str, Rule); 5] = [
    ("timeout.reconciliation", |text| {
        duration::parse(text).is_some()
    }),
    ("application.resourceTrackingMethod", |text| {
        matches!(text, "annotation" | "label" | "annotation+label")
    }),
    ("resource.exclusions", is_list),
    ("resource.inclusions", is_list),
    ("resource.customizations", is_map),
];

fn odd(settings: &Resource, key: &str, is_well: Rule) -> Option<String> {
    let text = data(settings, key)?;
    (!text.trim().is_empty() && !is_well(text)).then(|| key.to_owned())
}

/// Returns what a key of a ConfigMap says.
pub(super) fn data<'a>(settings: &'a Resource, key: &str) -> Option<&'a str> {
    settings.body.as_ref()?.get("data")?.get(key)?.as_str()
}

fn is_list(text: &str) -> bool {
    serde_saphyr::from_str::<Vec<Value>>(text).is_ok()
}

fn is_map(text: &str) -> bool {
    serde_saphyr::from_str::<serde_json::Map<String, Value>>(text).is_ok()
}

#[cfg(test)]
mod tests {
    use super::super::world::World;
    use super::*;

    fn found(settings: &[(&str, &str)]) -> Check {
        let mut world = World::installed();
        world.settings("argocd", settings);
        of(&world)
    }

    fn of(world: &World) -> Check {
        let facts = world.facts();
        let homes = facts.homes();
        check(&facts, &homes[0])
    }

    #[test]
    fn what_can_be_read_is_well() {
        let well = [
            ("timeout.reconciliation", "180s"),
            ("resource.exclusions", "- kinds: [Event]\n"),
            ("application.resourceTrackingMethod", ""),
        ];
        assert_eq!(found(&well).status, Status::Ok);
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let odd = [
            ("timeout.reconciliation", "soon"),
            ("resource.exclusions", "kinds: Event"),
            ("application.resourceTrackingMethod", "labels"),
        ];
        let found = found(&odd);
        assert_eq!(found.status, Status::Failed);
        assert_eq!(
            found.what,
            "in argocd-cm, timeout.reconciliation, application.resourceTrackingMethod, resource.exclusions cannot be read"
        );
    }

    #[test]
    fn what_may_not_be_read_is_unknown_with_the_right_to_ask_for() {
        let mut world = World::installed();
        world.forbidden_settings("argocd");
        let found = of(&world);
        assert_eq!(found.status, Status::Unknown);
        assert_eq!(found.rights.len(), 1);
    }
}
