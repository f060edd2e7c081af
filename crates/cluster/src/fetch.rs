//! Reads many scopes at once: the first round of an answer.
//!
//! Never fails as a whole because of one kind: what is refused, broken or too slow
//! becomes a gap. What to read is planned elsewhere (`argocd::tree`).

use std::cell::RefCell;

use argocd::catalog::Catalog;
use argocd::snapshot::{Gap, GapReason, Scope};
use argocd::tree::plan::Want;
use futures_util::stream::{self, StreamExt};

use crate::cluster::{Cluster, Sink};
use crate::error::Error;
use crate::page::Reading;
use crate::recorded::Entry;
use crate::request::{self, within};
use crate::step::Step;

/// How many requests run at once, over one connection where the server speaks HTTP/2. More were no faster on one machine;
/// where the way is long, twice as many halve the rounds.
const AT_ONCE: usize = 24;

impl Cluster {
    /// Reads all that is wanted, at most twenty-four at once, each within its deadline.
    ///
    /// # Errors
    /// Only when nothing could be read because the cluster itself is out of reach.
    pub async fn fetch_all(
        &self,
        catalog: &Catalog,
        wants: &[Want],
        sink: &mut Sink<'_>,
    ) -> Result<(), Error> {
        self.steps(catalog, wants, sink).await
    }

    /// Reads all that is wanted as the server wrote it, to be written down
    /// ([`crate::recorded::Writer`]); else as [`Cluster::fetch_all`].
    ///
    /// # Errors
    /// Only when nothing could be read because the cluster itself is out of reach.
    pub async fn record_all(
        &self,
        catalog: &Catalog,
        wants: &[Want],
        sink: &mut dyn FnMut(Entry),
    ) -> Result<(), Error> {
        self.steps(catalog, wants, sink).await
    }

    async fn steps<S: Step>(
        &self,
        catalog: &Catalog,
        wants: &[Want],
        sink: &mut dyn FnMut(S),
    ) -> Result<(), Error> {
        let sink = RefCell::new(sink);
        let read = wants.iter().map(|want| {
            let mut shared = |step| sink.borrow_mut()(step);
            async move { self.fetch(catalog, want, &mut shared).await }
        });
        let outcomes: Vec<Result<(), Error>> =
            stream::iter(read).buffer_unordered(AT_ONCE).collect().await;
        match outcomes.iter().any(Result::is_ok) {
            true => Ok(()),
            false => outcomes.into_iter().next().unwrap_or(Ok(())),
        }
    }

    /// Reads one scope; what goes wrong is told as a gap, and as an error too where the
    /// cluster itself is out of reach.
    async fn fetch<S: Step>(
        &self,
        catalog: &Catalog,
        want: &Want,
        sink: &mut dyn FnMut(S),
    ) -> Result<(), Error> {
        let scope = &want.scope;
        let Some(served) = catalog.find(&scope.group, &scope.kind) else {
            sink(S::gap(not_served(scope)));
            return Ok(());
        };
        let what = request::what(served, scope);
        let limit = self.request_timeout.part();
        let reading = Reading::new(served, want);
        let Err(error) = within(limit, &what, self.read(&reading, sink)).await else {
            return Ok(());
        };
        let gap = error.clone().into_gap(what, Some(scope.clone()));
        sink(S::gap(gap));
        match error.cause().is_about_connection() {
            true => Err(error),
            false => Ok(()),
        }
    }
}

/// The gap of a kind that the cluster does not serve, or whose group is broken.
pub(crate) fn not_served(scope: &Scope) -> Gap {
    let kind = match scope.group.as_str() {
        "" => scope.kind.clone(),
        group => format!("{}.{group}", scope.kind),
    };
    Gap {
        reason: GapReason::Unavailable,
        what: kind,
        message: "the cluster does not serve this kind".to_owned(),
        scope: Some(scope.clone()),
        right: None,
    }
}

#[cfg(test)]
#[path = "fetch_tests.rs"]
mod tests;
