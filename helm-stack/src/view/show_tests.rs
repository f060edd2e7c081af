use plugin_kit::render::text::{Layout, write};
use stack::{file, graph};

use super::*;

const STACK: &str = "\
apiVersion: helm-stack/v1
kind: Stack
metadata: {name: monitoring, version: 1.4.0, description: \"Metrics, logs and dashboards\"}
manifests:
  - name: monitoring-ns
addons:
  - name: kube-prometheus-stack
    chart: kube-prometheus-stack
    version: 75.6.1
    repository: https://prometheus-community.charts.example.com/helm-charts
    namespace: monitoring
    encrypt: [grafana.adminPassword]
    parents: [{kind: manifest, name: monitoring-ns}]
  - name: loki
    chart: loki
    version: 6.30.1
    repository: oci://registry.example.com/charts
    namespace: monitoring
    parents: [{kind: manifest, name: monitoring-ns}, {kind: addon, name: kube-prometheus-stack}]
";

fn drawn(width: usize) -> String {
    let stack = file::decode(STACK, file::NAME).unwrap().stack;
    let view = ShowView::new(&stack, &graph::waves(&stack).unwrap());
    let layout = Layout {
        width: Some(width),
        ..Layout::default()
    };
    let mut written = Vec::new();
    write(&view.blocks(false), &layout, false, &mut written).unwrap();
    String::from_utf8(written).unwrap()
}

#[test]
fn on_a_wide_screen() {
    insta::assert_snapshot!(drawn(120));
}

#[test]
fn on_a_narrow_screen() {
    insta::assert_snapshot!(drawn(80));
}
