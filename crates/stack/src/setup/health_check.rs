//! The health check for Applications in `argocd-cm`, by which a stack's sync waits for each member.
//!
//! It judges only Applications with our type label. A check that somebody else wrote stays below ours, word for
//! word, and goes on judging all others. What the words mean is in `health_check.lua`; nothing else writes Lua.

use argocd::marks;
pub use argocd::marks::foreign_health_check as foreign;

/// Key in `argocd-cm` of the check for exactly the kind Application
/// (Argo CD's documentation, operator-manual/health, "Custom Health Checks").
pub const KEY: &str = "resource.customizations.health.argoproj.io_Application";

const BEGIN: &str =
    "-- helm-stack: begin. Written by `helm stack setup`; edits between begin and end are lost.";
const END: &str = "-- helm-stack: end. What follows judges all other Applications.";

const JUDGE: &str = include_str!("health_check.lua");

/// Judges every Application healthy, as those are taken to be that have no check at all.
const HEALTHY: &str = r#"do
  -- Before Argo CD 3.6 a check that says nothing holds its wave for ever; without a check, no wave is held.
  return { status = "Healthy", message = "not assessed" }
end
"#;

/// What becomes of Applications that neither we nor another check judges.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Others {
    /// The check says nothing, which Argo CD 3.6 and later takes for a kind without a check (`util/lua/lua.go`,
    /// `ExecuteHealthLua`: nil is no status).
    Unjudged,
    /// The check says Healthy: an older Argo CD takes nothing for an empty status, and a sync that meets one waits for
    /// ever (`ExecuteHealthLua` of 3.2 to 3.5, `pkg/sync/sync_context.go` of gitops-engine). Waves and the health of
    /// parents are as without a check; only the heart beside the child is drawn where there was none.
    Healthy,
}

impl Others {
    /// Returns what is right for a version of Argo CD as `3.6.1`, `v3.6` or an image's tag; unknown: what is right
    /// for every version.
    pub fn for_version(version: Option<&str>) -> Self {
        let number = version.unwrap_or_default().trim_start_matches('v');
        let mut parts = number.split(['.', '-', '+']).map(str::parse::<u32>);
        match (parts.next(), parts.next()) {
            (Some(Ok(major)), Some(Ok(minor))) if (major, minor) >= (3, 6) => Self::Unjudged,
            _ => Self::Healthy,
        }
    }
}

/// Returns the check to be written, `existing` being the one that is there: ours, and somebody else's below it.
///
/// Given its own answer it returns the same text.
pub fn health_check(existing: Option<&str>, others: Others) -> String {
    let foreign = foreign(existing.unwrap_or_default());
    let mut text = format!("{BEGIN}\n{JUDGE}");
    if foreign.trim().is_empty() {
        if others == Others::Healthy {
            text.push_str(HEALTHY);
        }
        return format!("{text}{END}\n");
    }
    format!("{text}{END}\n{foreign}")
}

/// Says whether a check holds our part.
pub fn is_ours(check: &str) -> bool {
    check
        .lines()
        .any(|line| line.starts_with(marks::HEALTH_CHECK_BEGIN))
}

#[cfg(test)]
#[path = "health_check_tests.rs"]
mod tests;
