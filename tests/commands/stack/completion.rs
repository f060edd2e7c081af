//! `__complete`: what a shell may offer, in the protocol that Helm speaks.

use insta::assert_snapshot;

use crate::place::{Place, STACK};

#[test]
fn members_are_offered_where_a_member_is_wanted() {
    let place = Place::new(&STACK.replace(
        "manifests: []",
        "manifests:\n  - {name: data-ns, file: manifests/data-ns.yaml}",
    ));
    assert_snapshot!(place.run("__complete set d"), @r"
    database
    :4
    ");
    assert_snapshot!(place.run("__complete encrypt d"), @r"
    data-ns
    database
    :4
    ");
    assert_snapshot!(place.run("__complete add x --parent m"), @r"
    manifest/data-ns
    :4
    ");
}

#[test]
fn a_stack_that_cannot_be_read_offers_nothing() {
    let place = Place::new("apiVersion: [\n");
    assert_snapshot!(place.run("__complete set d"), @":4");
}
