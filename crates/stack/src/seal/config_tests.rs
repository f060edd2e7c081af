use super::super::fixture::rule;
use super::super::recipients_in;
use super::*;

fn read(text: &str) -> Config {
    match Config::read(text, ".sops.yaml") {
        Ok(config) => config,
        Err(complaints) => panic!("{complaints:#?}"),
    }
}

fn recipients(config: &Config, path: &str) -> Vec<String> {
    match config.recipients_for(path, &rule(&["password"])) {
        Ok(recipients) => recipients,
        Err(complaints) => panic!("{complaints:#?}"),
    }
}

fn written(complaints: &[Complaint]) -> Vec<String> {
    complaints
        .iter()
        .map(|it| format!("{} [{}] {}", it.place, it.rule, it.what))
        .collect()
}

fn refused(config: &Config, path: &str) -> Vec<String> {
    written(
        &config
            .recipients_for(path, &rule(&["password"]))
            .unwrap_err(),
    )
}

#[test]
fn the_first_rule_that_fits_counts() {
    let config = read(
        "creation_rules:\n\
         - path_regex: clusters/prod/.*\\.yaml$\n  age: age1a, age1b\n\
         - path_regex: values\n  age: [age1c, 'age1d,age1e']\n\
         - key_groups:\n  - age:\n    - age1f\n",
    );
    assert_eq!(
        recipients(&config, "x/clusters/prod/values.yaml"),
        ["age1a", "age1b"]
    );
    assert_eq!(
        recipients(&config, "x/myvalues.yml"),
        ["age1c", "age1d", "age1e"]
    );
    assert_eq!(recipients(&config, "other"), ["age1f"]);
    assert!(config.warnings().is_empty());
}

#[test]
fn a_file_nobody_thought_of_is_refused() {
    for text in [
        "creation_rules: []\n",
        "creation_rules:\n- path_regex: ^a$\n  age: age1a\n",
    ] {
        assert_eq!(
            refused(&read(text), "b"),
            [".sops.yaml [sops-no-rule] no creation rule fits b"]
        );
    }
}

#[test]
fn a_file_without_rules_says_nothing() {
    for text in [
        "",
        "stores: {}\n",
        "creation_rules:\n",
        "creation_rules: ~\n",
    ] {
        assert!(!read(text).has_rules(), "{text}");
    }
    assert!(read("creation_rules: []\n").has_rules());
}

#[test]
fn groups_are_merged_before_their_own_keys_and_nobody_counts_twice() {
    let config = read(
        "creation_rules:\n- key_groups:\n  - merge:\n    - age: [age1a]\n      merge: [{age: [age1b]}]\n    - age: [age1c, \
         age1a]\n    age: [age1d]\n  shamir_threshold: 1\n  kms: arn:passed-over\n",
    );
    assert_eq!(
        recipients(&config, "x"),
        ["age1b", "age1a", "age1c", "age1d"]
    );
    assert!(config.warnings().is_empty());
    let config = read("creation_rules:\n- key_groups: [{merge: [{pgp: [X]}], age: [age1a]}]\n");
    assert!(refused(&config, "x")[0].contains("`pgp`"));
}

#[test]
fn recipients_may_hold_blanks() {
    let config = read(
        "creation_rules:\n- path_regex: a\n  age: ssh-ed25519 AAAA me@host, age1a\n- age:\n  - ssh-rsa BBBB\n  - age1b\n",
    );
    assert_eq!(
        recipients(&config, "a"),
        ["ssh-ed25519 AAAA me@host", "age1a"]
    );
    assert_eq!(recipients(&config, "b"), ["ssh-rsa BBBB", "age1b"]);
}

#[test]
fn a_field_of_another_level_is_unknown() {
    let config = read(
        "creation_rules:\n- age: age1a\n  hc_vault: x\n  merge: []\n- key_groups: [{age: [age1b], hc_vault_transit_uri: x}]\n",
    );
    let warnings = written(config.warnings());
    assert_eq!(warnings.len(), 3, "{warnings:#?}");
}

