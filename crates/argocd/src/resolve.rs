//! From what people type to Applications.
//!
//! Looks at names alone; what was not read cannot be found, and whoever asks says so.

use crate::application::Application;
use crate::marks;
use crate::nearest::nearest;
use crate::object::ObjectRef;

/// Names offered at most where nothing fits.
const OFFERED: usize = 5;

/// Ways to write the kind before a name, as our trees and `kubectl -o name` do.
const KIND_PREFIXES: [&str; 4] = [
    "Application/",
    "application.argoproj.io/",
    "applications.argoproj.io/",
    "app.argoproj.io/",
];

/// What an argument stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// One Application.
    One(ObjectRef),
    /// Several that fit equally well, by namespace and name.
    Several(Vec<ObjectRef>),
    /// None.
    None {
        /// Names that are close to it, the closest first; at most five.
        candidates: Vec<String>,
    },
}

/// Resolves `NAME` or `NS/NAME`: the name is an Application's, else a member's in its
/// stack, else a Helm release's; the namespace is the Application's, else the one it is
/// deployed to. `namespace` limits the search to Applications that live in it.
pub fn resolve<'a>(
    applications: impl IntoIterator<Item = &'a Application>,
    argument: &str,
    namespace: Option<&str>,
) -> Resolution {
    let lives_there = |application: &&Application| {
        namespace.is_none_or(|namespace| application.metadata.namespace == namespace)
    };
    let applications: Vec<&Application> = applications.into_iter().filter(lives_there).collect();
    let wanted = Wanted::read(argument);
    let mut found = wanted.among(&applications);
    found.sort();
    found.dedup();
    match found.len() {
        0 => Resolution::None {
            candidates: closest(&applications, wanted.name),
        },
        1 => Resolution::One(found.remove(0)),
        _ => Resolution::Several(found),
    }
}

/// An argument taken apart.
struct Wanted<'a> {
    namespace: Option<&'a str>,
    name: &'a str,
}

impl<'a> Wanted<'a> {
    fn read(argument: &'a str) -> Self {
        let bare = KIND_PREFIXES
            .iter()
            .find_map(|prefix| argument.strip_prefix(prefix))
            .unwrap_or(argument);
        match bare.split_once('/') {
            Some((namespace, name)) => Self {
                namespace: Some(namespace),
                name,
            },
            None => Self {
                namespace: None,
                name: bare,
            },
        }
    }

    /// Returns what fits by the first way of naming by which anything fits.
    fn among(&self, applications: &[&Application]) -> Vec<ObjectRef> {
        let places: &[fn(&Application) -> &str] = match self.namespace {
            Some(_) => &[namespace_of, deployed_in],
            None => &[namespace_of],
        };
        let ways = places
            .iter()
            .flat_map(|place| NAMES.iter().map(move |name| (place, name)));
        ways.map(|(place, name)| {
            let in_place = |a: &&&Application| self.namespace.is_none_or(|ns| place(a) == ns);
            let named = |a: &&&Application| name(a) == Some(self.name);
            let fitting = applications.iter().filter(in_place).filter(named);
            fitting.map(|application| application.reference()).collect()
        })
        .find(|found: &Vec<ObjectRef>| !found.is_empty())
        .unwrap_or_default()
    }
}

/// The names of an Application, the nearest first.
const NAMES: [fn(&Application) -> Option<&str>; 3] = [
    |application| Some(&application.metadata.name),
    member_of,
    |application| Some(application.release_name()),
];

fn member_of(application: &Application) -> Option<&str> {
    let labels = &application.metadata.labels;
    labels.get(marks::MEMBER_LABEL).map(String::as_str)
}

fn namespace_of(application: &Application) -> &str {
    &application.metadata.namespace
}

fn deployed_in(application: &Application) -> &str {
    &application.spec.destination.namespace
}

