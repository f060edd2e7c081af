use super::*;

fn addon(name: &str) -> MemberRef {
    MemberRef {
        kind: MemberKind::Addon,
        name: name.to_owned(),
    }
}

/// Reads a graph of add-ons: `child<parent,parent` words; a word that begins with `-` is not enabled. A vertex
/// stands at the line of its word, its parents at the columns they are named in.
fn graph(words: &str) -> Vec<Vertex> {
    let words = words.split_whitespace().enumerate();
    words
        .map(|(number, word)| {
            let (name, parents) = word.split_once('<').unwrap_or((word, ""));
            let parents = parents.split(',').filter(|parent| !parent.is_empty());
            let places = parents.enumerate().map(|(column, parent)| {
                (
                    addon(parent),
                    Place::at("stack.yaml", number + 1, column + 1),
                )
            });
            Vertex {
                reference: addon(name.trim_start_matches('-')),
                place: Place::at("stack.yaml", number + 1, 1),
                enabled: !name.starts_with('-'),
                parents: places.collect(),
            }
        })
        .collect()
}

fn said(words: &str) -> Vec<String> {
    complaints(&graph(words))
        .iter()
        .map(|complaint| {
            format!(
                "{}: {}; {}",
                complaint.place, complaint.what, complaint.next
            )
        })
        .collect()
}

fn cycles(words: &str) -> Vec<String> {
    let said = said(words);
    let cut = said.iter().map(|line| {
        let names = line.split("circle: ").nth(1).unwrap_or(line);
        names
            .split(';')
            .next()
            .unwrap_or_default()
            .replace("addon/", "")
    });
    cut.collect()
}

fn waves_of(words: &str) -> String {
    let vertices = graph(words);
    let waves = Graph::of(&vertices).waves();
    let waves = vertices.iter().zip(waves);
    waves
        .map(|(vertex, wave)| format!("{}{wave}", vertex.reference.name))
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn a_wave_is_the_longest_way_to_a_member_without_parents() {
    assert_eq!(waves_of("a b<a c<a,b d"), "a0 b1 c2 d0");
    assert_eq!(waves_of("c<b b<a a"), "c2 b1 a0");
    assert_eq!(
        waves_of("top left<top right<top deep<left end<right,deep"),
        "top0 left1 right1 deep2 end3"
    );
}

#[test]
fn the_highest_parent_counts_whichever_is_settled_first() {
    assert_eq!(waves_of("a b c<b d<c e<d,a"), "a0 b0 c1 d2 e3");
    assert_eq!(waves_of("b a c<b d<c e<a,d"), "b0 a0 c1 d2 e3");
}

#[test]
fn a_parent_named_twice_counts_once_in_waves() {
    assert_eq!(waves_of("a b<a,a c<b"), "a0 b1 c2");
}

#[test]
fn a_parent_that_is_not_there_is_named_with_what_was_meant() {
    assert_eq!(
        said("grafana loki<graphana"),
        [
            "stack.yaml:2:1: addon/loki waits for addon/graphana, which is not in this stack; did you mean addon/grafana?"
        ]
    );
    assert_eq!(
        said("loki<vault"),
        [
            "stack.yaml:1:1: addon/loki waits for addon/vault, which is not in this stack; add addon/vault to the stack, or take it out of parents"
        ]
    );
}

#[test]
fn a_parent_of_the_other_kind_is_probably_meant() {
    let mut vertices = graph("web<namespace namespace");
    vertices[1].reference.kind = MemberKind::Manifest;
    assert_eq!(
        complaints(&vertices)[0].next,
        "did you mean manifest/namespace?"
    );
}

#[test]
fn a_member_cannot_wait_for_one_that_is_not_enabled() {
    assert_eq!(
        said("-a b<a"),
        [
            "stack.yaml:2:1: addon/b waits for addon/a, which is not enabled; enable a, or take it out of parents"
        ]
    );
    assert!(said("-a -b<a").is_empty());
}

#[test]
fn cycles_are_named_in_full_from_the_member_written_first() {
    assert_eq!(cycles("a<b b<a"), ["a → b → a"]);
    assert_eq!(cycles("a<a"), ["a → a"]);
    assert_eq!(cycles("out<b a<c b<a c<b"), ["a → c → b → a"]);
    assert_eq!(cycles("a b<a c<b"), [""; 0]);
}

#[test]
fn every_cycle_is_named_also_those_that_share_a_member() {
    assert_eq!(cycles("a<b b<a c<d d<c e<a"), ["a → b → a", "c → d → c"]);
    assert_eq!(cycles("a<b,c b<a c<a"), ["a → b → a", "a → c → a"]);
}

#[test]
fn a_cycle_stands_where_its_first_member_names_the_next() {
    let said = said("z a<z,b b<a");
    assert!(said[0].starts_with("stack.yaml:2:2: "), "{said:?}");
}

#[test]
fn very_many_cycles_are_not_all_named() {
    let all: Vec<String> = (0..50).map(|number| format!("m{number}")).collect();
    let words: Vec<String> = all
        .iter()
        .map(|name| format!("{name}<{}", all.join(",")))
        .collect();
    assert_eq!(complaints(&graph(&words.join(" "))).len(), CYCLES_NAMED);
}

#[test]
fn a_long_chain_needs_no_deep_recursion() {
    let words: Vec<String> = (0..20_000)
        .map(|number| match number {
            0 => "m0".to_owned(),
            _ => format!("m{number}<m{}", number - 1),
        })
        .collect();
    let vertices = graph(&words.join(" "));
    assert!(complaints(&vertices).is_empty());
    assert_eq!(Graph::of(&vertices).waves().last(), Some(&19_999));
    let back: Vec<Vertex> = vertices.into_iter().rev().collect();
    assert!(complaints(&back).is_empty());
}
