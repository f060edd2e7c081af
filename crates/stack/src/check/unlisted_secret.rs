//! Rule `unlisted-secret`: what looks like a secret and is not named in `encrypt`, so that it would be pushed in plain
//! text. What looks like one is what `kubectl addons` masks: the documented list of names, and texts with a password.

use argocd::mask;
use serde_json::Value;

use super::leaf::is_sealed;
use super::subject::{Subject, Yaml};
use crate::complaint::Complaint;
use crate::member::{Member, MemberKind};
use crate::seal::Rule;
use crate::yaml::node::Node;

/// Checks the files of every member.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Complaint> {
    let members = subject.stack.members.iter();
    members
        .flat_map(|member| {
            let documents = subject.documents_of(member).into_iter();
            documents.flat_map(|(file, yaml)| of_document(member, file, yaml))
        })
        .collect()
}

fn of_document(member: &Member, file: &str, yaml: &Yaml) -> Vec<Complaint> {
    let mut masked = yaml.value.clone();
    match member.reference.kind {
        MemberKind::Addon => mask::values(&mut masked),
        MemberKind::Manifest => mask::object(&mut masked),
    }
    let Some(root) = yaml.document.root() else {
        return Vec::new();
    };
    let mut walk = Walk {
        rule: Rule::for_keys(&member.encrypt),
        keys: Vec::new(),
        found: Vec::new(),
    };
    walk.compare(&yaml.value, &masked, root, root);
    let found = walk.found.into_iter();
    found
        .map(|(node, path)| complaint(member, file, yaml, node, &path))
        .collect()
}

fn complaint(member: &Member, file: &str, yaml: &Yaml, node: &Node, path: &str) -> Complaint {
    let name = path.rsplit('.').next().unwrap_or(path);
    let what = format!("{path} looks like a secret and is not named in encrypt");
    let next = format!(
        "add it to `encrypt:` of {}, as in `encrypt: [{name}]`",
        member.reference.name
    );
    Complaint::warning("unlisted-secret", yaml.place(file, node), what, next)
        .because("it would be pushed in plain text")
}

/// Compares a tree with itself masked and finds the leaves that differ.
struct Walk<'a> {
    rule: Option<Rule>,
    keys: Vec<String>,
    found: Vec<(&'a Node, String)>,
}

impl<'a> Walk<'a> {
    /// `key` is the nearest key above `node`.
    fn compare(&mut self, value: &Value, masked: &Value, node: &'a Node, key: &'a Node) {
        match (value, masked) {
            (Value::Object(entries), Value::Object(others)) => {
                for (name, value) in entries {
                    let entry = node.mapping().and_then(|mapping| mapping.get(name));
                    let (key, node) = entry.map_or((key, node), |entry| (&entry.key, &entry.value));
                    let top = self.keys.is_empty() && name == "sops";
                    self.keys.push(name.clone());
                    if let (Some(other), false) = (others.get(name), top) {
                        self.compare(value, other, node, key);
                    }
                    self.keys.pop();
                }
            }
            (Value::Array(items), Value::Array(others)) => {
                let nodes = node.sequence().map(|sequence| sequence.items.as_slice());
                for (at, (item, other)) in items.iter().zip(others).enumerate() {
                    let node = nodes.and_then(|nodes| nodes.get(at)).unwrap_or(node);
                    self.compare(item, other, node, key);
                }
            }
            _ if value != masked => self.leaf(value, key),
            _ => {}
        }
    }

    fn leaf(&mut self, value: &Value, key: &'a Node) {
        let keys = || self.keys.iter().map(String::as_str);
        let listed = self.rule.as_ref().is_some_and(|rule| rule.selects(keys()));
        let sealed = value.as_str().is_some_and(is_sealed);
        let known = self
            .found
            .last()
            .is_some_and(|(node, _)| node.span == key.span);
        if !sealed && !known && !listed {
            self.found.push((key, self.keys.join(".")));
        }
    }
}
