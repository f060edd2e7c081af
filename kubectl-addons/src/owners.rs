//! Who owns an add-on, from the nearest upwards: parent Applications, and the ApplicationSet that made one of them.

use argocd::application::{self, Application};
use argocd::facts::Owner;
use argocd::object::ObjectRef;
use argocd::settings::Settings;
use argocd::snapshot::{Scope, Snapshot};
use argocd::tree::plan::Want;

use crate::reader::Reader;

/// Most owners that are looked for: deeper ones are a loop, or nobody's doing.
pub(crate) const DEEPEST: usize = 8;

/// Reads the owners of an add-on, one after another; one that may not be read becomes a gap.
///
/// # Errors
/// The cluster is out of reach.
pub(crate) async fn read_owners(
    reader: &mut Reader,
    application: &Application,
) -> anyhow::Result<()> {
    for _ in 0..DEEPEST {
        let wants = unread(application, reader.snapshot());
        if wants.is_empty() {
            break;
        }
        reader.read(&wants).await?;
    }
    Ok(())
}

/// Returns the owners that are known, the nearest first; the last one has none, or was not read.
pub(crate) fn owners(application: &Application, snapshot: &Snapshot) -> Vec<Owner> {
    let mut owners: Vec<Owner> = Vec::new();
    let mut next = owner(application, snapshot);
    while let Some(owner_of_it) = next {
        if owners.contains(&owner_of_it) || owners.len() == DEEPEST {
            break;
        }
        let parent = snapshot.application(&reference(&owner_of_it));
        next = parent.and_then(|parent| owner(parent, snapshot));
        owners.push(owner_of_it);
    }
    owners
}

/// Wants the owners that are known, so that they are followed too.
pub(crate) fn wants(application: &Application, snapshot: &Snapshot) -> Vec<Want> {
    let owners = owners(application, snapshot);
    let scopes = owners.iter().map(|owner| Scope::object(&reference(owner)));
    scopes.map(Want::body).collect()
}

/// Returns which object an owner is.
pub(crate) fn reference(owner: &Owner) -> ObjectRef {
    ObjectRef::new(
        application::GROUP,
        owner.kind,
        &owner.namespace,
        &owner.name,
    )
}

/// Wants the owners that nothing is known of yet.
pub(crate) fn unread(application: &Application, snapshot: &Snapshot) -> Vec<Want> {
    let wants = wants(application, snapshot).into_iter();
    wants
        .filter(|want| !snapshot.is_known(&want.scope))
        .collect()
}

fn owner(application: &Application, snapshot: &Snapshot) -> Option<Owner> {
    let settings = Settings::of_namespace(snapshot, application.controller_namespace());
    Owner::of(application, &settings.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use argocd::object::Object;
    use argocd::snapshot::Update;
    use serde_json::json;

    use super::*;

    /// Makes an Application that another one tracks.
    fn application(name: &str, parent: &str) -> Application {
        let mark = format!("{parent}:argoproj.io/Application:argocd/{name}");
        let object = json!({"metadata": {"name": name, "namespace": "argocd",
            "annotations": {"argocd.argoproj.io/tracking-id": mark}}});
        Application::from_value(&object).unwrap()
    }

    fn names(application: &Application, snapshot: &Snapshot) -> Vec<String> {
        let owners = owners(application, snapshot);
        owners.iter().map(ToString::to_string).collect()
    }

    fn snapshot(applications: &[Application]) -> Snapshot {
        let mut snapshot = Snapshot::default();
        let objects = applications.iter().cloned().map(Box::new);
        snapshot.extend(objects.map(Object::Application).map(Update::Seen));
        snapshot
    }

    #[test]
    fn owners_are_followed_upwards_as_far_as_they_were_read() {
        let web = application("web", "stack");
        assert_eq!(names(&web, &Snapshot::default()), ["Application/stack"]);
        let known = snapshot(&[application("stack", "root")]);
        assert_eq!(
            names(&web, &known),
            ["Application/stack", "Application/root"]
        );
        let wants = unread(&web, &known);
        assert_eq!(wants.len(), 2);
    }

    #[test]
    fn a_circle_of_owners_ends() {
        let (a, b) = (application("a", "b"), application("b", "a"));
        let known = snapshot(&[a.clone(), b]);
        assert_eq!(names(&a, &known), ["Application/b", "Application/a"]);
    }
}
