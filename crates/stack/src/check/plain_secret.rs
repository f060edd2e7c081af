//! Rules `plain-secret`: what `encrypt` names stands plain in the folder; and `plain-default`: it stands in the own values
//! of a chart, which nobody seals, since nobody opens them.

use super::leaf;
use super::subject::{Subject, Yaml, read_one};
use crate::complaint::Complaint;
use crate::member::{Content, Member, Repository};
use crate::seal::Rule;
use crate::yaml::node::Node;

/// Checks the files of every member that has keys to be sealed.
pub(super) fn check(subject: &Subject<'_>) -> Vec<Complaint> {
    let members = subject.stack.members.iter();
    let sealing = members.filter_map(|member| Some((member, Rule::for_keys(&member.encrypt)?)));
    sealing
        .flat_map(|(member, rule)| {
            let defaults = of_chart(subject, member, &rule);
            let documents = subject.documents_of(member).into_iter();
            let found = documents.flat_map(|(file, yaml)| of_document(&rule, file, yaml));
            found.chain(defaults).collect::<Vec<_>>()
        })
        .collect()
}

/// Complains of the own values of a chart of the stack folder.
fn of_chart(subject: &Subject<'_>, member: &Member, rule: &Rule) -> Vec<Complaint> {
    let Content::Chart(chart) = &member.content else {
        return Vec::new();
    };
    let Repository::Local(folder) = &chart.repository else {
        return Vec::new();
    };
    let file = format!("{folder}/values.yaml");
    let read = subject.files.text(&file).map(read_one);
    // What is no YAML is for the rules of charts to tell.
    let Some(Ok(yaml)) = read else {
        return Vec::new();
    };
    let found = plain(rule, &yaml).into_iter();
    found
        .map(|(node, path)| {
            let what = format!("{path} is named in encrypt and stands in a chart's own values, which are pushed as they are");
            let next = format!("leave it empty there, and set it in {}", chart.values);
            Complaint::warning("plain-default", yaml.place(&file, node), what, next)
                .because("Argo CD opens values files, and no chart")
        })
        .collect()
}

fn of_document(rule: &Rule, file: &str, yaml: &Yaml) -> Vec<Complaint> {
    let found = plain(rule, yaml).into_iter();
    found
        .map(|(node, path)| {
            let what = format!("{path} is named in encrypt and stands here in plain text");
            let next = "`helm stack push` seals it on its way; before you commit this file yourself, `helm stack encrypt` seals it here";
            Complaint::warning("plain-secret", yaml.place(file, node), what, next)
                .because("`helm stack package` refuses a stack with plain secrets")
        })
        .collect()
}

/// Returns once each key whose leaves are to be sealed and are not, however many they are, and the way to it.
fn plain<'a>(rule: &Rule, yaml: &'a Yaml) -> Vec<(&'a Node, String)> {
    let plain = leaf::leaves(&yaml.document);
    let plain = plain.iter().filter(|leaf| leaf.is_plain());
    let keys = plain.filter_map(|leaf| {
        let path = leaf.path();
        let at = path.iter().position(|key| rule.selects([*key]))?;
        Some((*leaf.keys.get(at)?, path[..=at].join(".")))
    });
    let mut keys: Vec<_> = keys.collect();
    keys.dedup_by_key(|(node, _)| node.span.clone());
    keys
}
