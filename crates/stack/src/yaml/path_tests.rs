use proptest::prelude::*;
use serde_json::{Value, json};

use super::path::{Assignment, Path, Step, Typing, assignments};

fn path(text: &str) -> Path {
    text.parse().unwrap()
}

fn key(key: &str) -> Step {
    Step::Key(key.to_owned())
}

#[test]
fn keys_and_items_are_told_apart() {
    assert_eq!(path("a").steps(), [key("a")]);
    assert_eq!(path("a.b").steps(), [key("a"), key("b")]);
    let deep = [
        key("a"),
        Step::Index(0),
        key("x y"),
        Step::Index(1),
        Step::Index(2),
    ];
    assert_eq!(path("a[0].x y[1][2]").steps(), deep);
}

#[test]
fn a_backslash_takes_the_next_character_as_it_is() {
    let expected = [key("nodeSelector"), key("kubernetes.io/os")];
    assert_eq!(path("nodeSelector.kubernetes\\.io/os").steps(), expected);
    assert_eq!(path("a\\[0\\=\\,\\\\").steps(), [key("a[0=,\\")]);
}

#[test]
fn values_are_typed_as_helm_types_them() {
    let typed = |text: &str| {
        assignments(&format!("k={text}"), Typing::Typed).unwrap()[0]
            .value
            .clone()
    };
    let table = [
        ("true", json!(true)),
        ("FALSE", json!(false)),
        ("Null", json!(null)),
        ("0", json!(0)),
        ("-3", json!(-3)),
        ("+3", json!(3)),
        ("0755", json!("0755")),
        ("-0", json!(0)),
        ("1.5", json!("1.5")),
        ("1e3", json!("1e3")),
        ("9223372036854775808", json!("9223372036854775808")),
        ("", json!("")),
        ("yes", json!("yes")),
        (" a=b ", json!(" a=b ")),
        ("a\\,b", json!("a,b")),
        ("{a,1,true}", json!(["a", 1, true])),
        ("{}", json!([""])),
    ];
    for (text, expected) in table {
        assert_eq!(typed(text), expected, "{text}");
    }
}

#[test]
fn text_stays_text() {
    let value = |text: &str| assignments(text, Typing::Text).unwrap()[0].value.clone();
    assert_eq!(value("k=true"), json!("true"));
    assert_eq!(value("k={1,null}"), json!(["1", "null"]));
}

#[test]
fn commas_part_assignments() {
    let found = assignments("a.b=1,c={x,y},d=z", Typing::Typed).unwrap();
    let expected = [
        ("a.b", json!(1)),
        ("c", json!(["x", "y"])),
        ("d", json!("z")),
    ];
    let expected = expected.map(|(text, value)| Assignment {
        path: path(text),
        value,
    });
    assert_eq!(found, expected);
}

#[test]
fn errors_say_what_is_wanted_and_show_no_value() {
    let texts = [
        "",
        "=secret",
        "a",
        "a.=secret",
        "a..b=secret",
        "a[x]=secret",
        "a[0=secret",
        "a[99999]=secret",
        "a[0]b=secret",
        "a={secret",
        "a={secret}x",
        "a=1,secret",
        "a=secret,=1",
    ];
    let errors = texts.map(|text| {
        let error = assignments(text, Typing::Typed).unwrap_err();
        assert!(!error.contains("secret"), "{error}");
        format!("{text:<16} {error}")
    });
    let paths = ["a.b=secret", "a,b", "a."]
        .map(|text| format!("{text:<16} {}", text.parse::<Path>().unwrap_err()));
    insta::assert_snapshot!([errors.join("\n"), paths.join("\n")].join("\n"));
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_path_written_is_the_path_read(steps in prop::collection::vec(prop_oneof!["\\PC{1,4}|[.,=\\[\\]\\\\{}]{1,3}".prop_map(Step::Key), (0..9_usize).prop_map(Step::Index)], 0..5)) {
        let path = Path([vec![key("k")], steps].concat());
        prop_assert_eq!(path.to_string().parse(), Ok(path.clone()));
        let found = assignments(&format!("{path}=1"), Typing::Typed);
        prop_assert_eq!(found, Ok(vec![Assignment { path, value: Value::from(1) }]));
    }

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,9}|[a.,=\\[\\]\\\\{}0]{0,12}") {
        let _ = assignments(&text, Typing::Typed);
        let _ = text.parse::<Path>();
    }
}
