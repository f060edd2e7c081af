//! Which Application an object says it belongs to.
//!
//! Read from the annotation or the label that Argo CD writes (`util/argo/resource_tracking.go`).
//! Whether that Application exists, or manages the object, is not decided here.

use crate::object::{Metadata, ObjectRef};
use crate::settings::{Settings, TrackingMethod};

/// Annotation with the tracking id, `<app>:<group>/<kind>:<namespace>/<name>`.
pub const TRACKING_ID: &str = "argocd.argoproj.io/tracking-id";
/// Annotation that tells apart two Argo CDs that manage one cluster.
pub const INSTALLATION_ID: &str = "argocd.argoproj.io/installation-id";

/// What an object says about who manages it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tracking {
    /// Name of the Application, with `<namespace>_` before it outside the control plane
    /// ([`crate::application::Application::instance_name`]).
    pub instance: String,
    /// The object the id was written for; `None` when a label alone says it.
    /// A cluster-scoped object carries the Application's destination namespace here.
    pub object: Option<ObjectRef>,
}

impl Tracking {
    /// Reads a tracking id; text of another shape is `None`
    /// (`ParseAppInstanceValue`: exactly one slash in the second and in the third part).
    pub fn parse(id: &str) -> Option<Self> {
        let mut parts = id.splitn(3, ':');
        let (instance, kind, name) = (parts.next()?, parts.next()?, parts.next()?);
        let (group, kind) = pair(kind)?;
        let (namespace, name) = pair(name)?;
        Some(Self {
            instance: instance.to_owned(),
            object: Some(ObjectRef::new(group, kind, namespace, name)),
        })
    }

    /// Returns whether the id was written for this object and not copied from another
    /// one. Namespaces of cluster-scoped objects do not count: the id has the destination's.
    pub fn is_about(&self, reference: &ObjectRef) -> bool {
        self.object.as_ref().is_none_or(|object| {
            object.is(&reference.group, &reference.kind)
                && object.name == reference.name
                && (reference.namespace.is_none() || object.namespace == reference.namespace)
        })
    }

    /// Returns the Application's namespace, where the instance name carries one, and its name.
    ///
    /// Names of Kubernetes objects have no underscore, so the first one parts the two.
    pub fn application(&self) -> (Option<&str>, &str) {
        match self.instance.split_once('_') {
            Some((namespace, name)) => (Some(namespace), name),
            None => (None, &self.instance),
        }
    }
}

fn pair(text: &str) -> Option<(&str, &str)> {
    let (left, right) = text.split_once('/')?;
    (!right.contains('/')).then_some((left, right))
}

/// Returns who an object says manages it, by the method that Argo CD is set to
/// (`GetAppName`): the label alone counts only when labels are the method.
pub fn tracked_by(metadata: &Metadata, settings: &Settings) -> Option<Tracking> {
    match settings.tracking_method {
        TrackingMethod::Label => by_label(metadata, settings),
        TrackingMethod::Annotation | TrackingMethod::AnnotationAndLabel => {
            by_annotation(metadata, settings)
        }
        TrackingMethod::AnnotationElseLabel => {
            by_annotation(metadata, settings).or_else(|| by_label(metadata, settings))
        }
    }
}

fn by_label(metadata: &Metadata, settings: &Settings) -> Option<Tracking> {
    let instance = metadata.labels.get(&settings.instance_label_key)?;
    (!instance.is_empty()).then(|| Tracking {
        instance: instance.clone(),
        object: None,
    })
}

fn by_annotation(metadata: &Metadata, settings: &Settings) -> Option<Tracking> {
    let written = metadata.annotations.get(INSTALLATION_ID);
    let wanted = &settings.installation_id;
    if !wanted.is_empty() && written != Some(wanted) {
        return None;
    }
    Tracking::parse(metadata.annotations.get(TRACKING_ID)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metadata(annotations: &[(&str, &str)], labels: &[(&str, &str)]) -> Metadata {
        let map = |pairs: &[(&str, &str)]| {
            let owned = pairs
                .iter()
                .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()));
            owned.collect()
        };
        Metadata {
            annotations: map(annotations),
            labels: map(labels),
            ..Metadata::default()
        }
    }

    #[test]
    fn an_id_names_the_application_and_the_object() {
        let tracking = Tracking::parse("web:apps/Deployment:front/nginx").unwrap();
        assert_eq!(tracking.application(), (None, "web"));
        let nginx = ObjectRef::new("apps", "Deployment", "front", "nginx");
        assert_eq!(tracking.object, Some(nginx));
    }

    #[test]
    fn core_kinds_have_an_empty_group_and_names_may_have_colons() {
        let tracking = Tracking::parse("team_web:/Role:ns/system:reader").unwrap();
        assert_eq!(tracking.application(), (Some("team"), "web"));
        let role = ObjectRef::new("", "Role", "ns", "system:reader");
        assert_eq!(tracking.object, Some(role));
    }

    #[test]
    fn text_of_another_shape_is_no_id() {
        for id in [
            "",
            "web",
            "web:apps/Deployment",
            "web:apps:ns/n",
            "web:a/b/c:ns/n",
            "web:a/b:n",
        ] {
            assert_eq!(Tracking::parse(id), None, "{id}");
        }
    }

    #[test]
    fn a_cluster_scoped_object_carries_the_destination_namespace() {
        let tracking = Tracking::parse("web:rbac.authorization.k8s.io/ClusterRole:front/reader");
        let tracking = tracking.unwrap();
        let role = |namespace, name| {
            ObjectRef::new("rbac.authorization.k8s.io", "ClusterRole", namespace, name)
        };
        assert!(tracking.is_about(&role("", "reader")));
        assert!(!tracking.is_about(&role("", "writer")));
        assert!(
            !tracking.is_about(&role("elsewhere", "reader")),
            "a copy in another namespace"
        );
    }

    #[test]
    fn a_label_alone_proves_nothing_but_under_the_label_method() {
        let labelled = metadata(&[], &[("app.kubernetes.io/instance", "web")]);
        let mut settings = Settings::default();
        assert_eq!(tracked_by(&labelled, &settings), None);
        settings.tracking_method = TrackingMethod::AnnotationAndLabel;
        assert_eq!(tracked_by(&labelled, &settings), None);
        settings.tracking_method = TrackingMethod::Label;
        assert_eq!(tracked_by(&labelled, &settings).unwrap().instance, "web");
        settings.instance_label_key = "argocd/app".to_owned();
        assert_eq!(tracked_by(&labelled, &settings), None);
    }

    #[test]
    fn objects_of_another_installation_are_not_ours() {
        let ours = [
            (TRACKING_ID, "web:/Service:ns/n"),
            (INSTALLATION_ID, "blue"),
        ];
        let mut settings = Settings::default();
        assert!(tracked_by(&metadata(&ours, &[]), &settings).is_some());
        settings.installation_id = "blue".to_owned();
        assert!(tracked_by(&metadata(&ours, &[]), &settings).is_some());
        assert!(tracked_by(&metadata(&ours[..1], &[]), &settings).is_none());
    }
}
