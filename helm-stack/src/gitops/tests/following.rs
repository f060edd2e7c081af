//! After a push the user's branch follows, and what is somebody's stays theirs.

use std::fs;
use std::path::{Path, PathBuf};

use super::fixture::{Place, WANTED, clone_state, commit, one, publish, write};
use crate::gitops::{FollowUp, Repository};

fn cloned() -> (Place, PathBuf, Repository) {
    let place = Place::seeded();
    let clone = place.clone("clone");
    let repository = place.open("clone", "");
    (place, clone, repository)
}

fn forwarded() -> FollowUp {
    FollowUp::Forwarded {
        branch: "main".to_owned(),
    }
}

fn by_hand() -> FollowUp {
    FollowUp::Command("git pull --ff-only origin main".to_owned())
}

fn text(clone: &Path, path: &str) -> String {
    fs::read_to_string(clone.join(path)).unwrap()
}

#[test]
fn a_clean_branch_follows() {
    let (place, clone, repository) = cloned();
    let published = publish(&repository, "clusters/a", "1").1.unwrap();
    assert_eq!(
        repository.follow_up(&published, &clone).unwrap(),
        forwarded()
    );
    assert_eq!(place.run(&clone, "rev-parse HEAD"), published.commit);
    assert_eq!(place.run(&clone, "status --porcelain"), "");
    assert_eq!(text(&clone, "clusters/a"), "1");
}

#[test]
fn a_clone_that_the_stack_lies_outside_of_stays() {
    let (place, clone, repository) = cloned();
    let before = clone_state(&place, &clone);
    let published = publish(&repository, "clusters/a", "1").1.unwrap();
    let outside = place.path("");
    let followed = repository.follow_up(&published, &outside).unwrap();
    assert_eq!(followed, FollowUp::Nothing);
    assert_eq!(clone_state(&place, &clone), before);
}

#[test]
fn a_branch_follows_over_foreign_dirt() {
    let (place, clone, repository) = cloned();
    write(&clone, "README.md", "mine\n");
    write(&clone, "staged", "mine\n");
    place.run(&clone, "add staged");
    write(&clone, "untracked", "mine\n");
    let before = place.run(&clone, "status --porcelain");
    let published = publish(&repository, "clusters/a", "1").1.unwrap();
    assert_eq!(
        repository.follow_up(&published, &clone).unwrap(),
        forwarded()
    );
    assert_eq!(place.run(&clone, "status --porcelain"), before);
    assert_eq!(text(&clone, "README.md"), "mine\n");
}

#[test]
fn working_files_that_are_as_pushed_count_as_clean() {
    let (place, clone, repository) = cloned();
    write(&clone, "clusters/prod/cluster.yaml", "name: prod2\n");
    write(&clone, "clusters/new", "new\n");
    write(&clone, "README.md", "mine\n");
    let tip = repository.fetch(WANTED).unwrap();
    let changes = [
        ("clusters/prod/cluster.yaml", Some("name: prod2\n")),
        ("clusters/new", Some("new\n")),
        ("clusters/more", Some("1")),
    ];
    let published = repository.publish(&tip, &commit(&changes)).unwrap();
    assert_eq!(
        repository.follow_up(&published, &clone).unwrap(),
        forwarded()
    );
    assert_eq!(place.run(&clone, "status --porcelain"), "M README.md");
    assert_eq!(text(&clone, "clusters/more"), "1");
}

#[test]
fn a_file_removed_on_both_sides_counts_as_clean() {
    let (place, clone, repository) = cloned();
    fs::remove_file(clone.join("clusters/prod/cluster.yaml")).unwrap();
    let tip = repository.fetch(WANTED).unwrap();
    let published = repository
        .publish(&tip, &commit(&[("clusters/prod/cluster.yaml", None)]))
        .unwrap();
    assert_eq!(
        repository.follow_up(&published, &clone).unwrap(),
        forwarded()
    );
    assert_eq!(place.run(&clone, "status --porcelain"), "");
}

