use insta::assert_snapshot;

use super::*;
use crate::shape::{Graph, Node};

fn text(blocks: impl IntoIterator<Item = impl Into<Block>>, layout: &Layout) -> String {
    let blocks: Vec<Block> = blocks.into_iter().map(Into::into).collect();
    let mut bytes = Vec::new();
    write(&blocks, layout, false, &mut bytes).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    for line in text.lines() {
        assert_eq!(line, line.trim_end(), "no blanks at the end of a line");
    }
    text
}

fn terminal(width: usize) -> Layout {
    Layout {
        width: Some(width),
        ..Layout::default()
    }
}

fn cells<const N: usize>(cells: [&'static str; N]) -> [Text; N] {
    cells.map(Text::from)
}

fn add_ons() -> Table {
    let mut table = Table::new([
        Column::new("name"),
        Column::new("version"),
        Column::new("replicas").right(),
        Column::new("project").wide(),
        Column::new("message").shrink(),
    ]);
    table.push(
        "1",
        cells([
            "grafana",
            "9.2.10 → 9.3.0",
            "3",
            "default",
            "2 of 5 Pods crash: back-off restarting",
        ]),
    );
    table.push("2", cells(["loki", "6.1.0", "12", "logs", ""]));
    table.push(
        "3",
        cells([
            "metrics-server",
            "3.12.1",
            "",
            "default",
            "ImagePullBackOff",
        ]),
    );
    table
}

#[test]
fn a_table_looks_like_kubectl() {
    assert_snapshot!(text([add_ons()], &Layout::default()), @r#"
    NAME             VERSION          REPLICAS   MESSAGE
    grafana          9.2.10 → 9.3.0          3   2 of 5 Pods crash: back-off restarting
    loki             6.1.0                  12
    metrics-server   3.12.1                      ImagePullBackOff
    "#);
}

#[test]
fn wide_shows_every_column() {
    assert_snapshot!(text([add_ons()], &Layout { wide: true, ..Layout::default() }), @r#"
    NAME             VERSION          REPLICAS   PROJECT   MESSAGE
    grafana          9.2.10 → 9.3.0          3   default   2 of 5 Pods crash: back-off restarting
    loki             6.1.0                  12   logs
    metrics-server   3.12.1                      default   ImagePullBackOff
    "#);
}

#[test]
fn without_headers_columns_are_as_wide_as_their_cells() {
    assert_snapshot!(text([add_ons()], &Layout { headers: false, ..Layout::default() }), @r#"
    grafana          9.2.10 → 9.3.0    3   2 of 5 Pods crash: back-off restarting
    loki             6.1.0            12
    metrics-server   3.12.1                ImagePullBackOff
    "#);
}

#[test]
fn a_narrow_terminal_cuts_the_columns_that_may_shrink() {
    assert_snapshot!(text([add_ons()], &terminal(60)), @r#"
    NAME             VERSION          REPLICAS   MESSAGE
    grafana          9.2.10 → 9.3.0          3   2 of 5 Pods cr…
    loki             6.1.0                  12
    metrics-server   3.12.1                      ImagePullBackO…
    "#);
}

#[test]
fn a_very_narrow_terminal_keeps_what_names_things() {
    assert_snapshot!(text([add_ons()], &terminal(20)), @r#"
    NAME        VERSION     REPLICAS  MESSAGE
    grafana     9.2.10 → …         3  2 of 5 …
    loki        6.1.0             12
    metrics-s…  3.12.1                ImagePu…
    "#);
}

#[test]
fn the_widest_column_gives_first() {
    let mut table = Table::new([
        Column::new("a").shrink(),
        Column::new("b").shrink(),
        Column::new("c"),
    ]);
    table.push("1", cells(["aaaaaaaaaaaaaaaaaaaa", "bbbbbbbbbbbbbb", "c"]));
    assert_snapshot!(text([table.clone()], &terminal(36)), @r#"
    A                 B                C
    aaaaaaaaaaaaaa…   bbbbbbbbbbbbbb   c
    "#);
    assert_snapshot!(text([table], &terminal(28)), @r#"
    A            B             C
    aaaaaaaaa…   bbbbbbbbbb…   c
    "#);
}

#[test]
fn a_line_that_fits_exactly_is_not_cut() {
    let mut table = Table::new([Column::new("a").shrink(), Column::new("b")]);
    table.push("1", cells(["1234567890", "12345"]));
    assert_eq!(
        text([table.clone()], &terminal(18)),
        "A            B\n1234567890   12345\n"
    );
    assert_eq!(
        text([table], &terminal(17)),
        "A           B\n12345678…   12345\n"
    );
}

#[test]
fn chinese_and_emoji_take_two_columns() {
    let mut table = Table::new([
        Column::new("name"),
        Column::new("owner").shrink(),
        Column::new("state"),
    ]);
    table.push("1", cells(["監視", "平台工程團隊", "Synced"]));
    table.push(
        "2",
        cells(["👩\u{200d}🔧 tools", "équipe plateforme", "Synced"]),
    );
    table.push("3", cells(["plain", "team", "Degraded"]));
    assert_snapshot!(text([table.clone()], &Layout::default()), @r#"
    NAME       OWNER               STATE
    監視       平台工程團隊        Synced
    👩‍🔧 tools   équipe plateforme   Synced
    plain      team                Degraded
    "#);
    assert_snapshot!(text([table], &terminal(33)), @r#"
    NAME       OWNER         STATE
    監視       平台工程團…   Synced
    👩‍🔧 tools   équipe pla…   Synced
    plain      team          Degraded
    "#);
}

#[test]
fn hostile_text_is_escaped_before_it_is_measured() {
    let mut table = Table::new([Column::new("name"), Column::new("state")]);
    table.push("1", cells(["\u{1b}[2Jgone", "Synced\nforged   row"]));
    table.push("2", cells(["plain", "\u{202e}decnys"]));
    let facts = Facts::new([Fact::new("Evil\u{7}", "a\r\nb")]);
    let mut graph = Graph::new(Column::new("name"), []);
    graph.push(Node::new("1", "\u{9b}31mred").section("\u{1b}c"));
    let blocks = [
        Block::from(table).titled("t\u{1b}"),
        facts.into(),
        graph.into(),
        Block::lines(["\u{8}"]),
    ];
    assert_snapshot!(text(blocks, &Layout::default()), @r#"
    t\x1b
    NAME          STATE
    \x1b[2Jgone   Synced\nforged   row
    plain         \u{202e}decnys

    Evil\x07:   a\r\nb

    NAME

    \x1bc
    \x9b31mred

    \x08
    "#);
}

#[test]
fn nothing_to_show_is_nothing_on_the_screen() {
    let empty = Table::new([Column::new("name")]);
    assert_eq!(
        text([empty.clone().titled("Resources")], &Layout::default()),
        ""
    );
    let blocks = [
        Block::lines(["one"]),
        empty.titled("Resources"),
        Facts::default().into(),
        Block::lines(["two"]),
    ];
    assert_eq!(text(blocks, &Layout::default()), "one\n\ntwo\n");
}

#[test]
fn facts_are_aligned_over_their_groups() {
    let facts = Facts::new([
        Fact::new("Chart", "grafana 9.2.10"),
        Fact::list("Images", ["grafana:12.1", "busybox:1.37"]),
    ])
    .group([
        Fact::new("Sync strategy", "Auto-Sync"),
        Fact::list("Windows", Vec::<Text>::new()),
        Fact::new("Owner", ""),
    ])
    .group([]);
    let conditions = Block::lines(["SyncError: no"]).titled("Conditions");
    assert_snapshot!(text([facts.into(), conditions], &Layout::default()), @r#"
    Chart:           grafana 9.2.10
    Images:          grafana:12.1
                     busybox:1.37

    Sync strategy:   Auto-Sync
    Owner:

    Conditions
    SyncError: no
    "#);
}

#[test]
fn later_pages_keep_the_columns_of_the_first() {
    let table = add_ons();
    let stream = TableStream::new(&table.columns, &table.rows[1..2], &Layout::default());
    let mut bytes = Vec::new();
    stream.write_header(false, &mut bytes).unwrap();
    stream
        .write_rows(&table.rows[1..2], false, &mut bytes)
        .unwrap();
    stream
        .write_rows(&table.rows[2..], false, &mut bytes)
        .unwrap();
    assert_snapshot!(String::from_utf8(bytes).unwrap(), @r#"
    NAME   VERSION   REPLICAS   MESSAGE
    loki   6.1.0           12
    metrics-server   3.12.1               ImagePullBackOff
    "#);
}

fn resource(
    key: &'static str,
    name: &'static str,
    health: &'static str,
    age: &'static str,
    message: &'static str,
) -> Node {
    Node::new(key, name).cells(cells([health, age, message]))
}

fn resource_map() -> Graph {
    let columns = [
        Column::new("health"),
        Column::new("age").right().clock(),
        Column::new("message").shrink(),
    ];
    let mut graph = Graph::new(Column::new("name"), columns);
    graph.push(resource(
        "app",
        "Application/grafana",
        "✖ Degraded",
        "5d3h",
        "",
    ));
    graph.push(resource("svc", "Service/grafana", "✔ Healthy", "5d", "").under("app"));
    graph.push(resource("slice", "EndpointSlice/grafana-x7", "", "5d", "").under("svc"));
    graph.push(
        resource(
            "deploy",
            "Deployment/grafana",
            "✖ Degraded",
            "5d",
            "1 of 2 Pods unavailable",
        )
        .under("app"),
    );
    graph.push(resource("rs", "ReplicaSet/grafana-6d5", "✔ Healthy", "17m", "").under("deploy"));
    graph.push(resource("pod1", "Pod/grafana-6d5-aaaaa", "✔ Healthy", "17m", "").under("rs"));
    graph.push(
        resource(
            "pod2",
            "Pod/grafana-6d5-bbbbb",
            "✖ Degraded",
            "17m",
            "CrashLoopBackOff: 7 restarts",
        )
        .under("rs"),
    );
    graph
}

#[test]
fn a_tree_has_its_columns_aligned_over_all_levels() {
    assert_snapshot!(text([resource_map()], &Layout::default()), @r#"
    NAME                             HEALTH        AGE   MESSAGE
    Application/grafana              ✖ Degraded   5d3h
    ├─ Service/grafana               ✔ Healthy      5d
    │  └─ EndpointSlice/grafana-x7                  5d
    └─ Deployment/grafana            ✖ Degraded     5d   1 of 2 Pods unavailable
       └─ ReplicaSet/grafana-6d5     ✔ Healthy     17m
          ├─ Pod/grafana-6d5-aaaaa   ✔ Healthy     17m
          └─ Pod/grafana-6d5-bbbbb   ✖ Degraded    17m   CrashLoopBackOff: 7 restarts
    "#);
}

#[test]
fn a_tree_gives_way_on_a_narrow_terminal() {
    assert_snapshot!(text([resource_map()], &terminal(62)), @r#"
    NAME                             HEALTH        AGE   MESSAGE
    Application/grafana              ✖ Degraded   5d3h
    ├─ Service/grafana               ✔ Healthy      5d
    │  └─ EndpointSlice/grafana-x7                  5d
    └─ Deployment/grafana            ✖ Degraded     5d   1 of 2 P…
       └─ ReplicaSet/grafana-6d5     ✔ Healthy     17m
          ├─ Pod/grafana-6d5-aaaaa   ✔ Healthy     17m
          └─ Pod/grafana-6d5-bbbbb   ✖ Degraded    17m   CrashLoo…
    "#);
}

/// What happened, one a row.
fn happenings() -> Table {
    let mut table = Table::new([
        Column::new("when"),
        Column::new("object"),
        Column::new("source").wide(),
        Column::new("node").wide(),
        Column::new("message").shrink().explains(),
    ]);
    let long = "Back-off restarting failed container grafana in pod grafana-6d5-bbbbb_monitoring";
    table.push(
        "1",
        cells([
            "5m",
            "Pod/grafana-6d5-bbbbb",
            "event",
            "node-1.example.com",
            long,
        ]),
    );
    table.push(
        "2",
        cells(["4m", "Deployment/grafana", "operation", "", "Synced"]),
    );
    table.push("3", cells(["3m", "Service/grafana", "event", "", ""]));
    table
}

#[test]
fn a_sentence_goes_on_below_itself_while_it_can_be_read() {
    assert_snapshot!(text([happenings()], &terminal(80)), @r#"
    WHEN   OBJECT                  MESSAGE
    5m     Pod/grafana-6d5-bbbbb   Back-off restarting failed container grafana in
                                   pod grafana-6d5-bbbbb_monitoring
    4m     Deployment/grafana      Synced
    3m     Service/grafana
    "#);
}

#[test]
fn a_sentence_that_could_not_be_read_stands_below_its_row() {
    assert_snapshot!(text([happenings()], &terminal(60)), @r#"
    WHEN   OBJECT
    5m     Pod/grafana-6d5-bbbbb
      Back-off restarting failed container grafana in pod
      grafana-6d5-bbbbb_monitoring
    4m     Deployment/grafana
      Synced
    3m     Service/grafana
    "#);
}

#[test]
fn what_wide_adds_stands_below_its_row_with_its_name() {
    let layout = Layout {
        wide: true,
        ..terminal(60)
    };
    assert_snapshot!(text([happenings()], &layout), @r#"
    WHEN   OBJECT                  SOURCE
    5m     Pod/grafana-6d5-bbbbb   event
      NODE node-1.example.com
      Back-off restarting failed container grafana in pod
      grafana-6d5-bbbbb_monitoring
    4m     Deployment/grafana      operation
      Synced
    3m     Service/grafana         event
    "#);
    assert_snapshot!(text([happenings()], &Layout { wide: true, ..terminal(100) }), @r#"
    WHEN   OBJECT                  SOURCE      NODE
    5m     Pod/grafana-6d5-bbbbb   event       node-1.example.com
      Back-off restarting failed container grafana in pod grafana-6d5-bbbbb_monitoring
    4m     Deployment/grafana      operation
      Synced
    3m     Service/grafana         event
    "#);
}

#[test]
fn a_pipe_gets_every_line_whole() {
    let layout = Layout {
        wide: true,
        ..Layout::default()
    };
    assert_eq!(text([happenings()], &layout).lines().count(), 4);
}

#[test]
fn sentences_below_a_node_leave_the_tree_whole() {
    let mut graph = resource_map();
    let columns = graph.columns.drain(..);
    graph.columns = columns
        .map(|column| {
            if column.shrink {
                column.explains()
            } else {
                column
            }
        })
        .collect();
    assert_snapshot!(text([graph], &terminal(62)), @r#"
    NAME                             HEALTH        AGE
    Application/grafana              ✖ Degraded   5d3h
    ├─ Service/grafana               ✔ Healthy      5d
    │  └─ EndpointSlice/grafana-x7                  5d
    └─ Deployment/grafana            ✖ Degraded     5d
       │  1 of 2 Pods unavailable
       └─ ReplicaSet/grafana-6d5     ✔ Healthy     17m
          ├─ Pod/grafana-6d5-aaaaa   ✔ Healthy     17m
          └─ Pod/grafana-6d5-bbbbb   ✖ Degraded    17m
                CrashLoopBackOff: 7 restarts
    "#);
}

#[test]
fn shared_children_cycles_and_missing_parents_are_said() {
    let mut graph = resource_map();
    graph.push(
        resource("tls", "Secret/tls", "", "1y", "")
            .under("deploy")
            .under("pod1"),
    );
    graph.push(
        resource("cm", "ConfigMap/shared", "", "1y", "")
            .under("pod1")
            .under("pod2"),
    );
    graph.push(resource("first", "Custom/first", "", "3h", "").under("second"));
    graph.push(resource("second", "Custom/second", "", "3h", "").under("first"));
    graph
        .push(resource("lost", "Pod/lost", "✔ Healthy", "2d", "its owner is gone").under("nobody"));
    assert_snapshot!(text([graph], &Layout::default()), @r#"
    NAME                             HEALTH        AGE   MESSAGE
    Application/grafana              ✖ Degraded   5d3h
    ├─ Service/grafana               ✔ Healthy      5d
    │  └─ EndpointSlice/grafana-x7                  5d
    └─ Deployment/grafana            ✖ Degraded     5d   1 of 2 Pods unavailable
       ├─ ReplicaSet/grafana-6d5     ✔ Healthy     17m
       │  ├─ Pod/grafana-6d5-aaaaa   ✔ Healthy     17m
       │  │  ├─ Secret/tls  ↓ shown below
       │  │  └─ ConfigMap/shared                    1y
       │  └─ Pod/grafana-6d5-bbbbb   ✖ Degraded    17m   CrashLoopBackOff: 7 restarts
       │     └─ ConfigMap/shared  ↑ shown above
       └─ Secret/tls                                1y
    Custom/first                                    3h
    └─ Custom/second                                3h
       └─ Custom/first  ↻ cycle, cut here
    Pod/lost                         ✔ Healthy      2d   its owner is gone
    "#);
}

#[test]
fn sections_have_headings() {
    let mut graph = resource_map();
    graph.push(resource("cm", "ConfigMap/old", "", "2y", "").section("Orphans"));
    graph.push(resource("cr", "ClusterRole/old", "", "2y", "").section("Not inspected"));
    graph.push(resource("cm2", "ConfigMap/older", "", "3y", "").section("Orphans"));
    assert_snapshot!(text([graph], &Layout::default()), @r#"
    NAME                             HEALTH        AGE   MESSAGE
    Application/grafana              ✖ Degraded   5d3h
    ├─ Service/grafana               ✔ Healthy      5d
    │  └─ EndpointSlice/grafana-x7                  5d
    └─ Deployment/grafana            ✖ Degraded     5d   1 of 2 Pods unavailable
       └─ ReplicaSet/grafana-6d5     ✔ Healthy     17m
          ├─ Pod/grafana-6d5-aaaaa   ✔ Healthy     17m
          └─ Pod/grafana-6d5-bbbbb   ✖ Degraded    17m   CrashLoopBackOff: 7 restarts

    Orphans
    ConfigMap/old                                   2y
    ConfigMap/older                                 3y

    Not inspected
    ClusterRole/old                                 2y
    "#);
}

#[test]
fn tones_reach_the_painter() {
    let mut table = Table::new([Column::new("name"), Column::new("state")]);
    table.push(
        "1",
        [Text::from("loki"), Text::toned("Degraded", Tone::Bad)],
    );
    let mut bytes = Vec::new();
    write(
        &[table.titled("Add-ons")],
        &Layout::default(),
        true,
        &mut bytes,
    )
    .unwrap();
    assert_snapshot!(String::from_utf8(bytes).unwrap().replace('\u{1b}', "^"), @r#"
    ^[1mAdd-ons^[0m
    ^[2mNAME^[0m   ^[2mSTATE^[0m
    loki   ^[31;1mDegraded^[0m
    "#);
}

#[test]
fn columns_that_yield_make_room_for_what_would_not_be_read() {
    let mut table = Table::new([
        Column::new("name"),
        Column::new("sync").yields(),
        Column::new("age").yields(),
        Column::new("message").shrink(),
    ]);
    let message = "the container of the pod crashes again and again";
    table.push(
        "a",
        ["a-rather-long-name", "OutOfSync", "5m13s", message].map(Text::from),
    );
    let lines = |width| {
        let layout = Layout {
            wide: false,
            headers: true,
            width: Some(width),
        };
        let lines = lines(&[Block::from(table.clone())], &layout);
        lines
            .iter()
            .map(|line| line.plain().into_owned())
            .collect::<Vec<_>>()
            .join("\n")
    };
    assert_snapshot!(lines(80), @r"
    NAME                 SYNC        AGE     MESSAGE
    a-rather-long-name   OutOfSync   5m13s   the container of the pod crashes again…
    ");
    assert_snapshot!(lines(60), @r"
    NAME                 SYNC        MESSAGE
    a-rather-long-name   OutOfSync   the container of the pod c…
    ");
    assert_snapshot!(lines(40), @r"
    NAME                 MESSAGE
    a-rather-long-name   the container of t…
    ");
}

#[test]
fn a_bare_table_has_no_header() {
    let mut table = Table::new([Column::new("subject"), Column::new("says").shrink()]).bare();
    table.push("1", cells(["Pod/web-0", "it ends again and again"]));
    assert_eq!(
        text([table.clone()], &Layout::default()),
        "Pod/web-0   it ends again and again\n"
    );
    assert_eq!(text([table], &terminal(20)), "Pod/web-0   it ends…\n");
}

#[test]
fn prose_breaks_between_words_and_what_is_to_be_copied_does_not() {
    let prose = Block::prose(["read the whole log", "  kubectl logs -n web web-0"]);
    assert_eq!(
        text([prose], &terminal(12)),
        "read the\n  whole log\n  kubectl logs -n web web-0\n"
    );
}
