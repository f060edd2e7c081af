//! The facts of one resource: who it is, how it is, what its kind has to say.

use argocd::application::Application;
use argocd::info::Info;
use argocd::object::ObjectKind;
use argocd::resource::Port;
use argocd::tree::{Node, Presence};
use argocd::why::quoted;
use jiff::Timestamp;
use plugin_kit::age::age;
use plugin_kit::shape::{Fact, Facts, Text, Tone};
use plugin_kit::words::Word;

use super::ResourceView;

/// Returns the facts in groups.
pub(super) fn facts(view: &ResourceView) -> Facts {
    Facts::default()
        .group(identity(view))
        .group(state(view))
        .group(kind(view))
        .group(marks(view))
}

fn identity(view: &ResourceView) -> Vec<Fact> {
    let node = &view.resource;
    let reference = &node.reference;
    let name = Text::toned(format!("{}/", reference.kind), Tone::Quiet)
        .then_toned(reference.name.clone(), Tone::Strong);
    let kind = ObjectKind {
        group: reference.group.clone(),
        version: node.version.clone(),
        kind: reference.kind.clone(),
    };
    let mut facts = vec![Fact::new("Resource", name)];
    let namespace = reference.namespace.clone();
    facts.push(Fact::new(
        "Namespace",
        namespace.unwrap_or_else(|| "none, it belongs to the cluster".to_owned()),
    ));
    facts.push(Fact::new("API version", kind.api_version()));
    if !view.is_itself() {
        facts.push(Fact::new("Add-on", addon(view)));
    }
    facts.push(Fact::new("Managed", managed(view)));
    facts
}

fn addon(view: &ResourceView) -> Text {
    let addon = &view.addon;
    let mut text = Text::from(format!("{}/{}  ", addon.namespace, addon.name));
    text.extend(Word::from(addon.state()).marked());
    text
}

fn managed(view: &ResourceView) -> Text {
    let node = &view.resource;
    match (node.managed, node.orphan) {
        (true, _) if node.requires_pruning && !node.hook => {
            Text::toned("by Argo CD, and no longer in Git", Tone::Paused)
        }
        (true, _) => "by Argo CD, from Git".into(),
        (false, true) => "by nobody".into(),
        (false, false) if view.is_itself() => of_application(view).into(),
        (false, false) => "by its owner".into(),
    }
}

fn of_application(view: &ResourceView) -> String {
    match &view.addon.owner {
        Some(owner) => format!("by {owner}"),
        None => "by nobody: it was applied by hand".to_owned(),
    }
}

fn state(view: &ResourceView) -> Vec<Fact> {
    let node = &view.resource;
    let mut facts = vec![health(node)];
    let trouble = node.trouble.clone();
    facts.extend(trouble.map(|trouble| Fact::new("Trouble", Text::toned(trouble, Tone::Bad))));
    facts.extend(
        node.sync
            .as_ref()
            .map(|sync| Fact::new("Sync", Word::from(sync).plain())),
    );
    facts.extend(
        node.sync_wave
            .filter(|wave| *wave != 0)
            .map(|wave| Fact::new("Wave", wave.to_string())),
    );
    facts.extend(
        node.created_at
            .map(|then| Fact::new("Created", ago(then, view.now)).clock()),
    );
    facts.extend(deletion(view));
    facts
}

fn health(node: &Node) -> Fact {
    let text = match (&node.health, node.presence) {
        (Some(health), _) => Word::from(&health.status).marked(),
        (None, Presence::Live) => Text::toned("none: its kind has no health", Tone::Quiet),
        (None, Presence::Missing) => Text::toned("it is not there", Tone::Paused),
        (None, Presence::NotInspected) => Text::toned("it could not be read", Tone::Unknown),
    };
    Fact::new("Health", text)
}

fn deletion(view: &ResourceView) -> Option<Fact> {
    let finalizers = view.finalizers.join(", ");
    match (view.deletion_requested_at, finalizers.is_empty()) {
        (Some(then), true) => {
            let text = Text::toned(format!("asked for {}", ago(then, view.now)), Tone::Busy);
            Some(Fact::new("Deletion", text).clock())
        }
        (Some(then), false) => {
            let text = format!("asked for {}, held by {finalizers}", ago(then, view.now));
            Some(Fact::new("Deletion", Text::toned(text, Tone::Bad)).clock())
        }
        (None, false) => Some(Fact::list("Finalizers", view.finalizers.clone())),
        (None, true) => None,
    }
}

fn kind(view: &ResourceView) -> Vec<Fact> {
    let mut facts: Vec<Fact> = view.resource.info.iter().map(info).collect();
    let ports: Vec<Text> = view.ports.iter().map(port).collect();
    if !ports.is_empty() {
        facts.push(Fact::list("Ports", ports));
    }
    facts.extend(view.application.iter().flat_map(|addon| {
        let mut reason = Word::from(addon.state()).marked();
        reason = reason.then(format!("  {}", addon.why()));
        [
            Fact::new("State", reason).clock(),
            Fact::new(
                "Chart",
                format!("{} {}", addon.chart.name, addon.version())
                    .trim()
                    .to_owned(),
            ),
            Fact::new(
                "Its resources",
                format!(
                    "kubectl addons tree {}",
                    quoted(&format!("{}/{}", addon.namespace, addon.name))
                ),
            ),
        ]
    }));
    facts
}

/// Images are long and many: each has a line.
fn info(info: &Info) -> Fact {
    match info.name {
        "Images" => Fact::list(info.name, info.value.split(", ").map(str::to_owned)),
        name => Fact::new(name, info.value.clone()),
    }
}

fn port(port: &Port) -> Text {
    let Port {
        name,
        port: number,
        protocol,
        target,
        node_port,
    } = port;
    let name = if name.is_empty() {
        String::new()
    } else {
        format!("{name} ")
    };
    let node = node_port
        .map(|node| format!(", {node} on every node"))
        .unwrap_or_default();
    format!("{name}{number}/{protocol} → {target}{node}").into()
}

fn marks(view: &ResourceView) -> Vec<Fact> {
    [("Labels", &view.labels), ("Annotations", &view.annotations)]
        .into_iter()
        .map(|(label, pairs)| Fact::list(label, pairs.iter().map(pair)))
        .collect()
}

fn pair((name, value): (&String, &String)) -> Text {
    Text::toned(format!("{name}: "), Tone::Quiet).then(value.clone())
}

fn ago(then: Timestamp, now: Timestamp) -> String {
    format!("{} ago", age(then, now))
}

/// Returns an Application as a node of its own tree.
pub(super) fn application_node(application: &Application) -> Node {
    argocd::tree::application_node(application)
}
