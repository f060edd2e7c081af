use argocd::object::ObjectRef;
use argocd::snapshot::{GapReason, Need, Scope, Snapshot, Update};
use serde_json::json;

use crate::cluster::{Cluster, RequestTimeout};
use crate::error::{Cause, Error};
use crate::fake::{Fake, Reply, item, kind, list};
use crate::pinned;

fn web(group: &str, kind: &str) -> Scope {
    Scope::namespace(group, kind, "web")
}

async fn applications(cluster: &Cluster) -> (Vec<Update>, Result<(), Error>) {
    let mut updates = Vec::new();
    let scope = web("argoproj.io", "Application");
    let served = pinned::applications();
    let sink = &mut |update| updates.push(update);
    let done = cluster.list(&served, &scope, Need::Summary, sink).await;
    (updates, done)
}

/// Says each update as one word, so that an order can be read.
fn words(updates: &[Update]) -> Vec<String> {
    let word = |update: &Update| match update {
        Update::Seen(object) => object.reference().name,
        Update::Gone(reference) => format!("-{}", reference.name),
        Update::Relist(_) => "relist".to_owned(),
        Update::Gap(gap) => format!("gap {:?} {}", gap.reason, gap.what),
        Update::Settled(_) => "settled".to_owned(),
    };
    updates.iter().map(word).collect()
}

#[tokio::test]
async fn pages_follow_each_other_within_one_relist() {
    let fake = Fake::start(|asked| match asked.has("continue=second%2Fpage") {
        false => Reply::json(list(vec![item("a"), item("b")], "second/page")),
        true => Reply::json(list(vec![item("c")], "")),
    })
    .await;
    let (updates, done) = applications(&fake.cluster().await).await;
    done.unwrap();
    assert_eq!(words(&updates), ["relist", "a", "b", "c", "settled"]);
    let asked = fake.asked();
    assert_eq!(asked.len(), 2);
    assert!(!asked[0].path.contains("limit"));
    assert!(asked[0].is_at("/apis/argoproj.io/v1alpha1/namespaces/web/applications"));
    assert!(asked[0].head.to_lowercase().contains("user-agent: test/1"));
}

#[tokio::test]
async fn a_list_that_expires_on_the_way_starts_again() {
    let first = std::sync::atomic::AtomicBool::new(true);
    let fake = Fake::start(move |asked| match asked.has("continue=x") {
        false => Reply::json(list(vec![item("a")], "x")),
        true if first.swap(false, std::sync::atomic::Ordering::SeqCst) => {
            Reply::status(410, json!({}))
        }
        true => Reply::json(list(vec![item("b")], "")),
    })
    .await;
    let (updates, done) = applications(&fake.cluster().await).await;
    done.unwrap();
    assert_eq!(
        words(&updates),
        ["relist", "a", "relist", "a", "b", "settled"]
    );
}

#[tokio::test]
async fn a_list_whose_last_page_names_itself_ends() {
    let fake = Fake::start(|_| Reply::json(list(vec![item("a")], "again"))).await;
    let (_, done) = applications(&fake.cluster().await).await;
    let error = done.unwrap_err();
    assert_eq!(error.cause(), Cause::Unreadable);
    assert!(error.to_string().contains("has no end"), "{error}");
    assert_eq!(fake.asked().len(), 2);
}

#[tokio::test]
async fn a_list_that_always_expires_ends() {
    let fake = Fake::start(|_| Reply::status(410, json!({}))).await;
    let (_, done) = applications(&fake.cluster().await).await;
    assert_eq!(done.unwrap_err().cause(), Cause::Expired);
    assert_eq!(fake.asked().len(), 3);
}

#[tokio::test]
async fn a_busy_server_is_asked_again_when_it_says() {
    let tries = std::sync::atomic::AtomicUsize::new(0);
    let fake =
        Fake::start(
            move |_| match tries.fetch_add(1, std::sync::atomic::Ordering::SeqCst) {
                0 => Reply::status(429, json!({})).with("Retry-After", "0"),
                1 => Reply::status(503, json!({})).with("Retry-After", "0"),
                _ => Reply::json(list(vec![item("a")], "")),
            },
        )
        .await;
    let (updates, done) = applications(&fake.cluster().await).await;
    done.unwrap();
    assert_eq!(words(&updates), ["relist", "a", "settled"]);
}

