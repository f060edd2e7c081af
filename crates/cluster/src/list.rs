//! Lists what one scope covers, or gets one object.
//!
//! Lists are asked for whole, which the server gives from its watch cache, and are
//! decoded while they arrive: asked for in pages of 500, five thousand Applications
//! took ten times as long. A list that expires on the way (410) starts again. What
//! becomes of one that fails is decided by the caller; `fetch` makes gaps of them.

use std::cell::RefCell;

use argocd::catalog::ServedKind;
use argocd::snapshot::{Need, Scope, Update};
use argocd::tree::plan::Want;
use futures_util::future::join;
use tokio::task::{JoinHandle, spawn_blocking};

use crate::cluster::{Cluster, Sink};
use crate::cutter::Cutter;
use crate::error::{Cause, Error};
use crate::page::{Position, Reading};
use crate::recorded::Entry;
use crate::request::{Answer, Arriving, JSON, LONGEST, Question};
use crate::step::Step;

/// Batches longer than so many bytes are decoded off the loop, which reads other lists meanwhile.
const ASIDE: usize = 64 << 10;

/// How often a list that expires is started again.
const STARTS: usize = 3;

/// Lets the server answer from its watch cache, without asking etcd whether it is up to date: metadata is what a tree
/// asks of every kind there is, most of which have nothing to say (Kubernetes, "Resource versions").
const FROM_CACHE: [(&str, &str); 2] = [
    ("resourceVersion", "0"),
    ("resourceVersionMatch", "NotOlderThan"),
];
/// Objects of a first page.
const FIRST_PAGE: usize = 500;

/// Metadata alone; a server that cannot leaves out nothing, which is read as well.
const METADATA_LIST: &str =
    "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json";
const METADATA: &str =
    "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io,application/json";

impl Reading {
    pub(crate) fn accept_list(&self) -> &'static str {
        match self.is_metadata() {
            true => METADATA_LIST,
            false => JSON,
        }
    }

    pub(crate) fn accept_one(&self) -> &'static str {
        match self.is_metadata() {
            true => METADATA,
            false => JSON,
        }
    }
}

impl Cluster {
    /// Lists what a scope covers, or gets the one object it names; the sink gets
    /// `Relist`, every object or gap, and `Settled`. A name without a namespace is
    /// looked for in all namespaces.
    ///
    /// `Need::Summary` exists of Applications alone, other kinds give their metadata;
    /// `Need::Names` gives metadata too: rows as the server prints them come from [`Cluster::table`].
    ///
    /// # Errors
    /// Whatever kept the scope from being read whole; what was read before stands, not settled.
    pub async fn list(
        &self,
        served: &ServedKind,
        scope: &Scope,
        need: Need,
        sink: &mut Sink<'_>,
    ) -> Result<(), Error> {
        let scope = scope.clone();
        let reading = Reading::new(served, &Want { scope, need });
        self.read(&reading, sink).await
    }

    /// Lists as [`Cluster::list`], but begins with a first page, which the server has at once where a long list takes it
    /// a second to begin; both are asked for at the same time. What is on the page is seen twice then.
    ///
    /// # Errors
    /// Whatever kept the scope from being read whole.
    pub async fn list_early(
        &self,
        served: &ServedKind,
        want: &Want,
        sink: &mut Sink<'_>,
    ) -> Result<(), Error> {
        let reading = Reading::new(served, want);
        sink(Update::Relist(want.scope.clone()));
        let shared = RefCell::new(&mut *sink);
        let mut early = |update| shared.borrow_mut()(update);
        let mut late = |update| shared.borrow_mut()(update);
        let page = self.first_page(&reading, &mut early);
        let (page, listed) = join(page, self.list_if_long(&reading, &mut late)).await;
        if listed? {
            return Ok(());
        }
        match page? {
            true => sink(Update::Settled(want.scope.clone())),
            false => self.read(&reading, sink).await?,
        }
        Ok(())
    }

    /// Reads no more than a first page; returns whether that was all.
    async fn first_page(&self, reading: &Reading, sink: &mut Sink<'_>) -> Result<bool, Error> {
        let question = list_question(reading, &[("limit", &FIRST_PAGE.to_string())]);
        let arriving = self.open(&question).await?;
        let position = take(reading, arriving, sink).await?;
        Ok(position.next.is_empty())
    }

    /// Lists unless a first page is all there is; returns whether it did.
    async fn list_if_long(&self, reading: &Reading, sink: &mut Sink<'_>) -> Result<bool, Error> {
        let long = self.is_long(reading).await?;
        if long {
            self.read(reading, sink).await?;
        }
        Ok(long)
    }

    /// Asks for one object's metadata, with which the server says how many more there are, where it knows.
    async fn is_long(&self, reading: &Reading) -> Result<bool, Error> {
        let bare = Reading {
            need: Need::Meta,
            ..reading.clone()
        };
        let answer = self.ask(&list_question(&bare, &[("limit", "1")])).await?;
        let beside = bare.position(&answer)?.remaining_item_count;
        Ok(beside.is_some_and(|beside| beside >= FIRST_PAGE))
    }

