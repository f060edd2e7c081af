//! Where Argo CD is installed, and by what that was seen.

use super::{Check, Facts, Group, Home, Status};
use crate::application;
use crate::snapshot::Gap;

const ID: &str = "installation";

/// Says where each is; none at all is the one thing nothing works without.
pub(super) fn check(facts: &Facts<'_>, homes: &[Home<'_>]) -> Option<Check> {
    let new = |status, what: String| Check::new(ID, Group::ArgoCd, status, what);
    if !homes.is_empty() {
        let places: Vec<String> = homes.iter().map(place).collect();
        return Some(new(Status::Ok, places.join("; ")));
    }
    let served = facts.groups.as_ref().map(|groups| &groups.served);
    let is_served =
        served.is_ok_and(|served| served.find(application::GROUP, application::KIND).is_some());
    if let Some(gap) = unread(facts).filter(|_| is_served || served.is_err()) {
        let what = "no Argo CD was seen, but not everything could be looked at";
        return Some(Check::unseen(ID, Group::ArgoCd, what, gap));
    }
    let what = "no Argo CD was found: none of its components, no argocd-cm, no Application it has looked at";
    Some(
        new(Status::Failed, what.to_owned())
            .next("install Argo CD, or choose the cluster it runs in with --context"),
    )
}

fn unread<'a>(facts: &'a Facts<'_>) -> Option<&'a Gap> {
    let components = facts.components.as_ref().err();
    facts.applications_gap().or(components.map(|gap| &**gap))
}

fn place(home: &Home<'_>) -> String {
    let mut signs = Vec::new();
    match home.components.len() {
        0 => {}
        1 => signs.push("1 component".to_owned()),
        several => signs.push(format!("{several} components")),
    }
    signs.extend(home.has_settings.then(|| "argocd-cm".to_owned()));
    match home.applications {
        0 => signs.push("no Applications".to_owned()),
        1 => signs.push("1 Application".to_owned()),
        several => signs.push(format!("{several} Applications")),
    }
    format!(
        "Argo CD in namespace {}: {}",
        home.namespace,
        signs.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::super::world::{World, gap};
    use super::*;
    use crate::catalog::Catalog;

    fn found(world: &World) -> Check {
        let facts = world.facts();
        check(&facts, &facts.homes()).unwrap()
    }

    #[test]
    fn each_argo_cd_is_told_with_its_signs() {
        let mut world = World::installed();
        assert_eq!(
            found(&world).what,
            "Argo CD in namespace argocd: 4 components, argocd-cm, 1 Application"
        );
        world.settings("second", &[]);
        assert!(
            found(&world)
                .what
                .ends_with("; Argo CD in namespace second: argocd-cm, no Applications")
        );
    }

    #[test]
    fn none_is_a_failure_only_where_everything_was_looked_at() {
        let mut world = World::default();
        assert_eq!(found(&world).status, Status::Failed);
        world.components = Err(gap("you may not list deployments.apps in all namespaces"));
        assert_eq!(found(&world).status, Status::Unknown);
        world.groups.as_mut().unwrap().served = Catalog::default();
        assert_eq!(
            found(&world).status,
            Status::Failed,
            "its kinds are not served"
        );
    }
}
