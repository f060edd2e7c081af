//! Stacks as they are deployed: which Applications are members of one, and whose child each is.
//!
//! Reads the marks that `helm stack` writes. One stack may be deployed to several clusters by one Argo CD; each
//! deployment is a stack of its own here, told apart by the Application that made its members.

use std::collections::BTreeMap;

use crate::application::Application;
use crate::facts::Owner;
use crate::marks::{MEMBER_LABEL, PARENTS_ANNOTATION, STACK_LABEL, TYPE_LABEL};
use crate::object::ObjectRef;
use crate::settings::Settings;

/// One deployment of a stack.
#[derive(Debug)]
pub struct DeployedStack<'a> {
    /// Its Application; `None` where it was not read, or is gone.
    pub application: Option<&'a Application>,
    /// Its members by name of their Applications.
    pub members: Vec<StackMember<'a>>,
}

/// One member of a deployed stack.
#[derive(Debug)]
pub struct StackMember<'a> {
    /// Its Application.
    pub application: &'a Application,
    /// What its stack calls it, as in `addon/grafana`.
    pub name: String,
    /// The Applications of the members that must be healthy before it.
    pub parents: Vec<ObjectRef>,
    /// Those of them that have no Application, as the stack calls them.
    pub absent_parents: Vec<String>,
}

/// Returns the deployments of a stack, by the name of their Applications.
///
/// A member is of the stack Application that tracks it; one that nothing tracks is of the one whose name, with a dash,
/// its own name begins with.
pub fn deployed<'a>(
    applications: impl IntoIterator<Item = &'a Application>,
    stack: &str,
    settings: impl Fn(&Application) -> Settings,
) -> Vec<DeployedStack<'a>> {
    let of_stack = |application: &&Application| label(application, STACK_LABEL) == Some(stack);
    let (stacks, members): (Vec<&Application>, Vec<&Application>) = applications
        .into_iter()
        .filter(of_stack)
        .partition(|application| label(application, TYPE_LABEL) == Some("stack"));
    let mut deployed: BTreeMap<Option<ObjectRef>, Vec<&Application>> = BTreeMap::new();
    for application in &stacks {
        deployed.entry(Some(application.reference())).or_default();
    }
    for member in members {
        let maker = maker(member, &stacks, &settings(member));
        deployed.entry(maker).or_default().push(member);
    }
    let deployed = deployed.into_iter().map(|(maker, members)| DeployedStack {
        application: stacks
            .iter()
            .copied()
            .find(|stack| Some(stack.reference()) == maker),
        members: members
            .iter()
            .map(|member| StackMember::of(member, &members))
            .collect(),
    });
    deployed.collect()
}

fn label<'a>(application: &'a Application, name: &str) -> Option<&'a str> {
    application.metadata.labels.get(name).map(String::as_str)
}

/// Returns which Application made a member, whether it was read or not.
fn maker(member: &Application, stacks: &[&Application], settings: &Settings) -> Option<ObjectRef> {
    let owner = Owner::of(member, settings).filter(|owner| owner.kind == crate::application::KIND);
    let tracked = owner.map(|owner| {
        ObjectRef::new(
            crate::application::GROUP,
            owner.kind,
            &owner.namespace,
            &owner.name,
        )
    });
    let named = || {
        let metadata = &member.metadata;
        let begins = |stack: &&&Application| {
            let rest = metadata.name.strip_prefix(&*stack.metadata.name);
            stack.metadata.namespace == metadata.namespace
                && rest.is_some_and(|rest| rest.starts_with('-'))
        };
        stacks.iter().find(begins).map(|stack| stack.reference())
    };
    tracked.or_else(named)
}

