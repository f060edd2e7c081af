use serde_json::Value;

use super::{Edit, apply, apply_all};
use crate::yaml::path::Path;

/// Reads `set PATH JSON`, `remove PATH`, `append PATH JSON`.
pub(super) fn edit(text: &str) -> Edit {
    let mut words = text.splitn(3, ' ');
    let verb = words.next().unwrap();
    let path: Path = words.next().unwrap().parse().unwrap();
    let value = |json: Option<&str>| serde_json::from_str::<Value>(json.unwrap()).unwrap();
    match verb {
        "set" => Edit::Set {
            path,
            value: value(words.next()),
        },
        "append" => Edit::Append {
            path,
            value: value(words.next()),
        },
        _ => Edit::Remove { path },
    }
}

/// Makes each edit on the text, and shows what each makes of it, blanks at ends of lines and odd breaks made visible.
fn results(text: &str, edits: &[&str]) -> String {
    let shown = |text: &str| {
        let mut text = text.replace(" \n", "·\n").replace("\r\n", "␍\n");
        if !text.ends_with('\n') {
            text.push_str("␃\n");
        }
        text
    };
    let result = |edit_text: &&str| {
        let result = match apply(text, &edit(edit_text)) {
            Ok(new) if new == text => "unchanged\n".to_owned(),
            Ok(new) => shown(&new),
            Err(refusal) => format!("refused: {refusal}\n"),
        };
        format!("--- {edit_text}\n{result}")
    };
    shown(text) + &edits.iter().map(result).collect::<String>()
}

macro_rules! assert_edits {
    ($text:expr, $($edit:expr),+ $(,)?) => {
        insta::assert_snapshot!(results($text, &[$($edit),+]))
    };
}

#[test]
fn scalars_keep_their_quotes_and_their_comments() {
    assert_edits!(
        "plain: a  # beside\nsingle: 'b' # beside\ndouble: \"c\"\nnumber: 1\nabsent: # beside\nnone: ~\ntagged: !!str 5 # beside\nlong: one\n  two # beside\nlast: x",
        "set plain \"new value\"",
        "set plain \"yes\"",
        "set plain 5",
        "set plain \"a\\nb\\n\"",
        "set single \"it's\"",
        "set single 7",
        "set double \"say \\\"hi\\\"\"",
        "set number 1",
        "set number \"1\"",
        "set absent \"x\"",
        "set absent \"a\\nb\"",
        "set tagged \"7\"",
        "set long \"x\"",
        "set last \"y\"",
        "set last \"a\\nb\"",
        "set last null",
    );
}

#[test]
fn block_scalars_keep_their_layout() {
    assert_edits!(
        "a: |  # beside\n    one\n    two\n\nb: >-\n  folded\n  text\nlist:\n  - |\n    x\n",
        "set a \"three\\nfour\\n\"",
        "set a \"three\\nfour\"",
        "set a \"one line\"",
        "set a {\"k\": 1}",
        "set b \"x\\ny\\n\"",
        "set list[0] \"y\\nz\\n\"",
        "set list[0] 1",
        "remove a",
    );
}

#[test]
fn collections_take_the_place_of_scalars_and_the_other_way_round() {
    assert_edits!(
        "a: 1 # beside\nb: # about b\n  # inside\n  c: 1\n  d: 2\n\nlist: # about list\n  - x # beside\n  - p: 1\n    q: 2\nempty: {}\nnone: []\n",
        "set a {\"k\": {\"l\": [1, \"two\"]}}",
        "set a [1, {\"x\": 1, \"y\": 2}]",
        "set b 5",
        "set b \"p\\nq\"",
        "set b {\"new\": true}",
        "set b {}",
        "set list \"x\"",
        "set list []",
        "set list[0] {\"k\": 1, \"l\": 2}",
        "set list[1] 5",
        "set list[1] {\"k\": [1]}",
        "set list[1].p {\"deep\": 1}",
        "set empty {\"k\": 1}",
        "set empty.k 1",
        "set none [1]",
        "set none[0] 1",
    );
}

