//! `init`: what it makes, what it says, what it never does.

use std::fs;

use insta::assert_snapshot;

use crate::program::{folder, run};

#[test]
fn a_folder_of_that_name() {
    let folder = folder(&[]);
    assert_snapshot!(run(folder.path(), "init shop --description sales"));
    assert_snapshot!(fs::read_to_string(folder.path().join("shop/stack.yaml")).unwrap());
    assert!(
        folder.path().join("shop/add-ons").is_dir()
            && folder.path().join("shop/manifests").is_dir()
    );
    assert_eq!(run(folder.path(), "lint --strict --stack shop").code, 0);
}

#[test]
fn the_working_directory() {
    let folder = folder(&[("My_Shop/README.md", "")]);
    assert_snapshot!(run(&folder.path().join("My_Shop"), "init"));
    assert_eq!(run(&folder.path().join("My_Shop"), "show -o name").code, 0);
}

#[test]
fn a_stack_is_never_written_over() {
    let folder = folder(&[("shop/stack.yaml", "mine\n")]);
    assert_snapshot!(run(folder.path(), "init shop"));
    assert_eq!(
        fs::read_to_string(folder.path().join("shop/stack.yaml")).unwrap(),
        "mine\n"
    );
}

#[test]
fn a_name_no_stack_can_have_makes_nothing() {
    let folder = folder(&[]);
    assert_snapshot!(run(folder.path(), "init My_Shop"));
    assert_snapshot!(run(folder.path(), "init ../shop"));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}
