//! The committed recordings: they show what the scenes promise and tell nothing about who recorded them.

use std::io::Read;

use flate2::read::GzDecoder;
use serde_json::Value;

use super::scene::Scene;
use super::*;

/// Every recording, its scenes, and the bytes it may take in the repository.
const RECORDINGS: [(&str, &[Scene], u64); 2] = [
    (stage::PLATFORM, scene::PLATFORM, 500_000),
    (stage::DELIVERED, scene::DELIVERED, 60_000),
];

fn text(recording: &str) -> Result<String> {
    let file = fs::File::open(workspace_root().join(recording))?;
    let mut text = String::new();
    GzDecoder::new(file).read_to_string(&mut text)?;
    Ok(text)
}

#[test]
fn recordings_are_small() -> Result<()> {
    for (recording, _, most) in RECORDINGS {
        let size = fs::metadata(workspace_root().join(recording))?.len();
        assert!(size < most, "{recording}: {size} bytes");
    }
    Ok(())
}

#[test]
fn recordings_lead_to_no_machine_and_hold_no_password() -> Result<()> {
    let words = [
        "not-for-any-output",
        "AGE-SECRET-KEY",
        "127.0.0.1:",
        "localhost:",
        "file://",
        "/.bench",
        "/home/",
        "/Users/",
        "/root/",
        "BEGIN ",
    ];
    let root = workspace_root().display().to_string();
    for (recording, ..) in RECORDINGS {
        let text = text(recording)?;
        let own = words.into_iter().chain([root.as_str()]);
        let found: Vec<&str> = own.filter(|word| text.contains(word)).collect();
        assert_eq!(found, Vec::<&str>::new(), "{recording}");
    }
    Ok(())
}

#[test]
fn every_add_on_of_a_scene_was_recorded() -> Result<()> {
    for (recording, scenes, _) in RECORDINGS {
        let text = text(recording)?;
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
        for name in scenes.iter().filter_map(Scene::addon) {
            assert!(names.contains(&name), "{name} is not among {names:?}");
        }
    }
    Ok(())
}

#[test]
fn what_was_delivered_is_the_example_as_it_is_now() -> Result<()> {
    let text = text(stage::DELIVERED)?;
    let stack = fs::read_to_string(workspace_root().join("examples/monitoring/stack.yaml"))?;
    let versions = stack
        .lines()
        .filter_map(|line| line.strip_prefix("    version: "));
    for version in versions {
        let wanted = format!("\"targetRevision\":\"{version}\"");
        assert!(text.contains(&wanted), "version {version} was not recorded");
    }
    Ok(())
}

#[test]
fn the_last_words_name_commands_that_exist() {
    let live = after_live("e2e", "/t/kubectl-addons");
    assert!(live.contains("cargo xtask bench down --name e2e"), "{live}");
    let recorded = after_recorded("target/debug/kubectl-addons");
    assert!(recorded.contains("cargo xtask demo --live"), "{recorded}");
}
