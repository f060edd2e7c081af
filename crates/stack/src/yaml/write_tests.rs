use proptest::prelude::*;
use serde_json::{Value, json};

use super::read::read;
use super::write::{Style, flow, value};

#[test]
fn a_value_is_laid_out_as_a_person_would() {
    let tree = json!({
        "name": "grafana",
        "port": 3000,
        "yes": "yes",
        "rate": 0.5,
        "none": null,
        "empty": {},
        "list": [],
        "args": ["--a", "b: c"],
        "hosts": [{"host": "a.example.com", "paths": ["/", "/x"]}, [1, [2]], {}],
        "script": "#!/bin/sh\necho hi\n",
        "odd": "a \nb",
    });
    insta::assert_snapshot!(value(&tree, 2));
    assert_eq!(read(&value(&tree, 2)).unwrap(), tree);
}

#[test]
fn lists_may_stand_flush_and_steps_be_wider() {
    let style = Style {
        step: 4,
        flush: true,
        dash: 4,
    };
    let mut lines = String::new();
    style.lines(
        &json!({"a": {"b": [{"c": {"d": "x\ny\n"}}]}}),
        0,
        &mut lines,
    );
    insta::assert_snapshot!(lines);
}

#[test]
fn a_value_in_brackets_stays_on_its_line() {
    let tree = json!({"a": ["x, y", "z", 1, null], "b": {"c": "d\ne"}, "f": {}});
    assert_eq!(
        flow(&tree),
        r#"{a: ["x, y", z, 1, null], b: {c: "d\ne"}, f: {}}"#
    );
}

/// Any value.
pub(super) fn tree() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-1.0e20..1.0e20_f64).prop_map(Value::from),
        "[a-z]{0,6}|yes|\\PC{0,5}|([a-c]{1,3}\n){1,3}".prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[a-d]|no|a b|'", inner, 0..4)
                .prop_map(|fields| fields.into_iter().collect::<Value>()),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_value_reads_back_as_itself(tree in tree(), step in 1..5_usize, flush in any::<bool>(), dash in 2..5_usize) {
        let mut lines = String::new();
        Style { step, flush, dash }.lines(&tree, 0, &mut lines);
        prop_assert_eq!(&read(&lines).unwrap(), &tree, "{}", lines);
        prop_assert_eq!(&read(&flow(&tree)).unwrap(), &tree);
    }
}
