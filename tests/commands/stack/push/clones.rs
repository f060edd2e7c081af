//! Pushes through a clone of the user's, and from a stack inside it.

use super::place::{clone_state, dirty, manifest, seeded};

#[test]
fn a_clone_full_of_foreign_dirt_is_left_as_it_was() {
    let place = seeded();
    place.clone("clone");
    dirty(&place, "clone");
    let state = clone_state(&place, "clone");
    place.stack("web", "1");
    place.push_well("web", "--yes --repo ../clone");
    assert!(
        place
            .asked(&format!("show main:{}", manifest("web")))
            .ends_with("text: \"1\"")
    );
    assert_eq!(
        place.asked("ls-tree --name-only main"),
        "README.md\nargocd\nclusters"
    );
    assert!(place.asked("show main:README.md") == "ours");
    assert_eq!(clone_state(&place, "clone"), state);
}

#[test]
fn a_stack_inside_the_clone_is_pushed_from_its_working_files() {
    let place = seeded();
    place.clone("clone");
    place.stack("web", "1");
    place.push_well("web", "--yes --repo ../clone");
    place.git("clone", "pull -q");
    dirty(&place, "clone");
    let inside = format!("clone/{}", manifest("web"));
    place.write(&inside, &place.read(&inside).replace("\"1\"", "\"2\""));
    place.push_well("clone/clusters/prod/stacks/web", "--yes");
    assert!(
        place
            .asked(&format!("show main:{}", manifest("web")))
            .ends_with("text: \"2\"")
    );
    assert_eq!(
        place.git("clone", "status --porcelain"),
        "M README.md\nA  staged\n?? untracked"
    );
    assert_eq!(
        place.git("clone", "rev-parse HEAD"),
        place.asked("rev-parse main")
    );
}

#[test]
fn a_path_for_argo_cd_is_the_same_the_second_time() {
    let place = seeded();
    place.stack("web", "1");
    let line = format!(
        "--yes --repo ../remote.git --argocd-repo {}",
        place.path("elsewhere.git").display()
    );
    for text in ["1", "2"] {
        place.stack("web", text);
        place.push_well("web", &line);
    }
    let cluster = place.asked("show main:clusters/prod/cluster.yaml");
    assert!(cluster.contains("repository: file:///"), "{cluster}");
}

#[test]
fn the_same_push_twice_makes_one_commit() {
    let place = seeded();
    place.stack("web", "1");
    for _ in 0..2 {
        place.push_well("web", "--yes --repo ../remote.git");
    }
    assert_eq!(place.asked("rev-list --count main"), "2");
}

#[test]
fn a_dry_run_pushes_nothing() {
    let place = seeded();
    place.clone("clone");
    let state = clone_state(&place, "clone");
    place.stack("web", "1");
    place.push_well("web", "--dry-run --repo ../clone");
    assert_eq!(place.asked("rev-list --count main"), "1");
    assert_eq!(clone_state(&place, "clone"), state);
}
