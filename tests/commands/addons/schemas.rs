//! Answers in JSON are as `docs/schemas` says: every kind, over add-ons in every state of the recorded clusters. That
//! they are checked is the doing of `program`, wherever a test asks for JSON.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;

use crate::program::{Ended, run};

/// The lines that answer each kind; `NAME` stands for an add-on.
const LINES: [(&str, &str); 7] = [
    ("AddonList", "list"),
    ("Addon", "get NAME"),
    ("ResourceTree", "tree NAME"),
    ("EventTimeline", "events NAME"),
    ("History", "history NAME"),
    ("Why", "why NAME"),
    ("WhyList", "why"),
];

/// Lines over recordings of their own.
const OTHERS: [(&str, &str, &str); 4] = [
    ("Resource", "resource loki pod/loki-0", "degraded"),
    ("StackTree", "tree --stack monitoring", "stack"),
    ("SourceList", "sources", "fleet"),
    ("DoctorReport", "doctor", "fleet"),
];

/// What a recording alone has no answer to; the tests of these commands ask for JSON.
const ELSEWHERE: [&str; 4] = ["LogLine", "AddonValues", "AddonValuesDiff", "AddonDiff"];

/// Recorded clusters, from the folder the program is started in.
const CLUSTERS: [&str; 3] = [
    "fleet",
    "../../../examples/cluster.jsonl.gz",
    "../../../examples/monitoring.jsonl.gz",
];

fn json(line: &str, cluster: &str) -> Value {
    let Ended { code, answer, talk } = run(&format!("{line} --from {cluster} -o json"));
    assert_eq!(code, 0, "{line} of {cluster}: {talk}");
    serde_json::from_str(&answer).unwrap()
}

/// Returns one add-on of each state and reason.
fn names(cluster: &str) -> Vec<String> {
    let list = json("list", cluster);
    let items = list["items"].as_array().unwrap().iter();
    let text = |item: &Value, field: &str| item[field].as_str().unwrap().to_owned();
    let named = items.map(|item| {
        let name = format!("{}/{}", text(item, "namespace"), text(item, "name"));
        ((text(item, "state"), text(item, "reason")), name)
    });
    named.collect::<BTreeMap<_, _>>().into_values().collect()
}

#[test]
fn every_answer_of_the_recorded_clusters_is_as_published() {
    for cluster in CLUSTERS {
        for (kind, line) in LINES {
            let names = match line.contains("NAME") {
                true => names(cluster),
                false => vec![String::new()],
            };
            assert!(!names.is_empty(), "{cluster} has no add-ons");
            for name in names {
                assert_eq!(json(&line.replace("NAME", &name), cluster)["kind"], kind);
            }
        }
    }
}

#[test]
fn answers_to_other_questions_are_as_published_too() {
    for (kind, line, cluster) in OTHERS {
        assert_eq!(json(line, cluster)["kind"], kind);
    }
}

#[test]
fn no_published_kind_is_left_out() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/schemas/addons-v1");
    let files = fs::read_dir(folder).unwrap();
    let files = files.map(|file| file.unwrap().file_name().into_string().unwrap());
    let others = OTHERS.map(|(kind, ..)| kind).into_iter().chain(ELSEWHERE);
    let kinds = LINES.map(|(kind, _)| kind).into_iter().chain(others);
    let checked: BTreeSet<String> = kinds.map(|kind| format!("{kind}.json")).collect();
    assert_eq!(files.collect::<BTreeSet<_>>(), checked);
}
