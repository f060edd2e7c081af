use std::sync::Mutex;

use argocd::catalog::Catalog;
use argocd::snapshot::{Need, Scope, Update};
use argocd::tree::plan::Want;
use serde_json::{Value, json};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::fake::{Fake, Reply, item, kind, list};
use crate::follow::Follow;

/// A server that lists pod `a` and plays prepared watches one after another.
struct Play {
    fake: Fake,
    watches: Vec<UnboundedSender<String>>,
}

impl Play {
    async fn with_watches(count: usize) -> Self {
        let (watches, ends): (Vec<_>, Vec<UnboundedReceiver<String>>) =
            (0..count).map(|_| unbounded_channel()).unzip();
        let ends = Mutex::new(ends.into_iter());
        let fake = Fake::start(move |asked| match asked.has("watch=true") {
            false => Reply::json(list(vec![item("a")], "")),
            true => match ends.lock().unwrap().next() {
                Some(lines) => Reply::Lines(lines),
                None => Reply::Silence,
            },
        })
        .await;
        Self { fake, watches }
    }

    async fn follow(&self) -> Follow {
        let catalog: Catalog = [kind("", "Pod", "pods")].into_iter().collect();
        let scope = Scope::namespace("", "Pod", "web");
        let need = Need::Meta;
        self.fake
            .cluster()
            .await
            .follow(&catalog, &[Want { scope, need }])
    }

    /// Sends one event on a watch.
    fn send(&self, watch: usize, kind: &str, name: &str, version: &str) {
        let mut object = item(name);
        object["metadata"]["resourceVersion"] = version.into();
        self.line(watch, json!({"type": kind, "object": object}));
    }

    fn line(&self, watch: usize, line: Value) {
        self.watches[watch].send(line.to_string()).unwrap();
    }

    /// The versions from which watches were asked for.
    fn versions(&self) -> Vec<String> {
        let asked = self.fake.asked();
        let versions = asked.iter().filter(|asked| asked.has("watch=true"));
        let version = |path: &str| path.split("resourceVersion=").nth(1).unwrap().to_owned();
        versions.map(|asked| version(&asked.path)).collect()
    }
}

/// Waits for the next update; a test that waits in vain fails.
async fn next(follow: &mut Follow) -> String {
    let patience = std::time::Duration::from_secs(20);
    let update = tokio::time::timeout(patience, follow.next()).await;
    match update.expect("an update comes").unwrap() {
        Update::Seen(object) => object.reference().name,
        Update::Gone(reference) => format!("-{}", reference.name),
        Update::Relist(_) => "relist".to_owned(),
        Update::Gap(gap) => format!("gap {:?}", gap.reason),
        Update::Settled(_) => "settled".to_owned(),
    }
}

async fn some(follow: &mut Follow, count: usize) -> Vec<String> {
    let mut said = Vec::new();
    for _ in 0..count {
        said.push(next(follow).await);
    }
    said
}

#[tokio::test]
async fn a_list_is_followed_by_what_happens() {
    let play = Play::with_watches(1).await;
    let mut follow = play.follow().await;
    assert_eq!(some(&mut follow, 3).await, ["relist", "a", "settled"]);
    play.send(0, "ADDED", "b", "8");
    play.send(0, "MODIFIED", "a", "9");
    play.send(0, "DELETED", "b", "10");
    assert_eq!(some(&mut follow, 3).await, ["b", "a", "-b"]);
    assert_eq!(play.versions(), ["7"]);
}

#[tokio::test]
async fn a_dropped_connection_goes_on_where_it_was() {
    let mut play = Play::with_watches(2).await;
    let mut follow = play.follow().await;
    some(&mut follow, 3).await;
    play.send(0, "ADDED", "b", "8");
    play.line(
        0,
        json!({"type": "BOOKMARK", "object": {"kind": "Pod", "apiVersion": "v1",
        "metadata": {"resourceVersion": "12"}}}),
    );
    assert_eq!(next(&mut follow).await, "b");
    play.watches.remove(0);
    play.send(0, "ADDED", "c", "13");
    assert_eq!(next(&mut follow).await, "c");
    assert_eq!(play.versions(), ["7", "12"]);
}

#[tokio::test]
async fn a_watch_that_expired_lists_again() {
    let play = Play::with_watches(2).await;
    let mut follow = play.follow().await;
    some(&mut follow, 3).await;
    play.line(
        0,
        json!({"type": "ERROR", "object": {"kind": "Status", "code": 410, "reason": "Expired",
        "message": "too old resource version"}}),
    );
    assert_eq!(some(&mut follow, 3).await, ["relist", "a", "settled"]);
    play.send(1, "ADDED", "c", "9");
    assert_eq!(next(&mut follow).await, "c");
}

#[tokio::test]
async fn what_may_not_be_listed_is_a_gap_at_once() {
    let fake = Fake::start(|_| Reply::status(403, json!({}))).await;
    let catalog: Catalog = [kind("", "Pod", "pods")].into_iter().collect();
    let scope = Scope::namespace("", "Pod", "web");
    let want = Want {
        scope,
        need: Need::Meta,
    };
    let mut follow = fake.cluster().await.follow(&catalog, &[want]);
    assert_eq!(next(&mut follow).await, "gap Forbidden");
}

#[tokio::test]
async fn a_kind_that_is_not_served_is_a_gap_and_nothing_is_followed() {
    let fake = Fake::start(|_| Reply::Silence).await;
    let scope = Scope::namespace("gone.io", "Ghost", "web");
    let want = Want {
        scope,
        need: Need::Meta,
    };
    let mut follow = fake.cluster().await.follow(&Catalog::default(), &[want]);
    assert_eq!(next(&mut follow).await, "gap Unavailable");
    assert!(follow.next().await.is_none());
}
