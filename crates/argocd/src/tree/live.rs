//! One object that was read, whichever way it is kept: as a resource or as an Application.

use crate::application::{self, Application};
use crate::object::{Metadata, ObjectRef, Resource};

/// API version of Applications; the only one there is.
const APPLICATION_VERSION: &str = "v1alpha1";

/// An object of the snapshot.
#[derive(Clone, Copy)]
pub(super) enum Live<'a> {
    Resource(&'a Resource),
    Application(&'a Application),
}

/// Group, kind, namespace and name, borrowed; an empty namespace is none.
pub(super) type Key<'a> = (&'a str, &'a str, &'a str, &'a str);

/// Returns the borrowed form of a reference.
pub(super) fn key(reference: &ObjectRef) -> Key<'_> {
    let namespace = reference.namespace.as_deref().unwrap_or_default();
    (
        &reference.group,
        &reference.kind,
        namespace,
        &reference.name,
    )
}

impl<'a> Live<'a> {
    pub(super) fn metadata(self) -> &'a Metadata {
        match self {
            Self::Resource(resource) => &resource.metadata,
            Self::Application(application) => &application.metadata,
        }
    }

    pub(super) fn key(self) -> Key<'a> {
        match self {
            Self::Resource(resource) => key(&resource.reference),
            Self::Application(application) => (
                application::GROUP,
                application::KIND,
                &application.metadata.namespace,
                &application.metadata.name,
            ),
        }
    }

    pub(super) fn reference(self) -> ObjectRef {
        let (group, kind, namespace, name) = self.key();
        ObjectRef::new(group, kind, namespace, name)
    }

    pub(super) fn version(self) -> &'a str {
        match self {
            Self::Resource(resource) => &resource.version,
            Self::Application(_) => APPLICATION_VERSION,
        }
    }

    pub(super) fn application(self) -> Option<&'a Application> {
        match self {
            Self::Resource(_) => None,
            Self::Application(application) => Some(application),
        }
    }
}
