//! Through the user's clone: found by where it is and by its remotes, and left as it was.

use std::fs;

use super::fixture::{Place, WANTED, clone_state, dirty, publish, told, write};
use crate::gitops::FollowUp;

#[test]
fn a_clone_named_by_its_path_is_worked_through_and_left_as_it_was() {
    let place = Place::seeded();
    let clone = place.clone("clone");
    dirty(&place, &clone);
    let before = clone_state(&place, &clone);
    let repository = place.open("clone", "");
    assert_eq!(
        repository.working_files(),
        Some(clone.canonicalize().unwrap().as_path())
    );
    publish(&repository, "clusters/a", "1").1.unwrap();
    assert_eq!(place.pushed("clusters/a"), "1");
    assert_eq!(place.pushed("README.md"), "ours");
    assert_eq!(clone_state(&place, &clone), before);
    assert!(!place.path("cache").exists());
}

#[test]
fn a_clone_is_found_by_the_url_of_its_remote_from_any_folder_in_it() {
    let place = Place::seeded();
    let clone = place.clone("clone");
    let url = format!("file://{}", place.remote().display());
    for argument in [url.as_str(), "../../remote.git"] {
        let repository = place.open(argument, "clone/clusters");
        assert_eq!(
            repository.working_files(),
            Some(clone.canonicalize().unwrap().as_path()),
            "{argument}"
        );
    }
    let other = place.open("https://example.com/other.git", "clone");
    assert_eq!(other.working_files(), None);
}

#[test]
fn a_worktree_of_a_clone_is_a_clone() {
    let place = Place::seeded();
    let clone = place.clone("clone");
    place.run(&clone, "worktree add -q ../linked -b topic");
    let before = clone_state(&place, &clone);
    let repository = place.open("linked", "");
    publish(&repository, "clusters/a", "1").1.unwrap();
    assert_eq!(place.pushed("clusters/a"), "1");
    assert_eq!(clone_state(&place, &clone), before);
}

#[test]
fn a_worktree_of_the_users_that_is_out_of_reach_is_not_forgotten() {
    let place = Place::seeded();
    let clone = place.clone("clone");
    place.run(&clone, "worktree add -q ../helm-stack-push-0a -b topic");
    fs::rename(place.path("helm-stack-push-0a"), place.path("away")).unwrap();
    publish(&place.open("clone", ""), "clusters/a", "1")
        .1
        .unwrap();
    fs::rename(place.path("away"), place.path("helm-stack-push-0a")).unwrap();
    assert_eq!(
        place.run(&place.path("helm-stack-push-0a"), "status --porcelain"),
        ""
    );
}

#[test]
fn a_detached_clone_is_worked_through() {
    let place = Place::seeded();
    let clone = place.clone("clone");
    place.run(&clone, "checkout -q --detach");
    let repository = place.open("clone", "");
    let published = publish(&repository, "clusters/a", "1").1.unwrap();
    assert_eq!(place.pushed("clusters/a"), "1");
    assert_eq!(
        repository.follow_up(&published, &clone).unwrap(),
        FollowUp::Nothing
    );
}

#[test]
fn the_clone_of_an_empty_remote_makes_the_first_commit() {
    let place = Place::empty();
    let clone = place.clone("clone");
    let repository = place.open("clone", "");
    let published = publish(&repository, "clusters/a", "1").1.unwrap();
    assert_eq!(place.asked("rev-list --count main"), "1");
    assert_eq!(
        place.run(&clone, "for-each-ref --format=%(refname)"),
        "refs/remotes/origin/main"
    );
    let followed = repository.follow_up(&published, &clone).unwrap();
    assert_eq!(
        followed,
        FollowUp::Forwarded {
            branch: "main".to_owned()
        }
    );
    assert_eq!(fs::read_to_string(clone.join("clusters/a")).unwrap(), "1");
}

#[test]
fn a_clone_that_lags_behind_is_no_obstacle() {
    let place = Place::seeded();
    let clone = place.clone("clone");
    write(&place.path("seed"), "clusters/b", "2");
    place.commit_and_push(&place.path("seed"), "b");
    let tracked = place.run(&clone, "rev-parse origin/main");
    let repository = place.open("clone", "");
    let tip = repository.fetch(WANTED).unwrap();
    assert_eq!(tip.files.text("clusters/b"), Some("2"));
    assert_eq!(
        place.run(&clone, "rev-parse origin/main"),
        tracked,
        "reading writes no ref"
    );
    publish(&repository, "clusters/a", "1").1.unwrap();
    assert_eq!(place.pushed("clusters/b"), "2");
}