impl<'a> StackMember<'a> {
    fn of(application: &'a Application, members: &[&'a Application]) -> Self {
        let annotation = application.metadata.annotations.get(PARENTS_ANNOTATION);
        let words = annotation
            .map(String::as_str)
            .unwrap_or_default()
            .split(',');
        let (mut parents, mut absent_parents) = (Vec::new(), Vec::new());
        for word in words.map(str::trim).filter(|word| !word.is_empty()) {
            match members.iter().find(|member| name(member) == word) {
                Some(parent) => parents.push(parent.reference()),
                None => absent_parents.push(word.to_owned()),
            }
        }
        Self {
            application,
            name: name(application),
            parents,
            absent_parents,
        }
    }
}

/// Returns what a stack calls a member, as its children name it in their annotation.
fn name(member: &Application) -> String {
    let kind = label(member, TYPE_LABEL).unwrap_or("addon");
    let name = label(member, MEMBER_LABEL).unwrap_or(&member.metadata.name);
    format!("{kind}/{name}")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn application(name: &str, labels: &Value, parents: &str, maker: &str) -> Application {
        let tracking = format!("{maker}:argoproj.io/Application:argocd/{name}");
        let mut annotations = json!({PARENTS_ANNOTATION: parents});
        if !maker.is_empty() {
            annotations["argocd.argoproj.io/tracking-id"] = json!(tracking);
        }
        Application::from_value(&json!({"metadata": {
            "name": name, "namespace": "argocd", "labels": labels, "annotations": annotations,
        }}))
        .unwrap()
    }

    fn stack(name: &str) -> Application {
        application(
            name,
            &json!({STACK_LABEL: "monitoring", TYPE_LABEL: "stack"}),
            "",
            "root",
        )
    }

    fn member(name: &str, kind: &str, member: &str, parents: &str, maker: &str) -> Application {
        let labels = json!({STACK_LABEL: "monitoring", TYPE_LABEL: kind, MEMBER_LABEL: member});
        application(name, &labels, parents, maker)
    }

    fn told(applications: &[Application]) -> Vec<String> {
        let stacks = deployed(applications, "monitoring", |_| Settings::default());
        let lines = stacks.iter().flat_map(|stack| {
            let name = stack
                .application
                .map_or("nobody", |application| &application.metadata.name);
            stack.members.iter().map(move |member| {
                let parents: Vec<&str> =
                    member.parents.iter().map(|parent| &*parent.name).collect();
                format!(
                    "{name}: {} < {} ({})",
                    member.name,
                    parents.join(","),
                    member.absent_parents.join(",")
                )
            })
        });
        lines.collect()
    }

    #[test]
    fn one_stack_on_two_clusters_is_two_stacks() {
        let all = [
            stack("eu-monitoring"),
            stack("us-monitoring"),
            member("eu-monitoring-ns", "manifest", "ns", "", "eu-monitoring"),
            member(
                "eu-monitoring-grafana",
                "addon",
                "grafana",
                "manifest/ns",
                "eu-monitoring",
            ),
            member(
                "us-monitoring-grafana",
                "addon",
                "grafana",
                "manifest/ns",
                "us-monitoring",
            ),
        ];
        assert_eq!(
            told(&all),
            [
                "eu-monitoring: manifest/ns <  ()",
                "eu-monitoring: addon/grafana < eu-monitoring-ns ()",
                "us-monitoring: addon/grafana <  (manifest/ns)",
            ]
        );
    }

    #[test]
    fn a_member_that_nothing_tracks_is_known_by_its_name() {
        let all = [
            stack("eu-monitoring"),
            member("eu-monitoring-loki", "addon", "loki", "", ""),
        ];
        assert_eq!(told(&all), ["eu-monitoring: addon/loki <  ()"]);
    }

    #[test]
    fn members_of_an_application_that_was_not_read_stand_together() {
        let all = [
            member("a", "addon", "a", "", "gone"),
            member("b", "addon", "b", "addon/a", "gone"),
        ];
        assert_eq!(
            told(&all),
            ["nobody: addon/a <  ()", "nobody: addon/b < a ()"]
        );
        assert_eq!(
            told(&[application("x", &json!({STACK_LABEL: "other"}), "", "")]),
            [""; 0]
        );
    }
}