#[test]
fn keys_are_added_where_their_siblings_end() {
    assert_edits!(
        "# top\na:\n    b: 1 # beside\n    # c: 2\n\n# about d\nd:\n    e:\n        f: 1\n        # belongs to e\ng: 1\n# end\n",
        "set a.x 1",
        "set a.x.y.z \"v\"",
        "set d.e.x {\"deep\": {\"er\": 1}}",
        "set d.x [1, 2]",
        "set x \"yes\"",
        "set x.y[0].z 1",
        "set no\\.dots.on 1",
        "set x \"a\\nb\\n\"",
    );
}

#[test]
fn blank_lines_between_siblings_are_kept_between_new_ones() {
    assert_edits!(
        "a:\n  x: 1\n\nb:\n  - name: one\n    v: 1\n\n  # about two\n  - name: two\n    v: 2\n\n# about c\nc: 3\n",
        "append b {\"name\": \"three\", \"v\": 3}",
        "set d {\"y\": 1}",
        "remove b[0]",
        "remove b[1]",
        "remove b",
        "remove a",
        "remove c",
    );
}

#[test]
fn items_are_added_as_their_siblings_stand() {
    assert_edits!(
        "flush:\n- a\n- b: 1\n  c: 2\nindented:\n  - a # beside\n  # after\nwide:\n  -   name: x\n      v: 1\nnested:\n  - - 1\n  - - 2\n    - 3\n",
        "append flush {\"b\": 3, \"c\": {\"d\": [4]}}",
        "append indented \"b: c\"",
        "append wide {\"name\": \"y\", \"v\": [1]}",
        "append nested [4, 5]",
        "append nested[0] 9",
        "append nested[1] {\"k\": 1, \"l\": 2}",
        "set flush[2] \"c\"",
        "set flush[3] \"c\"",
        "append flush[1].c 1",
        "append indented \"x\\ny\\n\"",
    );
}

#[test]
fn lists_are_begun_where_there_is_none() {
    assert_edits!(
        "version: 1.0.0\naddons: [] # none yet\nmanifests:\nother: ~\nempty: {}\n",
        "append addons {\"name\": \"grafana\", \"chart\": \"grafana\"}",
        "append manifests {\"name\": \"ns\"}",
        "append other 1",
        "append new.list {\"a\": 1}",
        "append empty.list 1",
        "append version 1",
        "append empty 1",
    );
}

#[test]
fn brackets_stay_on_their_lines() {
    assert_edits!(
        "map: {a: 1, b: 'x', c: , d}\nlist: [a, \"b\", {k: v}, ]\nlines: [\n  a, # first\n  b\n]\nnest: {list: [], map: {}}\n",
        "set map.a \"x, y\"",
        "set map.b \"y\"",
        "set map.c 1",
        "set map.d 1",
        "set map.e {\"f\": [1]}",
        "set map.a {\"x\": 1}",
        "set list[2].k \"a\\nb\"",
        "append list \"z\"",
        "append lines \"c\"",
        "append nest.list {\"k\": 1}",
        "set nest.map.k 1",
        "set nest.new 1",
        "remove map.a",
        "remove map.d",
        "remove list[0]",
        "remove list[2]",
        "remove list[2].k",
        "remove lines[0]",
        "remove lines[1]",
    );
}

#[test]
fn members_are_removed_with_their_lines() {
    assert_edits!(
        "# about a\na: 1 # beside\nb:\n  c: 1\n  d:\n    - x\n    - p: 1\n      q: 2\n    # after\n  e: |\n    text\n\nf:\n- only\ng: last",
        "remove a",
        "remove b.c",
        "remove b.d",
        "remove b.d[0]",
        "remove b.d[1]",
        "remove b.d[1].p",
        "remove b.d[1].q",
        "remove b.e",
        "remove b",
        "remove f",
        "remove f[0]",
        "remove g",
        "remove nothing",
        "remove b.nothing.more",
        "remove b.d[5]",
    );
}

