//! Two folders of one stack: what one of them pushed is not taken back by the other, which does not know of it.

use super::place::Place;

const STACK: &str = "\
apiVersion: helm-stack/v1
kind: Stack
metadata: {name: shop, version: 1.0.0}
manifests:
  - {name: one, file: manifests/one.yaml}
  - {name: two, file: manifests/two.yaml}
";

fn text(name: &str, text: &str) -> String {
    format!(
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, namespace: default}}\ndata: {{text: {text}}}\n"
    )
}

fn write(place: &Place, folder: &str, file: &str, words: &str) {
    place.write(
        &format!("{folder}/manifests/{file}.yaml"),
        &text(file, words),
    );
}

/// Two folders of the same stack, both of which have pushed it.
fn two_folders() -> Place {
    let place = Place::new();
    for folder in ["ada", "bob"] {
        place.write(&format!("{folder}/stack.yaml"), STACK);
        write(&place, folder, "one", "first");
        write(&place, folder, "two", "first");
        place.push_well(folder, "--yes --repo ../remote.git");
    }
    place
}

fn pushed(place: &Place, file: &str) -> String {
    place.asked(&format!("show main:clusters/prod/stacks/shop/{file}"))
}

#[test]
fn each_keeps_what_the_other_changed() {
    let place = two_folders();
    write(&place, "ada", "one", "adas");
    place.push_well("ada", "--yes --repo ../remote.git");
    write(&place, "bob", "two", "bobs");
    let ended = place.push("bob", "--yes --repo ../remote.git");
    assert_eq!(ended.code, 0, "{ended}");
    assert!(
        ended
            .answer
            .contains("manifests/one.yaml: note: changed in the GitOps repository"),
        "{ended}"
    );
    assert!(pushed(&place, "manifests/one.yaml").contains("adas"));
    assert!(pushed(&place, "manifests/two.yaml").contains("bobs"));
    write(&place, "ada", "one", "adas again");
    place.push_well("ada", "--yes --repo ../remote.git");
    assert!(pushed(&place, "manifests/one.yaml").contains("adas again"));
    assert!(pushed(&place, "manifests/two.yaml").contains("bobs"));
}

#[test]
fn both_at_one_file_is_a_conflict() {
    let place = two_folders();
    for folder in ["ada", "bob"] {
        write(&place, folder, "one", folder);
    }
    place.push_well("ada", "--yes --repo ../remote.git");
    let tip = place.asked("rev-parse main");
    let ended = place.push("bob", "--yes --repo ../remote.git");
    assert_eq!(ended.code, 4, "{ended}");
    assert_eq!(place.asked("rev-parse main"), tip);
}

#[test]
fn an_old_stack_file_does_not_take_a_member_away() {
    let place = two_folders();
    let more = format!("{STACK}  - {{name: three, file: manifests/three.yaml}}\n");
    place.write("ada/stack.yaml", &more);
    write(&place, "ada", "three", "new");
    place.push_well("ada", "--yes --repo ../remote.git");
    write(&place, "bob", "two", "bobs");
    let ended = place.push("bob", "--yes --repo ../remote.git");
    assert_eq!(ended.code, 1, "{ended}");
    assert!(
        ended.talk.contains("somebody has added member three"),
        "{ended}"
    );
    assert!(pushed(&place, "apps/three.yaml").contains("prod-shop-three"));
}

#[test]
fn a_folder_that_never_pushed_the_stack_says_so() {
    let place = two_folders();
    place.write("eve/stack.yaml", STACK);
    for file in ["one", "two"] {
        write(&place, "eve", file, "eves");
    }
    let ended = place.push("eve", "--dry-run --repo ../remote.git");
    assert!(
        ended
            .answer
            .contains("this folder has not pushed it before"),
        "{ended}"
    );
}
