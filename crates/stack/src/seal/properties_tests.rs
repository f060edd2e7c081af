use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};
use serde_json::Value;

use super::fixture::{keys, opened, rule, sealed, try_seal};
use super::open;
use crate::yaml::read;

const ENCRYPT: &[&str] = &["password", "auth"];

/// A value in lines of text, as somebody may write it, each way one that comes back byte for byte.
#[derive(Clone, Debug)]
enum Shape {
    Leaf(String),
    Bar(Vec<String>, &'static str),
    Mapping(Vec<(String, Shape)>),
    List(Vec<Shape>),
}

fn key() -> impl Strategy<Value = String> {
    let key = select(vec![
        "password",
        "auth",
        "user",
        "a b",
        "'x:y'",
        "\"8080\"",
        "über",
        "old_password",
    ]);
    key.prop_map(str::to_owned)
}

fn leaf() -> impl Strategy<Value = Shape> {
    let fixed = select(vec![
        "hunter2",
        "'yes'",
        "\"0x1F\"",
        "12",
        "-1.5",
        "true",
        "~",
        "",
        "\"\"",
        "{}",
        "[a, 'b, c', \"d\"]",
        "{password: x, user: z}",
        "2024-01-02",
        "x # note",
        "!!str x",
        "p@ss!w:rd#1",
        "\"tab\\tquote\\\"\"",
        "'it''s'",
        "9223372036854775807",
        ".inf",
    ]);
    prop_oneof![
        4 => fixed.prop_map(|text| Shape::Leaf(text.to_owned())),
        1 => "[a-zA-Z][a-zA-Z0-9@!:/#-]{0,20}[a-zA-Z0-9]".prop_filter("a word", |text| super::scalar_text::is_plain(text, false)).prop_map(Shape::Leaf),
        1 => (vec("[a-z]( ?[ -~]{0,9}[!-~])?", 1..4), select(vec!["|", "|-"])).prop_map(|(lines, bar)| Shape::Bar(lines, bar)),
    ]
}

fn shape() -> impl Strategy<Value = Shape> {
    leaf().prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            2 => entries(inner.clone()).prop_map(Shape::Mapping),
            1 => vec(inner, 1..4).prop_map(Shape::List),
        ]
    })
}

fn entries(shape: impl Strategy<Value = Shape>) -> impl Strategy<Value = Vec<(String, Shape)>> {
    vec((key(), shape), 1..5).prop_map(|mut entries| {
        entries.sort_by(|one, other| one.0.cmp(&other.0));
        entries.dedup_by(|one, other| one.0 == other.0);
        entries
    })
}

#[derive(Clone, Debug)]
struct Text {
    entries: Vec<(String, Shape)>,
    unit: usize,
    line_break: &'static str,
    last_break: bool,
}

fn text() -> impl Strategy<Value = String> {
    let form = (1..5_usize, select(vec!["\n", "\r\n"]), any::<bool>());
    (entries(shape()), form).prop_map(|(entries, (unit, line_break, last_break))| {
        let text = Text {
            entries,
            unit,
            line_break,
            last_break,
        };
        text.written()
    })
}

impl Text {
    fn written(&self) -> String {
        let mut lines = vec!["# a file".to_owned(), "always: 1".to_owned()];
        self.mapping(&self.entries, 0, &mut lines);
        let mut text = lines.join(self.line_break);
        // A bar at the very end has its last break as content.
        if self.last_break
            || matches!(self.entries.last(), Some((_, Shape::Bar(..))))
            || text.contains('|')
        {
            text.push_str(self.line_break);
        }
        text
    }

    fn mapping(&self, entries: &[(String, Shape)], margin: usize, lines: &mut Vec<String>) {
        for (index, (key, shape)) in entries.iter().enumerate() {
            if index % 3 == 1 {
                lines.push(format!("{}# before {index}", " ".repeat(margin)));
            }
            self.value(
                &format!("{}{key}:", " ".repeat(margin)),
                shape,
                margin,
                lines,
            );
        }
    }

