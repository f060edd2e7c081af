//! Trees that would lead a writer out of the worktree, and paths that would.

use std::os::unix::fs::symlink;

use super::fixture::{Place, WANTED, commit, one, told, write};

#[test]
fn nothing_is_read_or_written_through_a_link_in_the_tree() {
    let place = Place::seeded();
    let seed = place.path("seed");
    let outside = place.path("outside");
    write(&outside, "secret", "outside");
    symlink(&outside, seed.join("clusters/link")).unwrap();
    symlink(outside.join("secret"), seed.join("clusters/file")).unwrap();
    place.commit_and_push(&seed, "links");
    let clone = place.clone("clone");
    // With a hook, the whole tree is written, links too.
    place.script(&clone.join(".git/hooks/pre-commit"), "exit 0");
    for argument in ["remote.git", "clone"] {
        let repository = place.open(argument, "");
        let tip = repository.fetch(WANTED).unwrap();
        assert!(
            !tip.files.contains("clusters/file") && !tip.files.contains("clusters/link/secret")
        );
        let changes = commit(&[
            ("clusters/link/x", Some("1")),
            ("clusters/file", Some("1")),
            ("clusters/link", None),
        ]);
        let error = told(repository.publish(&tip, &changes).unwrap_err());
        assert_eq!(
            error,
            "clusters/file is a symbolic link there; clusters/link is a symbolic link there"
        );
        let error = told(
            repository
                .publish(&tip, &one("clusters/link/x", "1"))
                .unwrap_err(),
        );
        assert_eq!(
            error,
            "clusters/link is a symbolic link there, so nothing can be written below it"
        );
        repository
            .publish(&tip, &one("clusters/a", argument))
            .unwrap();
    }
    assert_eq!(std::fs::read_dir(&outside).unwrap().count(), 1);
    assert_eq!(
        std::fs::read_to_string(outside.join("secret")).unwrap(),
        "outside"
    );
    assert!(
        place
            .asked("ls-tree main clusters/link clusters/file")
            .matches("120000")
            .count()
            == 2
    );
}

#[test]
fn a_path_out_of_the_tree_is_refused_before_anything_is_written() {
    let place = Place::seeded();
    let repository = place.open("remote.git", "");
    let tip = repository.fetch(WANTED).unwrap();
    let before = place.asked("rev-parse main");
    for path in [
        "../../../../x",
        "/tmp/x",
        ".git/hooks/pre-commit",
        "clusters/../../x",
    ] {
        let error = told(repository.publish(&tip, &one(path, "1")).unwrap_err());
        assert_eq!(error, format!("{path:?} is no path a repository can have"));
    }
    assert_eq!(place.asked("rev-parse main"), before);
}

#[test]
fn files_named_like_options_and_patterns_are_files() {
    let place = Place::seeded();
    let repository = place.open("remote.git", "");
    let tip = repository.fetch(WANTED).unwrap();
    let names = ["--all", "-rf", ":(exclude)*", "*", "a\"b", "ä ö"];
    let files: Vec<_> = names.map(|name| (name, Some("1"))).to_vec();
    repository.publish(&tip, &commit(&files)).unwrap();
    for name in names {
        assert_eq!(
            place
                .run(&place.remote(), "ls-tree -z --name-only main")
                .split('\0')
                .filter(|there| *there == name)
                .count(),
            1,
            "{name}"
        );
    }
}

#[test]
fn a_submodule_and_a_name_that_is_no_text_are_left_alone() {
    let place = Place::seeded();
    let head = place.asked("rev-parse main");
    let seed = place.path("seed");
    let line = format!(
        "160000 {head}\tclusters/module\0100644 {}\tclusters/",
        place.asked("rev-parse main:README.md")
    );
    let mut input = line.into_bytes();
    input.extend(b"bad\xff\0");
    let index = place.git.in_folder(&seed).command("update-index");
    index
        .arguments(["-z", "--index-info"])
        .input(input)
        .run()
        .unwrap();
    place.run(&seed, "commit -q -m odd");
    place.run(&seed, "push -q origin HEAD");
    let repository = place.open("remote.git", "");
    let tip = repository.fetch(WANTED).unwrap();
    let error = told(
        repository
            .publish(&tip, &one("clusters/module/x", "1"))
            .unwrap_err(),
    );
    assert_eq!(
        error,
        "clusters/module is a submodule there, so nothing can be written below it"
    );
    repository.publish(&tip, &one("clusters/a", "1")).unwrap();
    assert_eq!(
        place.asked("diff-tree -r --name-only main~ main"),
        "clusters/a"
    );
}

#[test]
fn a_file_that_can_be_run_stays_so() {
    let place = Place::seeded();
    let seed = place.path("seed");
    place.script(&seed.join("clusters/run"), "echo old");
    place.commit_and_push(&seed, "script");
    let repository = place.open("remote.git", "");
    let tip = repository.fetch(WANTED).unwrap();
    repository
        .publish(&tip, &one("clusters/run", "new"))
        .unwrap();
    assert!(
        place
            .asked("ls-tree main clusters/run")
            .starts_with("100755")
    );
    assert_eq!(place.pushed("clusters/run"), "new");
}
