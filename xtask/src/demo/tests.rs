//! The committed recording: it shows what the scenes promise and tells nothing about who recorded it.

use std::fs;
use std::io::Read;

use flate2::read::GzDecoder;
use serde_json::Value;

use super::*;
use crate::cli::workspace_root;

/// Bytes the recording may take in the repository.
const SMALL: u64 = 500_000;

fn recording() -> Result<String> {
    let file = fs::File::open(workspace_root().join(RECORDING))?;
    let mut text = String::new();
    GzDecoder::new(file).read_to_string(&mut text)?;
    Ok(text)
}

#[test]
fn the_recording_is_small() -> Result<()> {
    let size = fs::metadata(workspace_root().join(RECORDING))?.len();
    assert!(size < SMALL, "{size} bytes");
    Ok(())
}

#[test]
fn the_recording_leads_to_no_machine_and_holds_no_password() -> Result<()> {
    let text = recording()?;
    let words = [
        "not-for-any-output",
        "127.0.0.1:",
        "localhost:",
        "file://",
        "/.bench",
        "/home/",
        "/Users/",
        "/root",
        "BEGIN ",
    ];
    let found: Vec<&str> = words
        .into_iter()
        .filter(|word| text.contains(word))
        .collect();
    assert_eq!(found, Vec::<&str>::new());
    let root = workspace_root().display().to_string();
    assert!(!text.contains(&root), "the workspace's folder");
    Ok(())
}

#[test]
fn every_add_on_of_a_scene_was_recorded() -> Result<()> {
    let text = recording()?;
    let objects: Vec<Value> = text
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?;
    let names: Vec<&str> = objects
        .iter()
        .map(|line| &line["seen"])
        .filter(|object| object["kind"] == "Application")
        .filter_map(|object| object["metadata"]["name"].as_str())
        .collect();
    for name in SCENES.iter().filter_map(|scene| scene.words.get(1)) {
        assert!(names.contains(name), "{name} is not among {names:?}");
    }
    Ok(())
}

#[test]
fn every_scene_of_one_add_on_names_it_after_the_verb() {
    let verbs = SCENES.iter().map(|scene| scene.words[0]);
    assert!(
        verbs
            .clone()
            .all(|verb| ["list", "get", "tree", "events"].contains(&verb))
    );
    assert_eq!(verbs.filter(|verb| *verb == "list").count(), 1);
}

#[test]
fn the_last_words_name_commands_that_exist() {
    let live = after_live("e2e", "/t/kubectl-addons");
    assert!(live.contains("cargo xtask bench down --name e2e"), "{live}");
    let recorded = after_recorded("target/debug/kubectl-addons");
    assert!(recorded.contains("cargo xtask demo --live"), "{recorded}");
}
