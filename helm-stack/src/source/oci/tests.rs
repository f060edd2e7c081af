use std::time::Duration;

use serde_json::json;

use super::*;
use crate::source::fake::{Asked, Reply, Server};
use crate::source::told::told;

const CHART: &str = r#"{"name": "web", "version": "1.2.0", "appVersion": "7", "description": "A shop", "apiVersion": "v2"}"#;

fn digest(bytes: &[u8]) -> String {
    let hash: String = Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    format!("sha256:{hash}")
}

fn manifest() -> Vec<u8> {
    manifest_of(CHART_CONFIG, &digest(CHART.as_bytes()))
}

fn manifest_of(media_type: &str, digest: &str) -> Vec<u8> {
    json!({"schemaVersion": 2, "config": {"mediaType": media_type, "digest": digest, "size": 1}, "layers": []}).to_string().into()
}

/// Answers as a registry that lets everybody in.
fn registry(asked: &Asked) -> Reply {
    let blob = format!("/v2/team/web/blobs/{}", digest(CHART.as_bytes()));
    match asked.line.trim_start_matches("GET ") {
        "/v2/team/web/tags/list?n=1000" => {
            let next = "</v2/team/web/tags/list?n=1000&last=1.1.0>; rel=\"next\"".to_owned();
            Reply::Body(
                200,
                vec![("link", next)],
                json!({"tags": ["1.0.0", "1.1.0", "latest", "1.2"]})
                    .to_string()
                    .into(),
            )
        }
        "/v2/team/web/tags/list?n=1000&last=1.1.0" => Reply::ok(
            json!({"tags": ["1.2.0", "2.0.0-rc.1", "1.0.0_build.1", "sha256-abc.sig"]}).to_string(),
        ),
        "/v2/team/web/manifests/1.2.0"
        | "/v2/team/web/manifests/1.2"
        | "/v2/team/web/manifests/1.0.0_build.1" => Reply::ok(manifest()),
        path if path == blob => Reply::ok(CHART),
        _ => Reply::Body(
            404,
            Vec::new(),
            br#"{"errors": [{"code": "NAME_UNKNOWN"}]}"#.to_vec(),
        ),
    }
}

