//! Remotes that refuse, move, vanish or never were, and arguments that mean nothing: sentences, and nothing half-done.

use std::fs;

use super::fixture::{Place, WANTED, one, publish, told, write};
use crate::gitops::publish::PublishError;
use crate::gitops::retry::with_tries;
use crate::gitops::{Commit, with_retries};

#[test]
fn a_remote_that_refuses_is_told_in_its_own_words() {
    let place = Place::seeded();
    place.script(
        &place.remote().join("hooks/pre-receive"),
        "echo 'main is frozen, see https://me:word@wiki/'; exit 1",
    );
    let repository = place.open("remote.git", "");
    let before = place.asked("rev-parse main");
    let error = publish(&repository, "clusters/a", "1").1.unwrap_err();
    let PublishError::Refused { reason } = &error else {
        panic!("{error:?}")
    };
    assert_eq!(
        reason,
        "pre-receive hook declined: main is frozen, see https://***@wiki/"
    );
    assert_eq!(place.asked("rev-parse main"), before);
    assert!(told(error).starts_with("the remote refuses the push: pre-receive hook declined"));
}

#[test]
fn a_remote_that_stumbles_is_tried_again_and_then_told() {
    let place = Place::seeded();
    let repository = place.open("remote.git", "");
    // Objects cannot be stored as long as this is a file.
    place.asked("config receive.unpackLimit 1");
    let pack = place.remote().join("objects/pack");
    fs::remove_dir_all(&pack).unwrap();
    fs::write(&pack, "").unwrap();
    let mut plans = 0;
    let plan = |plans: &mut u32| {
        *plans += 1;
        Ok(Some(one("clusters/a", "1")))
    };
    let error = with_retries(&repository, WANTED, |_| plan(&mut plans)).unwrap_err();
    let error = told(error);
    assert!(error.contains("objects/pack: Not a directory"), "{error}");
    assert_eq!(plans, 3);
    let published = with_retries(&repository, WANTED, |_| {
        fs::remove_file(&pack).unwrap_or(());
        plan(&mut plans)
    });
    assert!(published.unwrap().is_some());
}

#[test]
fn one_branch_that_is_refused_takes_its_tag_with_it() {
    let place = Place::seeded();
    place.script(
        &place.remote().join("hooks/update"),
        "case $1 in refs/heads/*) echo protected; exit 1;; esac",
    );
    let repository = place.open("remote.git", "");
    let tip = repository.fetch(WANTED).unwrap();
    let tag = Some("helm-stack/prod/web/1".to_owned());
    let error = repository
        .publish(
            &tip,
            &Commit {
                tag,
                ..one("clusters/a", "1")
            },
        )
        .unwrap_err();
    let PublishError::Refused { reason } = &error else {
        panic!("{error:?}")
    };
    assert!(reason.starts_with("hook declined: protected"), "{reason}");
    assert_eq!(place.asked("for-each-ref refs/tags"), "");
}

#[test]
fn a_remote_that_moved_in_between_is_never_overwritten() {
    let place = Place::seeded();
    let repository = place.open("remote.git", "");
    let tip = repository.fetch(WANTED).unwrap();
    write(&place.path("seed"), "clusters/b", "2");
    place.commit_and_push(&place.path("seed"), "b");
    let error = repository
        .publish(&tip, &one("clusters/a", "1"))
        .unwrap_err();
    assert!(matches!(error, PublishError::Moved), "{error:?}");
    assert_eq!(place.asked("log -1 --format=%s"), "b");
    publish(&repository, "clusters/a", "1").1.unwrap();
    assert_eq!(
        place.pushed("clusters/a") + &place.pushed("clusters/b"),
        "12"
    );
}

#[test]
fn a_branch_that_was_rewritten_or_removed_is_never_written_to() {
    for line in [
        "update-ref refs/heads/main main~",
        "update-ref -d refs/heads/main",
    ] {
        let place = Place::seeded();
        write(&place.path("seed"), "clusters/b", "2");
        place.commit_and_push(&place.path("seed"), "b");
        let repository = place.open("remote.git", "");
        let tip = repository.fetch(WANTED).unwrap();
        place.asked(line);
        let error = repository
            .publish(&tip, &one("clusters/a", "1"))
            .unwrap_err();
        assert!(matches!(error, PublishError::Moved), "{line}: {error:?}");
        assert!(!place.asked("for-each-ref").contains(&tip.commit.unwrap()));
    }
}

#[test]
fn an_empty_remote_somebody_else_filled_is_not_overwritten() {
    let place = Place::empty();
    let repository = place.open("remote.git", "");
    let tip = repository.fetch(WANTED).unwrap();
    let seed = place.clone("seed");
    write(&seed, "clusters/b", "2");
    place.commit_and_push(&seed, "b");
    let error = repository
        .publish(&tip, &one("clusters/a", "1"))
        .unwrap_err();
    assert!(matches!(error, PublishError::Moved), "{error:?}");
    assert_eq!(place.asked("log --format=%s main"), "b");
}

