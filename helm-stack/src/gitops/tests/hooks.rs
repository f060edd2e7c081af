//! Hooks and signing of the clone hold, and a commit that is not what was planned goes nowhere.

use super::fixture::{Place, WANTED, commit, publish, told};
use crate::gitops::Repository;

fn with_hook(name: &str, script: &str) -> (Place, Repository) {
    let place = Place::seeded();
    let clone = place.clone("clone");
    place.script(&clone.join(".git/hooks").join(name), script);
    let repository = place.open("clone", "");
    (place, repository)
}

fn refused(place: &Place, repository: &Repository) -> String {
    let before = place.asked("rev-parse main");
    let error = told(publish(repository, "clusters/a", "1").1.unwrap_err());
    assert_eq!(place.asked("rev-parse main"), before, "nothing is pushed");
    let clone = place.path("clone");
    assert_eq!(
        place.run(&clone, "worktree list").lines().count(),
        1,
        "nothing is left"
    );
    assert_eq!(place.run(&clone, "status --porcelain"), "");
    error
}

#[test]
fn hooks_see_the_whole_tree_with_the_change_in_it() {
    let script = "cat README.md clusters/a >> ../../../seen; ls clusters >> ../../../seen; git diff --cached --name-only >> ../../../seen; git diff --name-only >> ../../../seen";
    let (place, repository) = with_hook("pre-commit", script);
    let tip = repository.fetch(WANTED).unwrap();
    let changes = commit(&[
        ("clusters/a", Some("1\n")),
        ("clusters/prod/cluster.yaml", None),
    ]);
    repository.publish(&tip, &changes).unwrap();
    let seen = std::fs::read_to_string(place.path("clone/seen")).unwrap();
    assert_eq!(
        seen,
        "ours\n1\na\nprod\nclusters/a\nclusters/prod/cluster.yaml\n"
    );
}

#[test]
fn a_commit_hook_that_fails_is_told_in_its_own_words() {
    let (place, repository) = with_hook("pre-commit", "echo 'no Friday pushes' >&2; exit 1");
    assert_eq!(
        refused(&place, &repository),
        "making the commit; nothing was pushed: git commit ended with exit code 1: no Friday pushes"
    );
}

#[test]
fn a_hook_that_changes_files_is_refused() {
    let (place, repository) = with_hook(
        "pre-commit",
        "echo more >> clusters/a; git add clusters/a; echo x > y; git add y",
    );
    assert_eq!(
        refused(&place, &repository),
        "a hook changed the commit: clusters/a, y; nothing was pushed"
    );
}

#[test]
fn a_hook_may_change_the_message() {
    let (place, repository) = with_hook("commit-msg", "echo 'Ticket: 7' >> \"$1\"");
    publish(&repository, "clusters/a", "1").1.unwrap();
    assert!(place.asked("log -1 --format=%B").ends_with("Ticket: 7"));
}

#[test]
fn the_push_hook_holds() {
    let (place, repository) = with_hook("pre-push", "echo 'frozen until Monday' >&2; exit 1");
    let error = refused(&place, &repository);
    assert!(error.contains("frozen until Monday"), "{error}");
}

#[test]
fn signing_that_fails_is_told_and_nothing_is_pushed() {
    let place = Place::seeded();
    let clone = place.clone("clone");
    place.script(&place.path("gpg"), "exit 2");
    place.run(&clone, "config commit.gpgSign true");
    place.run(
        &clone,
        &format!("config gpg.program {}", place.path("gpg").display()),
    );
    let error = refused(&place, &place.open("clone", ""));
    let doing = "making the commit; nothing was pushed: git commit ended with exit code 128: ";
    assert!(error.starts_with(doing), "{error}");
    assert!(error.contains("gpg failed to sign the data"), "{error}");
}

#[test]
fn signing_holds() {
    let place = Place::seeded();
    let clone = place.clone("clone");
    let script = "cat > /dev/null; printf '\\n[GNUPG:] SIG_CREATED x\\n' >&2; echo '-----BEGIN PGP SIGNATURE-----'; echo signed; echo '-----END PGP SIGNATURE-----'";
    place.script(&place.path("gpg"), script);
    place.run(&clone, "config commit.gpgSign true");
    place.run(
        &clone,
        &format!("config gpg.program {}", place.path("gpg").display()),
    );
    publish(&place.open("clone", ""), "clusters/a", "1")
        .1
        .unwrap();
    assert!(
        place
            .asked("cat-file -p main")
            .contains("gpgsig -----BEGIN PGP SIGNATURE-----\n signed")
    );
}
