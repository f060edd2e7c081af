use plugin_kit::render::text::{Layout, write};
use stack::complaint::Place;

use super::*;

fn drawn(complaints: Vec<Complaint>, colour: bool) -> String {
    let view = LintView::new(Some("web".to_owned()), complaints, "shop/");
    let mut written = Vec::new();
    write(
        &view.blocks(false),
        &Layout {
            width: Some(80),
            ..Layout::default()
        },
        colour,
        &mut written,
    )
    .unwrap();
    String::from_utf8(written).unwrap()
}

fn complaints() -> Vec<Complaint> {
    let place = Place::at("stack.yaml", 7, 14);
    vec![
        Complaint::error(
            "unpinned-version",
            place,
            "version ^9 is not pinned",
            "write the exact version",
        )
        .because("it may change"),
        Complaint::warning(
            "unused-file",
            Place::file("add-ons/x.yaml"),
            "no member uses this file",
            "delete it",
        ),
    ]
}

#[test]
fn complaints_stand_as_editors_follow_them() {
    insta::assert_snapshot!(drawn(complaints(), false), @r"
    shop/stack.yaml:7:14: error: version ^9 is not pinned
      why: it may change
      next: write the exact version
    shop/add-ons/x.yaml: warning: no member uses this file
      next: delete it

    1 error, 1 warning
    ");
}

#[test]
fn a_severity_has_its_colour() {
    assert!(drawn(complaints(), true).contains("\u{1b}["));
}

#[test]
fn warnings_fail_only_where_they_are_to() {
    let view = |complaints| LintView::new(None, complaints, "");
    let warning = complaints().split_off(1);
    assert!(view(warning.clone()).is_well(false) && !view(warning).is_well(true));
    assert!(!view(complaints()).is_well(false));
    assert!(view(Vec::new()).is_well(true));
}
