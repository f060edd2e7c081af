//! Which Argo CD an Application belongs to.

use std::collections::BTreeSet;

use crate::application::Application;

/// The namespaces of the Argo CDs that Applications name.
#[derive(Debug, Clone, Default)]
pub struct Homes {
    named: BTreeSet<String>,
}

impl Homes {
    /// Collects what Applications say.
    pub fn of<'a>(applications: impl IntoIterator<Item = &'a Application>) -> Self {
        let named = applications.into_iter();
        let named = named.map(|application| application.status.controller_namespace.clone());
        Self {
            named: named.filter(|namespace| !namespace.is_empty()).collect(),
        }
    }

    /// Returns the namespace of the Argo CD of an Application: as it says; where it was never looked at, the only one
    /// that others name; else its own.
    pub fn home<'a>(&'a self, application: &'a Application) -> &'a str {
        let mut named = self.named.iter();
        match (named.next(), named.next()) {
            (Some(only), None) if application.status.controller_namespace.is_empty() => only,
            _ => application.controller_namespace(),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_application_nobody_looked_at_belongs_to_the_only_argo_cd_there_is() {
        let of = |controller: &str| {
            let metadata = json!({"name": "web", "namespace": "team"});
            let status = json!({"controllerNamespace": controller});
            Application::from_value(&json!({"metadata": metadata, "status": status})).unwrap()
        };
        let (known, other, new) = (of("argocd"), of("argocd-two"), of(""));
        assert_eq!(Homes::of([&known, &new]).home(&new), "argocd");
        assert_eq!(Homes::of([&known, &other, &new]).home(&new), "team");
        assert_eq!(Homes::of([&new]).home(&new), "team");
        assert_eq!(Homes::of([&known]).home(&other), "argocd-two");
    }
}
