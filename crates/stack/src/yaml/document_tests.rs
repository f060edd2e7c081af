use std::fmt::Write as _;

use proptest::prelude::*;

use super::document::Document;
use super::fault::Reason;
use super::node::{Kind, Layout, Node};

/// Writes each node on a line: place, kind and the very bytes it stands on.
fn map(text: &str) -> String {
    let document = Document::parse(text).unwrap();
    let mut lines = String::new();
    if let Some(root) = document.root() {
        describe(root, text, 0, "", &mut lines);
    }
    for comment in document.comments() {
        let alone = if comment.alone { "alone" } else { "beside" };
        let (line, column) = (comment.line, comment.column);
        let source = &text[comment.span.clone()];
        writeln!(lines, "{line}:{column} {alone} {source:?}").unwrap();
    }
    lines
}

fn describe(node: &Node, text: &str, depth: usize, role: &str, lines: &mut String) {
    let source = &text[node.whole()];
    let kind = match &node.kind {
        Kind::Mapping(mapping) => format!("{:?} mapping", mapping.layout),
        Kind::Sequence(sequence) => format!("{:?} sequence {:?}", sequence.layout, sequence.dashes),
        Kind::Scalar(scalar) => format!("{:?} {:?}", scalar.style, scalar.text),
        Kind::Alias(name) => format!("alias of {name}"),
    };
    let (line, column) = (node.line, node.column);
    let indent = "  ".repeat(depth);
    writeln!(lines, "{indent}{line}:{column} {role}{kind} {source:?}").unwrap();
    match &node.kind {
        Kind::Mapping(mapping) => {
            for entry in &mapping.entries {
                describe(&entry.key, text, depth + 1, "key ", lines);
                describe(&entry.value, text, depth + 1, "", lines);
            }
        }
        Kind::Sequence(sequence) => {
            for item in &sequence.items {
                describe(item, text, depth + 1, "- ", lines);
            }
        }
        Kind::Scalar(_) | Kind::Alias(_) => {}
    }
}

#[test]
fn every_style_of_scalar_stands_on_its_very_bytes() {
    let text = "\
plain: a word # beside
single: 'it''s'
double: \"a\\tb\"
folded lines: one
  two
absent:
tilde: ~
'quoted key': x
";
    insta::assert_snapshot!(map(text));
}

#[test]
fn block_scalars_run_from_their_header_to_their_last_line_of_content() {
    let text = "\
literal: |
  one
   two

strip: |2- # beside
    three
keep: |+
  four


empty: |
folded: >
  five
  six
     \u{20}
nothing: |+

tagged: !!str &name |
  seven
below:
  # a | in a comment
  |
  eight
list:
- |
  nine
- >-
 ten
";
    insta::assert_snapshot!(map(text));
}

#[test]
fn a_block_that_keeps_its_last_breaks_ends_before_the_blanks_of_the_next_line() {
    let text = "list:\n  - a: |+\n      x\n\n  - b\n";
    let document = Document::parse(text).unwrap();
    let node = document.find(&["list", "0", "a"]).unwrap();
    assert_eq!(&text[node.span.clone()], "|+\n      x\n");
}

#[test]
fn collections_stand_from_their_first_to_their_last_node() {
    let text = "\
indentless:
- a
- b: 1
  c: 2
-
nested:
  - - x
    - - y
  - &anchor
    k: v
  # - comment
  - !t
    - *anchor
flow: [a, {b: 1, c: }, [d], e: f,]
? explicit
: - g
? - h
";
    insta::assert_snapshot!(map(text));
}

#[test]
fn crlf_and_a_byte_order_mark_and_a_missing_last_break_move_nothing() {
    insta::assert_snapshot!(map("\u{feff}a: |\r\n  x\r\n  y\r\n\r\nb: 'q' # ü\r\nü: z"));
}

#[test]
fn a_text_without_a_node_has_no_root() {
    for text in ["", "\n\n", "# a comment\n", "\u{feff}"] {
        assert_eq!(Document::parse(text).unwrap().root(), None, "{text:?}");
    }
    let document = Document::parse("---\n# nothing\n").unwrap();
    assert!(document.root().unwrap().is_absent());
}

#[test]
fn a_path_is_followed_through_keys_and_items() {
    let document = Document::parse("a:\n  b.c:\n  - x\n  - {d: 1, d: 2}\n").unwrap();
    let found = document.find(&["a", "b.c", "1", "d"]).unwrap();
    assert_eq!((found.text(), found.line, found.column), (Some("2"), 4, 15));
    assert_eq!(document.find(&["a", "b", "c"]), None);
    assert_eq!(document.find(&["a", "b.c", "2"]), None);
}

