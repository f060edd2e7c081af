use super::*;

const HELMS: &str = "\
apiVersion: v1
entries:
  grafana:
  - apiVersion: v2
    appVersion: 11.2.0
    created: \"2026-01-01T00:00:00Z\"
    description: \"Dashboards:
      and more\"
    digest: 0123
    name: grafana
    urls:
    - grafana-9.3.0.tgz
    version: 9.3.0
  - name: grafana
    description: |
      loki:
      - not a chart
    deprecated: true
    urls: [https://cdn.example.com/grafana-9.2.10.tgz]
    version: 9.2.10
  loki:
  - name: loki
    type: library
    version: 6.16.0
generated: \"2026-01-01T00:00:00Z\"
";

fn versions(index: &Index<'_>, chart: &str) -> Vec<String> {
    let entries = index.entries(chart).unwrap().unwrap();
    entries
        .into_iter()
        .map(|entry| entry.metadata.version)
        .collect()
}

#[test]
fn one_chart_is_cut_out() {
    let index = Index::read(HELMS.as_bytes()).unwrap();
    assert!(matches!(index.charts, Charts::Blocks(_)) && index.complete);
    assert_eq!(index.names(), ["grafana", "loki"]);
    let grafana = index.entries("grafana").unwrap().unwrap();
    assert_eq!(
        grafana[0].metadata.description.as_deref(),
        Some("Dashboards: and more")
    );
    assert_eq!(grafana[0].metadata.app_version.as_deref(), Some("11.2.0"));
    assert_eq!(grafana[1].metadata.deprecated, Some(true));
    assert_eq!(versions(&index, "grafana"), ["9.3.0", "9.2.10"]);
    assert_eq!(
        index.entries("loki").unwrap().unwrap()[0]
            .metadata
            .kind
            .as_deref(),
        Some("library")
    );
    assert_eq!(index.entries("tempo").unwrap(), None);
}

#[test]
fn however_it_is_written_it_says_the_same() {
    let value: serde_json::Value = serde_saphyr::from_str(HELMS).unwrap();
    let indented = HELMS.replace("\n  ", "\n      ");
    let deeper = "apiVersion: v1\nentries:\n    grafana:\n        - version: 9.3.0\n        - version: 9.2.10\n    loki:\n      - version: 6.16.0\ngenerated: x\n";
    let flow = "apiVersion: v1\nentries: {grafana: [{version: 9.3.0}, {version: 9.2.10}], loki: [{version: 6.16.0}]}\ngenerated: x\n";
    let forms = [
        value.to_string(),
        serde_json::to_string_pretty(&value).unwrap(),
        HELMS.replace('\n', "\r\n"),
        format!("\u{feff}---\n# A comment\n{HELMS}"),
        format!(
            "generated: x\n{}",
            HELMS.replace("generated: \"2026-01-01T00:00:00Z\"\n", "serverInfo: {}\n")
        ),
        HELMS.replace("  grafana:\n", "  \"grafana\":\n"),
        HELMS.replace("  loki:\n  -", "  'loki': \n\n  # Logs\n  -"),
        indented,
        deeper.to_owned(),
        flow.to_owned(),
    ];
    for form in forms {
        let index = Index::read(form.as_bytes()).unwrap_or_else(|error| panic!("{error}: {form}"));
        assert!(index.complete, "{form}");
        assert_eq!(versions(&index, "grafana"), ["9.3.0", "9.2.10"], "{form}");
        assert_eq!(versions(&index, "loki"), ["6.16.0"], "{form}");
    }
}

#[test]
fn an_anchor_of_another_chart_is_found() {
    let text = "apiVersion: v1\nentries:\n  a:\n  - &one\n    version: 1.0.0\n  b:\n  - *one\ngenerated: x\n";
    let index = Index::read(text.as_bytes()).unwrap();
    assert_eq!(versions(&index, "b"), ["1.0.0"]);
}

#[test]
fn what_is_cut_off_is_never_complete() {
    let end = HELMS.find("generated").unwrap();
    for length in 0..end {
        if !HELMS.is_char_boundary(length) {
            continue;
        }
        if let Ok(index) = Index::read(&HELMS.as_bytes()[..length]) {
            assert!(!index.complete, "{length}");
        }
    }
    let json = serde_json::to_string(&serde_saphyr::from_str::<serde_json::Value>(HELMS).unwrap())
        .unwrap();
    for length in 0..json.len() {
        assert!(Index::read(&json.as_bytes()[..length]).is_err(), "{length}");
    }
}

#[test]
fn what_is_no_index_is_refused_in_words() {
    let said = |text: &[u8]| Index::read(text).unwrap_err();
    insta::assert_snapshot!(
        [
            said(b""),
            said(b"<!DOCTYPE html><html></html>"),
            said(b"\xff\xfe\x00"),
            said(b"{\"apiVersion\": \"v1\", \"entries\": {"),
            said(b"{\"entries\": {}}"),
            said(b"entries: {}\n"),
            said(b"404: not found\n"),
            said(b"apiVersion: ''\nentries: {}\n"),
            said(b"just words"),
        ]
        .join("\n"),
        @r"
    is empty
    is a web page, no index of charts
    is no text
    is cut off
    is no index of charts (line 1)
    is no index of charts (line 1)
    is no index of charts (line 1)
    is no index of charts: it has no apiVersion
    is no index of charts (line 1)
    "
    );
}

#[test]
fn a_chart_without_versions_has_none() {
    let index =
        Index::read(b"apiVersion: v1\nentries:\n  a:\n  b: []\n  c:\n  - null\ngenerated: x\n")
            .unwrap();
    for chart in ["a", "b", "c"] {
        assert_eq!(index.entries(chart).unwrap(), Some(Vec::new()), "{chart}");
    }
}

#[test]
fn an_alias_bomb_is_refused() {
    let mut text = "apiVersion: v1\nentries:\n  a: &a0 [x, x]\n".to_owned();
    for level in 1..40 {
        let last = level - 1;
        text.push_str(&format!("  b{level}: &a{level} [*a{last}, *a{last}]\n"));
    }
    assert!(Index::read(text.as_bytes()).is_err());
}

proptest::proptest! {
    #[test]
    fn no_bytes_make_it_fall_over(bytes in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200)) {
        if let Ok(index) = Index::read(&bytes) {
            for name in index.names() {
                let _any = index.entries(name);
            }
        }
    }

    #[test]
    fn cutting_and_reading_the_whole_agree(text in "(apiVersion: v1\n)?(entries:\n)?( {1,3}[ab'\":-]{1,3}:?\n| {1,4}- version: '?[12]'?\n|generated: x\n|  c:\n|  - version: 3\n){0,12}") {
        if let (Ok(cut), Ok(whole)) = (Index::read(text.as_bytes()), Index::yaml(&text)) {
            proptest::prop_assert_eq!(cut.names(), whole.names());
            for name in whole.names() {
                proptest::prop_assert_eq!(cut.entries(name), whole.entries(name));
            }
        }
    }
}