    fn value(&self, start: &str, shape: &Shape, margin: usize, lines: &mut Vec<String>) {
        let inner = margin + self.unit;
        match shape {
            Shape::Leaf(text) => lines.push(format!("{start} {text}").trim_end().to_owned()),
            Shape::Bar(content, bar) => {
                lines.push(format!("{start} {bar}"));
                lines.extend(
                    content
                        .iter()
                        .map(|line| format!("{}{line}", " ".repeat(inner))),
                );
            }
            Shape::Mapping(entries) => {
                lines.push(start.to_owned());
                self.mapping(entries, inner, lines);
            }
            Shape::List(items) => {
                lines.push(start.to_owned());
                for item in items {
                    self.value(&format!("{}-", " ".repeat(inner)), item, inner, lines);
                }
            }
        }
    }
}

/// Says whether Helm reads two texts the same.
fn helm(text: &str) -> Value {
    read::read(text).unwrap_or_default()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn open_undoes_seal(text in text()) {
        let result = sealed(&text, ENCRYPT);
        if result != text {
            let opened = opened(&result);
            prop_assert_eq!(opened.text(), &text);
            let again = try_seal(&text, &rule(ENCRYPT), Some(&opened), 9).unwrap();
            prop_assert_eq!(again, result);
        }
    }

    #[test]
    fn every_byte_that_is_protected_is_missed(text in text(), at in any::<Index>(), bit in 0..6_u8) {
        let result = sealed(&text, ENCRYPT);
        let tokens: Vec<usize> = result.match_indices("ENC[").map(|(at, _)| at).collect();
        if let Some(start) = tokens.get(at.index(tokens.len().max(1))) {
            let end = start + result[*start..].find(",type:").unwrap();
            let comment = result[end..].starts_with(",type:comment");
            let at = start + "ENC[AES256_GCM,data:".len();
            let at = at + bit as usize * (end - at) / 6;
            let mut bytes = result.clone().into_bytes();
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            let damaged = String::from_utf8(bytes).unwrap();
            prop_assert!(comment || open(&damaged, &keys().data_key).is_err());
        }
    }

    #[test]
    fn any_text_comes_back_as_itself(secret in "(\\PC|[ -~]|[\\n\\t\u{85}\u{2028}]| ){1,30}", below in select(vec!["", "\n", "\n \n", "    # further in\n", "\n      # further in\n"])) {
        let value = serde_json::to_string(&secret).unwrap();
        let text = format!("a:\n  password: {value}\n{below}  b: 1\n");
        let result = sealed(&text, &["password"]);
        // As `sops` leaves it: bare, whatever the plain value was written like.
        let bare = result.replace("\"ENC[", "ENC[").replace("type:str]\"", "type:str]");
        let opened = opened(&bare);
        prop_assert_eq!(helm(opened.text()), helm(&text));
        let other: yaml_serde::Value = yaml_serde::from_str(opened.text()).unwrap();
        let read = other["a"]["password"].as_str();
        prop_assert_eq!(read, Some(secret.as_str()));
        let again = try_seal(opened.text(), &rule(&["password"]), Some(&opened), 9).unwrap();
        prop_assert_eq!(again, bare);
    }

    #[test]
    fn any_plain_scalar_is_read_by_helm_as_before(scalar in "[-+.0-9a-fxobnyeE_:TZ ~]{1,12}") {
        let text = format!("password: {scalar}\nb: 1\n");
        let plain = crate::yaml::document::Document::parse(&text).is_ok();
        if plain && let Ok(result) = try_seal(&text, &rule(&["password"]), None, 0)
            && result != text
        {
            prop_assert_eq!(helm(opened(&result).text()), helm(&text));
        }
    }

    #[test]
    fn plain_values_may_change(number in any::<u32>()) {
        let text = "a: 1\npassword: x\n";
        let result = sealed(text, ENCRYPT).replace("a: 1", &format!("a: {number}\nc: [2]"));
        let expected = format!("a: {number}\nc: [2]\npassword: x\n");
        let opened = opened(&result);
        prop_assert_eq!(opened.text(), expected);
    }

    #[test]
    fn no_text_makes_it_panic(text in "(password|sops|a|- |: |[|>{}\\[\\]&*!#'\"]|ENC\\[|\n|  |x|\\PC){0,40}") {
        let _ = try_seal(&text, &rule(ENCRYPT), None, 0);
        let _ = open(&text, &keys().data_key);
        let _ = super::is_sealed(&text);
    }
}
