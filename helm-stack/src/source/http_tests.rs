use std::time::Duration;

use super::*;
use crate::source::fake::{Asked, Reply, Server};
use crate::source::repositories::Repositories;
use crate::source::told::told;

const INDEX: &str = "\
apiVersion: v1
entries:
  grafana:
  - {name: grafana, version: 9.3.0, appVersion: '11', description: Dashboards, urls: [grafana-9.3.0.tgz]}
  - {name: grafana, version: 9.2.10, urls: [grafana-9.2.10.tgz]}
  - {name: grafana, version: 10.0.0-rc.1, urls: [grafana-10.0.0-rc.1.tgz]}
  grafana-agent:
  - {name: grafana-agent, version: 1.0.0, urls: [charts/grafana-agent-1.0.0.tgz]}
generated: '2026-01-01T00:00:00Z'
";

/// Makes an entry of `repositories.yaml` for an address.
fn known(url: &str, rest: &str) -> Repositories {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("repositories.yaml");
    let entry = format!(
        "repositories:\n- {{name: shop, url: '{url}', username: robot, password: hunter2{rest}}}\n"
    );
    std::fs::write(&file, entry).unwrap();
    Repositories::read(Some(&file)).unwrap()
}

fn repository<'a>(server: &Server, known: Option<&'a Repositories>) -> HttpRepository<'a> {
    let url = format!("{}/charts", server.address());
    HttpRepository {
        known: known.and_then(|known| known.at(&url)),
        url: url.parse().unwrap(),
        deadlines: Deadlines {
            silence: Duration::from_millis(300),
            ..Deadlines::default()
        },
    }
}

fn find(
    repository: &HttpRepository<'_>,
    chart: &str,
    version: Option<&str>,
) -> anyhow::Result<(Entry, Choice)> {
    crate::command::wait(repository.find(chart, &Wanted::of(version)))
}

/// Asks and returns what is said to the user, and the exit code.
fn said(
    server: &Server,
    known: Option<&Repositories>,
    chart: &str,
    version: Option<&str>,
) -> String {
    let error = find(&repository(server, known), chart, version).unwrap_err();
    let said = server.hidden_in(&told(&error));
    assert!(!said.contains("hunter2"), "{said}");
    said
}

fn index(asked: &Asked, _host: &str) -> Reply {
    match asked.line.as_str() {
        "GET /charts/index.yaml" => Reply::ok(INDEX),
        _ => Reply::status(404),
    }
}

#[test]
fn the_newest_stable_version_is_found() {
    let server = Server::start(index);
    let (entry, choice) = find(&repository(&server, None), "grafana", None).unwrap();
    assert_eq!((choice.version.as_str(), choice.newest), ("9.3.0", None));
    assert_eq!(entry.metadata.app_version.as_deref(), Some("11"));
    let (_, choice) = find(&repository(&server, None), "grafana", Some("9.2.10")).unwrap();
    assert_eq!(
        (choice.version.as_str(), choice.newest.as_deref()),
        ("9.2.10", Some("9.3.0"))
    );
}

