//! What anybody can see of a sealed file, without a key: who may open it, by which rule, since when, which values.

use std::collections::BTreeSet;

use crate::yaml::document::Document;

use super::fault::Fault;
use super::metadata::{Metadata, WrappedKeys};
use super::rule::Rule;
use super::token::Token;
use super::walk::{Leaf, Walk};

/// A sealed file, seen from outside.
#[derive(Clone, Debug)]
pub struct Survey {
    /// Every way into it.
    pub keys: WrappedKeys,
    /// Which of its values are sealed.
    pub rule: Rule,
    /// When it was sealed, as written: RFC 3339.
    pub last_modified: String,
    /// Paths of its sealed values, joined with dots, each once, in the order of the document.
    pub sealed: Vec<String>,
    /// Paths of values that its rule seals and that lie plain.
    pub plain: Vec<String>,
}

impl Survey {
    /// Looks at a sealed text.
    ///
    /// # Errors
    /// Text that is not YAML or not sealed, or whose section cannot be read.
    pub fn of(text: &str) -> Result<Self, Fault> {
        let document = Document::parse(text)?;
        let metadata = Metadata::of(text, &document)?;
        let walk = Walk::through(document.root(), &metadata.rule);
        let paths = |wanted: fn(&Leaf<'_>) -> bool| {
            let mut seen = BTreeSet::new();
            let leaves = walk.leaves.iter().filter(|leaf| wanted(leaf));
            let paths = leaves.map(|leaf| leaf.trail.dotted());
            paths.filter(|path| seen.insert(path.clone())).collect()
        };
        Ok(Self {
            sealed: paths(is_sealed),
            plain: paths(|leaf| leaf.is_to_seal() && !is_sealed(leaf)),
            keys: metadata.keys,
            rule: metadata.rule,
            last_modified: metadata.last_modified.text,
        })
    }
}

fn is_sealed(leaf: &Leaf<'_>) -> bool {
    leaf.scalar()
        .is_some_and(|scalar| Token::begins(&scalar.text))
}

/// Returns the paths, joined with dots and each once, of the values that a rule selects in a text and that lie plain;
/// nothing where the text is no YAML.
pub fn plain_paths(text: &str, rule: &Rule) -> Vec<String> {
    let Ok(document) = Document::parse(text) else {
        return Vec::new();
    };
    let walk = Walk::through(document.root(), rule);
    let plain = walk.leaves.iter();
    let plain = plain.filter(|leaf| leaf.is_to_seal() && !is_sealed(leaf));
    let mut seen = BTreeSet::new();
    let paths = plain.map(|leaf| leaf.trail.dotted());
    paths.filter(|path| seen.insert(path.clone())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seal::fixture;

    #[test]
    fn paths_are_seen_and_values_are_not() {
        let sealed = fixture::sealed(
            "host: a\nusers:\n- password: b\n- password: c\n",
            &["password"],
        );
        let survey = Survey::of(&sealed).unwrap();
        assert_eq!(survey.sealed, ["users.password"]);
        assert!(survey.plain.is_empty());
        assert_eq!(survey.keys.age.len(), 1);
        assert_eq!(survey.rule.field(), ("encrypted_regex", "^(password)$"));
    }

    #[test]
    fn a_value_that_was_written_plain_into_a_sealed_file_is_named() {
        let sealed = fixture::sealed("password: b\n", &["password"]);
        let survey = Survey::of(&format!("db: {{password: c}}\n{sealed}")).unwrap();
        assert_eq!(survey.plain, ["db.password"]);
        assert_eq!(survey.sealed, ["password"]);
    }

    #[test]
    fn what_a_rule_would_seal_is_named_before_it_is_sealed() {
        let rule = Rule::for_keys(&["password".to_owned()]).unwrap();
        assert_eq!(
            plain_paths("a: {password: x}\npassword: ''\n", &rule),
            ["a.password"]
        );
        assert!(plain_paths("a: [", &rule).is_empty());
        assert!(Survey::of("a: 1\n").is_err());
    }
}
