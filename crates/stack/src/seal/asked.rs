//! What `encrypt` asks for, and what the rule for it does beyond that.

use std::collections::BTreeSet;

use crate::yaml::document::Document;

use super::rule::{Rule, parts};
use super::walk::Walk;

/// Returns the paths, joined with dots and in the order of the document, of the values that the rule for `encrypt` seals
/// and nobody asked for: a key of the same name elsewhere, as SOPS knows key names at any depth only.
pub fn also_sealed(document: &Document, encrypt: &[String]) -> Vec<String> {
    let Some(rule) = Rule::for_keys(encrypt) else {
        return Vec::new();
    };
    let asked: Vec<Vec<String>> = encrypt.iter().map(|key| parts(key)).collect();
    let walk = Walk::through(document.root(), &rule);
    let sealed = walk
        .leaves
        .iter()
        .filter(|leaf| leaf.selected && !leaf.is_hollow());
    let beyond = sealed.filter(|leaf| !asked.iter().any(|asked| covers(asked, &leaf.trail.keys)));
    let mut seen = BTreeSet::new();
    beyond
        .map(|leaf| leaf.trail.dotted())
        .filter(|path| seen.insert(path.clone()))
        .collect()
}

/// Returns the entries of `encrypt`, as typed, that fit no key of a document.
pub fn not_found<'a>(document: &Document, encrypt: &'a [String]) -> Vec<&'a str> {
    let Some(rule) = Rule::for_keys(encrypt) else {
        return encrypt.iter().map(String::as_str).collect();
    };
    let walk = Walk::through(document.root(), &rule);
    let missing = encrypt.iter().filter(|key| {
        let asked = parts(key);
        !walk
            .leaves
            .iter()
            .any(|leaf| covers(&asked, &leaf.trail.keys))
    });
    missing.map(String::as_str).collect()
}

/// Says whether what was asked for covers a value: a name anywhere on the way to it, or a path from the root on.
fn covers(asked: &[String], keys: &[String]) -> bool {
    match asked {
        [] => false,
        [name] => keys.contains(name),
        path => keys.starts_with(path),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALUES: &str = "\
adminPassword: a
smtp: {password: b}
db: {password: c, old: {password: ''}}
users:
- password: {hash: d}
- password: {hash: e}
";

    fn check(encrypt: &[&str]) -> (Vec<String>, Vec<String>) {
        let document = Document::parse(VALUES).unwrap();
        let encrypt: Vec<String> = encrypt.iter().map(|key| (*key).to_owned()).collect();
        let missing = not_found(&document, &encrypt);
        (
            also_sealed(&document, &encrypt),
            missing.into_iter().map(str::to_owned).collect(),
        )
    }

    #[test]
    fn a_path_seals_its_namesakes_too() {
        let (also, missing) = check(&["adminPassword", "smtp.password"]);
        assert_eq!(also, ["db.password", "users.password.hash"]);
        assert!(missing.is_empty());
    }

    #[test]
    fn a_name_asks_for_every_key_of_it() {
        let (also, missing) = check(&["password", "smtp.token", "nobody"]);
        assert!(also.is_empty());
        assert_eq!(missing, ["smtp.token", "nobody"]);
        assert_eq!(check(&[]), (vec![], vec![]));
    }
}
