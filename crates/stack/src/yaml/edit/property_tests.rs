use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;

use super::{Edit, apply};
use crate::yaml::document::Document;
use crate::yaml::path::{Path, Step};
use crate::yaml::quote::{double_quoted, literal, quoted, single_quoted};
use crate::yaml::read::read;
use crate::yaml::write::flow;
use crate::yaml::write_tests::tree;

/// Renders a value as somebody might have written it: every choice comes from `choices`.
struct Hand {
    choices: Vec<u8>,
    at: usize,
    step: usize,
    flush: bool,
    comments: usize,
}

impl Hand {
    fn pick(&mut self, of: usize) -> usize {
        self.at += 1;
        let choice = self.choices[self.at % self.choices.len()];
        usize::from(choice) % of
    }

    fn comment(&mut self) -> String {
        self.comments += 1;
        format!("# comment {}", self.comments)
    }

    fn above(&mut self, indent: usize, out: &mut String) {
        match self.pick(8) {
            0 => out.push('\n'),
            1 => {
                let comment = self.comment();
                *out += &format!("{:indent$}{comment}\n", "");
            }
            2 => {
                let comment = self.comment();
                *out += &format!("\n{:indent$}{comment}\n", "");
            }
            _ => {}
        }
    }

    fn beside(&mut self) -> String {
        match self.pick(4) {
            0 => format!(" {}", self.comment()),
            _ => String::new(),
        }
    }

    fn leaf(&mut self, value: &Value, indent: usize) -> String {
        let Value::String(text) = value else {
            return flow(value) + &self.beside();
        };
        let written = match self.pick(4) {
            0 => single_quoted(text),
            1 => Some(double_quoted(text)),
            2 => literal(text, indent + self.step),
            _ => None,
        };
        let written = written.unwrap_or_else(|| quoted(text));
        if written.starts_with('|') {
            written
        } else {
            written + &self.beside()
        }
    }

    fn block(&mut self, value: &Value, indent: usize, out: &mut String) {
        match value {
            Value::Object(fields) => {
                for (key, value) in fields {
                    self.above(indent, out);
                    *out += &format!("{:indent$}{}:", "", quoted(key));
                    self.after(value, indent, out);
                }
            }
            Value::Array(items) => {
                for item in items {
                    self.above(indent, out);
                    *out += &format!("{:indent$}-", "");
                    self.after(item, indent, out);
                }
            }
            _ => {}
        }
    }

    fn after(&mut self, value: &Value, indent: usize, out: &mut String) {
        let (filled, list) = match value {
            Value::Object(fields) => (!fields.is_empty(), false),
            Value::Array(items) => (!items.is_empty(), true),
            _ => (false, false),
        };
        if value.is_null() && self.pick(2) == 0 {
            *out += &format!("{}\n", self.beside());
        } else if filled && self.pick(5) > 0 {
            *out += &format!("{}\n", self.beside());
            let within = if list && self.flush && !out.trim_end().ends_with('-') {
                0
            } else {
                self.step
            };
            let within = if list && within == 0 && self.is_dash(out) {
                self.step
            } else {
                within
            };
            self.block(value, indent + within, out);
        } else {
            *out += &format!(" {}\n", self.leaf(value, indent));
        }
    }

    /// Says whether the last line announces an item.
    fn is_dash(&self, out: &str) -> bool {
        out.trim_end()
            .rsplit('\n')
            .next()
            .is_some_and(|line| line.trim_start().starts_with('-'))
    }
}

#[derive(Clone, Debug)]
struct Case {
    text: String,
    value: Value,
}

fn case() -> impl Strategy<Value = Case> {
    let root = prop::collection::btree_map("[a-d]|no|a b|'", tree(), 1..4);
    let root = root.prop_map(|fields| fields.into_iter().collect::<Value>());
    let choices = prop::collection::vec(any::<u8>(), 40);
    (root, choices, 1..5_usize, any::<(bool, bool, bool)>()).prop_map(
        |(value, choices, step, (flush, crlf, cut))| {
            let mut hand = Hand {
                choices,
                at: 0,
                step,
                flush,
                comments: 0,
            };
            let mut text = String::new();
            hand.block(&value, 0, &mut text);
            if cut && !text.contains('|') {
                text.pop();
            }
            if crlf {
                text = text.replace('\n', "\r\n");
            }
            Case { text, value }
        },
    )
}