#[test]
fn an_edit_of_a_pushed_file_stays_and_the_command_is_told() {
    let (place, clone, repository) = cloned();
    write(&clone, "clusters/prod/cluster.yaml", "name: mine\n");
    write(&clone, "clusters/new", "new\n");
    let before = place.run(&clone, "status --porcelain --branch");
    let tip = repository.fetch(WANTED).unwrap();
    let changes = [
        ("clusters/prod/cluster.yaml", Some("name: prod2\n")),
        ("clusters/new", Some("new\n")),
    ];
    let published = repository.publish(&tip, &commit(&changes)).unwrap();
    assert_eq!(repository.follow_up(&published, &clone).unwrap(), by_hand());
    assert_eq!(
        place
            .run(&clone, "status --porcelain --branch")
            .replace(" [behind 1]", ""),
        before
    );
    assert_eq!(text(&clone, "clusters/prod/cluster.yaml"), "name: mine\n");
}

#[test]
fn a_staged_edit_of_a_pushed_file_stays_staged() {
    let (place, clone, repository) = cloned();
    write(&clone, "clusters/prod/cluster.yaml", "name: mine\n");
    place.run(&clone, "add -A");
    write(&clone, "clusters/prod/cluster.yaml", "name: prod2\n");
    let before = place.run(&clone, "ls-files --stage");
    let published = publish(&repository, "clusters/prod/cluster.yaml", "name: prod2\n")
        .1
        .unwrap();
    assert_eq!(repository.follow_up(&published, &clone).unwrap(), by_hand());
    assert_eq!(place.run(&clone, "ls-files --stage"), before);
}

#[test]
fn an_untracked_file_in_the_way_stays() {
    let (_place, clone, repository) = cloned();
    write(&clone, "clusters/a", "mine");
    let published = publish(&repository, "clusters/a", "1").1.unwrap();
    assert_eq!(repository.follow_up(&published, &clone).unwrap(), by_hand());
    assert_eq!(text(&clone, "clusters/a"), "mine");
}

#[test]
fn a_branch_with_commits_of_its_own_stays() {
    let (place, clone, repository) = cloned();
    write(&clone, "own", "1");
    place.run(&clone, "add own");
    place.run(&clone, "commit -q -m own");
    let head = place.run(&clone, "rev-parse HEAD");
    let published = publish(&repository, "clusters/a", "1").1.unwrap();
    let followed = repository.follow_up(&published, &clone).unwrap();
    assert_eq!(
        followed,
        FollowUp::Command("git pull --rebase origin main".to_owned())
    );
    assert_eq!(place.run(&clone, "rev-parse HEAD"), head);
}

#[test]
fn another_branch_stays_and_one_of_another_name_that_follows_is_forwarded() {
    let (place, clone, repository) = cloned();
    place.run(&clone, "checkout -q --no-track -b topic");
    let published = publish(&repository, "clusters/a", "1").1.unwrap();
    assert_eq!(
        repository.follow_up(&published, &clone).unwrap(),
        FollowUp::Nothing
    );
    place.run(&clone, "branch -q --set-upstream-to=origin/main topic");
    let followed = repository.follow_up(&published, &clone).unwrap();
    assert_eq!(
        followed,
        FollowUp::Forwarded {
            branch: "topic".to_owned()
        }
    );
}

#[test]
fn working_files_keep_the_users_line_ends() {
    let (place, clone, repository) = cloned();
    place.run(&clone, "config core.autocrlf true");
    let tip = repository.fetch(WANTED).unwrap();
    let published = repository
        .publish(&tip, &one("clusters/a", "1\n2\n"))
        .unwrap();
    assert_eq!(
        repository.follow_up(&published, &clone).unwrap(),
        forwarded()
    );
    assert_eq!(text(&clone, "clusters/a"), "1\r\n2\r\n");
}