    /// Lists as [`Cluster::list`], as the server wrote it, to be written down.
    ///
    /// # Errors
    /// Whatever kept the scope from being read whole.
    pub async fn record(
        &self,
        served: &ServedKind,
        want: &Want,
        sink: &mut dyn FnMut(Entry),
    ) -> Result<(), Error> {
        self.read(&Reading::new(served, want), sink).await
    }

    /// Reads a scope step by step.
    pub(crate) async fn read<S: Step>(
        &self,
        reading: &Reading,
        sink: &mut dyn FnMut(S),
    ) -> Result<(), Error> {
        match reading.is_of_one_object() {
            true => self.get(reading, sink).await,
            false => self.pages(reading, sink).await.map(drop),
        }
    }

    async fn get<S: Step>(&self, reading: &Reading, sink: &mut dyn FnMut(S)) -> Result<(), Error> {
        let accept = reading.accept_one();
        let question = Question::of_scope(&reading.served, &reading.scope, "get", accept, &[]);
        let answer = self.ask_for_one(&question).await?;
        sink(S::relist(reading.scope.clone()));
        if let Answer::Body(body) = answer {
            sink(S::one(reading, &body)?);
        }
        sink(S::settled(reading.scope.clone()));
        Ok(())
    }

    /// Lists and returns where a watch goes on.
    pub(crate) async fn pages<S: Step>(
        &self,
        reading: &Reading,
        sink: &mut dyn FnMut(S),
    ) -> Result<Position, Error> {
        let mut started = 1;
        loop {
            match self.pages_once(reading, sink).await {
                Err(error) if error.cause() == Cause::Expired && started < STARTS => started += 1,
                Ok(position) => {
                    sink(S::settled(reading.scope.clone()));
                    return Ok(position);
                }
                Err(error) => return Err(error),
            }
        }
    }

    async fn pages_once<S: Step>(
        &self,
        reading: &Reading,
        sink: &mut dyn FnMut(S),
    ) -> Result<Position, Error> {
        let mut next = String::new();
        loop {
            let question = match next.as_str() {
                "" => list_question(reading, &[]),
                next => list_question(reading, &[("continue", next)]),
            };
            let arriving = self.open(&question).await?;
            if next.is_empty() {
                sink(S::relist(reading.scope.clone()));
            }
            let position = take(reading, arriving, sink).await?;
            if position.next.is_empty() {
                return Ok(position);
            }
            if position.next == next {
                return Err(endless(&question));
            }
            next.clone_from(&position.next);
        }
    }
}

/// Says that a server names one page as its own next one.
pub(crate) fn endless(question: &Question) -> Error {
    let what = &question.what;
    let sentence =
        format!("the server's list of {what} has no end: a page names itself as the next one");
    Error::new(Cause::Unreadable, sentence)
}

/// Asks for all at once, unless the parameters say otherwise; a server that gives a part only names the next one.
fn list_question(reading: &Reading, parameters: &[(&str, &str)]) -> Question {
    let mut parameters = parameters.to_vec();
    if reading.is_metadata() && parameters.is_empty() {
        parameters.extend(FROM_CACHE);
    }
    let selector = reading.field_selector();
    if let Some(selector) = &selector {
        parameters.push(("fieldSelector", selector));
    }
    let accept = reading.accept_list();
    Question::of_scope(&reading.served, &reading.scope, "list", accept, &parameters)
}

/// Decodes a list while it arrives: one batch off the loop while the next is read.
async fn take<S: Step>(
    reading: &Reading,
    mut arriving: Arriving<'_>,
    sink: &mut dyn FnMut(S),
) -> Result<Position, Error> {
    let mut cutter = Cutter::default();
    let mut decoding: Option<JoinHandle<Result<Vec<S>, Error>>> = None;
    while let Some(bytes) = arriving.next().await? {
        let batch = cutter.push(bytes.as_ref());
        if cutter.holds_more_than(LONGEST) {
            return Err(arriving.endless());
        }
        let Some(batch) = batch else {
            continue;
        };
        if let Some(decoded) = decoding.take() {
            finished(decoded).await?.into_iter().for_each(&mut *sink);
        }
        decoding = Some(decode(reading, batch));
    }
    if let Some(decoded) = decoding {
        finished(decoded).await?.into_iter().for_each(&mut *sink);
    }
    let (last, frame) = cutter.finish();
    let position = reading.position(&frame)?;
    let last = match last.len() > ASIDE {
        true => finished(decode(reading, last)).await?,
        false => S::page(reading, &last)?,
    };
    last.into_iter().for_each(&mut *sink);
    Ok(position)
}

/// Decodes a batch off the loop.
fn decode<S: Step>(reading: &Reading, batch: Vec<u8>) -> JoinHandle<Result<Vec<S>, Error>> {
    let reading = reading.clone();
    spawn_blocking(move || S::page(&reading, &batch))
}

async fn finished<S>(decoding: JoinHandle<Result<Vec<S>, Error>>) -> Result<Vec<S>, Error> {
    decoding.await.unwrap_or_else(|error| {
        let sentence = format!("decoding a list was broken off: {error}");
        Err(Error::new(Cause::Unreadable, sentence))
    })
}

#[cfg(test)]
#[path = "list_tests.rs"]
mod tests;
