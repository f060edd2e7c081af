//! What a killed run leaves behind does not stop the next. Kills themselves: the tests of the command `push`.

use std::fs::{self, File};
use std::time::{Duration, SystemTime};

use super::fixture::{Place, WANTED, publish, write};

#[test]
fn a_lock_that_a_killed_git_left_in_the_cache_is_removed() {
    let place = Place::seeded();
    let repository = place.open("remote.git", "");
    publish(&repository, "clusters/a", "1").1.unwrap();
    let old = SystemTime::now() - Duration::from_secs(60);
    for name in ["refs/remotes/origin/main.lock", "packed-refs.lock"] {
        let lock = File::create(repository.directory.join(name)).unwrap();
        lock.set_modified(old).unwrap();
    }
    let seed = place.path("seed");
    place.run(&seed, "pull -q --rebase origin main");
    write(&seed, "clusters/b", "2");
    place.commit_and_push(&seed, "b");
    assert!(
        repository
            .fetch(WANTED)
            .unwrap()
            .files
            .contains("clusters/b")
    );
}

#[test]
fn a_commit_that_a_killed_fetch_left_without_its_files_is_fetched_again() {
    let place = Place::seeded();
    let clone = place.clone("clone");
    let seed = place.path("seed");
    write(&seed, "clusters/b", "2");
    place.commit_and_push(&seed, "b");
    let commit = place.asked("rev-parse main");
    let object = format!("objects/{}/{}", &commit[..2], &commit[2..]);
    let half = clone.join(".git").join(&object);
    fs::create_dir_all(half.parent().unwrap()).unwrap();
    fs::copy(place.remote().join(&object), half).unwrap();
    let repository = place.open("clone", "");
    let tip = repository.fetch(WANTED).unwrap();
    assert_eq!(tip.files.text("clusters/b"), Some("2"));
    publish(&repository, "clusters/a", "1").1.unwrap();
}

#[test]
fn half_a_worktree_of_a_killed_run_does_not_keep_git_from_fetching() {
    let place = Place::seeded();
    let clone = place.clone("clone");
    let half = clone.join(".git/worktrees/helm-stack-push-0c");
    let gitdir = clone.join(".git/helm-stack/helm-stack-push-0c/.git");
    write(&half, "HEAD", &"1".repeat(40));
    write(&half, "commondir", "../..\n");
    write(&half, "gitdir", gitdir.to_str().unwrap());
    let seed = place.path("seed");
    write(&seed, "clusters/b", "2");
    place.commit_and_push(&seed, "b");
    let tip = place.open("clone", "").fetch(WANTED).unwrap();
    assert_eq!(tip.files.text("clusters/b"), Some("2"));
}

#[test]
fn a_young_lock_of_somebody_elses_in_the_users_clone_stays() {
    let place = Place::seeded();
    let clone = place.clone("clone");
    let repository = place.open("clone", "");
    let (lock, theirs) = (
        clone.join(".git/refs/remotes/origin/main.lock"),
        clone.join(".git/index.lock"),
    );
    for lock in [&lock, &theirs] {
        File::create(lock).unwrap();
    }
    publish(&repository, "clusters/a", "1").1.unwrap();
    assert!(lock.exists() && theirs.exists());
    let old = SystemTime::now() - Duration::from_secs(60);
    for lock in [&lock, &theirs] {
        File::options()
            .write(true)
            .open(lock)
            .unwrap()
            .set_modified(old)
            .unwrap();
    }
    publish(&repository, "clusters/a", "2").1.unwrap();
    assert!(!lock.exists() && theirs.exists());
}
