//! `snapshot`: what goes into the file, who may read it, and that it reads as the cluster did.

use std::fs;
use std::io::Read;

use flate2::read::GzDecoder;
use insta::assert_snapshot;
use serde_json::json;

use crate::program::{run, run_in};
use crate::server::{Reply, Server, cluster, shop};

fn server() -> Server {
    Server::start(|asked| cluster(&shop(), asked))
}

#[test]
fn what_was_written_reads_as_the_cluster_does() {
    let (server, folder) = (server(), tempfile::tempdir().unwrap());
    let line = format!("snapshot -f shop.gz {}", server.flags());
    assert_snapshot!(run_in(folder.path(), &line), @r#"
    --- standard error
    1 add-on, 4 objects of 4 kinds written to shop.gz; secrets are masked where they can be recognised: look before you share it
    "#);
    for line in ["list -o name", "tree shop", "get shop -o name"] {
        let recorded = run_in(folder.path(), &format!("{line} --from shop.gz"));
        let live = run(&format!("{line} {}", server.flags()));
        assert_eq!(recorded.to_string(), live.to_string(), "{line}");
    }
}

#[test]
fn secrets_are_masked() {
    let (server, folder) = (server(), tempfile::tempdir().unwrap());
    run_in(
        folder.path(),
        &format!("snapshot -f shop.gz {}", server.flags()),
    );
    let mut text = String::new();
    let file = fs::File::open(folder.path().join("shop.gz")).unwrap();
    GzDecoder::new(file).read_to_string(&mut text).unwrap();
    assert!(text.contains("\"shop\""), "{text}");
    for secret in ["aHVudGVyMg", "hunter2", "last-applied-configuration"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

#[test]
fn standard_output_gets_the_file_and_nothing_else() {
    let ended = run(&format!("snapshot {}", server().flags()));
    assert!(ended.answer.lines().count() > 5, "{ended}");
    for line in ended.answer.lines() {
        serde_json::from_str::<serde_json::Value>(line).unwrap();
    }
    assert!(!ended.answer.contains("aHVudGVyMg"), "{ended}");
    assert_snapshot!(ended.talk, @"1 add-on, 4 objects of 4 kinds written to standard output; secrets are masked where they can be recognised: look before you share it");
}

#[test]
fn only_what_was_named() {
    let server = server();
    assert_eq!(run(&format!("snapshot shop {}", server.flags())).code, 0);
    let ended = run(&format!("snapshot shop nothing {}", server.flags()));
    assert_snapshot!(server.hidden_in(&ended.talk), @r#"
    error: there is no add-on named nothing
    next: list all add-ons: kubectl addons list --server http://server
    "#);
    assert_eq!(ended.code, 3);
}

#[test]
fn events_of_neighbours_stay_behind() {
    let event = |name: &str, kind: &str, of: &str| {
        json!({"apiVersion": "v1", "kind": "Event", "metadata": {"name": name, "namespace": "web"},
               "involvedObject": {"apiVersion": "apps/v1", "kind": kind, "namespace": "web", "name": of}})
    };
    let server = Server::start(move |asked| {
        let mut objects = shop();
        objects.push(event("own", "Deployment", "shop"));
        objects.push(event("foreign", "Deployment", "neighbour"));
        cluster(&objects, asked)
    });
    let answer = run(&format!("snapshot shop {}", server.flags())).answer;
    assert!(answer.contains("\"own\""), "{answer}");
    assert!(!answer.contains("neighbour"), "{answer}");
}

#[cfg(unix)]
#[test]
fn the_file_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.json");
    run_in(
        folder.path(),
        &format!("snapshot -f shop.json {}", server().flags()),
    );
    let mode = fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[cfg(unix)]
#[test]
fn a_file_that_others_could_read_is_closed_to_them_first() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("shop.json");
    fs::write(&path, "old").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    run_in(
        folder.path(),
        &format!("snapshot -f shop.json {}", server().flags()),
    );
    let mode = fs::metadata(path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_folder_that_is_not_there() {
    assert_snapshot!(run(&format!("snapshot -f nowhere/shop.gz {}", server().flags())), @r#"
    --- standard error
    error: writing nowhere/shop.gz: No such file or directory (os error 2)
    next: choose a file you may write with -f FILE
    --- exit 1
    "#);
}

#[test]
fn what_could_not_be_read_is_written_down() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::start(|asked| match asked.path.ends_with("/secrets") {
        true => Reply::status(403, "no"),
        false => cluster(&shop(), asked),
    });
    assert_snapshot!(run_in(folder.path(), &format!("snapshot -f shop.json {}", server.flags())), @r#"
    --- standard error
    1 add-on, 3 objects of 3 kinds written to shop.json; secrets are masked where they can be recognised: look before you share it
    not seen: you may not list secrets in namespace web
    to see it, ask for a Role in namespace web with
    - {apiGroups: [""], resources: [secrets], verbs: [get, list, watch]}
    "#);
    assert_snapshot!(run_in(folder.path(), "tree shop --from shop.json"), @r#"
    RESOURCE             HEALTH      SYNC     AGE   MESSAGE
    Application/shop     ✔ Synced    Synced
    └─ Deployment/shop   ✔ Healthy   Synced

    Not inspected: could not be read
    Secret/shop                      Synced
    --- standard error
    not seen: you may not list secrets in namespace web
    to see it, ask for a Role in namespace web with
    - {apiGroups: [""], resources: [secrets], verbs: [get, list, watch]}
    "#);
}
