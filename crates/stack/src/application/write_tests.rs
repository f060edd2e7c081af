use proptest::prelude::*;
use serde_json::json;

use super::*;

#[test]
fn an_object_is_written_as_a_person_would() {
    let object = json!({
        "apiVersion": "v1",
        "metadata": {"name": "a", "annotations": {"argocd.argoproj.io/sync-wave": "-100"}, "labels": {}},
        "spec": {
            "empty": [],
            "list": ["$values/a.yaml", "no", {"a": 1, "b": [true, null]}, [1, ["x"]]],
            "text": "first\n  second\n",
        },
    });
    insta::assert_snapshot!(document(&["What this is."], &object), @r#"
    # What this is.
    apiVersion: v1
    metadata:
      name: a
      annotations:
        argocd.argoproj.io/sync-wave: "-100"
      labels: {}
    spec:
      empty: []
      list:
        - $values/a.yaml
        - "no"
        - a: 1
          b:
            - true
            - null
        -
          - 1
          -
            - x
      text: |
        first
          second
    "#);
}

fn values() -> impl Strategy<Value = Value> {
    let tricky = prop::sample::select(vec![
        "yes",
        "0x1",
        "1e3",
        "1_000",
        "~",
        "null",
        "",
        " a",
        "a ",
        "a: b",
        "a #b",
        "- a",
        "a\nb\n",
        "a\n\nb\n",
        "1:30",
        "012",
        ".5",
        "+1",
        "{{ x }}",
        "a:",
        "<<",
        "=",
        "2001-01-01",
        "\u{85}",
        "é",
        "*",
        "$x",
        "/x",
        ".inf",
        "y",
    ]);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        tricky.prop_map(Value::from),
        "[ -~\n]{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let key = "[ -~]{0,6}";
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(key, inner, 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn what_is_written_is_read_again(value in values()) {
        let object = json!({"spec": value});
        let text = document(&[], &object);
        // Helm's rules, and a reader of its own make.
        let helm: Value = serde_saphyr::from_str(&text).unwrap();
        prop_assert_eq!(&helm, &object, "{}", text);
        let other: Value = yaml_serde::from_str(&text).unwrap();
        prop_assert_eq!(&other, &object, "{}", text);
    }
}