/// Answers as a registry that wants a token, which this same server gives to robot:hunter2.
fn guarded(asked: &Asked, host: &str) -> Reply {
    match (asked.path(), asked.authorization.as_deref()) {
        ("/token", Some("Basic cm9ib3Q6aHVudGVyMg==")) => Reply::ok(r#"{"access_token": "t0k3n"}"#),
        ("/token", None) if asked.body.contains("refresh_token=r3fr3sh") => {
            Reply::ok(r#"{"token": "t0k3n"}"#)
        }
        ("/token", _) => Reply::status(401),
        (_, Some("Bearer t0k3n")) => registry(asked),
        _ => {
            let challenge =
                format!("Bearer realm=\"http://{host}/token\",service=\"registry\",scope=\"x\"");
            Reply::Body(401, vec![("www-authenticate", challenge)], Vec::new())
        }
    }
}

fn environment(folder: &tempfile::TempDir, host: &str, entry: &str) -> Environment {
    let file = folder.path().join("config.json");
    std::fs::write(&file, format!(r#"{{"auths": {{"{host}": {entry}}}}}"#)).unwrap();
    Environment {
        registries: Some(file),
        ..Environment::default()
    }
}

/// Asks a registry; `entry` is what Helm's registry configuration has for it.
fn find_with(
    server: &Server,
    entry: &str,
    chart: &str,
    version: Option<&str>,
) -> anyhow::Result<(Metadata, Choice)> {
    let folder = tempfile::tempdir().unwrap();
    let environment = environment(&folder, &server.host, entry);
    let deadlines = Deadlines {
        silence: Duration::from_millis(300),
        ..Deadlines::default()
    };
    crate::command::wait(async {
        let source = OciChart::new(
            &format!("{}/team", server.host),
            chart,
            &environment,
            deadlines,
        )?;
        source.find(&Wanted::of(version)).await
    })
}

fn find(server: &Server, chart: &str, version: Option<&str>) -> anyhow::Result<(Metadata, Choice)> {
    find_with(server, "{}", chart, version)
}

fn said(server: &Server, found: anyhow::Result<(Metadata, Choice)>) -> String {
    let said = server.hidden_in(&told(&found.unwrap_err()));
    assert!(
        !said.contains("hunter2") && !said.contains("t0k3n"),
        "{said}"
    );
    said
}

const ROBOT: &str = r#"{"auth": "cm9ib3Q6aHVudGVyMg=="}"#;

#[test]
fn the_newest_stable_version_is_found_over_all_pages() {
    let server = Server::start(|asked, _| registry(asked));
    let (metadata, choice) = find(&server, "web", None).unwrap();
    assert_eq!((choice.version.as_str(), choice.newest), ("1.2.0", None));
    assert_eq!(metadata.description.as_deref(), Some("A shop"));
}

#[test]
fn an_exact_version_needs_no_list() {
    let server = Server::start(|asked, _| registry(asked));
    let (_, choice) = find(&server, "web", Some("1.0.0+build.1")).unwrap();
    assert_eq!(choice.version, "1.0.0+build.1");
    assert!(
        server
            .asked()
            .iter()
            .all(|asked| !asked.line.contains("tags/list"))
    );
}

#[test]
fn a_tag_that_is_no_whole_version_is_a_range() {
    let server = Server::start(|asked, _| registry(asked));
    let (_, choice) = find(&server, "web", Some("1.2")).unwrap();
    assert_eq!(choice.version, "1.2.0");
}

#[test]
fn what_is_not_there_is_answered_with_what_is() {
    let server = Server::start(|asked, _| registry(asked));
    insta::assert_snapshot!(said(&server, find(&server, "web", Some("9.9.9"))), @r"
    error: reading oci://server/team/web: oci://server/team has no version 9.9.9 of web
    next: the newest are 2.0.0-rc.1, 1.2.0, 1.1.0, 1.0.0+build.1, 1.0.0
    NotFound
    ");
    insta::assert_snapshot!(said(&server, find(&server, "shop", None)), @r"
    error: reading oci://server/team/shop: oci://server/team has no chart shop
    next: check the name and the address
    NotFound
    ");
}

#[test]
fn a_token_is_fetched_once_with_the_log_in_of_helm() {
    let server = Server::start(guarded);
    assert!(find_with(&server, ROBOT, "web", None).is_ok());
    let asked = server.asked();
    let tokens: Vec<&Asked> = asked
        .iter()
        .filter(|asked| asked.path() == "/token")
        .collect();
    assert_eq!(tokens.len(), 1);
    assert_eq!(
        tokens[0].line,
        "GET /token?scope=repository%3Ateam%2Fweb%3Apull&service=registry"
    );
}

#[test]
fn a_refresh_token_is_exchanged() {
    let server = Server::start(guarded);
    assert!(find_with(&server, r#"{"identitytoken": "r3fr3sh"}"#, "web", None).is_ok());
}

#[test]
fn a_password_is_sent_with_every_request_where_no_token_is_wanted() {
    let server = Server::start(|asked, _| match asked.authorization.as_deref() {
        Some("Basic cm9ib3Q6aHVudGVyMg==") => registry(asked),
        _ => Reply::Body(
            401,
            vec![("www-authenticate", "Basic realm=\"r\"".to_owned())],
            Vec::new(),
        ),
    });
    assert!(find_with(&server, ROBOT, "web", None).is_ok());
    insta::assert_snapshot!(said(&server, find(&server, "web", None)), @r"
    error: reading oci://server/team/web: http://server/v2/team/web/tags/list answers 401 Unauthorized
    next: where it is private and not just misspelt, log in: helm registry login server --plain-http
    Forbidden
    ");
}

#[test]
fn registries_that_refuse_are_told_with_the_log_in() {
    let server = Server::start(guarded);
    insta::assert_snapshot!(said(&server, find(&server, "web", None)), @r"
    error: reading oci://server/team/web: http://server/token answers 401 Unauthorized
    next: where it is private and not just misspelt, log in: helm registry login server --plain-http
    Forbidden
    ");
    insta::assert_snapshot!(said(&server, find_with(&server, r#"{"auth": "cm9ib3Q6eA=="}"#, "web", None)), @r"
    error: reading oci://server/team/web: http://server/token answers 401 Unauthorized
    next: the log-in Helm or Docker keeps for server is not enough; log in again: helm registry login server --plain-http
    Forbidden
    ");
    let forbidding = Server::start(|_, _| Reply::status(403));
    insta::assert_snapshot!(said(&forbidding, find(&forbidding, "web", Some("1.2.0"))), @r"
    error: reading oci://server/team/web: http://server/v2/team/web/manifests/1.2.0 answers 403 Forbidden
    next: where it is private and not just misspelt, log in: helm registry login server --plain-http
    Forbidden
    ");
}

#[test]
fn registries_that_do_not_do_their_work_are_told() {
    let failing = Server::start(|_, _| Reply::status(500));
    insta::assert_snapshot!(said(&failing, find(&failing, "web", None)), @r"
    error: reading oci://server/team/web: http://server/v2/team/web/tags/list answers 500 Internal Server Error
    next: try again later, or ask whoever runs that server
    Error
    ");
    let silent = Server::start(|_, _| Reply::Silence);
    insta::assert_snapshot!(said(&silent, find(&silent, "web", None)), @r"
    error: reading oci://server/team/web: server takes too long to answer
    next: try again, or check the network between here and there
    TimedOut
    ");
    let page = Server::start(|_, _| Reply::ok("<html>"));
    insta::assert_snapshot!(said(&page, find(&page, "web", None)), @r"
    error: reading oci://server/team/web: http://server/v2/team/web/tags/list answers with no list of tags
    next: check the address: it may not be a registry
    Error
    ");
}

#[test]
fn a_password_goes_to_no_plain_realm_elsewhere_and_along_no_redirect() {
    let server = Server::start(|_, _| {
        let challenge = "Bearer realm=\"http://evil.example.com/token\"".to_owned();
        Reply::Body(401, vec![("www-authenticate", challenge)], Vec::new())
    });
    insta::assert_snapshot!(said(&server, find_with(&server, ROBOT, "web", None)), @r"
    error: reading oci://server/team/web: server sends log-ins over plain HTTP, to http://evil.example.com/token
    next: ask whoever runs that registry to give out tokens over HTTPS
    Error
    ");
    let other = Server::start(|_, _| Reply::ok(CHART));
    let there = format!("{}/blob", other.address());
    let redirecting = Server::start(move |asked, host| match asked.path().contains("/blobs/") {
        true => Reply::Body(307, vec![("location", there.clone())], Vec::new()),
        false => guarded(asked, host),
    });
    assert!(find_with(&redirecting, ROBOT, "web", Some("1.2.0")).is_ok());
    assert_eq!(other.asked()[0].authorization, None);
}

#[test]
fn a_token_that_no_header_can_carry_is_refused() {
    let server = Server::start(|asked, host| match asked.path() {
        "/token" => Reply::ok("{\"token\": \"a\\nb\"}"),
        _ => guarded(asked, host),
    });
    insta::assert_snapshot!(said(&server, find_with(&server, ROBOT, "web", None)), @r"
    error: reading oci://server/team/web: http://server/token answers with no token
    next: check the address: it may not be a registry
    Error
    ");
}

#[test]
fn what_is_no_chart_or_other_bytes_is_refused() {
    let serving = |manifest: Vec<u8>, blob: &'static str| {
        Server::start(move |asked, _| match asked.path() {
            "/v2/team/web/manifests/1.2.0" => Reply::ok(manifest.clone()),
            path if path.contains("/blobs/") => Reply::ok(blob),
            _ => registry(asked),
        })
    };
    let image = serving(
        manifest_of("application/vnd.oci.image.config.v1+json", &digest(b"{}")),
        "{}",
    );
    insta::assert_snapshot!(said(&image, find(&image, "web", None)), @r"
    error: reading oci://server/team/web: what lies there is no Helm chart
    next: check the path: container images live beside charts in many registries
    Error
    ");
    let other = serving(manifest(), "{\"name\": \"evil\"}");
    let said = said(&other, find(&other, "web", None));
    assert!(
        said.contains("the registry sent other bytes than sha256:"),
        "{said}"
    );
}

#[test]
fn an_answer_that_is_too_large_is_not_read_compressed_or_not() {
    use std::io::Write;
    let large = vec![b' '; 5 * 1024 * 1024];
    let mut small = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    small.write_all(&large).unwrap();
    let small = small.finish().unwrap();
    assert!(small.len() < 10_000);
    let plain = Server::start(move |_, _| Reply::ok(large.clone()));
    insta::assert_snapshot!(said(&plain, find(&plain, "web", None)), @r"
    error: reading oci://server/team/web: http://server/v2/team/web/tags/list sends more than 4 MiB
    next: check that it is what you mean: nothing of its kind is that large
    Error
    ");
    let bomb = Server::start(move |_, _| {
        Reply::Body(
            200,
            vec![("content-encoding", "gzip".to_owned())],
            small.clone(),
        )
    });
    assert_eq!(
        said(&bomb, find(&bomb, "web", None)),
        said(&plain, find(&plain, "web", None))
    );
}

#[test]
fn an_index_leads_to_its_first_manifest() {
    let server = Server::start(|asked, _| {
        let inner = manifest();
        let index =
            json!({"manifests": [{"mediaType": "m", "digest": digest(&inner)}]}).to_string();
        match asked.path().strip_prefix("/v2/team/web/manifests/") {
            Some("1.2.0") => Reply::ok(index),
            Some(reference) if reference == digest(&inner) => Reply::ok(inner),
            _ => registry(asked),
        }
    });
    assert_eq!(find(&server, "web", Some("1.2.0")).unwrap().0.name, "web");
}

#[test]
fn plain_http_is_for_this_machine() {
    assert_eq!(
        base("localhost:5000").unwrap().as_str(),
        "http://localhost:5000/"
    );
    assert_eq!(
        base("r.example.com").unwrap().as_str(),
        "https://r.example.com/"
    );
    assert_eq!(
        base("docker.io").unwrap().as_str(),
        "https://registry-1.docker.io/"
    );
    assert!(base("host name").is_err());
}