fn closest(applications: &[&Application], name: &str) -> Vec<String> {
    let names = applications
        .iter()
        .flat_map(|application| NAMES.iter().filter_map(|read| read(application)));
    let nearest = nearest(name, names, OFFERED).into_iter();
    nearest.map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Makes an Application `namespace/name` of a member, with a release, deployed somewhere.
    fn application(place: &str, member: &str, release: &str, deployed_in: &str) -> Application {
        let (namespace, name) = place.split_once('/').unwrap();
        let mut object = json!({
            "metadata": {"name": name, "namespace": namespace, "labels": {}},
            "spec": {"destination": {"namespace": deployed_in},
                     "source": {"chart": "c", "helm": {"releaseName": release}}},
        });
        if !member.is_empty() {
            object["metadata"]["labels"][marks::MEMBER_LABEL] = json!(member);
        }
        Application::from_value(&object).unwrap()
    }

    fn fleet() -> Vec<Application> {
        vec![
            application(
                "argocd/prod-monitoring-grafana",
                "grafana",
                "grafana",
                "grafana",
            ),
            application(
                "argocd/stage-monitoring-grafana",
                "grafana",
                "graf",
                "stage-grafana",
            ),
            application("argocd/loki", "", "", "logging"),
            application("team-a/loki", "", "logs", "grafana"),
            application("argocd/prod-monitoring-loki", "loki", "", "logging"),
        ]
    }

    fn found(argument: &str, namespace: Option<&str>) -> Vec<String> {
        let fleet = fleet();
        let place = |reference: ObjectRef| {
            format!(
                "{}/{}",
                reference.namespace.unwrap_or_default(),
                reference.name
            )
        };
        match resolve(&fleet, argument, namespace) {
            Resolution::One(reference) => vec![place(reference)],
            Resolution::Several(references) => references.into_iter().map(place).collect(),
            Resolution::None { candidates } => candidates
                .into_iter()
                .map(|name| format!("? {name}"))
                .collect(),
        }
    }

    #[test]
    fn an_applications_own_name_wins_over_a_members() {
        assert_eq!(found("loki", None), ["argocd/loki", "team-a/loki"]);
        assert_eq!(found("loki", Some("team-a")), ["team-a/loki"]);
    }

    #[test]
    fn a_members_name_wins_over_a_releases() {
        assert_eq!(
            found("grafana", None),
            [
                "argocd/prod-monitoring-grafana",
                "argocd/stage-monitoring-grafana"
            ]
        );
        assert_eq!(found("graf", None), ["argocd/stage-monitoring-grafana"]);
    }

    #[test]
    fn a_namespace_is_the_applications_own_else_the_deployed_one() {
        assert_eq!(found("team-a/loki", None), ["team-a/loki"]);
        assert_eq!(
            found("grafana/grafana", None),
            ["argocd/prod-monitoring-grafana"]
        );
        assert_eq!(found("grafana/loki", None), ["team-a/loki"]);
        assert_eq!(
            found("stage-grafana/graf", None),
            ["argocd/stage-monitoring-grafana"]
        );
        // Its own namespace wins even where the name fits less closely.
        assert_eq!(found("team-a/logs", None), ["team-a/loki"]);
    }

    #[test]
    fn what_trees_and_kubectl_print_is_taken() {
        assert_eq!(
            found("Application/prod-monitoring-loki", None),
            ["argocd/prod-monitoring-loki"]
        );
        assert_eq!(
            found("application.argoproj.io/loki", Some("argocd")),
            ["argocd/loki"]
        );
        assert_eq!(found("Application/team-a/loki", None), ["team-a/loki"]);
    }

    #[test]
    fn close_names_are_offered_where_nothing_fits() {
        assert_eq!(found("lokki", None), ["? loki"]);
        assert_eq!(
            found("prod", None),
            ["? prod-monitoring-grafana", "? prod-monitoring-loki"]
        );
        assert_eq!(found("nowhere", None), Vec::<String>::new());
        assert_eq!(found("", None), Vec::<String>::new());
    }
}
