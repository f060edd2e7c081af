//! Rule `plain-secret`: what `encrypt` names stands plain in the folder.

use super::leaf;
use super::subject::{Subject, Yaml};
use crate::complaint::Complaint;
use crate::member::Member;

/// Checks the files of every member that has keys to be sealed.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Complaint> {
    let members = subject.stack.members.iter();
    let sealing = members.filter(|member| !member.encrypt.is_empty());
    sealing
        .flat_map(|member| {
            let documents = subject.documents_of(member).into_iter();
            documents.flat_map(|(file, yaml)| of_document(member, file, yaml))
        })
        .collect()
}

/// Complains once of each key whose leaves are to be sealed and are not, however many they are.
fn of_document(member: &Member, file: &str, yaml: &Yaml) -> Vec<Complaint> {
    let plain = leaf::leaves(&yaml.document);
    let plain = plain.iter().filter(|leaf| leaf.is_plain());
    let keys = plain.filter_map(|leaf| {
        let at =
            (0..leaf.keys.len()).find(|&at| selects(&member.encrypt, &leaf.path()[at..=at]))?;
        Some((leaf.keys[at], leaf.path()[..=at].join(".")))
    });
    let mut keys: Vec<_> = keys.collect();
    keys.dedup_by_key(|(node, _)| node.span.clone());
    keys.into_iter()
        .map(|(node, path)| {
            let what = format!("{path} is named in encrypt and stands here in plain text");
            let next = "`helm stack push` seals it before it writes anything; until then do not commit this file";
            Complaint::warning("plain-secret", yaml.place(file, node), what, next)
                .because("`helm stack package` refuses a stack with plain secrets")
        })
        .collect()
}

/// Says whether a value with these keys on the way to it is sealed. SOPS knows key names at any depth only, so of a
/// dotted path the last part counts.
pub(super) fn selects(encrypt: &[String], keys: &[&str]) -> bool {
    let names = encrypt.iter().filter_map(|key| key.rsplit('.').next());
    names.into_iter().any(|name| keys.contains(&name))
}
