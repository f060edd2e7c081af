//! Remotes that refuse or are not there, hooks that say no, nobody to commit as: sentences, next steps, nothing pushed.

use insta::assert_snapshot;

use super::place::{Place, seeded};
use crate::program::Ended;

fn refused(place: &Place, line: &str) -> String {
    let before = place.asked("rev-parse main");
    let ended = place.push("web", line);
    assert_eq!(place.asked("rev-parse main"), before);
    format!("{}--- exit {}", ended.talk, ended.code)
}

#[test]
fn a_remote_that_refuses() {
    let place = seeded();
    place.stack("web", "1");
    place.script(
        "remote.git/hooks/pre-receive",
        "echo 'main is frozen until Monday'; exit 1",
    );
    assert_snapshot!(refused(&place, "--yes --repo ../remote.git"));
}

#[test]
fn a_hook_of_the_clone_that_says_no() {
    let place = seeded();
    place.clone("clone");
    place.stack("web", "1");
    place.script(
        "clone/.git/hooks/pre-commit",
        "echo 'commits need a ticket' >&2; exit 1",
    );
    assert_snapshot!(refused(&place, "--yes --repo ../clone"));
}

#[test]
fn a_repository_that_is_not_there() {
    let place = seeded();
    place.stack("web", "1");
    assert_snapshot!(refused(&place, "--yes --repo ../nowhere"));
}

#[test]
fn a_folder_that_is_no_repository() {
    let place = seeded();
    place.stack("web", "1");
    assert_snapshot!(refused(&place, "--yes --repo ../home"));
}

#[test]
fn a_remote_that_does_not_answer() {
    let place = seeded();
    place.stack("web", "1");
    let talk = refused(&place, "--yes --repo https://me:word@127.0.0.1:1/x.git");
    assert!(!talk.contains("word"), "{talk}");
    assert!(
        talk.starts_with("error: reading the GitOps repository https://127.0.0.1:1/x.git: "),
        "{talk}"
    );
    assert!(
        talk.contains(
            "next: see whether it can be read at all: git ls-remote https://127.0.0.1:1/x.git"
        ),
        "{talk}"
    );
}

#[test]
fn a_branch_that_is_not_there() {
    let place = seeded();
    place.stack("web", "1");
    assert_snapshot!(refused(&place, "--yes --repo ../remote.git --branch prod"));
}

#[test]
fn a_machine_without_git() {
    let place = seeded();
    place.stack("web", "1");
    let output = place
        .pushing("web", "--yes --repo ../remote.git")
        .env("PATH", "/nowhere")
        .output()
        .unwrap();
    assert_snapshot!(String::from_utf8_lossy(&output.stderr));
}

#[test]
fn nobody_to_commit_as() {
    let place = seeded();
    place.stack("web", "1");
    let mut pushing = place.pushing("web", "--yes --repo ../remote.git");
    for who in ["AUTHOR", "COMMITTER"] {
        pushing
            .env_remove(format!("GIT_{who}_NAME"))
            .env_remove(format!("GIT_{who}_EMAIL"));
    }
    pushing.env("GIT_CONFIG_COUNT", "1");
    pushing
        .env("GIT_CONFIG_KEY_0", "user.useConfigOnly")
        .env("GIT_CONFIG_VALUE_0", "true");
    let output = pushing.output().unwrap();
    assert_snapshot!(String::from_utf8_lossy(&output.stderr));
}

#[test]
fn a_link_where_the_cluster_should_be() {
    let place = seeded();
    place.stack("web", "1");
    std::fs::create_dir(place.path("seed/clusters")).unwrap();
    std::os::unix::fs::symlink(place.path("home"), place.path("seed/clusters/prod")).unwrap();
    for line in ["add -A", "commit -q -m link", "push -q origin HEAD:main"] {
        place.git("seed", line);
    }
    assert_snapshot!(refused(&place, "--yes --repo ../remote.git"));
    assert_eq!(
        std::fs::read_dir(place.path("home"))
            .unwrap()
            .filter(|entry| entry.as_ref().unwrap().file_name() != ".cache")
            .count(),
        0
    );
}

#[test]
fn what_would_go_plain_is_told_before_anybody_agrees() {
    let place = seeded();
    place.stack("web", "1");
    let stack = place.read("web/stack.yaml") + "    encrypt: [passwort]\n";
    place.write("web/stack.yaml", &stack);
    let manifest = place.read("web/manifests/settings.yaml") + "  password: hunter2\n";
    place.write("web/manifests/settings.yaml", &manifest);
    let reader = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
    let mut pushing = place.pushing("web", "--dry-run --repo ../remote.git");
    let ended: Ended = pushing
        .env("SOPS_AGE_RECIPIENTS", reader)
        .output()
        .unwrap()
        .into();
    assert_eq!(ended.code, 0, "{ended}");
    for said in ["names passwort in encrypt", "password looks like a secret"] {
        assert!(ended.answer.contains(said), "{ended}");
    }
    assert!(!ended.answer.contains("hunter2"), "{ended}");
}
