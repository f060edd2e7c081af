//! What a user is told of an error, for tests.

use plugin_kit::failure::report;
use plugin_kit::screen::Screen;

/// Returns what a user is told of an error: all lines, and the exit code.
pub(crate) fn told(error: &anyhow::Error) -> String {
    let mut said = Vec::new();
    let exit = report(error, "helm stack", &Screen::pipe(), &mut said);
    format!("{}{exit:?}", String::from_utf8(said).unwrap())
}
