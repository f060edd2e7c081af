use proptest::prelude::*;
use serde_json::{Value, json};

use super::quote::{double_quoted, literal, quoted, single_quoted};
use super::read::read;

/// Strings that some reader of the field takes for more than themselves when they stand bare.
const TRICKY: &str = "y Y n N yes Yes YES no on On off OFF true True TRUE false null Null NULL nULL ~ 0 7 -1 +1 08 0755 \
    0o755 0o7 0o+7 -0o7 0x1F 0b11 0b+1 1_000 1__0 1_ -_1 1e3 1E5 1e400 1.0 5. .5 .7_3 -.5 .inf -.inf +.inf .Inf .nan .NaN \
    123456789012345678901234567890 0x1FFFFFFFFFFFFFFFFF 12:30:45 1:2 00:11:22:33 2024-01-01 2024-1-1T1:2:3Z << = - --- \
    --- ... ? : # ! & * | > % @ ` ' \" [ ] { } , a: :a ?a !a &a *a #a %a @a `a [a] {a} a,b a[b] a{b \\ - -a: a?b";

/// Strings that a person would never quote.
const PLAIN: &str = "latest v1.2.3 1.2.3 10.0.0.0/8 a-b a_b a.b/c --log-level=debug -v https://charts.example.com/stable \
    nginx:1.27 sha256:abc $(POD_NAME) 50% Zürich 日本 it's deadbeef 1.2.3-rc1 /etc/ssl user@example.com a#b 10m 1Gi";

#[test]
fn tricky_strings_stand_in_quotes() {
    for text in TRICKY.split_whitespace() {
        let written = quoted(text);
        assert!(
            written.starts_with('"') || text == "-a:",
            "{text} as {written}"
        );
    }
    for text in [
        "",
        " ",
        " a",
        "a ",
        "a: b",
        "a #b",
        "- a",
        "a\tb",
        "a\n",
        "a\u{2028}b",
        "\u{feff}a",
    ] {
        assert!(quoted(text).starts_with('"'), "{text:?}");
    }
}

#[test]
fn ordinary_strings_stand_bare() {
    for text in PLAIN.split_whitespace() {
        assert_eq!(quoted(text), text);
    }
    assert_eq!(quoted("two words (and more)"), "two words (and more)");
}

#[test]
fn what_cannot_be_seen_is_spelled_out() {
    let text =
        "\u{0}\u{7}\u{1b}\u{7f}\u{85}\u{a0}\u{2028}\u{202e}\u{feff}\u{ffff}\u{e0041}\"\\\r\n\tü😀";
    let written = r#""\x00\x07\x1b\x7f\x85\xa0\u2028\u202e\ufeff\uffff\U000e0041\"\\\r\n\tü😀""#;
    assert_eq!(double_quoted(text), written);
}

#[test]
fn single_quotes_take_what_stands_on_a_line_and_is_seen() {
    assert_eq!(single_quoted("it's: #"), Some("'it''s: #'".to_owned()));
    assert_eq!(single_quoted("a\nb"), None);
    assert_eq!(single_quoted("a\u{200b}b"), None);
}

#[test]
fn a_literal_block_takes_lines_whose_blanks_are_seen() {
    let block = |text: &str| literal(text, 2);
    assert_eq!(
        block("a\n b\n\nc\n"),
        Some("|\n  a\n   b\n\n  c".to_owned())
    );
    assert_eq!(block("a\nb"), Some("|-\n  a\n  b".to_owned()));
    for text in [
        "a",
        "a\nb\n\n",
        " a\nb",
        "\na\nb",
        "a \nb",
        "a\n\tb",
        "a\r\nb\n",
        "\n",
        "a\n\u{200b}",
    ] {
        assert_eq!(block(text), None, "{text:?}");
    }
}

/// Places a string can stand in.
fn everywhere(written: &str) -> String {
    format!(
        "{written}: {written}\nl:\n- {written}\n- - {written}\nf: [{written}, {{{written}: {written}}}]\n"
    )
}

fn expected(text: &str) -> Value {
    json!({text: text, "l": [text, [text]], "f": [text, {text: text}]})
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_string_reads_back_as_itself(text in "\\PC{0,6}|[\\x00-\\xff]{0,6}|[-0-9a-fxoE+._:~=<'\" #?!&*%\n\t]{0,8}") {
        prop_assume!(text != "l" && text != "f");
        prop_assert_eq!(read(&everywhere(&quoted(&text))), Ok(expected(&text)));
        prop_assert_eq!(read(&everywhere(&double_quoted(&text))), Ok(expected(&text)));
        if let Some(written) = single_quoted(&text) {
            prop_assert_eq!(read(&everywhere(&written)), Ok(expected(&text)));
        }
    }

    #[test]
    fn a_reader_of_yaml_1_2_agrees(text in "\\PC{0,6}|[-0-9a-fxoE+._:~=<'\" #?!&*%]{0,8}|yes|no|on|off|null|true") {
        let written = format!("k: {}\n", quoted(&text));
        prop_assert_eq!(&yaml_serde::from_str::<Value>(&written).unwrap()["k"], &json!(text));
    }

    #[test]
    fn a_literal_block_reads_back_as_its_lines(text in "([ab#:-]{0,3}( |\t)?[ab]?\n){1,4}[ab]{0,2}", indent in 1..5_usize) {
        if let Some(block) = literal(&text, indent) {
            let written = format!("k: {block}\nl:\n- {block}\n");
            prop_assert_eq!(read(&written), Ok(json!({"k": text, "l": [text]})));
        }
    }
}
