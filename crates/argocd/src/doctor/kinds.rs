//! Argo CD's own kinds, by which it is driven.

use super::{Check, Facts, Group, Status};
use crate::application;

const ID: &str = "crds";
/// The only version there has ever been.
const VERSION: &str = "v1alpha1";
/// The kinds, and whether nothing works without one.
const KINDS: [(&str, bool); 3] = [
    ("Application", true),
    ("AppProject", true),
    ("ApplicationSet", false),
];

/// Says whether they are served, in the version that is read.
pub(super) fn check(facts: &Facts<'_>) -> Option<Check> {
    let new = |status, what: String| Check::new(ID, Group::Cluster, status, what);
    let served = match &facts.groups {
        Ok(groups) => &groups.served,
        Err(gap) => {
            let what = "whether Argo CD's kinds are served was not asked";
            return Some(Check::unseen(ID, Group::Cluster, what, gap));
        }
    };
    let group = application::GROUP;
    let missing = |(kind, _): &&(&str, bool)| {
        let found = served.find(group, kind);
        found.is_none_or(|found| found.kind.version != VERSION)
    };
    let missing: Vec<&(&str, bool)> = KINDS.iter().filter(missing).collect();
    if missing.is_empty() {
        let what = format!(
            "Applications, AppProjects and ApplicationSets are served as {group}/{VERSION}"
        );
        return Some(new(Status::Ok, what));
    }
    let names: Vec<&str> = missing.iter().map(|(kind, _)| *kind).collect();
    let status = match missing.iter().any(|(_, needed)| *needed) {
        true => Status::Failed,
        false => Status::Warning,
    };
    let what = format!(
        "the server does not serve {} as {group}/{VERSION}",
        names.join(", ")
    );
    let next = "install Argo CD's CustomResourceDefinitions, or choose the cluster it runs in with --context";
    Some(new(status, what).next(next))
}

#[cfg(test)]
mod tests {
    use super::super::world::{World, catalog, gap};
    use super::*;

    fn found(kinds: &[(&str, &str)]) -> Check {
        let mut world = World::default();
        world.groups.as_mut().unwrap().served = catalog(kinds);
        check(&world.facts()).unwrap()
    }

    #[test]
    fn all_of_them_are_served() {
        assert_eq!(check(&World::default().facts()).unwrap().status, Status::Ok);
    }

    #[test]
    fn without_application_sets_most_works_and_without_projects_nothing() {
        let [application, project] = [("Application", "v1alpha1"), ("AppProject", "v1alpha1")];
        let without_sets = found(&[application, project]);
        assert_eq!(without_sets.status, Status::Warning);
        assert_eq!(
            without_sets.what,
            "the server does not serve ApplicationSet as argoproj.io/v1alpha1"
        );
        assert_eq!(found(&[application]).status, Status::Failed);
        assert_eq!(
            found(&[("Application", "v1beta1"), project]).status,
            Status::Failed
        );
    }

    #[test]
    fn a_file_without_kinds_cannot_tell() {
        let world = World {
            groups: Err(gap("not asked")),
            ..World::default()
        };
        assert_eq!(check(&world.facts()).unwrap().status, Status::Unknown);
    }
}
