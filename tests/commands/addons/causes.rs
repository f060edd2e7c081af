//! `why` over a recording of everything that goes wrong on the bench (`tests/e2e/why`): each cause is found without a
//! cluster, too, and a few whole screens with the words of a real Argo CD.

use std::fs;
use std::path::Path;

use insta::assert_snapshot;
use serde::Deserialize;
use serde_json::Value;

use crate::program::run;

/// Folder of the files that say what was laid out, and which cause each has.
const CAUSES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/e2e/why/causes");

/// What a recording of some add-ons cannot tell: it keeps no data of ConfigMaps, and not all Applications of a controller.
const LIVE_ONLY: [&str; 2] = ["sealed-text", "silent"];

#[derive(Deserialize)]
struct Entry {
    name: String,
    why: String,
}

fn entries() -> Vec<Entry> {
    let files = fs::read_dir(Path::new(CAUSES)).unwrap();
    let texts = files.map(|file| fs::read_to_string(file.unwrap().path()).unwrap());
    let read = |text: String| serde_saphyr::from_str::<Vec<Entry>>(&text).unwrap();
    texts.flat_map(read).collect()
}

#[test]
fn every_cause_is_found_in_the_recording() {
    let entries = entries();
    assert!(entries.len() > 50, "{} entries", entries.len());
    let recorded = |entry: &&Entry| !LIVE_ONLY.contains(&entry.name.as_str());
    let wrong = entries.iter().filter(recorded).filter_map(|entry| {
        let ended = run(&format!("why why-{} --from causes -o json", entry.name));
        let answer: Value = serde_json::from_str(&ended.answer).unwrap_or_default();
        let fits = answer["cause"] == entry.why.as_str();
        (!fits).then(|| format!("{}: {} expected, found {ended}", entry.name, entry.why))
    });
    let wrong: Vec<String> = wrong.collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
