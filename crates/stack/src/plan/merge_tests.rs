use proptest::prelude::*;

use super::*;

fn sides<'a>(base: Option<&str>, theirs: Option<&'a str>, ours: Option<&'a str>) -> Sides<'a> {
    Sides {
        base: base
            .map(|text| blob_id(text.as_bytes()))
            .into_iter()
            .collect(),
        theirs: theirs.map(str::as_bytes),
        ours: ours.map(str::as_bytes),
    }
}

fn decided(owner: Owner, texts: [Option<&str>; 3]) -> Outcome {
    decide(owner, &sides(texts[0], texts[1], texts[2]), None)
}

#[test]
fn one_side_changed_wins() {
    use Owner::{Person, Push, Pushes};
    for owner in [Person, Push, Pushes] {
        let decided = |texts| decided(owner, texts);
        assert_eq!(decided([None, None, Some("a")]), Outcome::Ours);
        assert_eq!(decided([Some("a"), Some("a"), Some("b")]), Outcome::Ours);
        assert_eq!(decided([Some("a"), Some("a"), None]), Outcome::Ours);
        assert_eq!(decided([Some("a"), Some("b"), Some("b")]), Outcome::Same);
        assert_eq!(decided([None, Some("b"), Some("b")]), Outcome::Same);
        assert_eq!(decided([Some("a"), None, None]), Outcome::Same);
    }
    let kept = Outcome::Kept(Why::TheirsChanged);
    assert_eq!(decided(Person, [Some("a"), Some("b"), Some("a")]), kept);
    assert_eq!(decided(Pushes, [Some("a"), Some("b"), Some("a")]), kept);
}

#[test]
fn what_nobody_can_tell_is_a_conflict() {
    use Owner::{Person, Push, Pushes};
    let clash = Outcome::Conflict;
    assert_eq!(
        decided(Person, [Some("a"), Some("b"), Some("c")]),
        clash(Clash::Both)
    );
    assert_eq!(
        decided(Pushes, [Some("a"), Some("b"), Some("c")]),
        clash(Clash::Both)
    );
    assert_eq!(
        decided(Person, [None, Some("b"), Some("c")]),
        clash(Clash::NoBase)
    );
    assert_eq!(
        decided(Person, [Some("a"), None, Some("a")]),
        clash(Clash::DeletedThere)
    );
    assert_eq!(
        decided(Push, [Some("a"), Some("b"), Some("a")]),
        clash(Clash::Generated)
    );
    assert_eq!(
        decided(Push, [Some("a"), None, Some("a")]),
        clash(Clash::Generated)
    );
    assert_eq!(
        decided(Push, [Some("a"), Some("b"), None]),
        clash(Clash::Generated)
    );
}

#[test]
fn an_edited_file_the_stack_has_no_more_stays() {
    let outcome = decided(Owner::Person, [Some("a"), Some("b"), None]);
    assert_eq!(outcome, Outcome::Kept(Why::NoLongerOurs));
}

#[test]
fn a_choice_decides() {
    let both = sides(Some("a"), Some("b"), Some("c"));
    let chosen = |choice| decide(Owner::Person, &both, Some(choice));
    assert_eq!(chosen(Choice::Ours), Outcome::Ours);
    assert_eq!(chosen(Choice::Theirs), Outcome::Kept(Why::Chosen));
}

proptest! {
    #[test]
    fn a_foreign_edit_is_never_overwritten(
        owner in prop::sample::select(vec![Owner::Person, Owner::Push, Owner::Pushes]),
        base in prop::option::of("[abc]"),
        theirs in prop::option::of("[abc]"),
        ours in prop::option::of("[abc]"),
    ) {
        let outcome = decided(owner, [base.as_deref(), theirs.as_deref(), ours.as_deref()]);
        let is_foreign = theirs != base && theirs != ours;
        if is_foreign {
            prop_assert_ne!(outcome, Outcome::Ours);
        }
    }
}