#[test]
fn what_is_not_there_is_answered_with_what_is() {
    let server = Server::start(index);
    insta::assert_snapshot!(said(&server, None, "grafanna", None), @r"
    error: http://server/charts has no chart grafanna
    next: did you mean grafana?
    NotFound
    ");
    insta::assert_snapshot!(said(&server, None, "grafana", Some("9.9.9")), @r"
    error: http://server/charts has no version 9.9.9 of grafana
    next: the newest are 10.0.0-rc.1, 9.3.0, 9.2.10
    NotFound
    ");
    let elsewhere = Server::start(|_, _| Reply::status(404));
    insta::assert_snapshot!(said(&elsewhere, None, "grafana", None), @r"
    error: http://server/charts/index.yaml answers 404 Not Found
    next: check the address: a Helm repository has an index.yaml; a registry is written oci://HOST/PATH
    NotFound
    ");
}

#[test]
fn helms_password_is_sent_where_it_belongs() {
    let server = Server::start(|asked, host| match asked.authorization.as_deref() {
        // robot:hunter2
        Some("Basic cm9ib3Q6aHVudGVyMg==") => index(asked, host),
        _ => Reply::status(401),
    });
    let with = known(&format!("{}/charts/", server.address()), "");
    assert!(find(&repository(&server, Some(&with)), "grafana", None).is_ok());
    insta::assert_snapshot!(said(&server, None, "grafana", None), @r"
    error: http://server/charts/index.yaml answers 401 Unauthorized
    next: it wants a user and a password, which Helm keeps: helm repo add NAME http://server/charts --force-update --username USER --password-stdin
    Forbidden
    ");
    let wrong = known(&format!("{}/charts", server.address()), "x");
    insta::assert_snapshot!(said(&server, Some(&wrong), "grafana", None), @r"
    error: http://server/charts/index.yaml answers 401 Unauthorized
    next: Helm's user and password for it are not taken; give it others: helm repo add shop http://server/charts --force-update --username USER --password-stdin
    Forbidden
    ");
}

#[test]
fn a_redirect_to_another_host_carries_no_password() {
    let other = Server::start(|_, _| Reply::ok(INDEX));
    let there = format!("{}/index.yaml", other.address());
    let server =
        Server::start(move |_, _| Reply::Body(302, vec![("location", there.clone())], Vec::new()));
    let known = known(&format!("{}/charts", server.address()), "");
    assert!(find(&repository(&server, Some(&known)), "grafana", None).is_ok());
    assert!(server.asked()[0].authorization.is_some());
    assert_eq!(other.asked()[0].authorization, None);
}

#[test]
fn a_redirect_on_the_same_host_keeps_the_password() {
    let server = Server::start(|asked, _| match asked.path() {
        "/charts/index.yaml" => Reply::Body(
            302,
            vec![("location", "/moved/index.yaml".to_owned())],
            Vec::new(),
        ),
        _ if asked.authorization.is_some() => Reply::ok(INDEX),
        _ => Reply::status(401),
    });
    let known = known(&format!("{}/charts", server.address()), "");
    assert!(find(&repository(&server, Some(&known)), "grafana", None).is_ok());
}

#[test]
fn servers_that_do_not_do_their_work_are_told_with_the_next_step() {
    let reply = |code| Server::start(move |_, _| Reply::status(code));
    insta::assert_snapshot!(said(&reply(403), None, "grafana", None), @r"
    error: http://server/charts/index.yaml answers 403 Forbidden
    next: it wants a user and a password, which Helm keeps: helm repo add NAME http://server/charts --force-update --username USER --password-stdin
    Forbidden
    ");
    insta::assert_snapshot!(said(&reply(500), None, "grafana", None), @r"
    error: http://server/charts/index.yaml answers 500 Internal Server Error
    next: try again later, or ask whoever runs that server
    Error
    ");
    insta::assert_snapshot!(said(&reply(429), None, "grafana", None), @r"
    error: http://server/charts/index.yaml answers 429 Too Many Requests
    next: wait a while and try again
    Error
    ");
    let round = Server::start(|_, _| {
        Reply::Body(
            302,
            vec![("location", "/charts/index.yaml".to_owned())],
            Vec::new(),
        )
    });
    insta::assert_snapshot!(said(&round, None, "grafana", None), @r"
    error: reading the charts of http://server/charts: http://server/charts/index.yaml leads astray: there is no end to its redirects
    next: use the address it leads to, if you trust it
    Error
    ");
    let silent = Server::start(|_, _| Reply::Silence);
    insta::assert_snapshot!(said(&silent, None, "grafana", None), @r"
    error: reading the charts of http://server/charts: server takes too long to answer
    next: try again, or check the network between here and there
    TimedOut
    ");
    let broken = Server::start(|_, _| Reply::BrokenOff(INDEX.into()));
    insta::assert_snapshot!(said(&broken, None, "grafana", None), @r"
    error: reading the charts of http://server/charts: server broke off its answer: end of file before message length reached
    next: try again, or ask whoever runs that server
    Error
    ");
}

#[test]
fn a_server_that_is_not_there_is_told() {
    let gone = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    let repository = HttpRepository {
        url: format!("http://{gone}/").parse().unwrap(),
        known: None,
        deadlines: Deadlines::default(),
    };
    let error = format!("{:#}", find(&repository, "grafana", None).unwrap_err())
        .replace(&gone.to_string(), "server");
    assert!(
        error.starts_with("reading the charts of http://server/: server cannot be reached: "),
        "{error}"
    );
}

#[test]
fn plain_http_on_a_tls_address_is_told() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let host = listener.local_addr().unwrap().to_string();
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _gone = std::io::Write::write_all(&mut stream, b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    let repository = HttpRepository {
        url: format!("https://{host}/").parse().unwrap(),
        known: None,
        deadlines: Deadlines::default(),
    };
    let error = find(&repository, "grafana", None).unwrap_err();
    insta::assert_snapshot!(told(&error).replace(&host, "server"), @r"
    error: reading the charts of https://server/: server speaks no TLS
    next: where it is meant to be asked in plain HTTP, write http:// instead of https://
    Error
    ");
}

#[test]
fn indexes_that_are_broken_are_refused_and_not_searched() {
    let serve = |text: &str| {
        let text = text.to_owned();
        Server::start(move |_, _| Reply::ok(text.clone()))
    };
    let cut = serve(&INDEX[..INDEX.find("generated").unwrap()]);
    insta::assert_snapshot!(said(&cut, None, "loki", None), @r"
    error: http://server/charts/index.yaml is cut off: the line `generated:` at its end is missing
    next: check the address, or ask whoever runs that repository to mend it
    Error
    ");
    insta::assert_snapshot!(said(&cut, None, "grafana", None), @r"
    error: http://server/charts/index.yaml is cut off: the line `generated:` at its end is missing
    next: check the address, or ask whoever runs that repository to mend it
    Error
    ");
    assert!(find(&repository(&cut, None), "grafana", Some("9.3.0")).is_ok());
    insta::assert_snapshot!(said(&serve("<html></html>"), None, "grafana", None), @r"
    error: http://server/charts/index.yaml is a web page, no index of charts
    next: check the address, or ask whoever runs that repository to mend it
    Error
    ");
    insta::assert_snapshot!(said(&serve("- a\n- b\n"), None, "grafana", None), @r"
    error: http://server/charts/index.yaml is no index of charts (line 1)
    next: check the address, or ask whoever runs that repository to mend it
    Error
    ");
}

#[test]
fn an_archive_leads_to_its_chart() {
    let server = Server::start(index);
    let repository = repository(&server, None);
    let find = |file: &str| {
        let url = format!("{}/charts/{file}", server.address())
            .parse()
            .unwrap();
        crate::command::wait(repository.find_archive(&url))
    };
    let (name, entry) = find("charts/grafana-agent-1.0.0.tgz").unwrap();
    assert_eq!(
        (name.as_str(), entry.metadata.version.as_str()),
        ("grafana-agent", "1.0.0")
    );
    assert_eq!(find("grafana-10.0.0-rc.1.tgz").unwrap().0, "grafana");
    assert!(find("other/grafana-9.3.0.tgz").is_err() && find("grafana-1.0.0.tgz").is_err());
}
