//! `set ADDON KEY=VALUE…`.

use insta::assert_snapshot;

use crate::place::{Place, STACK};

const VALUES: &str = "\
# Values of postgres
replicas: 1      # one is enough

image: {tag: \"15\", pull: Always}
auth:
    user: app
";

fn place() -> Place {
    let place = Place::new(STACK);
    place.write("add-ons/database/values.yaml", VALUES);
    place
}

#[test]
fn values_change_and_nothing_else() {
    let place = place();
    assert_snapshot!(place.run("set database replicas=3 image.tag=1.20 auth.database=yes"), @r"
    --- standard error
    set replicas, image.tag, auth.database in add-ons/database/values.yaml
    ");
    assert_snapshot!(place.read("add-ons/database/values.yaml"), @r#"
    # Values of postgres
    replicas: 3      # one is enough

    image: {tag: "1.20", pull: Always}
    auth:
        user: app
        database: "yes"
    "#);
    assert_eq!(place.read("stack.yaml"), STACK);
}

#[test]
fn strings_stay_strings() {
    let place = place();
    place.run("set database --string replicas=3 auth.on=true");
    assert_snapshot!(place.read("add-ons/database/values.yaml"), @r#"
    # Values of postgres
    replicas: "3"      # one is enough

    image: {tag: "15", pull: Always}
    auth:
        user: app
        "on": "true"
    "#);
}

#[test]
fn what_is_so_already_is_said() {
    let place = place();
    assert_snapshot!(place.run("set database replicas=1"), @r"
    --- standard error
    add-ons/database/values.yaml says so already
    ");
    assert_eq!(place.read("add-ons/database/values.yaml"), VALUES);
}

#[test]
fn a_values_file_that_is_not_there_is_made() {
    let place = Place::new(STACK);
    assert!(
        place
            .run("set database auth.user=app")
            .contains("set auth.user in add-ons/database/values.yaml")
    );
    assert_eq!(
        place.read("add-ons/database/values.yaml"),
        "auth:\n  user: app\n"
    );
}

#[test]
fn a_secret_is_not_taken_from_the_line() {
    let place = place();
    let said = place.run("set database auth.password=hunter2 replicas=5");
    assert!(!said.contains("hunter2"));
    assert_snapshot!(said, @r"
    --- standard error
    error: auth.password is a secret (`encrypt` of database): on the command line it would stay in the history of your shell, where others can read it
    next: pipe it in, as in: pass show auth.password | helm stack set database auth.password --stdin
    next: and where what you typed is in use, change it
    --- exit 2
    ");
    assert_eq!(place.read("add-ons/database/values.yaml"), VALUES);
}

#[test]
fn a_secret_comes_by_standard_input() {
    let place = place();
    let said = place.run_with("set database auth.password --stdin", "0123\n");
    assert!(!said.contains("0123"));
    assert_snapshot!(said, @r"
    --- standard error
    set auth.password in add-ons/database/values.yaml
    note: it lies there in plain text; `helm stack push` seals it on its way, `helm stack encrypt` right here
    ");
    assert!(
        place
            .read("add-ons/database/values.yaml")
            .ends_with("    user: app\n    password: \"0123\"\n")
    );
    assert_snapshot!(place.run_with("set database a=hunter2 --stdin", "x"), @r"
    --- standard error
    error: `a` is followed by `=`; a path alone is wanted here
    next: pipe it in, as in: pass show adminPassword | helm stack set database adminPassword --stdin
    --- exit 2
    ");
    assert_snapshot!(place.run_with("set database a b --stdin", "x"), @r"
    --- standard error
    error: with --stdin the line names one key alone
    next: pipe it in, as in: pass show adminPassword | helm stack set database adminPassword --stdin
    --- exit 2
    ");
}

#[test]
fn a_sealed_file_is_left_to_whoever_can_open_it() {
    let place = place();
    let sealed = "replicas: 1\nsops:\n    mac: ENC[AES256_GCM,data:xx]\n    version: 3.11.0\n";
    place.write("add-ons/database/values.yaml", sealed);
    assert_snapshot!(place.run("set database replicas=2"), @r"
    --- standard error
    error: add-ons/database/values.yaml is sealed, and only who can open it can change replicas
    next: change it with its key at hand: sops add-ons/database/values.yaml
    --- exit 6
    ");
    assert_eq!(place.read("add-ons/database/values.yaml"), sealed);
}

#[test]
fn lines_that_make_no_sense_change_nothing() {
    let place = place();
    assert_snapshot!(place.run("set databse replicas=2"), @r"
    --- standard error
    error: stack.yaml has no add-on databse
    next: did you mean database?
    --- exit 3
    ");
    assert_snapshot!(place.run("set database replicas"), @r"
    --- standard error
    error: `replicas` has no value; write `replicas=VALUE`
    next: write it as in replicas=3, image.tag=1.2 or list[0].name=x
    --- exit 2
    ");
    assert_snapshot!(place.run("set database image=x image.tag=2 replicas[0].x=1"), @r"
    --- standard error
    error: image.tag cannot be set in add-ons/database/values.yaml:4: `image.tag` leads nowhere: the parent of `tag` is no mapping
    next: edit the file by hand
    --- exit 1
    ");
    assert_eq!(place.read("add-ons/database/values.yaml"), VALUES);
}

#[test]
fn values_that_are_no_yaml_are_told() {
    let place = place();
    place.write("add-ons/database/values.yaml", "a: [\n");
    assert_snapshot!(place.run("set database replicas=2"), @r"
    --- standard error
    error: add-ons/database/values.yaml:1:4 is not YAML: unclosed bracket '['
    next: mend the file at this place; it may begin on a line above
    --- exit 1
    ");
}
