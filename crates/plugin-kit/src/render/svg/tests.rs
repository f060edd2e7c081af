//! Pictures of graphs: one that can be read here, and thousands that only have to be XML.

use insta::assert_snapshot;
use proptest::prelude::*;
use roxmltree::{Document, Node as Element};

use super::svg;
use crate::render::{dot, mermaid};
use crate::shape::{Column, Graph, Key, Node, Text, Tone};

/// What an object of a cluster may be called by somebody who means ill.
const HOSTILE: &str = "a\"b'c`d\\e</title></svg><script>alert(1)</script>&lt;]]><!--\n\u{1b}[2J\u{202e}\u{0}\u{ffff}\u{2028}日本";

fn columns() -> [Column; 4] {
    [
        Column::new("health").drawn(),
        Column::new("sync").drawn(),
        Column::new("age").right().clock(),
        Column::new("message").shrink().explains(),
    ]
}

fn named(key: &str, kind: &'static str, name: &str) -> Node {
    let name = Text::toned(format!("{kind}/"), Tone::Quiet).then(name.to_owned());
    Node::new(key.to_owned(), name)
}

fn cells(health: Text, age: &'static str, message: Text) -> [Text; 4] {
    [
        health,
        Text::toned("Synced", Tone::Good),
        age.into(),
        message,
    ]
}

fn small() -> Graph {
    let mut graph = Graph::new(Column::new("resource"), columns());
    let broken = Text::toned("✖ Degraded", Tone::Bad);
    let well = Text::toned("✔ Healthy", Tone::Good);
    let message = Text::toned("back-off 5m0s restarting failed container", Tone::Bad);
    graph.push(
        named("app", "Application", "loki")
            .tone(Tone::Bad)
            .cells(cells(broken, "4h", message)),
    );
    graph.push(
        named("service", "Service", "loki")
            .under("app")
            .tone(Tone::Good)
            .cells(cells(well, "3h", Text::default())),
    );
    graph.push(
        named("secret", "Secret", "tls")
            .under("app")
            .under("service"),
    );
    graph.push(named("job", "Job", "gone").section("Missing"));
    graph
}

/// Returns every text of a picture, in order.
fn texts(picture: &str) -> Vec<String> {
    let document = Document::parse(picture).unwrap();
    let texts = document
        .descendants()
        .filter(|element| element.has_tag_name(("http://www.w3.org/2000/svg", "text")));
    texts.map(|text| text.text().unwrap().to_owned()).collect()
}

/// The place of each card: left, top, right and bottom.
fn boxes(document: &Document<'_>) -> Vec<[u32; 4]> {
    let cards = document
        .root_element()
        .children()
        .filter(|element| element.tag_name().name() == "svg");
    let number =
        |card: &Element<'_, '_>, name| card.attribute(name).unwrap().parse::<u32>().unwrap();
    cards
        .map(|card| {
            let (x, y) = (number(&card, "x"), number(&card, "y"));
            [
                x,
                y,
                x + number(&card, "width"),
                y + number(&card, "height"),
            ]
        })
        .collect()
}

#[test]
fn a_small_picture() {
    assert_snapshot!(svg(&small()));
}

#[test]
fn a_card_says_kind_age_name_state_and_what_is_wrong() {
    let texts = texts(&svg(&small()));
    assert_eq!(texts[..2], ["Missing", "1"]);
    assert_eq!(
        texts[2..9],
        [
            "Application",
            "4h",
            "loki",
            "✖ Degraded",
            "Synced",
            "back-off 5m0s restarting failed container",
            "Service"
        ]
    );
}

#[test]
fn a_picture_says_what_it_shows_to_who_cannot_see_it() {
    let picture = svg(&small());
    let document = Document::parse(&picture).unwrap();
    let said = |tag| {
        document
            .root_element()
            .children()
            .find(|element| element.tag_name().name() == tag)
    };
    assert_eq!(said("title").unwrap().text(), Some("Application/loki"));
    assert_eq!(
        said("desc").unwrap().text(),
        Some("4 in a tree, by resource. ✔ Healthy: 1, ✖ Degraded: 1")
    );
}

#[test]
fn what_is_cut_is_whole_in_the_title() {
    let long = "x".repeat(200);
    let mut graph = Graph::default();
    graph.push(Node::new("a", long.clone()));
    let picture = svg(&graph);
    let document = Document::parse(&picture).unwrap();
    let mut titles = document
        .descendants()
        .filter(|element| element.tag_name().name() == "title");
    assert!(titles.next_back().unwrap().text() == Some(&long));
    assert!(texts(&picture)[0].ends_with("x…"));
}

#[test]
fn many_siblings_without_children_share_a_frame() {
    let mut graph = Graph::default();
    graph.push(Node::new("root", "root"));
    for number in 0..40 {
        graph.push(Node::new(number.to_string(), "leaf").under("root"));
    }
    let picture = svg(&graph);
    let document = Document::parse(&picture).unwrap();
    assert_eq!(picture.matches("class=\"frame\"").count(), 1);
    assert!(
        document
            .root_element()
            .attribute("height")
            .unwrap()
            .parse::<u32>()
            .unwrap()
            < 600
    );
}

