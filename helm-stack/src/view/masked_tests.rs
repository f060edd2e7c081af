use proptest::prelude::*;

use super::*;

fn shown(text: &str) -> String {
    masked(text, None).join("\n")
}

#[test]
fn several_values_of_a_line_are_masked_each() {
    let token = "ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]";
    let line = format!("{{a: \"{token}\", b: \"{token}\"}} # kept");
    assert_eq!(shown(&line), "{a: \"••••••\", b: \"••••••\"} # kept");
}

#[test]
fn a_value_under_the_name_of_a_secret_is_masked() {
    assert_eq!(
        shown("image: nginx\npassword: hunter2\n"),
        "image: nginx\npassword: ••••••"
    );
}

/// Each has `hunter2` somewhere on a line that does not name it.
const SPREAD: &[&str] = &[
    "password: |\n  hunter2\n\n  hunter2\nimage: nginx",
    "password: >-\n  hunter2\nimage: nginx",
    "password:\n  hunter2\nimage: nginx",
    "password: \"a\n  hunter2\"\nimage: nginx",
    "password: a\n  hunter2\nimage: nginx",
    "passwords:\n- hunter2\n- hunter2\nimage: nginx",
    "secrets: {a: x, b: [hunter2,\n  hunter2]}\nimage: nginx",
    "env:\n- name: DB_PASSWORD\n  value: hunter2\nimage: nginx",
    "tls:\n  key: |\n    -----BEGIN PRIVATE KEY-----\n    hunter2\n    -----END PRIVATE KEY-----\nimage: nginx",
    "a: &x {password: hunter2}\nb:\n  <<: *x\nimage: nginx",
    "apiVersion: v1\nkind: Secret\ndata:\n  a: hunter2\nstringData:\n  b: |\n    hunter2\nimage: nginx",
    "a: 1\n---\npassword: |\n  hunter2\n---\nimage: nginx",
    "spec:\n  source:\n    helm:\n      values: |\n        password: hunter2\nkind: Application\napiVersion: v1\nimage: nginx",
];

#[test]
fn a_secret_is_masked_wherever_its_lines_are() {
    for text in SPREAD {
        let shown = shown(text);
        assert!(!shown.contains("hunter2"), "{text}\n\n{shown}");
        assert!(shown.contains("image: nginx"), "{text}\n\n{shown}");
        assert_eq!(
            shown.lines().count(),
            text.lines().count(),
            "{text}\n\n{shown}"
        );
    }
}

#[test]
fn a_secret_in_what_is_no_yaml_is_masked_too() {
    for text in [
        "{{ if .Values.x }}\npassword: |\n  hunter2\n{{ end }}\nimage: nginx",
        "{{ x }}\npasswords:\n- hunter2\n- hunter2\nimage: nginx",
        "{{ x }}\npassword:\n  hunter2\nimage: nginx",
        "{{ x }}\n-----BEGIN RSA PRIVATE KEY-----\nhunter2\n-----END RSA PRIVATE KEY-----\nimage: nginx",
    ] {
        let shown = shown(text);
        assert!(!shown.contains("hunter2"), "{text}\n\n{shown}");
        assert!(shown.contains("image: nginx"), "{text}\n\n{shown}");
    }
}

#[test]
fn what_encrypt_names_is_masked_although_its_name_says_nothing() {
    let rule = Rule::for_keys(&["dsn".to_owned()]);
    let text = "db:\n  dsn: hunter2\n  list:\n  - dsn: [hunter2, \"hunter2\"]\nimage: nginx";
    let shown = masked(text, rule.as_ref()).join("\n");
    assert!(
        !shown.contains("hunter2") && shown.contains("image: nginx"),
        "{shown}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn there_are_as_many_lines_as_before(text in "([a-z]{1,3}: ?[\\[{|>\"']?|password:|---|- |  |\n|\r\n|x){0,30}") {
        prop_assert_eq!(masked(&text, None).len(), text.lines().count());
    }
}
