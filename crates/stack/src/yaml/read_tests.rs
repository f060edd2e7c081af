use proptest::prelude::*;
use serde_json::{Value, json};

use super::fault::Reason;
use super::read::read;

/// Reads `k: <text>` and returns the value of `k`.
fn value(text: &str) -> Value {
    read(&format!("k: {text}\n")).unwrap()["k"].take()
}

/// What Helm made of these scalars when it was asked (`sigs.k8s.io/yaml` 1.6 over go-yaml 2.4).
#[test]
fn scalars_read_as_helm_reads_them() {
    let table = [
        ("yes Yes YES on On ON y Y true True TRUE", json!(true)),
        ("no No NO off Off OFF n N false False FALSE", json!(false)),
        ("~ null Null NULL", json!(null)),
        ("0755 0o755 493 4_9_3 +493", json!(493)),
        ("0x1F 0X1f 31 037 0b11111", json!(31)),
        ("-0b11 -3 -0x3 -0o3", json!(-3)),
        ("0b-1", json!(-1)),
        ("1_000 1__000 1000_", json!(1000)),
        ("08 8.0 8. 8e0 0_8", json!(8.0)),
        ("1e3 1E+3 1000.0", json!(1000.0)),
        (".5 0.5 +.5 5e-1", json!(0.5)),
        (".7_3", json!(0.73)),
        (
            "123456789012345678901234567890",
            json!(1.234_567_890_123_456_8e29),
        ),
        ("18446744073709551615 0xFFFFFFFFFFFFFFFF", json!(u64::MAX)),
        ("9223372036854775808", json!(9_223_372_036_854_775_808_u64)),
        ("-9223372036854775808", json!(i64::MIN)),
    ];
    for (texts, expected) in table {
        for text in texts.split(' ') {
            assert_eq!(value(text), expected, "{text}");
        }
    }
}

#[test]
fn what_looks_like_a_number_and_is_none_for_helm_stays_text() {
    let texts = "12:30:45 2024-01-01 2024-01-01T00:00:00Z 1e400 _1 1.2.3 0x 0b 0b2 0o8 1e +-1 . .. ._5 .5_ = << \
                 nULL yEs Infinity 0x1FFFFFFFFFFFFFFFFF 1a 1,000";
    for text in texts.split_whitespace() {
        assert_eq!(value(text), json!(text), "{text}");
    }
}

#[test]
fn quoted_and_block_scalars_are_text_whatever_they_say() {
    for text in [
        "'yes'",
        "\"yes\"",
        "|-\n  yes",
        ">-\n  yes",
        "!!str yes",
        "!custom yes",
    ] {
        assert_eq!(value(text), json!("yes"), "{text}");
    }
}

#[test]
fn tags_make_of_a_text_what_they_say_or_are_a_fault() {
    assert_eq!(value("!!int '3'"), json!(3));
    assert_eq!(value("!!float 3"), json!(3.0));
    assert_eq!(value("!!bool 'yes'"), json!(true));
    assert_eq!(value("!!null ''"), json!(null));
    assert_eq!(value("!!binary aGk="), json!("hi"));
    for text in [
        "!!int 3.5",
        "!!bool 1",
        "!!null x",
        "!!float x",
        "!!binary x",
    ] {
        let fault = read(&format!("k: {text}\n")).unwrap_err();
        assert_eq!((fault.reason, fault.line), (Reason::Value, 1), "{text}");
    }
}

#[test]
fn keys_become_the_strings_that_helm_makes_of_them() {
    let keys = "y: 1\noff: 1\n0x10: 1\n1.50: 1\n1e7: 1\n.inf: 1\n'no': 1\n2024-01-01: 1\n";
    let value = read(keys).unwrap();
    let keys: Vec<&String> = value.as_object().unwrap().keys().collect();
    let expected = [
        "true",
        "false",
        "16",
        "1.5",
        "1e+07",
        ".inf",
        "no",
        "2024-01-01",
    ];
    assert_eq!(keys, expected);
}

#[test]
fn the_last_of_repeated_keys_wins() {
    assert_eq!(
        read("a: 1\nb: 2\n'a': {c: 3}\n").unwrap(),
        json!({"a": {"c": 3}, "b": 2})
    );
}

#[test]
fn merges_are_applied_where_they_stand() {
    let base = "base: &base {a: 1, b: 2}\nother: &other {b: 3, c: 4}\n";
    let merged = |text: &str| read(&format!("{base}{text}")).unwrap()["k"].take();
    assert_eq!(merged("k:\n  <<: *base\n  a: 9\n"), json!({"a": 9, "b": 2}));
    assert_eq!(merged("k:\n  a: 9\n  <<: *base\n"), json!({"a": 1, "b": 2}));
    assert_eq!(
        merged("k:\n  <<: [*base, *other]\n"),
        json!({"a": 1, "b": 2, "c": 4})
    );
    assert_eq!(
        merged("k:\n  '<<': *base\n"),
        json!({"<<": {"a": 1, "b": 2}})
    );
}

#[test]
fn an_alias_stands_for_the_anchor_of_its_name_that_began_last_before_it() {
    let text = "a: &x 1\nb: &y [*x]\nc: &x\n  d: &x 2\ne: *x\nf: *y\n";
    let expected = json!({"a": 1, "b": [1], "c": {"d": 2}, "e": 2, "f": [1]});
    assert_eq!(read(text).unwrap(), expected);
}

#[test]
fn what_json_has_no_form_for_is_a_fault_with_its_place_and_without_its_text() {
    let texts = [
        "a: 1\nb: [.inf]\n",
        "b: .nan\n",
        "~: secret\n",
        "[secret]: 1\n",
        "18446744073709551615: secret\n",
        "k:\n  <<: secret\n",
    ];
    insta::assert_snapshot!(
        texts
            .map(|text| read(text).unwrap_err().to_string())
            .join("\n")
    );
}

#[test]
fn a_text_without_a_node_is_null_and_a_root_is_what_it_is() {
    assert_eq!(read("# nothing\n").unwrap(), json!(null));
    assert_eq!(read("- a\n").unwrap(), json!(["a"]));
    assert_eq!(read("---\na: b\n...\n").unwrap(), json!({"a": "b"}));
    assert_eq!(read("a: |\n  b").unwrap(), json!({"a": "b"}));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_scalar_makes_it_panic(text in "[0-9a-fxobeEnN_+.~<-]{0,9}|\\PC{0,9}") {
        let _ = read(&format!("k: {text}\n"));
        let _ = read(&format!("{text}: v\n"));
    }

    /// A third reader, which follows the same table, agrees wherever both read.
    #[test]
    fn another_reader_of_helms_rules_agrees(text in "-?[0-9]{1,7}|0[0-7]{1,5}|[a-z]{1,5}|[0-9]{1,3}\\.[0-9]{1,3}|0x[0-9a-f]{1,6}") {
        let text = format!("k: {text}\n");
        let options = serde_saphyr::options! { legacy_octal_numbers: true };
        if let Ok(other) = serde_saphyr::from_str_with_options::<Value>(&text, options) {
            prop_assert_eq!(as_floats(read(&text).unwrap()), as_floats(other));
        }
    }
}

/// Helm makes no difference between `8` and `8.0`.
fn as_floats(mut value: Value) -> Option<Value> {
    match value["k"].take() {
        Value::Number(number) => number.as_f64().map(Value::from),
        other => Some(other),
    }
}