#[tokio::test]
async fn a_server_that_stays_busy_is_left_alone_after_three_tries() {
    let fake = Fake::start(|_| Reply::status(429, json!({})).with("Retry-After", "0")).await;
    let (updates, done) = applications(&fake.cluster().await).await;
    assert_eq!(done.unwrap_err().cause(), Cause::TooBusy);
    assert_eq!((fake.asked().len(), updates.len()), (3, 0));
}

#[tokio::test]
async fn a_wait_longer_than_the_time_there_is_is_not_begun() {
    let fake = Fake::start(|_| Reply::status(429, json!({})).with("Retry-After", "3600")).await;
    let (_, done) = applications(&fake.cluster().await).await;
    assert_eq!(done.unwrap_err().cause(), Cause::TooBusy);
    assert_eq!(fake.asked().len(), 1);
}

#[tokio::test]
async fn a_broken_api_is_not_asked_again() {
    let fake = Fake::start(|_| Reply::status(503, json!({}))).await;
    let (_, done) = applications(&fake.cluster().await).await;
    let error = done.unwrap_err();
    assert_eq!(error.cause(), Cause::Failed);
    assert!(error.to_string().contains("refused with 503"), "{error}");
    assert_eq!(fake.asked().len(), 1);
}

#[tokio::test]
async fn a_refusal_names_the_right_that_is_missing() {
    let fake = Fake::start(|_| Reply::status(403, json!({}))).await;
    let mut nothing = |update| panic!("{update:?}");
    let cluster = fake.cluster().await;
    let secrets = kind("", "Secret", "secrets");
    let scope = web("", "Secret");
    let done = cluster
        .list(&secrets, &scope, Need::Meta, &mut nothing)
        .await;
    let error = done.unwrap_err();
    assert_eq!(error.cause(), Cause::Forbidden);
    assert_eq!(
        error.to_string(),
        "you may not list secrets in namespace web"
    );
}

#[tokio::test]
async fn other_refusals_have_a_cause_each() {
    for (code, cause) in [
        (401, Cause::Unauthorized),
        (404, Cause::NotServed),
        (500, Cause::Failed),
    ] {
        let fake = Fake::start(move |_| Reply::status(code, json!({}))).await;
        let (_, done) = applications(&fake.cluster().await).await;
        assert_eq!(done.unwrap_err().cause(), cause, "{code}");
    }
}

#[tokio::test]
async fn one_bad_item_of_a_page_is_a_gap_and_spoils_no_other() {
    let mut bad = item("bad");
    bad["spec"] = json!("no object");
    let items = vec![item("a"), bad, json!({"metadata": {}}), item("b")];
    let page = list(items, "");
    let fake = Fake::start(move |_| Reply::json(page.clone())).await;
    let (updates, done) = applications(&fake.cluster().await).await;
    done.unwrap();
    let said = words(&updates);
    assert_eq!(said[1], "a");
    assert_eq!(said[2], "gap Unreadable Application web/bad");
    assert_eq!(said[3], "gap Unreadable Application without a name");
    assert_eq!(&said[4..], ["b", "settled"]);
}

#[tokio::test]
async fn an_answer_that_is_no_list_is_told() {
    let fake = Fake::start(|_| Reply::Whole(200, Vec::new(), "<html>".to_owned())).await;
    let (_, done) = applications(&fake.cluster().await).await;
    let error = done.unwrap_err();
    assert_eq!(error.cause(), Cause::Unreadable);
}

