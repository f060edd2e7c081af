//! Values that were sealed and would lie plain: noticed without any key, since the keys of a sealed file are readable.

use std::collections::BTreeSet;

use crate::complaint::{Complaint, Place};
use crate::yaml::document::Document;

use super::rule::Rule;
use super::token::Token;
use super::walk::{Leaf, Walk};

/// Complains about each value of `after` that is plain and sealed in `before`. Texts that are no YAML say nothing here.
pub fn unsealed(before: &str, after: &str, file: &str) -> Vec<Complaint> {
    let (Ok(before), Ok(after)) = (Document::parse(before), Document::parse(after)) else {
        return Vec::new();
    };
    let rule = Rule::unwritten(true);
    let before = Walk::through(before.root(), &rule);
    let sealed: BTreeSet<&[String]> = before
        .leaves
        .iter()
        .filter(|leaf| is_token(leaf))
        .map(|leaf| leaf.trail.keys.as_slice())
        .collect();
    let after = Walk::through(after.root(), &rule);
    let plain = after
        .leaves
        .iter()
        .filter(|leaf| (!leaf.is_hollow() || leaf.node.is_bare_property()) && !is_token(leaf));
    plain
        .filter(|leaf| sealed.contains(leaf.trail.keys.as_slice()))
        .map(|leaf| complaint(leaf, file))
        .collect()
}

fn is_token(leaf: &Leaf<'_>) -> bool {
    let text = leaf.scalar().map_or("", |scalar| scalar.text.trim_end());
    Token::begins(text)
}

fn complaint(leaf: &Leaf<'_>, file: &str) -> Complaint {
    let at = leaf.alias.unwrap_or(leaf.node);
    let path = leaf.trail.dotted();
    Complaint::error(
        "would-be-plain",
        Place::at(file, at.line, at.column),
        format!("`{path}` is sealed in the GitOps repository, and would be plain"),
        format!(
            "name {path} in `encrypt` of its member in stack.yaml, or give the value another key if it is no secret any more"
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "ENC[AES256_GCM,data:YQ==,iv:YQ==,tag:YQ==,type:str]";

    fn found(after: &str) -> Vec<String> {
        let before = format!("host: a\nsmtp:\n  password: {TOKEN}\nusers:\n  - {TOKEN}\n");
        let complaints = unsealed(&before, after, "values.yaml").into_iter();
        complaints
            .map(|complaint| format!("{}: {}", complaint.place, complaint.what))
            .collect()
    }

    #[test]
    fn a_sealed_value_does_not_become_plain() {
        assert_eq!(
            found("host: b\nsmtp:\n  password: hunter2\nusers: [x]\n"),
            [
                "values.yaml:3:13: `smtp.password` is sealed in the GitOps repository, and would be plain",
                "values.yaml:4:9: `users` is sealed in the GitOps repository, and would be plain",
            ]
        );
    }

    #[test]
    fn what_stays_sealed_goes_or_was_never_sealed_may_be() {
        assert!(found(&format!("host: c\nsmtp:\n  password: {TOKEN}\n")).is_empty());
        assert!(found("password: elsewhere\nsmtp:\n  password:\n").is_empty());
        assert!(found("a: [").is_empty());
    }
}
