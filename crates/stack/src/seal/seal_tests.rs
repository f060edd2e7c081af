use super::fixture::{keys, opened, rule, sealed, try_seal};
use super::{Keys, Reason, Rule, open};

const VALUES: &str = "\
# The values of Grafana.
adminUser: admin
adminPassword: hunter2 # rotate me
smtp:
    host:   \"smtp.example.com\"
    password: 'it''s secret'
    port: 587

tls:
  key: |
    -----BEGIN PRIVATE KEY-----
      indented

    -----END PRIVATE KEY-----

  crt: >-
    folded
    text
list:
- {name: a, password: \"x, y\"}
- name: b
  password: 12345
";

const ENCRYPT: &[&str] = &["adminPassword", "smtp.password", "tls.key"];

/// Says that a text is sealed and opened without a byte of difference, and returns the sealed one.
fn round(text: &str, encrypt: &[&str]) -> String {
    let sealed = sealed(text, encrypt);
    assert_ne!(sealed, text);
    assert_eq!(opened(&sealed).text(), text, "sealed as\n{sealed}");
    sealed
}

#[test]
fn a_sealed_file() {
    insta::assert_snapshot!(round(VALUES, ENCRYPT));
}

#[test]
fn every_way_to_write_a_scalar_comes_back() {
    for value in [
        "hunter2",
        "'hunter2'",
        "\"hunter2\"",
        "\"a\\nb\"",
        "\"\\\"\"",
        "p@ss!w:rd#x",
        "'yes'",
        "\"yes\"",
        "\"0755\"",
        "2024-01-02",
        "12",
        "-3",
        "1.5",
        "true",
        ".inf",
        ".nan",
        "|\n  a\n  b",
        "|-\n  a\n  b",
        "|+\n  a\n\n",
        "|\n      a\n        b\n\n      c",
        "|2\n    a\n  b",
        "|2-  # note\n    a\n  b",
        "  hunter2   # note",
        "!!str hunter2",
        "&anchor hunter2",
        "ünïcödé 🔑",
    ] {
        for text in [
            format!("password: {value}\n"),
            format!("a: 1\npassword: {value}\nb: 2\n"),
            format!("a:\n  password: {value}\n")
                .replace("\n  a", "\n    a")
                .replace("\n  b", "\n    b"),
            format!("password: {value}\n\n# end\n"),
        ] {
            if value.starts_with('|') && text.starts_with("a:\n  ") {
                continue;
            }
            round(&text, &["password"]);
        }
    }
}

#[test]
fn in_brackets_and_lists() {
    round("a: {password: x, b: [1, 2]}\n", &["password"]);
    round("a: {password: \"x\"}\n", &["password"]);
    round("a: {password: 'x, y'}\n", &["password"]);
    let sealed = sealed("a: {password: 'x'}\n", &["password"]);
    assert_eq!(opened(&sealed).text(), "a: {password: \"x\"}\n");
    round("passwords:\n- a\n- 'b'\n- c: d\n", &["passwords"]);
    round("passwords:\n  - a\n  -   |\n    b\n    c\n", &["passwords"]);
    round("passwords: [a, b]\n", &["passwords"]);
}

#[test]
fn ends_and_beginnings_of_a_file_stay() {
    for text in [
        "password: x",
        "password: x\n",
        "password: x\n\n\n",
        "---\npassword: x\n",
        "\u{feff}password: x\n",
        "%YAML 1.1\n---\npassword: x\n...\n",
        "password: x\n... # end\n",
        "password: x\n# end",
        "  password: x\n  a: 1\n",
        "password: x\r\na: 1\r\n",
        "password: |\r\n  a\r\n  b\r\n",
        "password: x\r\na: 1",
    ] {
        round(text, &["password"]);
    }
}

#[test]
fn what_helm_reads_the_same_may_be_written_plainer() {
    for (before, after) in [
        ("yes", "true"),
        ("Off", "false"),
        ("0755", "493"),
        ("0x1F", "31"),
        ("1_000", "1000"),
        ("1e3", "1000.0"),
        ("True", "true"),
        (">\n  a\n  b", "|\n  a b"),
        (">-\n  a\n  b", "|-\n  a b"),
        ("a\n  b", "a b"),
        ("\"\\u00e9\"", "\"é\""),
        ("18446744073709551616", "18446744073709552000.0"),
    ] {
        let sealed = sealed(&format!("password: {before}\n"), &["password"]);
        assert_eq!(opened(&sealed).text(), format!("password: {after}\n"));
    }
}

#[test]
fn nothing_selected_is_nothing_changed() {
    for text in [
        "",
        "# none\n",
        "{}\n",
        "a: 1\n",
        "password:\n",
        "password: ''\n",
        "password: null\n",
        "password: {}\n",
        "- a\n",
        "1: a\n",
    ] {
        assert_eq!(sealed(text, &["password"]), text);
    }
}

#[test]
fn comments_inside_sealed_collections_are_sealed() {
    let text = "\
# of the file
auth: # of auth
  # before
  user: x # of user

  # after
# of the next
next: 1
";
    let sealed = round(text, &["auth"]);
    assert_eq!(sealed.matches("type:comment]").count(), 3, "{sealed}");
    for kept in ["# of the file\n", "auth: # of auth\n", "# of the next\n"] {
        assert!(sealed.contains(kept));
    }
}

#[test]
fn what_is_unchanged_keeps_its_token() {
    let first = sealed(VALUES, ENCRYPT);
    let before = opened(&first);
    let again = try_seal(VALUES, &rule(ENCRYPT), Some(&before), 5).unwrap();
    assert_eq!(again, first);

    let changed = VALUES.replace("hunter2", "hunter3");
    let second = try_seal(&changed, &rule(ENCRYPT), Some(&before), 5).unwrap();
    let lines = first.lines().zip(second.lines());
    let different: Vec<&str> = lines.filter(|(a, b)| a != b).map(|(a, _)| a).collect();
    let starts: Vec<&str> = different
        .iter()
        .map(|line| line.trim_start().split(':').next().unwrap())
        .collect();
    assert_eq!(starts, ["adminPassword", "lastmodified", "mac"]);
    assert_eq!(opened(&second).text(), changed);
}

#[test]
fn a_change_of_a_plain_value_leaves_the_section_alone() {
    let first = sealed(VALUES, ENCRYPT);
    let text = VALUES.replace("587", "25");
    let second = try_seal(&text, &rule(ENCRYPT), Some(&opened(&first)), 5).unwrap();
    assert_eq!(second, first.replace("587", "25"));
}

#[test]
fn equal_items_of_a_list_keep_their_own_tokens() {
    let text = "passwords:\n- a\n- a\n";
    let first = sealed(text, &["passwords"]);
    let more = "passwords:\n- a\n- a\n- b\n";
    let second = try_seal(more, &rule(&["passwords"]), Some(&opened(&first)), 5).unwrap();
    let tokens = |text: &str| -> Vec<String> {
        let lines = text.lines().filter(|line| line.starts_with("- "));
        lines.map(str::to_owned).collect()
    };
    assert_eq!(tokens(&second)[..2], tokens(&first)[..]);
    assert_ne!(tokens(&first)[0], tokens(&first)[1]);
}

#[test]
fn another_data_key_seals_everything_anew() {
    let first = sealed(VALUES, ENCRYPT);
    let before = opened(&first);
    let keys = Keys {
        data_key: super::DataKey::from_bytes(&[1; 32]).unwrap(),
        ..Keys::of(&before)
    };
    let now = "2027-01-01T00:00:00Z".parse().unwrap();
    let source = super::Source {
        file: "values.yaml",
        text: VALUES,
    };
    let result = super::seal(
        source,
        &rule(ENCRYPT),
        &keys,
        Some(&before),
        now,
        &mut super::fixture::random,
    );
    let second = String::from_utf8(result.unwrap().into_bytes()).unwrap();
    let tokens = first.lines().filter(|line| line.contains("ENC["));
    assert!(tokens.into_iter().all(|line| !second.contains(line)));
    assert_eq!(open(&second, &keys.data_key).unwrap().text(), VALUES);
}

#[test]
fn foreign_sections_are_kept() {
    let first = sealed("password: x\n", &["password"]);
    let kms = "  kms:\n    - arn: arn:aws:kms:x\n      enc: abc # theirs\n  lastmodified";
    let first = first.replace("  lastmodified", kms);
    let before = opened(&first);
    assert_eq!(before.keys().others, ["kms"]);
    let rule = rule(&["password", "other"]);
    let second = try_seal("password: y\n", &rule, Some(&before), 5).unwrap();
    assert!(second.contains(kms), "{second}");
    assert!(second.contains("^(password|other)$"));
}

#[test]
fn refusals_name_place_reason_and_remedy() {
    let refused = |text: &str| -> String {
        let complaints = try_seal(text, &rule(&["password"]), None, 0).unwrap_err();
        let lines = complaints.iter().map(|complaint| {
            assert!(complaint.is_error());
            format!(
                "{} [{}] {}; {}",
                complaint.place, complaint.rule, complaint.what, complaint.next
            )
        });
        lines.collect::<Vec<_>>().join("\n")
    };
    let texts = [
        "a: [\n",
        "password: x\n---\na: 1\n",
        "password: x\nsops: 1\n",
        "{password: x}\n",
        "- password: x\n",
        "password: x\npassword: y\n",
        "password: x\n1: y\ntrue: z\n",
        "? {a: b}\n: x\npassword: y\n",
        "1:\n  password: x\n",
        "password: !!binary aGVsbG8=\n",
        "password: !mine x\n",
        "password: 9223372036854775808\n",
        "password: -0.0\n",
        "password: ENC[x]\n",
        "password: &p x\ncopy: *p\n",
        "copy: &p x\npassword: *p\n",
        "base: &b\n  password: x\nother: *b\n",
        "base: &b\n  password: x\nother:\n  <<: *b\n",
    ];
    let all: Vec<String> = texts
        .iter()
        .map(|text| format!("{text}{}\n", refused(text)))
        .collect();
    let all = all.join("\n");
    assert!(!all.contains("type:"));
    insta::assert_snapshot!(all);
}

#[test]
fn an_alias_far_from_secrets_is_no_matter() {
    round(
        "a: &a {b: 1}\nc: *a\npassword: x\nd:\n  <<: *a\n",
        &["password"],
    );
}

#[test]
fn files_whose_code_covers_plain_values_too() {
    let rule = rule(&["password"]).with_mac_only_encrypted(false);
    let text = "a: &a {b: 1.50, c: 2024-01-02, d: yes}\ne: *a\npassword: x\nf: 0755\n";
    let sealed = try_seal(text, &rule, None, 0).unwrap();
    assert!(!sealed.contains("mac_only_encrypted"));
    assert_eq!(opened(&sealed).text(), text);
    let edited = sealed.replace("0755", "0756");
    let fault = open(&edited, &keys().data_key).err().unwrap();
    assert_eq!(fault.reason, Reason::Damaged);
}

#[test]
fn sealed_files_are_known_by_their_section() {
    let sealed = sealed("password: x\n", &["password"]);
    assert!(super::is_sealed(&sealed));
    assert!(!super::is_sealed("password: sops\n"));
    assert!(!super::is_sealed("sops: [\n"));
    let keys = super::wrapped_keys(&sealed).unwrap();
    assert_eq!(keys.age[0].recipient, super::fixture::RECIPIENT);
    assert!(keys.age[0].enc.starts_with("-----BEGIN AGE"));
}

#[test]
fn lines_under_a_new_bar_take_nothing_from_below() {
    for (below, expected) in [
        ("", "|+\n  x\n"),
        ("\n", "\"x\\n\\n\""),
        ("  # further in\n", "\"x\\n\\n\""),
        ("# no further\n", "|+\n  x\n"),
    ] {
        let text = format!("password: \"x\\n\\n\"\n{below}b: 1\n");
        let bare = sealed(&text, &["password"]).replace('"', "").replace(
            "lastmodified: 2027-01-15T08:00:00Z",
            "lastmodified: \"2027-01-15T08:00:00Z\"",
        );
        assert_eq!(
            opened(&bare).text(),
            format!("password: {expected}\n{below}b: 1\n")
        );
    }
}

#[test]
fn a_chart_may_have_values_named_sops() {
    let text = "sops:\n  enabled: true\n  password: x\n";
    assert!(!super::is_sealed(text));
    assert!(super::Sealed::verified(text, &rule(&["password"]), "v").is_err());
    assert!(super::Sealed::verified(text, &rule(&["token"]), "v").is_ok());
    assert_eq!(sealed(text, &["token"]), text);
    assert!(try_seal(text, &rule(&["password"]), None, 0).is_err());
}

#[test]
fn what_another_rule_would_leave_plain_is_known() {
    let opened = opened(&sealed("a: {b: 1}\npassword: x\n", &["a", "password"]));
    assert_eq!(
        opened.sealed_paths().collect::<Vec<_>>(),
        ["a.b", "password"]
    );
    assert_eq!(opened.left_plain_by(&rule(&["password"])), ["a.b"]);
    assert!(opened.left_plain_by(&rule(&["a", "password"])).is_empty());
}

#[test]
fn damage_is_found_wherever_it_is() {
    let text = sealed(
        "a: 1\npassword: hunter2\nold:\n  password: x\n",
        &["password"],
    );
    let fault = |damaged: &str| {
        assert_ne!(damaged, text);
        open(damaged, &keys().data_key).err().unwrap().reason
    };
    let line = |start: &str| {
        let mut lines = text.lines();
        lines
            .find(|line| line.starts_with(start))
            .unwrap()
            .to_owned()
    };
    let (first, second) = (line("password"), line("  password"));
    let swapped = text
        .replace(&first, "§")
        .replace(&second, &format!("  {first}"))
        .replace('§', second.trim());
    assert_eq!(fault(&swapped), Reason::Damaged);
    assert_eq!(
        fault(
            &text
                .replace("\npassword: ENC", "\npassword: &x ENC")
                .replace(&second, "  password: *x")
        ),
        Reason::Unsupported
    );
    assert_eq!(fault(&text.replace(&first, "")), Reason::Damaged);
    assert_eq!(
        fault(&text.replace(&first, "password: hunter2")),
        Reason::Plain
    );
    assert_eq!(
        fault(&text.replace("\"2027-01", "\"2028-01")),
        Reason::Damaged
    );
    assert_eq!(
        fault(&text.replace("  mac: ENC[", "  mac: ENC[x")),
        Reason::Damaged
    );
    assert_eq!(
        fault(&text.replace("type:str]\nold", "type:int]\nold")),
        Reason::Damaged
    );
    assert_eq!(fault(&text.replace("sops:", "sops2:")), Reason::NotSealed);
    assert_eq!(
        opened(&text.replace("a: 1", "a: 2")).text().lines().next(),
        Some("a: 2")
    );
    assert!(open(&text, &super::DataKey::from_bytes(&[0; 32]).unwrap()).is_err());
}

#[test]
fn verified_takes_what_is_sealed_and_nothing_else() {
    let rule = rule(&["password"]);
    let check =
        |text: &str| super::Sealed::verified(text, &rule, "values.yaml").map_err(|it| it.len());
    let sealed = sealed("password: x\n", &["password"]);
    assert!(check(&sealed).is_ok());
    assert!(check("password: ''\na: 1\n").is_ok());
    assert_eq!(check("password: x\nold: {password: y}\n").err(), Some(2));
    assert_eq!(check(sealed.split("sops:").next().unwrap()).err(), Some(1));
    assert_eq!(check("a: &a {x: y}\npassword: *a\n").err(), Some(1));
    assert_eq!(check("1: {password: y}\n").err(), Some(1));
    assert_eq!(check("- password: y\n").err(), Some(1));
    assert_eq!(check("a: [").err(), Some(1));
    assert_eq!(
        super::Sealed::verified([0xff], &rule, "x")
            .err()
            .map(|it| it.len()),
        Some(1)
    );
    assert!(Rule::for_keys(&[]).is_none());
}