#[test]
fn no_graph_at_all_is_a_picture_too() {
    let picture = svg(&Graph::default());
    assert!(picture.contains("<title>Nothing to show</title>"));
    Document::parse(&picture).unwrap();
}

#[test]
fn the_same_graph_is_the_same_picture() {
    assert_eq!(svg(&small()), svg(&small()));
}

#[test]
fn a_hostile_name_stays_a_name_in_every_diagram() {
    let mut graph = Graph::new(Column::new(HOSTILE), columns());
    let text = || Text::toned(HOSTILE, Tone::Bad);
    let node = named(HOSTILE, "Pod", HOSTILE).tone(Tone::Bad);
    graph.push(
        node.section(HOSTILE)
            .cells([text(), text(), text(), text()]),
    );
    let picture = svg(&graph);
    let document = Document::parse(&picture).unwrap();
    let names = ["svg", "title", "desc", "style", "rect", "path", "text"];
    let elements = document.descendants().filter(Element::is_element);
    assert!(
        elements
            .clone()
            .all(|element| names.contains(&element.tag_name().name()))
    );
    assert!(!elements.into_iter().any(|element| {
        element
            .attributes()
            .any(|attribute| attribute.name().starts_with("on"))
    }));
    assert!(
        !mermaid::mermaid(&graph)
            .replace("<br/>", "")
            .contains(['<', '`', '\\'])
    );
    for diagram in [picture, dot::dot(&graph), mermaid::mermaid(&graph)] {
        let harmful = |character: char| character != '\n' && crate::escape::is_dangerous(character);
        assert!(!diagram.contains(harmful), "{diagram}");
    }
}

#[test]
fn chains_and_crowds_of_any_size_are_drawn() {
    let mut chain = Graph::default();
    let mut crowd = Graph::default();
    chain.push(Node::new("0", "n"));
    crowd.push(Node::new("0", "n"));
    for number in 1..20_000 {
        chain.push(Node::new(number.to_string(), "n").under((number - 1).to_string()));
        crowd.push(
            Node::new(number.to_string(), "n")
                .under((number / 3).to_string())
                .under("0"),
        );
    }
    for graph in [chain, crowd] {
        assert_eq!(svg(&graph).matches("class=\"card").count(), 20_000);
        assert_eq!(mermaid::mermaid(&graph).matches(":::plain").count(), 20_000);
        assert_eq!(dot::dot(&graph).matches("label=").count(), 20_000);
    }
}

fn any_tone() -> impl Strategy<Value = Tone> {
    prop::sample::select(vec![
        Tone::Plain,
        Tone::Good,
        Tone::Bad,
        Tone::Quiet,
        Tone::Unknown,
    ])
}

fn any_text() -> impl Strategy<Value = Text> {
    let text = prop_oneof![
        ".{0,40}",
        Just(HOSTILE.to_owned()),
        "[a-z -]{0,400}",
        any::<String>()
    ];
    (text, any_tone()).prop_map(|(text, tone)| Text::toned(text, tone))
}

/// Nodes of few keys, so that some come twice, own themselves, each other or what is not there.
fn any_node() -> impl Strategy<Value = Node> {
    let section = prop::option::weighted(
        0.2,
        prop_oneof![Just("Missing".to_owned()), any::<String>()],
    );
    let parents = prop::collection::vec(0..40_u8, 0..3);
    let cells = prop::collection::vec(any_text(), 0..5);
    (0..30_u8, any_text(), parents, cells, any_tone(), section).prop_map(
        |(key, name, parents, cells, tone, section)| Node {
            key: Key::from(key.to_string()),
            parents: parents
                .iter()
                .map(|parent| Key::from(parent.to_string()))
                .collect(),
            name,
            cells,
            tone,
            section: section.map(Into::into),
        },
    )
}

fn any_graph() -> impl Strategy<Value = Graph> {
    let nodes = prop::collection::vec(any_node(), 0..30);
    nodes.prop_map(|nodes| Graph {
        nodes,
        ..Graph::new(Column::new("resource"), columns())
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn every_picture_is_xml_with_every_node_once_and_no_card_on_another(graph in any_graph()) {
        let picture = svg(&graph);
        let document = Document::parse(&picture).unwrap();
        let mut keys: Vec<&Key> = graph.nodes.iter().map(|node| &node.key).collect();
        keys.sort();
        keys.dedup();
        let boxes = boxes(&document);
        prop_assert_eq!(boxes.len(), keys.len());
        let size = |name| document.root_element().attribute(name).unwrap().parse::<u32>().unwrap();
        let (width, height) = (size("width"), size("height"));
        for (place, a) in boxes.iter().enumerate() {
            prop_assert!(a[2] <= width && a[3] <= height);
            let apart = |b: &[u32; 4]| a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1];
            prop_assert!(boxes[place + 1..].iter().all(apart));
        }
    }
}
