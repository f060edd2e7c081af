//! Follows scopes live: lists once, then watches from there; nothing is polled.
//!
//! A dropped connection goes on from the last version seen, a watch that expired
//! (410) lists again, and what cannot be watched becomes a gap and is tried again
//! later. How updates are shown is decided elsewhere.

use std::time::Duration;

use argocd::catalog::{Catalog, ServedKind};
use argocd::snapshot::Update;
use argocd::tree::plan::Want;
use futures_util::future::LocalBoxFuture;
use futures_util::stream::{FuturesUnordered, StreamExt};
use kube::api::WatchEvent;
use serde_json::Value;
use tokio::sync::Semaphore;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};

use crate::answer::Refusal;
use crate::cluster::Cluster;
use crate::error::{Cause, Error};
use crate::page::Reading;
use crate::request::{self, Question};
use crate::{fetch, hint};

/// How many first lists run at once; the watches themselves stay open, one connection each.
const LISTS_AT_ONCE: usize = 8;
/// A watch on which not even a bookmark came for so long is taken for dead.
const SILENCE: Duration = Duration::from_secs(150);
/// How long the server keeps one watch open.
const OPEN_SECONDS: &str = "290";
/// The first and the longest pause before another try.
const FIRST_PAUSE: Duration = Duration::from_millis(250);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);
/// After so many failures in a row a gap is told.
const FAILURES_TOLD: u32 = 3;

/// Updates as they happen. Dropping it closes all watches.
pub struct Follow {
    updates: UnboundedReceiver<Update>,
    work: FuturesUnordered<LocalBoxFuture<'static, ()>>,
}

impl Follow {
    /// Waits for the next update; `None` when nothing is followed any more.
    ///
    /// May be dropped while it waits: no update is lost.
    pub async fn next(&mut self) -> Option<Update> {
        loop {
            if self.work.is_empty() {
                return self.updates.recv().await;
            }
            tokio::select! {
                biased;
                update = self.updates.recv() => return update,
                _ = self.work.next() => {}
            }
        }
    }
}

impl Cluster {
    /// Follows all that is wanted: each scope is listed, settled, and then watched for good.
    ///
    /// Each want holds a connection open; a caller with very many kinds should choose.
    pub fn follow(&self, catalog: &Catalog, wants: &[Want]) -> Follow {
        let (sender, updates) = mpsc::unbounded_channel();
        let lists = std::sync::Arc::new(Semaphore::new(LISTS_AT_ONCE));
        let work = FuturesUnordered::new();
        for want in wants {
            let Some(served) = catalog.find(&want.scope.group, &want.scope.kind) else {
                let gap = Update::Gap(fetch::not_served(&want.scope));
                // The receiver lives as long as this function.
                let _unheard = sender.send(gap);
                continue;
            };
            let watch = Watch::new(self.clone(), served, want, sender.clone(), lists.clone());
            let future: LocalBoxFuture<'static, ()> = Box::pin(watch.run());
            work.push(future);
        }
        Follow { updates, work }
    }
}

/// One scope that is followed.
struct Watch {
    cluster: Cluster,
    reading: Reading,
    updates: UnboundedSender<Update>,
    lists: std::sync::Arc<Semaphore>,
    /// Where to go on; `None` means list first.
    version: Option<String>,
    failures: u32,
}

impl Watch {
    fn new(
        cluster: Cluster,
        served: &ServedKind,
        want: &Want,
        updates: UnboundedSender<Update>,
        lists: std::sync::Arc<Semaphore>,
    ) -> Self {
        Self {
            cluster,
            reading: Reading::new(served, want),
            updates,
            lists,
            version: None,
            failures: 0,
        }
    }

    async fn run(mut self) {
        while !self.updates.is_closed() {
            match self.step().await {
                Ok(()) => {}
                Err(error) if error.cause() == Cause::Expired => self.version = None,
                Err(error) => self.pause_after(error).await,
            }
        }
    }

    async fn step(&mut self) -> Result<(), Error> {
        match self.version.clone() {
            None => self.list().await,
            Some(version) => self.watch(&version).await,
        }
    }