/// Returns every path of a value below its root.
fn paths(value: &Value, above: &Path, found: &mut Vec<Path>) {
    let mut each = |step: Step, value: &Value| {
        let path = Path([above.0.clone(), vec![step]].concat());
        paths(value, &path, found);
        found.push(path);
    };
    match value {
        Value::Object(fields) => fields
            .iter()
            .for_each(|(key, value)| each(Step::Key(key.clone()), value)),
        Value::Array(items) => items
            .iter()
            .enumerate()
            .for_each(|(at, value)| each(Step::Index(at), value)),
        _ => {}
    }
}

fn some_path(value: &Value, index: &Index) -> Path {
    let mut found = Vec::new();
    paths(value, &Path::default(), &mut found);
    index.get(&found).clone()
}

fn at<'a>(value: &'a mut Value, path: &Path) -> &'a mut Value {
    path.steps().iter().fold(value, |value, step| match step {
        Step::Key(key) => &mut value[key.as_str()],
        Step::Index(index) => &mut value[*index],
    })
}

/// Returns the lines of a text that are not those of the other at its beginning and end.
fn changed<'a>(text: &'a str, other: &str) -> Vec<&'a str> {
    let (lines, others): (Vec<&str>, Vec<&str>) = (text.lines().collect(), other.lines().collect());
    let same = |pair: &(&&str, &&str)| pair.0 == pair.1;
    let start = lines.iter().zip(&others).take_while(same).count();
    let rest = lines.len().min(others.len()) - start;
    let end = lines
        .iter()
        .rev()
        .zip(others.iter().rev())
        .take(rest)
        .take_while(same)
        .count();
    lines[start..lines.len() - end].to_vec()
}

