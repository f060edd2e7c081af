//! What the rules look at: the files Git tracks, and what Cargo says of the workspace.
//! Reading happens here alone; judging does not.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

/// A tracked file with its text.
pub(crate) struct TextFile {
    /// Path from the root, with slashes.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// Returns the folder of the workspace.
pub(crate) fn root() -> PathBuf {
    let tests = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    tests
        .parent()
        .expect("the package lies in the workspace")
        .to_owned()
}

/// Returns the paths of all tracked files that exist, from the root.
pub(crate) fn tracked() -> Vec<String> {
    let printed = printed_by(Command::new("git").args(["ls-files", "-z"]));
    let paths = printed.split('\0').filter(|path| !path.is_empty());
    paths
        .filter(|path| root().join(path).exists())
        .map(str::to_owned)
        .collect()
}

/// Returns every tracked file that is text.
pub(crate) fn texts() -> Vec<TextFile> {
    tracked().into_iter().filter_map(text_of).collect()
}

fn text_of(path: String) -> Option<TextFile> {
    let bytes = fs::read(root().join(&path)).expect("a tracked file can be read");
    let text = String::from_utf8(bytes).ok()?;
    Some(TextFile { path, text })
}

/// Returns what `cargo metadata` says of the workspace's own packages.
pub(crate) fn metadata() -> Value {
    let cargo = env::var_os("CARGO").expect("run by cargo test");
    let arguments = [
        "metadata",
        "--offline",
        "--no-deps",
        "--format-version",
        "1",
    ];
    let printed = printed_by(Command::new(cargo).args(arguments));
    serde_json::from_str(&printed).expect("cargo metadata prints JSON")
}

fn printed_by(command: &mut Command) -> String {
    let output = command.current_dir(root()).output();
    let output = output.unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let reason = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{command:?} failed: {reason}");
    String::from_utf8(output.stdout).expect("paths and metadata are UTF-8")
}