#[test]
fn repeated_keys_are_told() {
    let document = Document::parse("a: 1\nb: 2\n\"a\": 3\n").unwrap();
    let mapping = document.root().unwrap().mapping().unwrap();
    assert_eq!(mapping.layout, Layout::Block);
    let lines: Vec<usize> = mapping
        .repeated()
        .iter()
        .map(|entry| entry.key.line)
        .collect();
    assert_eq!(lines, [3]);
    assert_eq!(mapping.get("a").unwrap().value.text(), Some("3"));
}

#[test]
fn faults_have_a_place_and_a_reason() {
    let fault = |text: &str| Document::parse(text).unwrap_err();
    let several = fault("a: 1\n---\nb: 2\n");
    assert_eq!(
        (several.reason, several.line),
        (Reason::SeveralDocuments, 2)
    );
    let texts = [
        "a: 1\n---\nb: 2\n",
        "a: 'é\nb: [x",
        "a: *nobody\n",
        "a: &me [*me]\n",
        "key: @secret\n",
    ];
    insta::assert_snapshot!(texts.map(|text| fault(text).to_string()).join("\n"));
}

#[test]
fn what_would_grow_without_bounds_is_refused() {
    let mut bomb = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let aliases = vec![format!("*a{}", level - 1); 10].join(", ");
        writeln!(bomb, "a{level}: &a{level} [{aliases}]").unwrap();
    }
    let texts = [bomb, "[".repeat(100_000), "- ".repeat(100_000)];
    let faults = texts.map(|text| Document::parse(&text).unwrap_err().to_string());
    insta::assert_snapshot!(faults.join("\n"));
}

#[test]
fn thousands_of_comment_lines_are_common_and_read() {
    let text = format!("a: 1\n{}b: 2\n", "# - c: d\n".repeat(5_000));
    let document = Document::parse(&text).unwrap();
    assert_eq!(document.comments().len(), 5_000);
    assert_eq!(document.find(&["b"]).unwrap().line, 5_002);
}

#[test]
fn debug_shows_no_value() {
    let document = Document::parse("password: hunter2\nother: |\n  hunter2\n").unwrap();
    assert!(!format!("{document:?}").contains("hunter2"));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_makes_it_panic(text in any::<String>()) {
        let _ = Document::parse(&text).map(|document| walk(&document, &text));
    }

    #[test]
    fn no_text_of_indicators_makes_it_panic(text in "([-?:,\\[\\]{}#&*!|>'\"%@` \t\r\n\u{feff}\u{85}\u{2028}ab0~\\\\+]|- |: |\n  |: \\|\n|---\n){0,40}") {
        let _ = Document::parse(&text).map(|document| walk(&document, &text));
    }

    #[test]
    fn plain_and_quoted_leaves_read_alone_as_they_read_in_place(text in "((k|'k'|k k): (v|'v'|\"v\"|v v|\\[a, b\\]|\\|\n  v\n  w)( # c)?\n){0,6}") {
        if let Ok(document) = Document::parse(&text) {
            walk(&document, &text);
        }
    }
}

/// Slices every span, and reads every quoted or plain leaf again from its own bytes alone.
fn walk(document: &Document, text: &str) {
    for comment in document.comments() {
        assert!(text[comment.span.clone()].starts_with('#'));
    }
    let mut nodes: Vec<&Node> = document.root().into_iter().collect();
    while let Some(node) = nodes.pop() {
        let source = &text[node.whole()];
        match &node.kind {
            Kind::Mapping(mapping) => {
                nodes.extend(mapping.entries.iter().flat_map(|it| [&it.key, &it.value]));
            }
            Kind::Sequence(sequence) => {
                for dash in &sequence.dashes {
                    assert_eq!(&text[*dash..=*dash], "-");
                }
                if sequence.layout == Layout::Block {
                    assert_eq!(sequence.dashes.len(), sequence.items.len());
                }
                nodes.extend(&sequence.items);
            }
            Kind::Scalar(scalar) => {
                if node.tag.is_none() && !source.contains(['\n', '\r']) {
                    let alone = Document::parse(&format!("k: {source}\n")).ok();
                    let alone = alone.as_ref().and_then(|alone| alone.find(&["k"])?.text());
                    assert!(alone.is_none_or(|alone| alone == scalar.text), "{text:?}");
                }
            }
            Kind::Alias(name) => assert_eq!(source, format!("*{name}")),
        }
    }
}
