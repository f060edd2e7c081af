//! By what objects say whose they are, and whether two Argo CDs of one cluster can be told apart.

use super::{Check, Facts, Group, Home, Status};
use crate::settings::{Settings, TrackingMethod};

const ID: &str = "tracking";

/// Says the method; where settings could not be read, their own check says so.
pub(super) fn check(facts: &Facts<'_>, home: &Home<'_>) -> Option<Check> {
    let settings = Settings::of_namespace(facts.snapshot, &home.namespace)?;
    let new = |status, what: String| Check::new(ID, Group::ArgoCd, status, what);
    Some(match settings.tracking_method {
        TrackingMethod::Annotation => {
            new(Status::Ok, "objects are tracked by annotation".to_owned())
        }
        TrackingMethod::AnnotationAndLabel => new(
            Status::Ok,
            "objects are tracked by annotation, and labelled".to_owned(),
        ),
        TrackingMethod::Label => new(
            Status::Ok,
            format!(
                "objects are tracked by the label {}",
                settings.instance_label_key
            ),
        ),
        TrackingMethod::AnnotationElseLabel => {
            let what =
                "objects are tracked by annotation or by label: argocd-cm does not say which";
            let next = "set application.resourceTrackingMethod in argocd-cm; annotation is the default since Argo CD 3.0";
            new(Status::Warning, what.to_owned()).next(next)
        }
    })
}

/// Says which Argo CDs would take each other's objects for their own (Argo CD's manual, "Resource Tracking").
pub(super) fn apart(facts: &Facts<'_>, homes: &[Home<'_>]) -> Option<Check> {
    let nameless = homes.iter().filter(|home| {
        let settings = Settings::of_namespace(facts.snapshot, &home.namespace);
        settings.is_some_and(|settings| settings.installation_id.is_empty())
    });
    let nameless: Vec<&str> = nameless.map(|home| home.namespace.as_str()).collect();
    if nameless.len() < 2 {
        return None;
    }
    let what = format!(
        "the Argo CDs of namespaces {} have no installationID",
        nameless.join(" and ")
    );
    let why = "Applications of one name take each other's objects for their own";
    let check = Check::new("installation-id", Group::ArgoCd, Status::Warning, what).why(why);
    Some(check.next("set installationID in argocd-cm of each to a word of its own"))
}

#[cfg(test)]
mod tests {
    use super::super::world::World;
    use super::*;

    fn method(word: &str) -> Check {
        let mut world = World::installed();
        world.settings("argocd", &[("application.resourceTrackingMethod", word)]);
        let facts = world.facts();
        check(&facts, &facts.homes()[0]).unwrap()
    }

    #[test]
    fn the_method_is_told() {
        assert_eq!(method("").what, "objects are tracked by annotation");
        assert_eq!(
            method("label").what,
            "objects are tracked by the label app.kubernetes.io/instance"
        );
    }

    #[test]
    fn an_old_argo_cd_that_does_not_say_may_track_by_either() {
        let mut world = World::installed();
        world.status("resourceHealthSource", serde_json::json!(""));
        let facts = world.facts();
        assert_eq!(
            check(&facts, &facts.homes()[0]).unwrap().status,
            Status::Warning
        );
    }

    #[test]
    fn two_argo_cds_without_a_word_of_their_own_are_mixed_up() {
        let mut world = World::installed();
        let apart = |world: &World| {
            let facts = world.facts();
            super::apart(&facts, &facts.homes())
        };
        assert_eq!(apart(&world), None);
        world.settings("second", &[]);
        assert_eq!(
            apart(&world).unwrap().what,
            "the Argo CDs of namespaces argocd and second have no installationID"
        );
        world.settings("second", &[("installationID", "blue")]);
        assert_eq!(apart(&world), None);
    }
}