#[test]
fn a_rule_that_seals_other_values_is_refused_at_its_line() {
    let config = read("creation_rules:\n- age: age1a\n  encrypted_regex: ^data$\n");
    assert_eq!(
        refused(&config, "a"),
        [
            ".sops.yaml:3:3 [sops-rule-disagrees] `encrypted_regex: ^data$` seals other values than `encrypt` of the stack does, \
          which is `encrypted_regex: ^(password)$`"
        ]
    );
    let config = read(
        "creation_rules:\n- age: age1a\n  encrypted_regex: ^(password)$\n  mac_only_encrypted: true\n",
    );
    assert_eq!(recipients(&config, "a"), ["age1a"]);
}

#[test]
fn the_order_of_names_in_a_rule_does_not_matter() {
    let config = read("creation_rules:\n- age: age1a\n  encrypted_regex: ^(b|a)$\n");
    assert!(config.recipients_for("x", &rule(&["a", "b"])).is_ok());
    assert!(config.recipients_for("x", &rule(&["a", "b", "c"])).is_err());
    let config = read("creation_rules:\n- age: age1a\n  encrypted_regex: (b|a)\n");
    assert!(config.recipients_for("x", &rule(&["a", "b"])).is_err());
}

#[test]
fn beside_groups_sops_passes_over_age() {
    let config =
        read("creation_rules:\n- age: age1a\n  key_groups: [{age: [age1b]}]\n- age: age1c\n");
    assert_eq!(recipients(&config, "x"), ["age1b"]);
    let config = read("creation_rules:\n- key_groups: [{age: [age1b]}]\n  age: age1a\n");
    assert_eq!(recipients(&config, "x"), ["age1b"]);
}

#[test]
fn other_keys_and_no_keys_are_refused() {
    let config = read(
        "creation_rules:\n- path_regex: a\n  age: age1a\n  kms: arn:x\n  pgp: ''\n- path_regex: b\n  key_groups: [{age: [age1a]}, \
         {age: [age1b]}]\n- path_regex: c\n  key_groups:\n  - age: [age1a]\n    pgp: [X]\n- path_regex: d\n",
    );
    assert_eq!(
        refused(&config, "a"),
        [
            ".sops.yaml:4:3 [sops-other-keys] the rule uses `kms`, and this program seals for age recipients only"
        ]
    );
    assert!(refused(&config, "b")[0].contains("`key_groups`"));
    assert!(refused(&config, "c")[0].starts_with(".sops.yaml:11:5 "));
    assert_eq!(
        refused(&config, "d"),
        [".sops.yaml:12:3 [sops-no-recipients] the rule names no age recipient"]
    );
}

#[test]
fn fields_sops_passes_over_are_warned_of() {
    let config =
        read("creation_rules:\n- age: age1a\n  encrypted_regexp: ^x$\ncreationrules: []\n");
    assert_eq!(
        written(config.warnings()),
        [
            ".sops.yaml:4:1 [sops-unknown-field] `creationrules` is not a field of .sops.yaml, and SOPS passes over it in silence",
            ".sops.yaml:3:3 [sops-unknown-field] `encrypted_regexp` is not a field of .sops.yaml, and SOPS passes over it in silence",
        ]
    );
}

#[test]
fn a_file_that_is_none_is_refused_whole() {
    let errors = |text| written(&Config::read(text, ".sops.yaml").unwrap_err());
    assert_eq!(errors("a: [").len(), 1);
    assert_eq!(
        errors("- a\n"),
        [".sops.yaml:1:1 [sops-config] the file is not a mapping of keys to values"]
    );
    assert_eq!(
        errors("creation_rules: x\n"),
        [".sops.yaml:1:17 [sops-config] `creation_rules` is not a list"]
    );
    let several =
        errors("creation_rules:\n- x\n- path_regex: '['\n  age: {a: b}\n  encrypted_regex: (\n");
    assert_eq!(several.len(), 4, "{several:#?}");
    assert!(
        several[1]
            .starts_with(".sops.yaml:3:15 [sops-config] the pattern `[` cannot be compiled: ")
    );
    assert_eq!(
        errors("creation_rules:\n- encrypted_regex: a\n  encrypted_suffix: b\n"),
        [".sops.yaml:3:3 [sops-config] the rule says twice which values are sealed"]
    );
}

#[test]
fn the_variable_has_commas() {
    assert_eq!(recipients_in(" age1a,, age1b "), ["age1a", "age1b"]);
}
