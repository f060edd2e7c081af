//! What a line of the table looks at: an Application, its AppProject and `now`.

use jiff::{SignedDuration, Timestamp};

use super::{Clock, Lifecycle, Reason, State};
use crate::application::{Application, Condition, OperationState};
use crate::project::ProjectKnown;
use crate::{duration, redact};

/// Annotation that keeps Argo CD from reconciling an Application.
const SKIP_RECONCILE: &str = "argocd.argoproj.io/skip-reconcile";

/// One Application to be judged.
pub(super) struct Case<'a> {
    pub(super) application: &'a Application,
    pub(super) project: ProjectKnown<'a>,
    pub(super) clock: &'a Clock,
}

impl<'a> Case<'a> {
    /// Returns the condition of a type, where Argo CD raises it.
    pub(super) fn condition(&self, kind: &str) -> Option<&'a Condition> {
        let conditions = &self.application.status.conditions;
        conditions.iter().find(|condition| condition.kind == kind)
    }

    /// Returns the running or last operation.
    pub(super) fn operation(&self) -> Option<&'a OperationState> {
        self.application.status.operation_state.as_ref()
    }

    /// Returns the operation under way; a dry run applies nothing and does not count.
    pub(super) fn running(&self) -> Option<&'a OperationState> {
        let real =
            |state: &&OperationState| state.phase.is_running() && !state.operation.is_dry_run();
        self.operation().filter(real)
    }

    /// Returns an annotation's value.
    pub(super) fn annotation(&self, key: &str) -> Option<&'a str> {
        let annotations = &self.application.metadata.annotations;
        annotations.get(key).map(String::as_str)
    }

    /// Returns whether Argo CD is told to leave the Application alone: any word that Go's
    /// `ParseBool` takes for true (`canProcessAppWithDestination`).
    pub(super) fn is_skipped(&self) -> bool {
        let value = self.annotation(SKIP_RECONCILE);
        value.is_some_and(|value| matches!(value, "1" | "t" | "T" | "true" | "TRUE" | "True"))
    }

    /// Returns the instant it is judged at.
    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Returns how long ago an instant was.
    pub(super) fn since(&self, instant: Timestamp) -> SignedDuration {
        self.now().duration_since(instant)
    }

    /// Returns whether a known instant is longer ago than a limit.
    pub(super) fn is_over(&self, instant: Option<Timestamp>, limit: SignedDuration) -> bool {
        instant.is_some_and(|instant| self.since(instant) > limit)
    }

    /// Returns ` for 12m`, or nothing where the instant is not known.
    pub(super) fn for_how_long(&self, instant: Option<Timestamp>) -> String {
        let words = |instant| format!(" for {}", duration::in_words(self.since(instant)));
        instant.map(words).unwrap_or_default()
    }
}

/// Makes a verdict of the table's own words.
pub(super) fn verdict(state: State, reason: &'static str, message: impl Into<String>) -> Lifecycle {
    Lifecycle {
        state,
        reason: Reason::Word(reason),
        message: message.into(),
    }
}

/// Joins our words with Argo CD's: `words: quoted`, or the words alone where it says nothing.
pub(super) fn quoting(words: &str, quoted: &str) -> String {
    match redact::first_line(quoted).as_str() {
        "" => words.to_owned(),
        line => format!("{words}: {line}"),
    }
}
