use std::time::Duration;

use argocd::snapshot::{GapReason, Need, Scope, Snapshot};
use argocd::tree::plan::Want;
use serde_json::json;

use crate::cluster::RequestTimeout;
use crate::error::Cause;
use crate::fake::{Fake, Reply, item, kind, list};
use crate::recorded::Entry;

fn want(group: &str, kind: &str, need: Need) -> Want {
    let scope = Scope::namespace(group, kind, "web");
    Want { scope, need }
}

fn reasons(snapshot: &Snapshot) -> Vec<(GapReason, &str)> {
    let gaps = snapshot.gaps();
    gaps.map(|gap| (gap.reason, gap.what.as_str())).collect()
}

fn plural(path: &str) -> &str {
    let path = path.split('?').next().unwrap();
    path.rsplit('/').next().unwrap()
}

#[tokio::test]
async fn what_is_refused_broken_silent_or_unknown_is_a_gap_and_the_rest_arrives() {
    let fake = Fake::start(|asked| match plural(&asked.path) {
        "pods" => Reply::json(list(vec![item("a")], "")),
        "secrets" => Reply::status(403, json!({})),
        "sleepers" => Reply::Silence,
        _ => Reply::status(500, json!({})),
    })
    .await;
    let catalog = [
        kind("", "Pod", "pods"),
        kind("", "Secret", "secrets"),
        kind("slow.example.com", "Sleeper", "sleepers"),
        kind("broken.example.com", "Wreck", "wrecks"),
    ];
    let wants = [
        want("", "Secret", Need::Meta),
        want("slow.example.com", "Sleeper", Need::Meta),
        want("broken.example.com", "Wreck", Need::Meta),
        want("gone.example.com", "Ghost", Need::Meta),
        want("", "Pod", Need::Meta),
    ];
    let mut snapshot = Snapshot::default();
    let short = RequestTimeout::After(Duration::from_secs(2));
    let cluster = fake.cluster_within(short).await;
    let catalog = catalog.into_iter().collect();
    let sink = &mut |update| snapshot.apply(update);
    cluster.fetch_all(&catalog, &wants, sink).await.unwrap();
    assert_eq!(snapshot.resources().count(), 1);
    assert_eq!(
        reasons(&snapshot),
        [
            (GapReason::Forbidden, "secrets in namespace web"),
            (GapReason::Unavailable, "Ghost.gone.example.com"),
            (
                GapReason::Unavailable,
                "wrecks.broken.example.com in namespace web"
            ),
            (
                GapReason::TimedOut,
                "sleepers.slow.example.com in namespace web"
            ),
        ]
    );
    assert!(snapshot.gaps().all(|gap| gap.scope.is_some()));
}

#[tokio::test]
async fn a_cluster_out_of_reach_is_an_error_and_not_a_list_of_gaps() {
    let fake = Fake::start(|_| Reply::status(401, json!({}))).await;
    let catalog = [kind("", "Pod", "pods")].into_iter().collect();
    let wants = [want("", "Pod", Need::Meta)];
    let cluster = fake.cluster().await;
    let done = cluster.fetch_all(&catalog, &wants, &mut |_| {}).await;
    assert_eq!(done.unwrap_err().cause(), Cause::Unauthorized);
}

#[tokio::test]
async fn nothing_wanted_is_nothing_asked() {
    let fake = Fake::start(|_| Reply::Silence).await;
    let cluster = fake.cluster().await;
    let done = cluster
        .fetch_all(&Default::default(), &[], &mut |_| {})
        .await;
    assert_eq!(done, Ok(()));
    assert_eq!(fake.asked().len(), 0);
}

#[tokio::test]
async fn what_is_recorded_stays_as_the_server_wrote_it() {
    let fake = Fake::start(|_| {
        let mut pod = item("a");
        pod["spec"] = json!({"unknown": ["kept"]});
        Reply::json(list(vec![pod], ""))
    })
    .await;
    let catalog = [kind("", "Pod", "pods"), kind("", "Secret", "secrets")];
    let catalog = catalog.into_iter().collect();
    let wants = [want("", "Pod", Need::Body), want("", "Secret", Need::Meta)];
    let mut whole = Vec::new();
    let mut metadata = Vec::new();
    let cluster = fake.cluster().await;
    let sink = &mut |entry| match entry {
        Entry::Seen(value) => whole.push(value),
        Entry::Metadata(value) => metadata.push(value),
        _ => {}
    };
    cluster.record_all(&catalog, &wants, sink).await.unwrap();
    assert_eq!(whole[0]["spec"]["unknown"], json!(["kept"]));
    assert_eq!(whole[0]["kind"], "Pod");
    assert_eq!((whole.len(), metadata.len()), (1, 1));
    assert_eq!(metadata[0]["kind"], "Secret");
}
