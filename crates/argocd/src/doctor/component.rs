//! One component of Argo CD: a Deployment or StatefulSet, what runs in it and how many of it are ready.

use serde_json::Value;

use super::Version;
use crate::field;

/// Label that Argo CD's manifests, its chart and its operator put on all of its components.
pub const PART_OF_LABEL: &str = "app.kubernetes.io/part-of";
/// Value of that label.
pub const PART_OF: &str = "argocd";

/// What a component does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Compares and syncs Applications.
    ApplicationController,
    /// Makes Applications of ApplicationSets.
    ApplicationSetController,
    /// Renders.
    RepoServer,
    /// Keeps what was rendered.
    Redis,
    /// Anything else: the API server, single sign-on, notifications. Nothing here needs it.
    Other,
}

/// One Deployment or StatefulSet of Argo CD.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Component {
    /// Kind.
    pub kind: String,
    /// Namespace.
    pub namespace: String,
    /// Name.
    pub name: String,
    /// What it does.
    pub role: Role,
    /// Tag of its image; empty where it has none.
    pub tag: String,
    /// How many are wanted.
    pub wanted: u64,
    /// How many are ready.
    pub ready: u64,
    /// Names of the environment variables of its containers.
    pub variables: Vec<String>,
    /// Names of its containers that are config management plugins.
    pub plugins: Vec<String>,
    /// The namespaces of Applications that its command line names.
    pub namespaces: Option<String>,
}

impl Component {
    /// Reads a Deployment or StatefulSet that carries the label; `None` for everything else.
    pub fn of(object: &Value) -> Option<Self> {
        let labels = object.pointer("/metadata/labels")?;
        let label = |name: &str| labels.get(name).and_then(Value::as_str).unwrap_or_default();
        let kind = field::text(object, "/kind");
        if label(PART_OF_LABEL) != PART_OF || !matches!(kind, "Deployment" | "StatefulSet") {
            return None;
        }
        let name = field::text(object, "/metadata/name");
        let words = [
            label("app.kubernetes.io/component"),
            label("app.kubernetes.io/name"),
            name,
        ];
        let containers = containers(object);
        Some(Self {
            kind: kind.to_owned(),
            namespace: field::text(object, "/metadata/namespace").to_owned(),
            name: name.to_owned(),
            role: role(words),
            tag: tag(&containers, label("app.kubernetes.io/version")),
            wanted: number(object, "/spec/replicas").unwrap_or(1),
            ready: number(object, "/status/readyReplicas").unwrap_or(0),
            variables: variables(&containers),
            plugins: plugins(&containers),
            namespaces: flag(&containers, "--application-namespaces"),
        })
    }

    /// Returns its version, where the image says one.
    pub fn version(&self) -> Option<Version> {
        Version::parse(&self.tag)
    }

    /// Returns how kubectl names it: `deployment/argocd-repo-server`.
    pub fn path(&self) -> String {
        format!("{}/{}", self.kind.to_lowercase(), self.name)
    }

    /// Returns whether it runs Argo CD's own image, whose tag is its version.
    pub fn is_argo_cd(&self) -> bool {
        self.role != Role::Redis && self.role != Role::Other
    }
}

fn role(words: [&str; 3]) -> Role {
    let says = |end: &str| words.iter().any(|word| word.ends_with(end));
    match () {
        () if says("applicationset-controller") => Role::ApplicationSetController,
        () if says("application-controller") => Role::ApplicationController,
        () if says("repo-server") => Role::RepoServer,
        () if words[0] == "redis" || says("-redis") => Role::Redis,
        () => Role::Other,
    }
}

fn containers(object: &Value) -> Vec<&Value> {
    let containers = object.pointer("/spec/template/spec/containers");
    containers
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .collect()
}

/// Returns the tag of the image, else what the label says: an image may be named by its digest alone.
fn tag(containers: &[&Value], label: &str) -> String {
    let images = containers
        .iter()
        .map(|container| field::text(container, "/image"));
    let mut tags = images.filter_map(|image| {
        let image = image.split('@').next()?;
        let (_, name) = image.rsplit_once('/').unwrap_or(("", image));
        name.split_once(':').map(|(_, tag)| tag)
    });
    let first = tags.next().filter(|tag| Version::parse(tag).is_some());
    let labelled = Some(label).filter(|label| Version::parse(label).is_some());
    first
        .or(labelled)
        .or(tags.next())
        .unwrap_or_default()
        .to_owned()
}

