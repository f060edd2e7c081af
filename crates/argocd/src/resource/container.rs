//! The containers of a Pod, or of the template of one: what they run, how they are, what they died of.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use crate::field;
use crate::mask;
use crate::object::Resource;

/// One container.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Container {
    /// Its name.
    pub name: String,
    /// What it is for.
    pub role: Role,
    /// The image it is told to run.
    pub image: String,
    /// How it is, as in `Running`, `CrashLoopBackOff` or `Completed`; `None` in a template, which runs nothing.
    pub state: Option<String>,
    /// Why, in the kubelet's words; secrets masked.
    pub message: String,
    /// Since when it runs, or when it ended.
    pub since: Option<Timestamp>,
    /// Whether it is ready.
    pub ready: bool,
    /// How often it was started again.
    pub restarts: i64,
    /// How it ended the last time.
    pub last_death: Option<Death>,
    /// What it asks for, as in `cpu 100m, memory 128Mi`.
    pub requests: String,
    /// What it gets at most.
    pub limits: String,
}

/// What a container is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, schemars::JsonSchema)]
pub enum Role {
    /// Runs to its end before the others.
    Init,
    /// Runs beside the others, started before them (an init container that is restarted always).
    Sidecar,
    /// Does the work.
    Main,
    /// Added to a Pod that runs, to look into it.
    Ephemeral,
}

/// How a container ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Death {
    /// As in `OOMKilled`.
    pub reason: String,
    /// Exit code.
    pub exit_code: i64,
    /// What it left as its last words; secrets masked.
    pub message: String,
    /// When.
    pub at: Option<Timestamp>,
}

/// Where the containers of a kind lie, and where their statuses do.
const PLACES: [(&str, &str, Option<Role>); 3] = [
    ("initContainers", "initContainerStatuses", None),
    ("containers", "containerStatuses", Some(Role::Main)),
    (
        "ephemeralContainers",
        "ephemeralContainerStatuses",
        Some(Role::Ephemeral),
    ),
];

/// Returns the containers of a Pod, or those that a workload starts: init containers first.
pub fn containers(resource: &Resource) -> Vec<Container> {
    let Some(body) = &resource.body else {
        return Vec::new();
    };
    let is_pod = resource.reference.is("", "Pod");
    let spec = match (is_pod, resource.reference.kind.as_str()) {
        (true, _) => "/spec",
        (false, "CronJob") => "/spec/jobTemplate/spec/template/spec",
        (false, _) => "/spec/template/spec",
    };
    let places = PLACES.iter().flat_map(|(list, statuses, role)| {
        let statuses = field::list(body, &format!("/status/{statuses}"));
        let containers = field::list(body, &format!("{spec}/{list}")).iter();
        containers.map(move |container| {
            let status = statuses.iter().find(|status| is_about(status, container));
            Container::of(container, status.filter(|_| is_pod), *role)
        })
    });
    places.collect()
}

fn is_about(status: &Value, container: &Value) -> bool {
    field::text(status, "/name") == field::text(container, "/name")
}

impl Container {
    fn of(container: &Value, status: Option<&Value>, role: Option<Role>) -> Self {
        let text = |pointer| field::text(container, pointer).to_owned();
        let always = field::text(container, "/restartPolicy") == "Always";
        let starting = if always { Role::Sidecar } else { Role::Init };
        let state = status.map(State::of).unwrap_or_default();
        Self {
            name: text("/name"),
            role: role.unwrap_or(starting),
            image: mask::text(&text("/image")).into_owned(),
            state: state.word,
            message: state.message,
            since: state.since,
            ready: status.is_some_and(|status| field::flag(status, "/ready")),
            restarts: status
                .map(|status| field::number(status, "/restartCount"))
                .unwrap_or_default(),
            last_death: status.and_then(|status| Death::of(status, "/lastState/terminated")),
            requests: amounts(container, "/resources/requests"),
            limits: amounts(container, "/resources/limits"),
        }
    }
}

#[derive(Default)]
struct State {
    word: Option<String>,
    message: String,
    since: Option<Timestamp>,
}

impl State {
    fn of(status: &Value) -> Self {
        if let Some(waiting) = field::part(status, "/state/waiting") {
            return Self::said(waiting, "Waiting", "");
        }
        if let Some(ended) = field::part(status, "/state/terminated") {
            return Self::said(ended, "Terminated", "/finishedAt");
        }
        match field::part(status, "/state/running") {
            Some(running) => Self::said(running, "Running", "/startedAt"),
            None => Self {
                word: Some("Waiting".to_owned()),
                ..Self::default()
            },
        }
    }

    fn said(state: &Value, otherwise: &str, instant: &str) -> Self {
        let word = match field::text(state, "/reason") {
            "" => otherwise,
            reason => reason,
        };
        let code = field::number(state, "/exitCode");
        let word = match code {
            0 => word.to_owned(),
            code => format!("{word} (exit code {code})"),
        };
        Self {
            word: Some(word),
            message: mask::text(field::text(state, "/message")).into_owned(),
            since: field::text(state, instant).parse().ok(),
        }
    }
}

impl Death {
    fn of(status: &Value, pointer: &str) -> Option<Self> {
        let ended = field::part(status, pointer)?;
        Some(Self {
            reason: field::text(ended, "/reason").to_owned(),
            exit_code: field::number(ended, "/exitCode"),
            message: mask::text(field::text(ended, "/message")).into_owned(),
            at: field::text(ended, "/finishedAt").parse().ok(),
        })
    }
}

/// Returns amounts of resources as people write them, as in `cpu 100m, memory 128Mi`.
fn amounts(container: &Value, pointer: &str) -> String {
    let amounts = container.pointer(pointer).and_then(Value::as_object);
    let amounts = amounts
        .into_iter()
        .flatten()
        .map(|(name, amount)| match amount {
            Value::String(text) => format!("{name} {text}"),
            other => format!("{name} {other}"),
        });
    amounts.collect::<Vec<_>>().join(", ")
}
