use insta::assert_snapshot;
use schemars::JsonSchema;
use serde::Serialize;

use super::*;
use crate::render::text::Layout;
use crate::shape::{Block, Blocks, Column, Fact, Facts, Graph, Node, Table, Text};

fn readable(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes)
        .replace('\u{1b}', "␛")
        .replace('\r', "␍")
}

fn rows(rows: &[(&'static str, &'static str, &'static str)]) -> Blocks {
    let mut table = Table::new([
        Column::new("name"),
        Column::new("state"),
        Column::new("age").clock(),
    ]);
    for &(name, state, age) in rows {
        table.push(name, [Text::from(name), Text::from(state), Text::from(age)]);
    }
    vec![table.into()]
}

const SMALL: Screen = Screen {
    width: Some(22),
    height: Some(4),
    colour: false,
    terminal: true,
};

fn redrawn(redraw: &mut Redraw, blocks: &Blocks, screen: Screen) -> String {
    let layout = Layout {
        width: screen.width,
        ..Layout::default()
    };
    readable(&redraw.next(blocks, &[], &layout, &screen))
}

#[test]
fn a_redraw_goes_up_writes_anew_and_clears_the_rest() {
    let mut redraw = Redraw::default();
    assert_snapshot!(redrawn(&mut redraw, &rows(&[("a", "Pending", "1s"), ("b", "Synced", "9m")]), SMALL), @r#"
    ␛[?2026hNAME   STATE     AGE␛[K
    a      Pending   1s␛[K
    b      Synced    9m␛[K
    ␛[J␛[?2026l
    "#);
    assert_snapshot!(redrawn(&mut redraw, &rows(&[("a", "Synced", "2s")]), SMALL), @r#"
    ␛[?2026h␛[3A␍NAME   STATE    AGE␛[K
    a      Synced   2s␛[K
    ␛[J␛[?2026l
    "#);
}

#[test]
fn the_same_page_is_not_written_again() {
    let (mut redraw, page) = (Redraw::default(), rows(&[("a", "Synced", "1s")]));
    assert_ne!(redrawn(&mut redraw, &page, SMALL), "");
    assert_eq!(redrawn(&mut redraw, &page, SMALL), "");
}

#[test]
fn a_page_too_long_or_too_wide_is_cut() {
    let long = rows(&[
        ("a-very-long-name-indeed", "Synced", "1s"),
        ("b", "Synced", "1s"),
        ("c", "Synced", "1s"),
        ("d", "x", "1s"),
    ]);
    assert_snapshot!(redrawn(&mut Redraw::default(), &long, SMALL), @r#"
    ␛[?2026hNAME        STATE   A…␛[K
    a-very-lo…  Synced  1s␛[K
    … 3 more rows␛[K
    ␛[J␛[?2026l
    "#);
}

#[test]
fn a_page_that_just_fits_is_whole() {
    let fits = rows(&[("a", "Synced", "1s"), ("b", "Synced", "1s")]);
    assert!(!redrawn(&mut Redraw::default(), &fits, SMALL).contains("more rows"));
}

#[test]
fn a_window_made_narrower_wraps_what_stands_there() {
    let mut redraw = Redraw::default();
    redrawn(
        &mut redraw,
        &rows(&[("name-of-ten", "Synced", "1s")]),
        SMALL,
    );
    let narrow = redrawn(
        &mut redraw,
        &rows(&[("a", "Synced", "1s")]),
        Screen {
            width: Some(12),
            ..SMALL
        },
    );
    assert!(
        narrow.starts_with("␛[?2026h␛[4A␍"),
        "two lines of 22 columns take four rows of 12: {narrow}"
    );
}

fn changed(changes: &mut Changes, blocks: &Blocks) -> String {
    let lines = changes.next(blocks, &Layout::default());
    lines
        .iter()
        .map(|line| format!("{}\n", line.plain()))
        .collect()
}

#[test]
fn a_pipe_gets_the_whole_then_changed_new_and_gone_rows() {
    let mut changes = Changes::default();
    let first = rows(&[
        ("grafana", "Deploying", "1s"),
        ("loki", "Synced", "1s"),
        ("tempo", "Synced", "1s"),
    ]);
    assert_snapshot!(changed(&mut changes, &first), @r#"
    NAME      STATE       AGE
    grafana   Deploying   1s
    loki      Synced      1s
    tempo     Synced      1s
    "#);
    let second = rows(&[
        ("grafana", "Synced", "9s"),
        ("loki", "Synced", "9s"),
        ("mimir", "Pending", "0s"),
    ]);
    assert_snapshot!(changed(&mut changes, &second), @r#"
    grafana   Synced      9s
    mimir     Pending     0s
    tempo     Synced      1s   (gone)
    "#);
    assert_eq!(changed(&mut changes, &second), "");
}

#[test]
fn the_clock_is_no_change() {
    let mut changes = Changes::default();
    changed(&mut changes, &rows(&[("loki", "Synced", "1s")]));
    assert_eq!(
        changed(&mut changes, &rows(&[("loki", "Synced", "2s")])),
        ""
    );
}

#[test]
fn a_table_that_was_empty_brings_its_header_with_its_first_row() {
    let mut changes = Changes::default();
    assert_eq!(changed(&mut changes, &rows(&[])), "");
    assert_eq!(
        changed(&mut changes, &rows(&[("loki", "Synced", "1s")])),
        "NAME   STATE    AGE\nloki   Synced   1s\n"
    );
    let mut beside = rows(&[("loki", "Synced", "1s")]);
    let mut pods = Table::new([Column::new("pod")]);
    pods.push("p", [Text::from("loki-0")]);
    beside.push(pods.titled("Pods"));
    assert_eq!(changed(&mut changes, &beside), "POD\nloki-0\n");
}

#[test]
fn nodes_facts_and_lines_change_on_their_own() {
    let answer = |health: &'static str, chart: &'static str, lines: &[&'static str]| -> Blocks {
        let mut graph = Graph::new(Column::new("name"), [Column::new("health")]);
        graph.push(Node::new("app", "Application/a").cells([Text::from(health)]));
        graph.push(
            Node::new("pod", "Pod/b")
                .under("app")
                .cells([Text::from("Healthy")]),
        );
        let facts = Facts::new([Fact::new("Chart", chart), Fact::new("Age", health).clock()]);
        vec![
            facts.into(),
            graph.into(),
            Block::lines(lines.to_vec()).titled("Events"),
        ]
    };
    let mut changes = Changes::default();
    assert_snapshot!(changed(&mut changes, &answer("Progressing", "a 1.0.0", &["pulled"])), @r#"
    Chart:   a 1.0.0
    Age:     Progressing

    NAME            HEALTH
    Application/a   Progressing
    └─ Pod/b        Healthy

    Events
    pulled
    "#);
    assert_snapshot!(changed(&mut changes, &answer("Healthy", "a 1.1.0", &["pulled", "pulled", "started"])), @r#"
    Chart:   a 1.1.0
    Application/a   Healthy
    pulled
    started
    "#);
}

#[test]
fn a_line_that_scrolled_away_is_not_said_to_be_gone() {
    let mut changes = Changes::default();
    changed(&mut changes, &vec![Block::lines(["pulled", "started"])]);
    assert_eq!(changed(&mut changes, &vec![Block::lines(["started"])]), "");
}

#[derive(Serialize, JsonSchema)]
struct One {
    state: &'static str,
}

impl View for One {
    const KIND: &'static str = "Addon";

    fn blocks(&self, _wide: bool) -> Blocks {
        rows(&[("a", self.state, "1s")])
    }

    fn names(&self) -> Vec<String> {
        vec!["a".to_owned()]
    }
}

fn watched(format: Format, states: &[&'static str]) -> String {
    let mut live = Live::new(format, &Screen::pipe()).unwrap();
    let mut bytes = Vec::new();
    for &state in states {
        live.show(&One { state }, &[], &Screen::pipe(), &mut bytes)
            .unwrap();
    }
    String::from_utf8(bytes).unwrap()
}

#[test]
fn documents_follow_each_other_when_they_differ() {
    assert_snapshot!(watched(Format::Json, &["Pending", "Pending", "Synced"]), @r#"
    {"apiVersion":"addons/v1","kind":"Addon","state":"Pending"}
    {"apiVersion":"addons/v1","kind":"Addon","state":"Synced"}
    "#);
    assert_snapshot!(watched(Format::Yaml, &["Pending", "Pending", "Synced"]), @r#"
    ---
    apiVersion: addons/v1
    kind: Addon
    state: Pending
    ---
    apiVersion: addons/v1
    kind: Addon
    state: Synced
    "#);
    assert_eq!(watched(Format::Name, &["Pending", "Synced"]), "a\n");
}

#[test]
fn a_terminal_is_redrawn_and_a_pipe_is_added_to() {
    assert_snapshot!(watched(Format::Table, &["Pending", "Synced"]), @r#"
    NAME   STATE     AGE
    a      Pending   1s
    a      Synced    1s
    "#);
    let mut bytes = Vec::new();
    Live::new(Format::Table, &SMALL)
        .unwrap()
        .show(&One { state: "Synced" }, &[], &SMALL, &mut bytes)
        .unwrap();
    assert!(readable(&bytes).starts_with("␛[?2026h"));
}

#[test]
fn notes_stand_below_what_is_redrawn_and_go_with_their_cause() {
    let mut live = Live::new(Format::Table, &SMALL).unwrap();
    let notes = ["not seen".to_owned()];
    let mut drawn = |notes: &[String]| {
        let mut bytes = Vec::new();
        live.show(&One { state: "Synced" }, notes, &SMALL, &mut bytes)
            .unwrap();
        readable(&bytes)
    };
    assert!(drawn(&notes).contains("not seen"));
    assert!(!drawn(&[]).contains("not seen"));
}

#[test]
fn diagrams_cannot_be_watched() {
    assert!(Live::new(Format::Dot, &Screen::pipe()).is_err());
}