/// Checks what an edit must keep: lines outside the place of the path, breaks of lines, comments.
fn kept(case: &Case, path: &Path, new: &str) -> Result<(), TestCaseError> {
    let keys: Vec<String> = path
        .steps()
        .iter()
        .map(|step| match step {
            Step::Key(key) => key.clone(),
            Step::Index(index) => index.to_string(),
        })
        .collect();
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let document = Document::parse(&case.text).unwrap();
    let edited = document
        .find(&keys)
        .map(|node| case.text[node.whole()].lines().count())
        .unwrap_or_default();
    let lines = changed(&case.text, new);
    let comments_below = lines
        .iter()
        .filter(|line| line.trim().starts_with('#') || line.trim().is_empty())
        .count();
    prop_assert!(
        lines.len() <= edited.max(1) + 1 + comments_below,
        "{:?}\n{}\n{new}",
        lines,
        case.text
    );
    let crlf = case.text.contains("\r\n");
    prop_assert_eq!(new.contains("\r\n"), crlf && new.contains('\n'));
    prop_assert_eq!(
        new.matches('\n').count(),
        if crlf {
            new.matches("\r\n").count()
        } else {
            new.matches('\n').count()
        }
    );
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn the_hand_writes_what_it_is_given(case in case()) {
        prop_assert_eq!(read(&case.text).unwrap(), case.value, "{}", case.text);
    }

    #[test]
    fn a_value_set_is_the_only_change(case in case(), index in any::<Index>(), value in tree()) {
        let path = some_path(&case.value, &index);
        let new = apply(&case.text, &Edit::Set { path: path.clone(), value: value.clone() });
        let new = new.map_err(|refusal| TestCaseError::fail(format!("{refusal}\n{path}\n{}", case.text)))?;
        let mut wanted = case.value.clone();
        *at(&mut wanted, &path) = value;
        prop_assert_eq!(read(&new).unwrap(), wanted, "{}\n{}", case.text, new);
        kept(&case, &path, &new)?;
    }

    #[test]
    fn a_key_added_is_the_only_change(case in case(), index in any::<Index>(), value in tree()) {
        let mut path = some_path(&case.value, &index);
        let mut wanted = case.value.clone();
        let place = at(&mut wanted, &path);
        if !place.is_object() && !place.is_null() {
            return Ok(());
        }
        place["new key"] = value.clone();
        path.0.push(Step::Key("new key".to_owned()));
        let new = apply(&case.text, &Edit::Set { path: path.clone(), value });
        let new = new.map_err(|refusal| TestCaseError::fail(format!("{refusal}\n{path}\n{}", case.text)))?;
        prop_assert_eq!(read(&new).unwrap(), wanted, "{}\n{}", case.text, new);
        kept(&case, &path, &new)?;
    }

    #[test]
    fn an_item_appended_is_the_only_change(case in case(), index in any::<Index>(), value in tree()) {
        let path = some_path(&case.value, &index);
        let mut wanted = case.value.clone();
        match at(&mut wanted, &path) {
            Value::Array(items) => items.push(value.clone()),
            place if place.is_null() => *place = Value::Array(vec![value.clone()]),
            _ => return Ok(()),
        }
        let new = apply(&case.text, &Edit::Append { path: path.clone(), value });
        let new = new.map_err(|refusal| TestCaseError::fail(format!("{refusal}\n{path}\n{}", case.text)))?;
        prop_assert_eq!(read(&new).unwrap(), wanted, "{}\n{}", case.text, new);
        kept(&case, &path, &new)?;
    }

    #[test]
    fn a_removal_is_the_only_change(case in case(), index in any::<Index>()) {
        let path = some_path(&case.value, &index);
        let mut wanted = case.value.clone();
        let (last, parents) = path.0.split_last().unwrap();
        match (at(&mut wanted, &Path(parents.to_vec())), last) {
            (Value::Object(fields), Step::Key(key)) => drop(fields.shift_remove(key)),
            (Value::Array(items), Step::Index(index)) => drop(items.remove(*index)),
            _ => unreachable!(),
        }
        let new = apply(&case.text, &Edit::Remove { path: path.clone() });
        let new = new.map_err(|refusal| TestCaseError::fail(format!("{refusal}\n{path}\n{}", case.text)))?;
        let value = read(&new).unwrap();
        let value = if value.is_null() { Value::Object(serde_json::Map::new()) } else { value };
        prop_assert_eq!(&value, &wanted, "{}\n{}", case.text, new);
        let emptied = flow(at(&mut wanted, &Path(parents.to_vec()))).len() == 2;
        kept(&case, &if emptied { Path(parents.to_vec()) } else { path }, &new)?;
    }

    /// Whatever the text: the edit is refused or reads as meant, and nothing panics.
    #[test]
    fn odd_texts_are_edited_right_or_not_at_all(text in odd(), path in "a|b|a\\.b|a\\[0\\]|a\\[1\\]|a\\.b\\.c|<<", kind in 0..3, value in tree()) {
        let path: Path = path.parse().unwrap();
        let edit = match kind {
            0 => Edit::Set { path, value },
            1 => Edit::Append { path, value },
            _ => Edit::Remove { path },
        };
        if let Ok(new) = apply(&text, &edit) {
            let old = read(&text).unwrap();
            let wanted = super::wanted::after(&old, &edit).unwrap();
            let empty = serde_json::json!({});
            let read = read(&new).unwrap();
            prop_assert!(read == wanted || read.is_null() && wanted == empty, "{}\n{}", text, new);
        }
    }
}

/// Texts of pieces that are seldom seen together.
fn odd() -> impl Strategy<Value = String> {
    let line = "( |  |    )?(- )?(- )?(a|b|c|<<|\\? a|'a'|\"b\"|y|&k a)(:|: )(v|'v'|\"v\"|\\*x|&x v|&x|\\[\\]|\\{\\}|\\[a, b\\]|\\{a: b, b: \\}|\\||>-|\\|\\+|!!str v|~|\\[a, # c)?( # c)?(\n|\n\n|\r\n|\n  w\n|\n    b\n)";
    prop::collection::vec(line, 0..6).prop_map(|lines| lines.concat())
}
