//! The files of an add-on's sources, fetched when the first of them is asked for and then once.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use argocd::snapshot::Gap;
use argocd::values::{Delivered, DeliveredSource};

use crate::checkout::{Checkout, Contents, Origin, Unfetched};

/// The sources of one delivery.
pub(super) struct Sources<'a> {
    checkout: &'a Checkout,
    delivered: &'a Delivered,
    fetched: RefCell<BTreeMap<usize, Result<Rc<Contents>, Unfetched>>>,
}

impl<'a> Sources<'a> {
    pub(super) fn new(checkout: &'a Checkout, delivered: &'a Delivered) -> Self {
        Self {
            checkout,
            delivered,
            fetched: RefCell::default(),
        }
    }

    /// Returns the files of the source at a position; none: they are not to be had, which is told at the end.
    pub(super) fn contents(&self, index: usize) -> Option<Rc<Contents>> {
        let source = self.delivered.sources.get(index)?;
        let mut fetched = self.fetched.borrow_mut();
        let contents = fetched
            .entry(index)
            .or_insert_with(|| self.checkout.bring(&origin(source)).map(Rc::new));
        contents.as_ref().ok().cloned()
    }

    /// Returns the names under which sources lend files.
    pub(super) fn references(&self) -> Vec<&str> {
        let sources = self.delivered.sources.iter();
        sources
            .filter_map(|source| source.source.r#ref.as_deref())
            .collect()
    }

    /// Finds the source that lends files under a name.
    pub(super) fn lender(&self, reference: &str) -> Option<usize> {
        let named = |source: &DeliveredSource| source.source.r#ref.as_deref() == Some(reference);
        self.delivered.sources.iter().position(named)
    }

    /// Returns the repository of the source at a position.
    pub(super) fn repository(&self, index: usize) -> &str {
        let source = self.delivered.sources.get(index);
        source.map_or("", |source| source.source.repo_url.as_str())
    }

    /// Returns what was not to be had, and what is to be tried.
    pub(super) fn told(&self) -> (Vec<Gap>, Vec<String>) {
        let fetched = self.fetched.borrow();
        let unfetched: Vec<&Unfetched> = fetched
            .values()
            .filter_map(|outcome| outcome.as_ref().err())
            .collect();
        let gaps = unfetched.iter().map(|unfetched| unfetched.gap()).collect();
        let advice = unfetched
            .iter()
            .flat_map(|unfetched| unfetched.advice().to_vec());
        (gaps, advice.collect())
    }
}

/// Returns where the files of a source are, at the revision that was delivered, else the one that is wanted.
pub(super) fn origin(source: &DeliveredSource) -> Origin {
    let target = &source.source.target_revision;
    let revision = source.revision.as_ref().unwrap_or(target);
    Origin::of(&source.source, revision)
}
