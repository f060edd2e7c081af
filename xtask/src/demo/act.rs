//! One command of the demo: what is seen, the line as one would type it, and the command itself.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::voice::Voice;
use crate::cli::workspace_root;

/// One command of the demo.
#[derive(Debug)]
pub(crate) struct Act {
    /// What is seen, for somebody who sees it the first time.
    pub(crate) says: &'static str,
    /// The line as one would type it in the workspace's folder.
    pub(crate) line: String,
    /// What is run; its output goes where this process's goes.
    pub(crate) command: Command,
}

impl Act {
    /// Announces the command, runs it and fails if it does.
    pub(crate) fn perform(&mut self, voice: &mut Voice<'_>) -> Result<()> {
        let Act {
            says,
            line,
            command,
        } = self;
        voice.announce(says, line)?;
        let status = command
            .status()
            .with_context(|| format!("running {line}"))?;
        if !status.success() {
            bail!("{line} ended with {status}");
        }
        Ok(())
    }
}

/// Returns a path as one would type it: from the workspace's folder where it lies in it.
pub(crate) fn typed(path: &Path) -> String {
    let root = workspace_root();
    let shown = path.strip_prefix(&root).unwrap_or(path);
    shown.display().to_string()
}