#[test]
fn what_is_shared_is_not_edited() {
    assert_edits!(
        "base: &base\n  a: 1\n  b: &unused 2\nuse: *base\nmerged:\n  <<: *base\n  c: 3\nother: 4\n",
        "set base.a 2",
        "set base 2",
        "set use.a 2",
        "set use 2",
        "remove base",
        "remove use",
        "set merged.a 5",
        "remove merged.a",
        "set merged.c 5",
        "remove merged.c",
        "set other 5",
        "set <<.a 1",
    );
    assert_edits!(
        "a:\n  b: &x 1\n  c: 2\nd: *x\n",
        "remove a",
        "set a 5",
        "remove d",
        "set a.c 3"
    );
}

#[test]
fn an_anchor_nobody_uses_is_no_hindrance() {
    assert_edits!(
        "a: &x 1\nb: &y\n  c: 1\n",
        "set a 2",
        "set b.c 2",
        "set b 3",
        "remove a"
    );
}

#[test]
fn empty_texts_get_their_first_key() {
    for text in [
        "",
        "\n",
        "# only a comment",
        "# only a comment\n\n",
        "---\n",
        "---\n# c\n",
        "\u{feff}",
        "{}\n",
        "null\n",
    ] {
        let new = apply(text, &edit("set a.b 1")).unwrap();
        assert!(
            new.starts_with(text.trim_end_matches("{}\n").trim_end_matches("null\n")),
            "{text:?} {new:?}"
        );
        assert!(
            new.ends_with("a:\n  b: 1\n") || new == "{a: {b: 1}}\n",
            "{text:?} {new:?}"
        );
    }
}

#[test]
fn lines_end_as_they_ended() {
    assert_edits!(
        "\u{feff}a: 1\r\nb:\r\n  - x: 1\r\n    y: |\r\n      t\r\n\r\nc: 2",
        "set a {\"k\": [1, 2]}",
        "append b {\"x\": 2, \"y\": \"p\\nq\\n\"}",
        "set d 1",
        "remove c",
        "remove b",
        "set c \"p\\nq\\n\"",
    );
}

#[test]
fn repeated_keys_and_odd_spellings_are_not_guessed_at() {
    assert_edits!(
        "a: 1\nb: 2\na: 3\n? c\n: 4\n? d\ny: 5\n0x10: 6\n",
        "set a 9",
        "remove a",
        "set b 9",
        "set c 9",
        "set d 9",
        "set y 9",
        "set true 9",
        "remove c",
        "set 16 9",
        "set new 9",
    );
}

#[test]
fn a_text_that_is_not_read_is_not_edited() {
    assert_edits!("a: [1\n", "set a 1");
    assert_edits!("a: 1\n---\nb: 1\n", "set a 1");
    assert_edits!("- a\n", "set a 1");
    assert_edits!("a: .inf\n", "set b 1");
    assert_edits!("a: 1\n", "set a.b 1", "set a[0] 1", "set b[1] 1");
}

#[test]
fn the_end_of_a_last_block_is_not_lost() {
    assert_edits!(
        "a: 1\nb: |\n  text",
        "set c 1",
        "set b \"new\\ntext\"",
        "set b \"new\\ntext\\n\"",
        "set a 2"
    );
    assert_edits!(
        "a: |+\n  text\n\n\nb: 1\n\nc: 2\n",
        "remove b",
        "set a \"x\\ny\\n\"",
        "set d 1"
    );
}

#[test]
fn a_refusal_and_debug_show_no_value() {
    let secret = edit("set a.b.c \"hunter2\"");
    let refusal = apply("a: hunter3\n", &secret).unwrap_err();
    let shown = format!("{refusal} {refusal:?} {secret:?}");
    assert!(!shown.contains("hunter"), "{shown}");
}

#[test]
fn edits_follow_each_other_or_none_is_made() {
    let text = "a: 1\n";
    let made = apply_all(
        text,
        &[edit("set b.c 2"), edit("append b.d 3"), edit("remove a")],
    );
    assert_eq!(made.unwrap(), "b:\n  c: 2\n  d:\n    - 3\n");
    assert!(apply_all(text, &[edit("set b 2"), edit("remove c")]).is_err());
}