#[test]
fn what_moved_is_planned_again_on_top() {
    let place = Place::seeded();
    let repository = place.open("remote.git", "");
    let mut plans = 0;
    let published = with_retries(&repository, WANTED, |tip| {
        plans += 1;
        if plans < 3 {
            write(&place.path("seed"), "clusters/b", &plans.to_string());
            place.commit_and_push(&place.path("seed"), "b");
        }
        let seen = tip.files.text("clusters/b").unwrap_or("nothing").to_owned();
        Ok(Some(one("clusters/a", &seen)))
    });
    assert!(published.unwrap().is_some());
    assert_eq!((plans, place.pushed("clusters/a")), (3, "2".to_owned()));
}

#[test]
fn a_remote_that_always_moves_is_given_up() {
    let place = Place::seeded();
    let repository = place.open("remote.git", "");
    let mut plans = 0;
    let error = with_tries(&repository, WANTED, 3, |_| {
        plans += 1;
        write(&place.path("seed"), "clusters/b", &plans.to_string());
        place.commit_and_push(&place.path("seed"), "b");
        Ok(Some(one("clusters/a", "1")))
    });
    let error = told(error.unwrap_err());
    assert_eq!(
        error,
        "the remote moved again and again while this was pushed; nothing was pushed"
    );
}

#[test]
fn a_plan_of_nothing_pushes_nothing() {
    let place = Place::seeded();
    let published = with_retries(&place.open("remote.git", ""), WANTED, |_| Ok(None));
    assert_eq!(published.unwrap(), None);
}

#[test]
fn a_push_whose_answer_was_lost_has_arrived() {
    let place = Place::seeded();
    let repository = place.open("remote.git", "");
    // The hook runs after the branch was moved; its parent, `git receive-pack`, answers nobody any more.
    place.script(&place.remote().join("hooks/post-receive"), "kill -9 $PPID");
    let published = publish(&repository, "clusters/a", "1").1.unwrap();
    assert_eq!(place.asked("rev-parse main"), published.commit);
}

#[test]
fn a_remote_that_vanished_is_told() {
    let place = Place::seeded();
    let clone = place.clone("clone");
    let repository = place.open("clone", "");
    let tip = repository.fetch(WANTED).unwrap();
    fs::rename(place.remote(), place.path("gone")).unwrap();
    let error = format!("{:#}", repository.fetch(WANTED).unwrap_err());
    let remote = place.remote();
    let expected = format!(
        "reading the GitOps repository {}: git ls-remote ended with exit code 128: ",
        remote.display()
    );
    assert!(error.starts_with(&expected), "{error}");
    let error = told(
        repository
            .publish(&tip, &one("clusters/a", "1"))
            .unwrap_err(),
    );
    assert!(
        error.contains("does not appear to be a git repository"),
        "{error}"
    );
    assert_eq!(place.run(&clone, "worktree list").lines().count(), 1);
}

#[test]
fn an_argument_that_is_no_repository_is_told() {
    let place = Place::seeded();
    fs::create_dir(place.path("plain")).unwrap();
    let error = |argument: &str| format!("{:#}", place.try_open(argument, "").err().unwrap());
    assert_eq!(error("nowhere"), "there is no folder nowhere");
    assert_eq!(
        error("--upload-pack=x"),
        "there is no folder --upload-pack=x"
    );
    assert!(
        error("plain")
            .starts_with("plain is no Git repository: git rev-parse ended with exit code 128: ")
    );
    let url = format!("file://{}", place.path("plain").display());
    let fetched = place.open(&url, "").fetch(WANTED).unwrap_err();
    assert!(
        format!("{fetched:#}").contains("does not appear to be a git repository"),
        "{fetched:#}"
    );
}

#[test]
fn a_branch_that_is_not_there_is_told_with_those_that_are() {
    let place = Place::seeded();
    place.asked("branch dev main");
    let error = place
        .open_branch("remote.git", "prod")
        .fetch(WANTED)
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "{} has no branch prod; it has dev, main",
            place.remote().display()
        )
    );
    for name in ["a..b", "-x y", ""] {
        let error = place
            .open_branch("remote.git", name)
            .fetch(WANTED)
            .unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("{name:?} is no name a branch can have")
        );
    }
}

#[test]
fn an_empty_remote_gets_the_branch_that_was_named() {
    let place = Place::empty();
    let repository = place.open_branch("remote.git", "-odd");
    publish(&repository, "clusters/a", "1").1.unwrap();
    assert_eq!(
        place.asked("for-each-ref --format=%(refname)"),
        "refs/heads/-odd"
    );
}
