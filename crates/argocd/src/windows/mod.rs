//! Sync windows of an AppProject, judged exactly as Argo CD judges them
//! (`SyncWindows` in its `types.go`): may this Application be synced now?
//!
//! Pure: the instant is handed in. What a closed window means for an add-on is said
//! in `lifecycle`.

mod schedule;
mod window;

use jiff::{SignedDuration, Timestamp};

pub use window::SyncWindow;

use crate::application::Application;
use crate::project::Project;
use window::Timing;

/// Changes looked ahead before "until when" is given up.
const CHANGES_AHEAD: usize = 200;

/// Whether an Application may be synced, and which window decides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WindowVerdict<'a> {
    /// Whether a sync may run.
    pub open: bool,
    /// The window that decides; `None` when none is for this Application, or when
    /// nothing keeps a sync from running.
    pub window: Option<&'a SyncWindow>,
    /// When the answer next changes, where that can be told.
    pub until: Option<Timestamp>,
    /// Why no answer can be given: Argo CD refuses a window and blocks every sync.
    pub complaint: Option<String>,
}

/// What is asked: who wants to sync, and since when the sync runs.
#[derive(Debug, Clone, Copy)]
struct Question {
    manual: bool,
    started_at: Option<Timestamp>,
}

/// Returns whether a new sync of an Application may run (`CanSync` without an operation):
/// an active `deny` closes, an active `allow` opens, an inactive `allow` closes, and
/// where `manualSync` is set on every window that closes, a person passes.
pub fn is_open<'a>(
    project: &'a Project,
    application: &Application,
    now: Timestamp,
    manual: bool,
) -> WindowVerdict<'a> {
    let question = Question {
        manual,
        started_at: None,
    };
    Windows::of(project, application, now).verdict(question)
}

/// Returns whether the operation under way may go on (`syncWindowPreventsSync`): as
/// [`is_open`], and a sync that began while it was allowed runs on where `syncOverrun`
/// is set on every window that closes.
pub fn may_go_on<'a>(
    project: &'a Project,
    application: &Application,
    now: Timestamp,
) -> WindowVerdict<'a> {
    let state = application.status.operation_state.as_ref();
    let question = Question {
        manual: state.is_some_and(|state| !state.operation.initiated_by.automated),
        started_at: state.and_then(|state| state.started_at),
    };
    Windows::of(project, application, now).verdict(question)
}

/// Returns the windows of an AppProject that are for an Application.
pub fn windows_of<'a>(project: &'a Project, application: &Application) -> Vec<&'a SyncWindow> {
    let windows = project.spec.sync_windows.iter();
    windows
        .filter(|window| window.is_for(application))
        .collect()
}

/// The windows for one Application with their timings, seen at one instant.
struct Windows<'a> {
    windows: Result<Vec<(&'a SyncWindow, Timing)>, (&'a SyncWindow, String)>,
    now: Timestamp,
}

/// An answer at one instant: whether it is open, and the window that decides.
type Answer<'a> = (bool, Option<&'a SyncWindow>);

impl<'a> Windows<'a> {
    fn of(project: &'a Project, application: &Application, now: Timestamp) -> Self {
        let timed = |window: &'a SyncWindow| match window.timing() {
            Ok(timing) => Ok((window, timing)),
            Err(complaint) => Err((window, complaint)),
        };
        let windows = windows_of(project, application).into_iter();
        Self {
            windows: windows.map(timed).collect(),
            now,
        }
    }

    fn verdict(&self, question: Question) -> WindowVerdict<'a> {
        let windows = match &self.windows {
            Ok(windows) => windows,
            Err((window, complaint)) => {
                return WindowVerdict {
                    open: false,
                    window: Some(window),
                    until: None,
                    complaint: Some(complaint.clone()),
                };
            }
        };
        let (open, window) = answer(windows, self.now, question);
        WindowVerdict {
            open,
            window,
            until: next_flip(windows, self.now, question, open),
            complaint: None,
        }
    }
}

/// Answers at `now`; a sync under way is asked again as of when it began (`CanSync`).
fn answer<'a>(
    windows: &[(&'a SyncWindow, Timing)],
    now: Timestamp,
    question: Question,
) -> Answer<'a> {
    let (open, closing) = answer_at(windows, now, now, question.manual);
    let overruns = |closing: &[&SyncWindow]| closing.iter().all(|window| window.sync_overrun);
    let began_open = |started: Timestamp| answer_at(windows, started, now, question.manual).0;
    let runs_on = !open && overruns(&closing) && question.started_at.is_some_and(began_open);
    (open || runs_on, closing.first().copied())
}

/// Answers at an instant (`canSyncAtTime`); returns the windows that decide.
fn answer_at<'a>(
    windows: &[(&'a SyncWindow, Timing)],
    at: Timestamp,
    now: Timestamp,
    manual: bool,
) -> (bool, Vec<&'a SyncWindow>) {
    let chosen = |wanted: fn(&SyncWindow) -> bool, active: bool| -> Vec<&'a SyncWindow> {
        let windows = windows.iter().filter(|(window, _)| wanted(window));
        windows
            .filter(|(_, timing)| timing.is_active(at, now) == active)
            .map(|(window, _)| *window)
            .collect()
    };
    let passes = |closing: &[&SyncWindow]| manual && closing.iter().all(|w| w.manual_sync);
    let denying = chosen(SyncWindow::denies, true);
    if !denying.is_empty() {
        return (passes(&denying), denying);
    }
    let allowing = chosen(SyncWindow::allows, true);
    if !allowing.is_empty() {
        return (true, allowing);
    }
    let missed = chosen(SyncWindow::allows, false);
    (missed.is_empty() || passes(&missed), missed)
}

/// Returns the next instant at which the answer for a new sync is no longer `open`.
fn next_flip(
    windows: &[(&SyncWindow, Timing)],
    now: Timestamp,
    question: Question,
    open: bool,
) -> Option<Timestamp> {
    // A window that begins at this very instant is a change still to come.
    let mut at = now.checked_sub(SignedDuration::from_secs(1)).ok()?;
    for _ in 0..CHANGES_AHEAD {
        let changes = windows
            .iter()
            .filter_map(|(_, timing)| timing.next_change(at));
        at = changes.min()?;
        // A window is not yet active at the very instant it begins.
        let just_after = at.checked_add(SignedDuration::from_secs(1)).ok()?;
        if answer(windows, just_after, question).0 != open {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests;
