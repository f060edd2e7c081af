//! Chart sources in this process: a Helm repository and an OCI registry with a few charts.

use crate::server::{Asked, Reply, Server};

const INDEX: &str = "\
apiVersion: v1
entries:
  grafana:
  - {name: grafana, version: 9.3.0, appVersion: '11.2', urls: [grafana-9.3.0.tgz]}
  - {name: grafana, version: 9.2.10, appVersion: '11.1', urls: [grafana-9.2.10.tgz]}
  old:
  - {name: old, version: 1.0.0, deprecated: true, urls: [old-1.0.0.tgz]}
  lib:
  - {name: lib, version: 1.0.0, type: library, urls: [lib-1.0.0.tgz]}
generated: '2026-01-01T00:00:00Z'
";

const CONFIG: &str = r#"{"name": "loki", "version": "6.16.0", "apiVersion": "v2"}"#;
/// SHA-256 of [`CONFIG`].
const DIGEST: &str = "sha256:c7c151f88eecd9a8dcdef73a645297eedc7c8004ded7ef93f501a2b0310c8b14";

/// Starts a server that is both.
pub(crate) fn start() -> Server {
    Server::start(|asked, _| answer(asked))
}

fn answer(asked: &Asked) -> Reply {
    let manifest = format!(
        r#"{{"config": {{"mediaType": "application/vnd.cncf.helm.config.v1+json", "digest": "{DIGEST}"}}}}"#
    );
    match asked.path() {
        "/charts/index.yaml" => Reply::ok(INDEX),
        "/private/index.yaml" => Reply::status(401),
        "/v2/team/loki/tags/list" => Reply::ok(r#"{"tags": ["6.16.0", "6.15.0"]}"#),
        "/v2/team/loki/manifests/6.16.0" => Reply::ok(manifest),
        path if path == format!("/v2/team/loki/blobs/{DIGEST}") => Reply::ok(CONFIG),
        _ => Reply::status(404),
    }
}
