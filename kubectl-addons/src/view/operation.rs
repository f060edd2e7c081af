//! The running or the last operation of an add-on, as `get` tells of it.

use argocd::application::{Detail, OperationState, Phase, SyncResult};
use argocd::mask;
use jiff::Timestamp;
use plugin_kit::age::{age, duration};
use plugin_kit::shape::{Fact, Facts, Text, Tone};
use schemars::JsonSchema;
use serde::Serialize;

/// One operation.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Operation {
    /// Argo CD's word: Running, Terminating, Succeeded, Failed or Error.
    phase: String,
    /// How it went; secrets masked.
    message: String,
    /// Who started it; empty when nobody said.
    initiated_by: String,
    /// When it began.
    started_at: Option<Timestamp>,
    /// When it ended, or its last try.
    finished_at: Option<Timestamp>,
    /// How often it was tried again.
    retries: i64,
    /// Whether nothing was applied.
    dry_run: bool,
    /// The revision it applies; several are joined by commas.
    revision: String,
    /// What it did with each resource and hook.
    steps: Vec<Step>,
    #[serde(skip)]
    running: bool,
    #[serde(skip)]
    failed: bool,
}

/// What the operation did with one resource or hook.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Step {
    /// Kind of the object.
    kind: String,
    /// Its namespace; empty for cluster-scoped objects.
    namespace: String,
    /// Its name.
    name: String,
    /// Whether it is a hook.
    hook: bool,
    /// The phase of the sync, as `PreSync`.
    phase: String,
    /// Argo CD's word for the outcome.
    status: String,
    /// How it went; secrets masked.
    message: String,
}

impl Operation {
    /// Tells of an operation; its steps come from the whole Application.
    pub(crate) fn of(state: &OperationState, detail: &Detail) -> Self {
        let result = state.sync_result.as_ref();
        let revision = result.map(|result| match result.revisions.is_empty() {
            true => result.revision.clone(),
            false => result.revisions.join(", "),
        });
        Self {
            phase: state.phase.to_string(),
            message: mask::text(&state.message).into_owned(),
            initiated_by: state.operation.initiated_by.name().to_owned(),
            started_at: state.started_at,
            finished_at: state.finished_at,
            retries: state.retry_count,
            dry_run: state.operation.is_dry_run(),
            revision: revision.unwrap_or_default(),
            steps: detail.results.iter().map(Step::of).collect(),
            running: state.phase.is_running(),
            failed: state.phase.has_failed(),
        }
    }

    /// Returns the heading: an operation in progress, or the last one.
    pub(crate) fn title(&self) -> &'static str {
        match self.running {
            true => "Operation in progress",
            false => "Last operation",
        }
    }

    /// Returns the outcome as one sentence.
    pub(crate) fn sentence(&self, now: Timestamp) -> String {
        let by = match self.initiated_by.as_str() {
            "" => String::new(),
            name => format!(" by {name}"),
        };
        let started = self
            .started_at
            .map(|at| format!(", started {} ago{by},", age(at, now)));
        let what = match self.running {
            true => "an operation",
            false => "the last operation",
        };
        let outcome = match (self.running, self.failed) {
            (true, _) => "is under way",
            (false, true) => "failed (failed ones leave no entry)",
            (false, false) => "left no entry, as a sync of some resources alone does",
        };
        let message = match self.message.as_str() {
            "" => String::new(),
            message => format!(": {message}"),
        };
        format!("{what}{} {outcome}{message}", started.unwrap_or_default())
    }

    /// Returns who, when, how long and with what outcome.
    pub(crate) fn facts(&self, now: Timestamp) -> Facts {
        let mut facts = vec![Fact::new(
            "Phase",
            Text::toned(self.phase.clone(), self.tone()),
        )];
        facts.extend(
            (!self.initiated_by.is_empty())
                .then(|| Fact::new("Started by", self.initiated_by.clone())),
        );
        facts.extend(
            self.started_at
                .map(|at| Fact::new("Started", format!("{} ago", age(at, now))).clock()),
        );
        facts.extend(self.took().map(|took| Fact::new("Took", took)));
        facts.extend((self.retries > 0).then(|| Fact::new("Retries", self.retries.to_string())));
        facts.extend(
            self.dry_run
                .then(|| Fact::new("Dry run", "yes, nothing was applied")),
        );
        facts.extend(
            (!self.revision.is_empty()).then(|| Fact::new("Revision", self.revision.clone())),
        );
        facts
            .extend((!self.message.is_empty()).then(|| Fact::new("Message", self.message.clone())));
        Facts::new(facts)
    }

    /// Returns the steps a person wants to see: all while it runs, else those that went wrong.
    pub(crate) fn steps_worth_showing(&self) -> Vec<&Step> {
        self.steps
            .iter()
            .filter(|step| self.running || step.went_wrong())
            .collect()
    }

    fn took(&self) -> Option<String> {
        if self.running {
            return None;
        }
        let (started, finished) = (self.started_at?, self.finished_at?);
        Some(duration(finished.duration_since(started).as_secs()))
    }

    fn tone(&self) -> Tone {
        match (self.running, self.failed) {
            (true, _) => Tone::Busy,
            (_, true) => Tone::Bad,
            _ if self.phase == Phase::Succeeded.as_str() => Tone::Good,
            _ => Tone::Unknown,
        }
    }
}

impl Step {
    fn of(result: &SyncResult) -> Self {
        let status = match result.hook_phase.is_empty() {
            false if !result.hook_type.is_empty() => &result.hook_phase,
            _ => &result.status,
        };
        Self {
            kind: result.kind.clone(),
            namespace: result.namespace.clone(),
            name: result.name.clone(),
            hook: !result.hook_type.is_empty(),
            phase: result.sync_phase.clone(),
            status: status.clone(),
            message: mask::text(&result.message).into_owned(),
        }
    }

    /// Returns who the step is about.
    pub(crate) fn key(&self) -> String {
        format!(
            "{}/{}/{}/{}",
            self.phase, self.kind, self.namespace, self.name
        )
    }

    /// Returns the step as cells of a table: resource, namespace, phase, status, message.
    pub(crate) fn cells(&self) -> [Text; 5] {
        let tone = match self.went_wrong() {
            true => Tone::Bad,
            false => Tone::Plain,
        };
        let phase = match self.hook {
            true => format!("{} hook", self.phase),
            false => self.phase.clone(),
        };
        [
            format!("{}/{}", self.kind, self.name).into(),
            self.namespace.clone().into(),
            phase.into(),
            Text::toned(self.status.clone(), tone),
            self.message.clone().into(),
        ]
    }

    fn went_wrong(&self) -> bool {
        matches!(self.status.as_str(), "SyncFailed" | "Failed" | "Error")
    }
}

#[cfg(test)]
#[path = "operation_tests.rs"]
mod tests;