fn number(object: &Value, pointer: &str) -> Option<u64> {
    object.pointer(pointer).and_then(Value::as_u64)
}

fn variables(containers: &[&Value]) -> Vec<String> {
    let of = |container: &&Value| {
        let variables = container.get("env").and_then(Value::as_array).cloned();
        variables.unwrap_or_default()
    };
    let variables = containers.iter().flat_map(of);
    variables
        .map(|variable| field::text(&variable, "/name").to_owned())
        .collect()
}

/// A plugin's sidecar starts Argo CD's plugin server (Argo CD's manual, "Config Management Plugins").
fn plugins(containers: &[&Value]) -> Vec<String> {
    let is_plugin = |container: &&&Value| {
        words(container)
            .iter()
            .any(|word| word.ends_with("argocd-cmp-server"))
    };
    let plugins = containers.iter().filter(is_plugin);
    plugins
        .map(|container| field::text(container, "/name").to_owned())
        .collect()
}

fn words(container: &Value) -> Vec<String> {
    let of = |key: &str| {
        container
            .get(key)
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    let words = of("command").into_iter().chain(of("args"));
    words
        .filter_map(|word| word.as_str().map(str::to_owned))
        .collect()
}

/// Returns the value of a flag, written as `--flag=value` or as two words.
fn flag(containers: &[&Value], flag: &str) -> Option<String> {
    let words: Vec<String> = containers
        .iter()
        .flat_map(|container| words(container))
        .collect();
    words
        .iter()
        .enumerate()
        .find_map(|(place, word)| match word.strip_prefix(flag)? {
            "" => words.get(place + 1).cloned(),
            rest => rest.strip_prefix('=').map(str::to_owned),
        })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn component(labels: Value, containers: Value) -> Option<Component> {
        Component::of(
            &json!({"kind": "Deployment", "metadata": {"name": "x", "namespace": "argocd", "labels": labels},
            "spec": {"replicas": 2, "template": {"spec": {"containers": containers}}}, "status": {"readyReplicas": 1}}),
        )
    }

    fn labelled(component: &str) -> Value {
        json!({PART_OF_LABEL: PART_OF, "app.kubernetes.io/component": component, "app.kubernetes.io/version": "v3.0.4"})
    }

    #[test]
    fn what_a_component_does_is_read_off_its_labels() {
        for (word, role) in [
            ("application-controller", Role::ApplicationController),
            ("applicationset-controller", Role::ApplicationSetController),
            ("repo-server", Role::RepoServer),
            ("redis", Role::Redis),
            ("server", Role::Other),
        ] {
            let component = component(labelled(word), json!([])).unwrap();
            assert_eq!(
                (component.role, component.wanted, component.ready),
                (role, 2, 1),
                "{word}"
            );
        }
        assert_eq!(
            component(
                json!({"app.kubernetes.io/component": "repo-server"}),
                json!([])
            ),
            None
        );
    }

    #[test]
    fn the_version_is_the_tag_else_the_label() {
        let version = |image: &str| {
            let component = component(labelled("repo-server"), json!([{"image": image}])).unwrap();
            component.version().map(|version| version.to_string())
        };
        assert_eq!(
            version("quay.io:443/argoproj/argocd:v3.6.1").as_deref(),
            Some("3.6.1")
        );
        assert_eq!(version("argocd:v3.6.1@sha256:00").as_deref(), Some("3.6.1"));
        assert_eq!(
            version("quay.io/argoproj/argocd@sha256:00").as_deref(),
            Some("3.0.4")
        );
        assert_eq!(version("argocd:latest").as_deref(), Some("3.0.4"));
    }

    #[test]
    fn plugins_variables_and_namespaces_are_read_off_its_containers() {
        let containers = json!([
            {"name": "repo-server", "env": [{"name": "HELM_STACK_ALLOW_FILE", "value": "/x"}], "args": ["--application-namespaces", "team-*"]},
            {"name": "avp", "command": ["/var/run/argocd/argocd-cmp-server"]}]);
        let component = component(labelled("repo-server"), containers).unwrap();
        assert_eq!(component.variables, ["HELM_STACK_ALLOW_FILE"]);
        assert_eq!(component.plugins, ["avp"]);
        assert_eq!(component.namespaces.as_deref(), Some("team-*"));
    }
}
