//! Every view on screens too narrow for it: what gives way, and what stays whole.

use argocd::events::{TimelineOptions, timeline};
use argocd::tree::{self, TreeOptions};
use insta::assert_snapshot;

use super::events::EventsView;
use super::fixture::{application, drawn, now, recorded, tree};
use super::get::GetView;
use super::list::ListView;
use super::selection::Selection;
use super::surroundings::Surroundings;

fn list() -> ListView {
    ListView::of_all(&recorded("fleet"), &Selection::default(), now())
}

fn events() -> EventsView {
    let snapshot = recorded("degraded");
    let application = application(&snapshot, "loki");
    let tree = tree::build(application, &snapshot, &TreeOptions::default());
    let options = TimelineOptions {
        since: None,
        warnings_only: false,
        for_object: None,
        now: now(),
    };
    EventsView::new(timeline(&tree, application, &snapshot, &options), now())
}

fn get() -> GetView {
    let snapshot = recorded("degraded");
    GetView::new(
        application(&snapshot, "loki"),
        &Surroundings::of(&snapshot, now()),
    )
}

#[test]
fn list_at_eighty_and_at_sixty() {
    assert_snapshot!(drawn(&list(), 80), @r#"
    NAME       CHART         VERSION         STATE       NAMESPACE   UPDATED
    broken     broken                        Unknown     web         60m
    mover      mover         1.0.0           Deploying   moving      4h
    newcomer   new                           Pending     new         60s
    shop-db    db            aaaaaaa         Degraded    shop        3h
    shop-web   web-service   2.0.0           Synced      shop        4h
    edge-web   web-service   2.0.0 → 2.1.0   OutOfSync   web         115m
    "#);
    assert_snapshot!(drawn(&list(), 60), @r#"
    NAME      CHART     VERSION     STATE      NAMESPA…  UPDATED
    broken    broken                Unknown    web       60m
    mover     mover     1.0.0       Deploying  moving    4h
    newcomer  new                   Pending    new       60s
    shop-db   db        aaaaaaa     Degraded   shop      3h
    shop-web  web-ser…  2.0.0       Synced     shop      4h
    edge-web  web-ser…  2.0.0 → 2…  OutOfSync  web       115m
    "#);
}

#[test]
fn list_is_never_wider_than_the_terminal() {
    for columns in [60, 70, 80] {
        let drawn = drawn(&list(), columns);
        let widest = drawn.lines().map(|line| line.chars().count()).max();
        assert!(widest <= Some(columns), "{drawn}");
    }
}

#[test]
fn tree_at_eighty_and_at_fifty() {
    let tree = tree(&recorded("degraded"), "loki");
    assert_snapshot!(drawn(&tree, 80), @r#"
    RESOURCE                             HEALTH          SYNC       AGE
    Application/loki                     ✖ Degraded      Synced      4h
    │  Unhealthy: Its resources have been unhealthy for 30m
    ├─ StatefulSet/loki                  ◐ Progressing   Synced   3h59m
    │  │  Waiting for 1 pods to be ready...
    │  └─ Pod/loki-0                     ✖ Degraded                 60m
    │        container loki: CrashLoopBackOff: back-off 5m0s restarting failed
    │        container=loki; it died of exit code 1
    └─ PersistentVolumeClaim/loki-data   ✔ Healthy       Synced   3h59m
    "#);
    assert_snapshot!(drawn(&tree, 50), @r#"
    RESOURCE                             HEALTH
    Application/loki                     ✖ Degraded
    │  Unhealthy: Its resources have been unhealthy
    │  for 30m
    ├─ StatefulSet/loki                  ◐ Progressing
    │  │  Waiting for 1 pods to be ready...
    │  └─ Pod/loki-0                     ✖ Degraded
    │        container loki: CrashLoopBackOff:
    │        back-off 5m0s restarting failed
    │        container=loki; it died of exit code 1
    └─ PersistentVolumeClaim/loki-data   ✔ Healthy
    "#);
}

#[test]
fn events_at_eighty() {
    assert_snapshot!(drawn(&events(), 80), @r#"
    LAST SEEN   TYPE      REASON    OBJECT       COUNT
    60s         Warning   BackOff   Pod/loki-0   ×42
      Back-off restarting failed container loki in pod loki-0
    "#);
}

#[test]
fn get_at_sixty() {
    assert_snapshot!(drawn(&get(), 60), @r#"
    Name:            loki
    Namespace:       argocd
    Type:            addon

    State:           ✖ Degraded
    Reason:          Unhealthy
    Message:         Its resources have been unhealthy for 30m
    Sync:            Synced
    Health:          Degraded
    Resources:       2

    Chart:           loki
    Version:         4f2c9d1
    Source:          path charts/loki of https://git.example.com/platform.git at main (4f2c9d1)

    Sync strategy:   Auto-Sync
    Project:         platform
    Deployed to:     namespace logging of cluster in-cluster

    Created:         4h ago
    Updated:         4h ago
    Compared:        0s ago

    Conditions
    CONDITION                 SINCE   MESSAGE
    OrphanedResourceWarning   60m     Application has 1 orphane…
    "#);
}