#[test]
fn a_shallow_clone_is_worked_through() {
    let place = Place::seeded();
    write(&place.path("seed"), "clusters/b", "2");
    place.commit_and_push(&place.path("seed"), "b");
    let url = format!("file://{}", place.remote().display());
    place.run(
        &place.path(""),
        &format!("clone -q --depth=1 {url} shallow"),
    );
    publish(&place.open("shallow", ""), "clusters/a", "1")
        .1
        .unwrap();
    assert_eq!(place.asked("rev-list --count main"), "3");
}

#[test]
fn a_sparse_clone_is_worked_through() {
    let place = Place::seeded();
    let clone = place.clone("clone");
    place.run(&clone, "sparse-checkout set nothing");
    publish(&place.open("clone", ""), "clusters/a", "1")
        .1
        .unwrap();
    assert_eq!(
        place.pushed("clusters/a") + &place.pushed("clusters/prod/cluster.yaml"),
        "1name: prod"
    );
    assert!(!clone.join("clusters").exists());
}

#[test]
fn the_upstreams_remote_is_meant_before_origin() {
    let place = Place::seeded();
    let clone = place.clone("clone");
    place.run(&clone, "remote rename origin company");
    place.run(&clone, "remote add origin https://example.com/fork.git");
    assert_eq!(
        place.open("clone", "").url(),
        place.remote().to_str().unwrap()
    );
}

#[test]
fn a_clone_without_a_remote_is_refused_with_the_next_step() {
    let place = Place::seeded();
    let clone = place.clone("clone");
    place.run(&clone, "remote remove origin");
    let error = place.try_open("clone", "").err().unwrap();
    assert_eq!(
        error.to_string(),
        format!("the clone {} has no remote to push to", clone.display())
    );
    for name in ["one", "two"] {
        place.run(
            &clone,
            &format!("remote add {name} https://example.com/{name}.git"),
        );
    }
    let error = place.try_open("clone", "").err().unwrap().to_string();
    assert!(
        error.ends_with("has several remotes and none is named origin: one, two"),
        "{error}"
    );
}

#[test]
fn the_users_line_ends_and_filters_do_not_reach_the_commit() {
    let place = Place::seeded();
    let clone = place.clone("clone");
    place.run(&clone, "config core.autocrlf true");
    write(&clone, ".gitattributes", "* text=auto eol=crlf ident\n");
    place.commit_and_push(&clone, "attributes");
    let repository = place.open("clone", "");
    for text in ["one\r\ntwo\n$Id$\n", "one\r\nthree\n$Id$\n"] {
        publish(&repository, "clusters/a", text).1.unwrap();
        let id = stack::files::blob_id(text.as_bytes());
        assert_eq!(place.asked("rev-parse main:clusters/a"), id);
        // With a hook, the attributes lie among the working files.
        place.script(&clone.join(".git/hooks/post-commit"), "exit 0");
    }
}

#[test]
fn leftovers_of_a_killed_run_are_removed() {
    let place = Place::seeded();
    let clone = place.clone("clone");
    let left = clone.join(".git/helm-stack/helm-stack-push-0a");
    place.run(
        &clone,
        "worktree add -q --detach .git/helm-stack/helm-stack-push-0a",
    );
    write(&left, "half", "written");
    write(
        &clone.join(".git/worktrees/helm-stack-push-0b"),
        "locked",
        "initializing",
    );
    publish(&place.open("clone", ""), "clusters/a", "1")
        .1
        .unwrap();
    assert_eq!(
        place.asked("ls-tree -r --name-only main"),
        "README.md\nclusters/a\nclusters/prod/cluster.yaml"
    );
    assert!(!left.exists() && !clone.join(".git/worktrees").exists());
    assert_eq!(place.run(&clone, "worktree list").lines().count(), 1);
}

#[test]
fn who_is_nobody_is_told_how_to_become_somebody() {
    let place = Place::seeded();
    place.clone("clone");
    let mut repository = place.open("clone", "");
    for who in ["AUTHOR", "COMMITTER"] {
        let git = repository
            .git
            .clone()
            .with_variable(format!("GIT_{who}_NAME"), "");
        repository.git = git.with_variable(format!("GIT_{who}_EMAIL"), "");
    }
    repository.git = repository
        .git
        .clone()
        .with_setting("user.useConfigOnly", "true");
    let before = place.asked("rev-parse main");
    let error = told(publish(&repository, "clusters/a", "1").1.unwrap_err());
    assert_eq!(
        error,
        "Git does not know who makes the commit: no name and e-mail address are set"
    );
    assert_eq!(place.asked("rev-parse main"), before);
}
