//! `-w`: what a pipe gets when something changes.

use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStdout, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Sender, channel};

use serde_json::{Value, json};

use crate::answer;
use crate::program::program;
use crate::server::{Reply, Server, cluster, shop};

/// The program, watching a cluster that this test changes; it ends with it.
struct Watching {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
    changes: Sender<Value>,
    _server: Server,
}

impl Watching {
    fn start(line: &str) -> Self {
        let (changes, changed) = channel();
        let changed = Mutex::new(Some(changed));
        let server = Server::start(move |asked| {
            let watched = asked.query.contains("watch=true") || asked.query.contains("watch=1");
            match watched && asked.path.ends_with("/applications") {
                true => changed
                    .lock()
                    .unwrap()
                    .take()
                    .map_or(Reply::Silence, Reply::Lines),
                false if watched => Reply::Silence,
                false => cluster(&shop(), asked),
            }
        });
        let line = format!("{line} {}", server.flags());
        let mut child = program(&line).stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self {
            child,
            lines,
            changes,
            _server: server,
        }
    }

    fn line(&mut self) -> String {
        let line = self.lines.next().unwrap().unwrap();
        assert_eq!(answer::complaints(&line), [""; 0], "{line}");
        line
    }

    /// Lets the add-on fall out of sync.
    fn change(&self) {
        let mut application = shop().remove(0);
        application["status"]["sync"]["status"] = "OutOfSync".into();
        application["metadata"]["resourceVersion"] = "8".into();
        self.changes
            .send(json!({"type": "MODIFIED", "object": application}))
            .unwrap();
    }
}

impl Drop for Watching {
    fn drop(&mut self) {
        // It may have ended by itself, which the test has then seen.
        let _ended = self.child.kill();
        let _code = self.child.wait();
    }
}

#[test]
fn a_row_that_changes_is_written_again() {
    let mut watching = Watching::start("list -w");
    assert!(watching.line().starts_with("NAME"));
    let first = watching.line();
    assert!(
        first.starts_with("shop") && first.contains(" Synced "),
        "{first}"
    );
    watching.change();
    let second = watching.line();
    assert!(
        second.starts_with("shop") && second.contains(" OutOfSync "),
        "{second}"
    );
}

#[test]
fn a_script_gets_one_document_a_line() {
    let mut watching = Watching::start("list -w -o json");
    let state = |line: String| {
        let document: Value = serde_json::from_str(&line).unwrap();
        assert_eq!(document["kind"], "AddonList");
        document["items"][0]["sync"].clone()
    };
    assert_eq!(state(watching.line()), "Synced");
    watching.change();
    assert_eq!(state(watching.line()), "OutOfSync");
}

#[test]
fn a_tree_that_changes_is_drawn_again() {
    let mut watching = Watching::start("tree shop -w --no-headers");
    let first = watching.line();
    assert!(
        first.starts_with("Application/shop") && first.contains("Synced"),
        "{first}"
    );
    watching.change();
    let changed =
        std::iter::from_fn(|| Some(watching.line())).find(|line| line.contains("OutOfSync"));
    assert!(changed.unwrap().starts_with("Application/shop"));
}

#[test]
fn a_right_that_is_lost_on_the_way_is_told_with_the_role_to_ask_for() {
    let server = Server::start(|asked| {
        let watched = asked.query.contains("watch=true");
        match watched && asked.path.ends_with("/appprojects") {
            true => Reply::status(403, "forbidden: User cannot watch resource"),
            false if watched => Reply::Silence,
            false => cluster(&shop(), asked),
        }
    });
    let line = format!("list -w {}", server.flags());
    let mut child = program(&line)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let told = BufReader::new(child.stderr.take().unwrap()).lines();
    let told: Vec<String> = told.take(3).map(Result::unwrap).collect();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(
        told,
        [
            "not seen: you may not watch appprojects.argoproj.io in namespace argocd",
            "to see it, ask for a Role in namespace argocd with",
            "- {apiGroups: [argoproj.io], resources: [appprojects], verbs: [get, list, watch]}",
        ]
    );
}

#[test]
fn a_token_that_expires_on_the_way_is_told_and_what_was_seen_stays() {
    let server = Server::start(|asked| {
        let watched = asked.query.contains("watch=true");
        match watched && asked.path.ends_with("/applications") {
            true => Reply::status(401, "token has expired"),
            false if watched => Reply::Silence,
            false => cluster(&shop(), asked),
        }
    });
    let line = format!("list -w {}", server.flags());
    let mut child = program(&line)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = BufReader::new(child.stderr.take().unwrap()).lines();
    let note = told.next().unwrap().unwrap();
    child.kill().unwrap();
    assert!(note.starts_with("not seen: "), "{note}");
    assert!(note.contains("does not accept your credentials"), "{note}");
    let answer = std::io::read_to_string(child.stdout.take().unwrap()).unwrap();
    assert!(answer.contains("shop"), "{answer}");
    child.wait().unwrap();
}
