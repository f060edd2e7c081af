//! Remotes without a clone of the user's: empty ones, ones with content, with another branch.

use super::fixture::{Place, WANTED, commit, one, publish, write};

#[test]
fn an_empty_remote_gets_its_first_commit_on_main() {
    let place = Place::empty();
    let repository = place.open("remote.git", "");
    let (tip, published) = publish(&repository, "clusters/prod/cluster.yaml", "name: prod\n");
    assert_eq!((tip.commit, tip.branch.as_str()), (None, "main"));
    let published = published.unwrap();
    assert_eq!(place.asked("rev-parse main"), published.commit);
    assert_eq!(place.asked("rev-list --count main"), "1");
    assert_eq!(place.pushed("clusters/prod/cluster.yaml"), "name: prod");
    assert_eq!(
        place.asked("for-each-ref --format=%(refname)"),
        "refs/heads/main"
    );
}

#[test]
fn a_remote_keeps_everything_that_is_not_changed() {
    let place = Place::seeded();
    let repository = place.open("remote.git", "");
    let tip = repository.fetch(WANTED).unwrap();
    assert_eq!(
        tip.files.text("clusters/prod/cluster.yaml"),
        Some("name: prod\n")
    );
    assert!(!tip.files.contains("README.md"));
    let changes = commit(&[
        ("clusters/prod/cluster.yaml", None),
        ("clusters/prod/a b/-rf", Some("x\r\n")),
    ]);
    let published = repository.publish(&tip, &changes).unwrap();
    assert_eq!(
        place.asked("diff-tree -r --name-status main~ main"),
        "A\tclusters/prod/a b/-rf\nD\tclusters/prod/cluster.yaml"
    );
    assert_eq!(place.asked("log -1 --format=%H"), published.commit);
    assert_eq!(
        place.asked("log -1 --format=%an:%B"),
        "Ada:Push monitoring 1.0.0\n\n# not a comment"
    );
}

#[test]
fn the_next_run_uses_the_same_clone_and_sees_what_others_pushed() {
    let place = Place::seeded();
    let repository = place.open("remote.git", "");
    publish(&repository, "clusters/a", "1").1.unwrap();
    write(&place.path("seed"), "clusters/b", "2");
    place.run(&place.path("seed"), "pull -q --rebase origin main");
    place.commit_and_push(&place.path("seed"), "b");
    let again = place.open(&format!("file://{}", place.remote().display()), "");
    let tip = again.fetch(WANTED).unwrap();
    assert_eq!(
        (tip.files.text("clusters/a"), tip.files.text("clusters/b")),
        (Some("1"), Some("2"))
    );
    assert_eq!(
        std::fs::read_dir(place.path("cache")).unwrap().count(),
        2,
        "one clone and its lock"
    );
}

#[test]
fn what_is_already_there_makes_no_commit() {
    let place = Place::seeded();
    let repository = place.open("remote.git", "");
    let before = place.asked("rev-parse main");
    let (_, published) = publish(&repository, "clusters/prod/cluster.yaml", "name: prod\n");
    let published = published.unwrap();
    assert_eq!((published.commit, published.new), (before.clone(), false));
    assert_eq!(place.asked("rev-parse main"), before);
}

#[test]
fn another_branch_is_read_and_pushed_to() {
    let place = Place::seeded();
    place.asked("branch staging main");
    let repository = place.open_branch("remote.git", "staging");
    publish(&repository, "clusters/a", "1").1.unwrap();
    assert_eq!(place.asked("show staging:clusters/a"), "1");
    assert_eq!(place.asked("rev-list --count main"), "1");
}

#[test]
fn the_branch_of_the_remotes_head_is_meant_where_none_is_named() {
    let place = Place::seeded();
    place.asked("branch -m main trunk");
    assert_eq!(
        place.open("remote.git", "").fetch(WANTED).unwrap().branch,
        "trunk"
    );
}

#[test]
fn a_tag_goes_up_with_the_commit_and_never_moves() {
    let place = Place::seeded();
    let repository = place.open("remote.git", "");
    let tag = Some("helm-stack/prod/web/1.0.0-1".to_owned());
    let tip = repository.fetch(WANTED).unwrap();
    let tagged = crate::gitops::Commit {
        tag: tag.clone(),
        ..one("clusters/a", "1")
    };
    let published = repository.publish(&tip, &tagged).unwrap();
    assert_eq!(
        place.asked("rev-parse helm-stack/prod/web/1.0.0-1"),
        published.commit
    );
    let tip = repository.fetch(WANTED).unwrap();
    assert_eq!(tip.tags, ["helm-stack/prod/web/1.0.0-1"]);
    let again = crate::gitops::Commit {
        tag,
        ..one("clusters/a", "2")
    };
    let error = repository.publish(&tip, &again).unwrap_err();
    assert!(
        matches!(error, crate::gitops::publish::PublishError::Moved),
        "{error:?}"
    );
    assert_eq!(place.pushed("clusters/a"), "1");
    assert_eq!(
        place.asked("rev-parse helm-stack/prod/web/1.0.0-1"),
        published.commit
    );
}

#[test]
fn what_a_file_was_is_found_by_the_id_of_its_blob() {
    let place = Place::seeded();
    let repository = place.open("remote.git", "");
    publish(&repository, "clusters/a", "one\n").1.unwrap();
    publish(&repository, "clusters/a", "two\n").1.unwrap();
    let id = stack::files::blob_id(b"one\n");
    let unknown = stack::files::blob_id(b"never");
    let blobs = repository.blobs(&[&id, &unknown, "main", ""]).unwrap();
    assert_eq!(
        blobs.into_iter().collect::<Vec<_>>(),
        [(id, b"one\n".to_vec())]
    );
}

#[test]
fn the_address_is_never_written_down() {
    let place = Place::seeded();
    let url = "https://me:word@127.0.0.1:1/x.git";
    let repository = place.open(url, "");
    assert_eq!(repository.url(), "https://127.0.0.1:1/x.git");
    let error = format!("{:#}", repository.fetch(WANTED).unwrap_err());
    assert!(!error.contains("word"), "{error}");
    let found = std::process::Command::new("grep")
        .arg("-r")
        .arg("word")
        .arg(place.path("cache"))
        .output()
        .unwrap();
    assert_eq!(String::from_utf8_lossy(&found.stdout), "");
}