    async fn list(&mut self) -> Result<(), Error> {
        let _turn = self.lists.acquire().await;
        let updates = self.updates.clone();
        let mut sink = move |update| {
            // Nobody listens any more: the loop in `run` ends.
            let _unheard = updates.send(update);
        };
        let position = self.cluster.pages(&self.reading, &mut sink).await?;
        self.version = Some(position.resource_version);
        self.failures = 0;
        Ok(())
    }

    /// Watches until the server closes the connection or falls silent.
    async fn watch(&mut self, version: &str) -> Result<(), Error> {
        let question = self.question(version);
        let client = self.cluster.client.clone();
        let request = request::request(&question)?;
        let opened = client.request_events::<Value>(request).await;
        let events = opened.map_err(|error| self.explain(error, &question))?;
        let mut events = std::pin::pin!(events);
        let mut heard = false;
        while let Ok(event) = tokio::time::timeout(SILENCE, events.next()).await {
            match event {
                Some(event) => {
                    self.take(event.map_err(|e| self.explain(e, &question))?, &question)?
                }
                None if heard => return Ok(()),
                None => return Err(self.closed_early(&question)),
            }
            heard = true;
            self.failures = 0;
        }
        Ok(())
    }

    fn question(&self, version: &str) -> Question {
        let selector = self.reading.field_selector();
        let mut parameters = vec![
            ("watch", "true"),
            ("allowWatchBookmarks", "true"),
            ("timeoutSeconds", OPEN_SECONDS),
            ("resourceVersion", version),
        ];
        if let Some(selector) = &selector {
            parameters.push(("fieldSelector", selector));
        }
        let Reading { served, scope, .. } = &self.reading;
        let accept = self.reading.accept_one();
        Question::of_scope(served, scope, "watch", accept, &parameters)
    }

    fn take(&mut self, event: WatchEvent<Value>, question: &Question) -> Result<(), Error> {
        match event {
            WatchEvent::Added(value) | WatchEvent::Modified(value) => self.see(value, false),
            WatchEvent::Deleted(value) => self.see(value, true),
            WatchEvent::Bookmark(bookmark) => {
                self.version = Some(bookmark.metadata.resource_version);
            }
            WatchEvent::Error(status) => {
                let refusal = Refusal::of_status(*status);
                return Err(refusal.into_error(question, &self.cluster.server));
            }
        }
        Ok(())
    }

    fn see(&mut self, value: Value, gone: bool) {
        let version = value.pointer("/metadata/resourceVersion");
        if let Some(version) = version.and_then(Value::as_str) {
            self.version = Some(version.to_owned());
        }
        let update = match self.reading.event(value) {
            Ok(object) if gone => Update::Gone(object.reference()),
            Ok(object) => Update::Seen(object),
            Err(gap) => Update::Gap(*gap),
        };
        // Nobody listens any more: the loop in `run` ends.
        let _unheard = self.updates.send(update);
    }

    fn explain(&self, error: kube::Error, question: &Question) -> Error {
        match error {
            kube::Error::Api(status) => {
                Refusal::of_status(*status).into_error(question, &self.cluster.server)
            }
            other => hint::explain(other, &self.cluster.server),
        }
    }

    fn closed_early(&self, question: &Question) -> Error {
        let server = &self.cluster.server;
        let sentence = format!("{server} closed the watch of {} at once", question.what);
        Error::new(Cause::Unreachable, sentence)
    }

    /// Tells a gap once failures add up, and waits. The gap goes with the next list,
    /// so after a gap the scope is listed again.
    async fn pause_after(&mut self, error: Error) {
        self.failures += 1;
        if self.failures == FAILURES_TOLD || !error.cause().is_about_connection() {
            self.version = None;
            let Reading { served, scope, .. } = &self.reading;
            let what = request::what(served, scope);
            let gap = error.into_gap(what, Some(scope.clone()));
            let _unheard = self.updates.send(Update::Gap(gap));
        }
        let doubled = FIRST_PAUSE.saturating_mul(1 << self.failures.min(10));
        tokio::time::sleep(doubled.min(LONGEST_PAUSE)).await;
    }
}

#[cfg(test)]
#[path = "follow_tests.rs"]
mod tests;
