//! Rule `plain-secret`: what `encrypt` names stands plain in the folder.

use super::leaf;
use super::subject::{Subject, Yaml};
use crate::complaint::Complaint;
use crate::seal::Rule;

/// Checks the files of every member that has keys to be sealed.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Complaint> {
    let members = subject.stack.members.iter();
    let sealing = members.filter_map(|member| Some((member, Rule::for_keys(&member.encrypt)?)));
    sealing
        .flat_map(|(member, rule)| {
            let documents = subject.documents_of(member).into_iter();
            documents.flat_map(move |(file, yaml)| of_document(&rule, file, yaml))
        })
        .collect()
}

/// Complains once of each key whose leaves are to be sealed and are not, however many they are.
fn of_document(rule: &Rule, file: &str, yaml: &Yaml) -> Vec<Complaint> {
    let plain = leaf::leaves(&yaml.document);
    let plain = plain.iter().filter(|leaf| leaf.is_plain());
    let keys = plain.filter_map(|leaf| {
        let path = leaf.path();
        let at = path.iter().position(|key| rule.selects([*key]))?;
        Some((*leaf.keys.get(at)?, path[..=at].join(".")))
    });
    let mut keys: Vec<_> = keys.collect();
    keys.dedup_by_key(|(node, _)| node.span.clone());
    keys.into_iter()
        .map(|(node, path)| {
            let what = format!("{path} is named in encrypt and stands here in plain text");
            let next = "`helm stack push` seals it on its way; before you commit this file yourself, `helm stack encrypt` seals it here";
            Complaint::warning("plain-secret", yaml.place(file, node), what, next)
                .because("`helm stack package` refuses a stack with plain secrets")
        })
        .collect()
}
