//! `docs/rbac.yaml` grants what the table of needs says, rule by rule, and nothing else.

use std::collections::BTreeMap;
use std::fs;

use argocd::rights::needs::{NEEDS, Place};
use argocd::rights::{Grant, Layer};
use serde_json::Value;

/// One rule, as sorted words: groups, resources, names, verbs.
type Words = [Vec<String>; 4];

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/rbac.yaml");

fn documents() -> Vec<Value> {
    serde_saphyr::from_multiple(&fs::read_to_string(FILE).unwrap()).unwrap()
}

fn of_file() -> BTreeMap<String, Vec<Words>> {
    let documents = documents().into_iter();
    let roles = documents.map(|role| {
        let rules = role["rules"].as_array().unwrap().iter();
        let words = |rule: &Value| {
            ["apiGroups", "resources", "resourceNames", "verbs"].map(|key| {
                let words = rule[key].as_array().into_iter().flatten();
                sorted(words.map(|word| word.as_str().unwrap()))
            })
        };
        let name = role["metadata"]["name"].as_str().unwrap().to_owned();
        (name, rules.map(words).collect())
    });
    roles.collect()
}

fn of_table() -> BTreeMap<String, Vec<Words>> {
    let mut roles: BTreeMap<String, Vec<Words>> = BTreeMap::new();
    for need in NEEDS {
        let Grant {
            groups,
            resources,
            names,
            verbs,
        } = need.grant;
        let words = [groups, resources, names, verbs].map(|words| sorted(words.iter().copied()));
        roles
            .entry(need.layer.role().to_owned())
            .or_default()
            .push(words);
    }
    roles
}

fn sorted<'a>(words: impl Iterator<Item = &'a str>) -> Vec<String> {
    let mut words: Vec<String> = words.map(str::to_owned).collect();
    words.sort();
    words
}

#[test]
fn the_file_grants_what_the_table_says() {
    assert_eq!(of_file(), of_table());
    let names: Vec<&str> = Layer::ALL.iter().map(|layer| layer.role()).collect();
    let documents = documents();
    let in_file = documents
        .iter()
        .map(|role| role["metadata"]["name"].as_str().unwrap());
    assert_eq!(in_file.collect::<Vec<_>>(), names);
}

#[test]
fn what_is_argo_cds_own_to_keep_is_a_role_of_its_namespace() {
    for role in documents() {
        let name = &role["metadata"]["name"];
        let mut of_role = NEEDS.iter().filter(|need| need.layer.role() == name);
        let at_home = of_role.all(|need| need.place == Place::ArgoCd);
        let kind = if at_home { "Role" } else { "ClusterRole" };
        assert_eq!(role["kind"], kind, "{name}");
    }
}
