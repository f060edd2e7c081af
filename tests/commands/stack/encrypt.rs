//! `encrypt`: secrets sealed in the stack folder itself, and what can still be done to such a file.

use insta::assert_snapshot;

use crate::place::{Place, STACK};

const VALUES: &str = "replicas: 1   # one is enough\npassword: hunter2\nimage: {tag: \"15\"}\n";
const STACK_FOLDER: &str = "clusters/prod/stacks/monitoring";
const RULES: &str = "creation_rules:\n  - path_regex: ^clusters/prod/stacks/\n    age: age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj\n";

/// Returns a clone of a GitOps repository with a stack folder in it, beside a stack of no consequence.
fn clone() -> Place {
    let place = Place::new(STACK);
    place.write(".git/HEAD", "ref: refs/heads/main\n");
    place.write(&format!("{STACK_FOLDER}/stack.yaml"), STACK);
    place.write(
        &format!("{STACK_FOLDER}/add-ons/database/values.yaml"),
        VALUES,
    );
    place
}

fn values(place: &Place) -> String {
    place.read(&format!("{STACK_FOLDER}/add-ons/database/values.yaml"))
}

#[test]
fn a_clone_says_at_its_top_whom_files_are_sealed_for() {
    let place = clone();
    place.write(".sops.yaml", RULES);
    assert_snapshot!(place.run(&format!("encrypt --stack {STACK_FOLDER}")), @r"
    --- standard error
    sealed clusters/prod/stacks/monitoring/add-ons/database/values.yaml
    ");
    assert!(!values(&place).contains("hunter2"));
    assert!(values(&place).contains("mac_only_encrypted: true"));
}

#[test]
fn without_rules_it_is_said_where_they_belong() {
    let place = clone();
    assert_snapshot!(place.run(&format!("encrypt --stack {STACK_FOLDER}")), @r"
    --- standard error
    clusters/prod/stacks/monitoring/add-ons/database/values.yaml: error: nobody is named for whom password could be sealed
      next: name age recipients, Argo CD's among them, in .sops.yaml of the GitOps repository or beside stack.yaml, or in SOPS_AGE_RECIPIENTS
    error: what is to be sealed has 1 error
    next: mend what each line says, and run the same command again
    --- exit 1
    ");
    assert_eq!(values(&place), VALUES);
}

#[test]
fn plain_values_of_a_sealed_file_stay_free_to_change() {
    let place = clone();
    place.write(".sops.yaml", RULES);
    place.run(&format!("encrypt --stack {STACK_FOLDER}"));
    let before = values(&place);
    let set = |line: &str, input: &str| {
        place.run_with(
            &format!("set --stack {STACK_FOLDER} database {line}"),
            input,
        )
    };
    assert_snapshot!(set("replicas=2 image.tag=16 ingress.host=db.example.com", ""), @r"
    --- standard error
    set replicas, image.tag, ingress.host in clusters/prod/stacks/monitoring/add-ons/database/values.yaml
    ");
    let after = values(&place);
    assert!(
        after.starts_with("replicas: 2   # one is enough\npassword: ENC["),
        "{after}"
    );
    assert!(after.contains("image: {tag: 16}"), "{after}");
    let sealed = |text: &str| {
        text[text.find("sops:").unwrap()..].replace("ingress:\n  host: db.example.com\n", "")
    };
    assert_eq!(sealed(&after), sealed(&before));
    assert_snapshot!(set("password --stdin", "other"), @r"
    --- standard error
    error: clusters/prod/stacks/monitoring/add-ons/database/values.yaml is sealed, and only who can open it can change password
    next: change it with its key at hand: sops clusters/prod/stacks/monitoring/add-ons/database/values.yaml
    --- exit 6
    ");
    assert_snapshot!(set("sops.mac=x", ""), @r"
    --- standard error
    error: clusters/prod/stacks/monitoring/add-ons/database/values.yaml is sealed, and only who can open it can change sops.mac
    next: change it with its key at hand: sops clusters/prod/stacks/monitoring/add-ons/database/values.yaml
    --- exit 6
    ");
    assert_eq!(values(&place), after);
}
