use crate::view::fixture::{now, recorded};
use crate::view::surroundings::Surroundings;

use super::*;

fn addons() -> Vec<Addon> {
    let snapshot = recorded("fleet");
    let surroundings = Surroundings::of(&snapshot, now());
    let addons = snapshot.applications();
    addons
        .map(|application| Addon::of(application, &surroundings))
        .collect()
}

fn fitting(selection: &Selection) -> Vec<String> {
    let fitting = addons().into_iter().filter(|addon| selection.fits(addon));
    fitting.map(|addon| addon.name).collect()
}

fn sorted(sort_by: SortColumn) -> Vec<String> {
    let selection = Selection {
        sort_by: Some(sort_by),
        ..Selection::default()
    };
    let mut addons = addons();
    selection.sort(&mut addons);
    addons.into_iter().map(|addon| addon.name).collect()
}

#[test]
fn without_filters_everything_fits_in_the_order_it_came() {
    let all: Vec<String> = addons().into_iter().map(|addon| addon.name).collect();
    assert_eq!(fitting(&Selection::default()), all);
    let mut unsorted = addons();
    Selection::default().sort(&mut unsorted);
    assert_eq!(unsorted, addons());
}

#[test]
fn of_one_filter_any_word_fits_and_of_several_all_must() {
    let stacks = Selection {
        stacks: vec!["shop".to_owned(), "edge".to_owned()],
        ..Selection::default()
    };
    assert_eq!(fitting(&stacks), ["shop-db", "shop-web", "edge-web"]);
    let degraded = Selection {
        states: vec![State::Degraded],
        ..stacks
    };
    assert_eq!(fitting(&degraded), ["shop-db"]);
}

#[test]
fn what_has_no_owner_fits_no_owner() {
    let selection = Selection {
        owners: vec![String::new()],
        ..Selection::default()
    };
    assert!(fitting(&selection).is_empty());
}

#[test]
fn a_filter_is_a_whole_word() {
    let selection = Selection {
        projects: vec!["sho".to_owned()],
        ..Selection::default()
    };
    assert!(fitting(&selection).is_empty());
}

#[test]
fn the_worst_and_the_newest_come_first() {
    assert_eq!(sorted(SortColumn::State)[0], "shop-db");
    assert_eq!(sorted(SortColumn::Updated)[0], "newcomer");
}

#[test]
fn equal_ones_stay_in_order() {
    assert_eq!(
        sorted(SortColumn::Chart),
        [
            "broken", "shop-db", "mover", "newcomer", "shop-web", "edge-web"
        ]
    );
}