#[tokio::test]
async fn metadata_is_asked_for_alone_and_whole_objects_get_their_kind() {
    let fake = Fake::start(|_| Reply::json(list(vec![item("a")], ""))).await;
    let cluster = fake.cluster().await;
    let pods = kind("", "Pod", "pods");
    let reference = ObjectRef::new("", "Pod", "web", "a");
    for (need, has_body) in [(Need::Meta, false), (Need::Body, true)] {
        let mut snapshot = Snapshot::default();
        let sink = &mut |update| snapshot.apply(update);
        cluster
            .list(&pods, &web("", "Pod"), need, sink)
            .await
            .unwrap();
        let body = snapshot.resource(&reference).unwrap().body.as_ref();
        assert_eq!(body.is_some(), has_body);
        if let Some(body) = body {
            assert_eq!(
                (&body["apiVersion"], &body["kind"]),
                (&json!("v1"), &json!("Pod"))
            );
        }
    }
    let asked = fake.asked();
    assert!(asked[0].head.contains("as=PartialObjectMetadataList"));
    assert!(asked[0].has("resourceVersion=0"));
    assert!(!asked[1].head.contains("as="));
    assert!(!asked[1].has("resourceVersion"));
}

#[tokio::test]
async fn a_list_whose_items_are_null_is_empty() {
    let fake = Fake::start(|_| {
        Reply::json(json!({"kind": "PartialObjectMetadataList", "metadata": {}, "items": null}))
    })
    .await;
    let cluster = fake.cluster().await;
    for need in [Need::Meta, Need::Body] {
        let mut updates = Vec::new();
        let sink = &mut |update| updates.push(update);
        let pods = kind("", "Pod", "pods");
        cluster
            .list(&pods, &web("", "Pod"), need, sink)
            .await
            .unwrap();
        assert_eq!(words(&updates), ["relist", "settled"]);
    }
    let (updates, done) = applications(&cluster).await;
    done.unwrap();
    assert_eq!(words(&updates), ["relist", "settled"]);
}

#[tokio::test]
async fn one_object_is_got_by_name_and_its_absence_is_settled() {
    let fake = Fake::start(|asked| match asked.is_at("/api/v1/namespaces/web/pods/a") {
        true => Reply::json(item("a")),
        false => Reply::status(404, json!({"name": "b", "kind": "pods"})),
    })
    .await;
    let cluster = fake.cluster().await;
    let pods = kind("", "Pod", "pods");
    for (name, said) in [
        ("a", vec!["relist", "a", "settled"]),
        ("b", vec!["relist", "settled"]),
    ] {
        let mut updates = Vec::new();
        let scope = Scope::object(&ObjectRef::new("", "Pod", "web", name));
        let sink = &mut |update| updates.push(update);
        cluster.list(&pods, &scope, Need::Meta, sink).await.unwrap();
        assert_eq!(words(&updates), said);
    }
}

#[tokio::test]
async fn silence_ends_with_the_request_timeout() {
    let fake = Fake::start(|_| Reply::Silence).await;
    let short = RequestTimeout::After(std::time::Duration::from_millis(30));
    let (_, done) = applications(&fake.cluster_within(short).await).await;
    let error = done.unwrap_err();
    assert_eq!(error.cause(), Cause::TimedOut);
    assert_eq!(
        error.clone().into_gap(String::new(), None).reason,
        GapReason::TimedOut
    );
    assert!(error.advice()[0].contains("--request-timeout"));
}

#[tokio::test]
async fn a_server_that_drips_does_not_put_the_request_timeout_off() {
    let fake = Fake::start(|_| {
        let (drips, lines) = tokio::sync::mpsc::unbounded_channel();
        tokio::spawn(async move {
            let mut drip = tokio::time::interval(std::time::Duration::from_millis(1));
            while drips.send(" ".to_owned()).is_ok() {
                drip.tick().await;
            }
        });
        Reply::Lines(lines)
    })
    .await;
    let short = RequestTimeout::After(std::time::Duration::from_millis(30));
    let (_, done) = applications(&fake.cluster_within(short).await).await;
    assert_eq!(done.unwrap_err().cause(), Cause::TimedOut);
}

/// Lists early and returns the updates.
async fn early(fake: &Fake) -> (Vec<Update>, Result<(), Error>) {
    let want = argocd::tree::plan::Want {
        scope: web("argoproj.io", "Application"),
        need: Need::Summary,
    };
    let mut updates = Vec::new();
    let sink = &mut |update| updates.push(update);
    let served = pinned::applications();
    let done = fake.cluster().await.list_early(&served, &want, sink).await;
    (updates, done)
}

