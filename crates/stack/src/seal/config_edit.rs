//! `.sops.yaml` edited: a recipient more or fewer in a creation rule, every other byte kept.

use crate::yaml::document::Document;
use crate::yaml::edit::{Edit, Refusal, apply, apply_all};
use crate::yaml::node::{Kind, Node};
use crate::yaml::path::{Path, Step};

use super::creation_rule::{recipients_in, same_recipient};

/// Returns the text with a recipient added to the creation rule at a position, from 0; unchanged if it is there.
///
/// # Errors
/// The rule, or its `age`, cannot be edited without losing what stands beside it: edit it by hand.
pub fn add_recipient(text: &str, rule: usize, recipient: &str) -> Result<String, Refusal> {
    let document = Document::parse(text)?;
    let path = age_path(&document, rule);
    let age = node(&document, &path);
    if recipients(age)
        .iter()
        .any(|known| same_recipient(known, recipient))
    {
        return Ok(text.to_owned());
    }
    let edit = match age.map(|age| &age.kind) {
        Some(Kind::Sequence(_)) => Edit::Append {
            path,
            value: recipient.into(),
        },
        _ => {
            let mut all = recipients(age);
            all.push(recipient.to_owned());
            set(path, &all)
        }
    };
    apply(text, &edit)
}

/// Returns the text with a recipient taken out of the creation rule at a position, from 0; unchanged if it is not there.
///
/// # Errors
/// As [`add_recipient`].
pub fn remove_recipient(text: &str, rule: usize, recipient: &str) -> Result<String, Refusal> {
    let document = Document::parse(text)?;
    let path = age_path(&document, rule);
    let age = node(&document, &path);
    let is_meant = |text: &str| {
        recipients_in(text)
            .iter()
            .any(|known| same_recipient(known, recipient))
    };
    let Some(Kind::Sequence(list)) = age.map(|age| &age.kind) else {
        let all = recipients(age);
        let left: Vec<String> = all
            .iter()
            .filter(|known| !same_recipient(known, recipient))
            .cloned()
            .collect();
        return match left.len() == all.len() {
            true => Ok(text.to_owned()),
            false => apply(text, &set(path, &left)),
        };
    };
    let items = list.items.iter().enumerate();
    let meant = items.filter(|(_, item)| item.text().is_some_and(is_meant));
    // From the end on, so that the others keep their positions.
    let edits: Vec<Edit> = meant
        .map(|(index, item)| without(&path, index, item, recipient))
        .rev()
        .collect();
    apply_all(text, &edits)
}

/// An item may be several recipients with commas between.
fn without(list: &Path, index: usize, item: &Node, recipient: &str) -> Edit {
    let mut path = list.clone();
    path.0.push(Step::Index(index));
    let mut left = recipients(Some(item));
    left.retain(|known| !same_recipient(known, recipient));
    match left.is_empty() {
        true => Edit::Remove { path },
        false => set(path, &left),
    }
}

fn set(path: Path, recipients: &[String]) -> Edit {
    Edit::Set {
        path,
        value: recipients.join(",").into(),
    }
}

/// Returns where the rule has its recipients: `key_groups[0].age`, beside which SOPS passes over `age`, else `age`.
fn age_path(document: &Document, rule: usize) -> Path {
    let rule = [Step::Key("creation_rules".to_owned()), Step::Index(rule)];
    let key = |name: &str| Step::Key(name.to_owned());
    let grouped: Vec<Step> = rule
        .iter()
        .cloned()
        .chain([key("key_groups"), Step::Index(0)])
        .collect();
    let is_grouped = node(document, &Path(grouped.clone())).is_some();
    let above = if is_grouped { grouped } else { rule.to_vec() };
    Path(above.into_iter().chain([key("age")]).collect())
}

fn node<'a>(document: &'a Document, path: &Path) -> Option<&'a Node> {
    path.steps()
        .iter()
        .try_fold(document.root()?, |node, step| match step {
            Step::Key(key) => node.step(key),
            Step::Index(index) => node.sequence()?.items.get(*index),
        })
}

fn recipients(age: Option<&Node>) -> Vec<String> {
    match age.map(|age| (age.text(), age.sequence())) {
        Some((Some(text), _)) => recipients_in(text),
        Some((_, Some(list))) => list
            .items
            .iter()
            .flat_map(|item| recipients(Some(item)))
            .collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(age: &str) -> String {
        format!(
            "creation_rules:\n  - path_regex: ^a/   # first\n    age: x1\n  - age: {age}\n    # ours\n"
        )
    }

    #[test]
    fn a_scalar_gets_one_more_and_loses_one() {
        let text = rules("a1,b1");
        assert_eq!(
            add_recipient(&text, 1, "c1").unwrap(),
            rules("\"a1,b1,c1\"")
        );
        assert_eq!(add_recipient(&text, 1, "b1").unwrap(), text);
        assert_eq!(remove_recipient(&text, 1, "a1").unwrap(), rules("b1"));
        assert_eq!(remove_recipient(&text, 1, "z1").unwrap(), text);
    }

    #[test]
    fn a_list_gets_one_more_and_loses_one() {
        let text = rules("\n      - a1  # Alice\n      - b1,c1");
        let added = add_recipient(&text, 1, "d1").unwrap();
        assert_eq!(
            added,
            rules("\n      - a1  # Alice\n      - b1,c1\n      - d1")
        );
        assert_eq!(add_recipient(&text, 1, "c1").unwrap(), text);
        let removed = remove_recipient(&text, 1, "c1").unwrap();
        assert_eq!(removed, rules("\n      - a1  # Alice\n      - b1"));
        let removed = remove_recipient(&removed, 1, "b1").unwrap();
        assert_eq!(removed, rules("\n      - a1  # Alice"));
    }

    #[test]
    fn one_group_of_keys_is_a_rule_like_any_other() {
        let text = "creation_rules:\n  - key_groups:\n      - age:\n          - a1\n";
        let added = add_recipient(text, 0, "b1").unwrap();
        assert_eq!(added, format!("{text}          - b1\n"));
        assert_eq!(remove_recipient(&added, 0, "b1").unwrap(), text);
    }

    #[test]
    fn a_rule_without_recipients_gets_its_first() {
        let text = "creation_rules:\n  - path_regex: x\n";
        assert_eq!(
            add_recipient(text, 0, "a1").unwrap(),
            format!("{text}    age: a1\n")
        );
    }
}