/// A list of one object that says how many there are beside it.
fn one_of(beside: usize) -> Reply {
    let mut one = list(vec![item("a")], "more");
    one["metadata"]["remainingItemCount"] = json!(beside);
    Reply::json(one)
}

#[tokio::test]
async fn a_long_list_is_asked_for_beside_its_first_page() {
    let fake = Fake::start(
        |asked| match (asked.has("limit=1"), asked.has("limit=500")) {
            (true, _) => one_of(500),
            (_, true) => Reply::json(list(vec![item("a"), item("b")], "more")),
            _ => Reply::json(list(vec![item("a"), item("c")], "")),
        },
    )
    .await;
    let (updates, done) = early(&fake).await;
    done.unwrap();
    let mut snapshot = Snapshot::default();
    snapshot.extend(updates);
    let names = snapshot.applications().map(|seen| &seen.metadata.name);
    assert_eq!(names.collect::<Vec<_>>(), ["a", "c"], "b went meanwhile");
    assert!(snapshot.has_read(&web("argoproj.io", "Application")));
    assert_eq!(fake.asked().len(), 3);
}

#[tokio::test]
async fn a_short_list_is_its_first_page() {
    let fake = Fake::start(|asked| match asked.has("limit=1") {
        true => one_of(499),
        false => Reply::json(list(vec![item("a")], "")),
    })
    .await;
    let (updates, done) = early(&fake).await;
    done.unwrap();
    assert_eq!(words(&updates), ["relist", "a", "settled"]);
    assert_eq!(fake.asked().len(), 2);
}

#[tokio::test]
async fn a_server_that_does_not_say_how_many_there_are_is_asked_for_the_rest() {
    let fake = Fake::start(|asked| match asked.path.contains("limit=") {
        true => Reply::json(list(vec![item("a")], "more")),
        false => Reply::json(list(vec![item("a"), item("b")], "")),
    })
    .await;
    let (updates, done) = early(&fake).await;
    done.unwrap();
    assert_eq!(
        words(&updates),
        ["relist", "a", "relist", "a", "b", "settled"]
    );
}

#[tokio::test]
async fn a_long_list_needs_no_first_page() {
    let fake = Fake::start(
        |asked| match (asked.has("limit=1"), asked.has("limit=500")) {
            (true, _) => one_of(5_000),
            (_, true) => Reply::status(429, json!({})).with("Retry-After", "3600"),
            _ => Reply::json(list(vec![item("a")], "")),
        },
    )
    .await;
    let (updates, done) = early(&fake).await;
    done.unwrap();
    assert_eq!(words(&updates).last().unwrap(), "settled");
}

#[tokio::test]
async fn who_may_not_list_is_refused_once_for_all() {
    let fake = Fake::start(|_| Reply::status(403, json!({}))).await;
    let (updates, done) = early(&fake).await;
    assert_eq!(done.unwrap_err().cause(), Cause::Forbidden);
    assert_eq!(words(&updates), ["relist"]);
}

#[tokio::test]
async fn null_is_as_absent_in_an_application_and_in_metadata() {
    let odd = json!({
        "metadata": {"name": "odd", "namespace": "web", "uid": null, "finalizers": null},
        "spec": {"project": null, "sources": null},
        "status": {"sync": null, "operationState": null},
    });
    let fake = Fake::start(move |_| Reply::json(list(vec![odd.clone(), item("a")], ""))).await;
    let (updates, done) = applications(&fake.cluster().await).await;
    done.unwrap();
    assert_eq!(words(&updates), ["relist", "odd", "a", "settled"]);
    let mut updates = Vec::new();
    let pods = kind("", "Pod", "pods");
    let sink = &mut |update| updates.push(update);
    let cluster = fake.cluster().await;
    let listed = cluster.list(&pods, &web("", "Pod"), Need::Meta, sink).await;
    listed.unwrap();
    assert_eq!(words(&updates), ["relist", "odd", "a", "settled"]);
}
