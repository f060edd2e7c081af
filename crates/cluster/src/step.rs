//! What a list gives, step by step: updates to think about, or entries to write down.
//!
//! Both walk the same pages; only what becomes of an item differs. Objects that are
//! recorded stay as the server wrote them.

use argocd::snapshot::{Gap, Scope, Update};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::error::Error;
use crate::page::Reading;
use crate::recorded::Entry;

/// One step of reading a scope.
pub(crate) trait Step: Sized + Send + 'static {
    /// The scope is read from the start.
    fn relist(scope: Scope) -> Self;
    /// The scope has been read whole.
    fn settled(scope: Scope) -> Self;
    /// Something could not be read.
    fn gap(gap: Gap) -> Self;
    /// All items of a page.
    fn page(reading: &Reading, body: &[u8]) -> Result<Vec<Self>, Error>;
    /// One object that was asked for by name.
    fn one(reading: &Reading, body: &[u8]) -> Result<Self, Error>;
}

impl Step for Update {
    fn relist(scope: Scope) -> Self {
        Self::Relist(scope)
    }

    fn settled(scope: Scope) -> Self {
        Self::Settled(scope)
    }

    fn gap(gap: Gap) -> Self {
        Self::Gap(gap)
    }

    fn page(reading: &Reading, body: &[u8]) -> Result<Vec<Self>, Error> {
        reading.page(body)
    }

    fn one(reading: &Reading, body: &[u8]) -> Result<Self, Error> {
        reading.one(body)
    }
}

impl Step for Entry {
    fn relist(scope: Scope) -> Self {
        Self::Relist(scope)
    }

    fn settled(scope: Scope) -> Self {
        Self::Settled(scope)
    }

    fn gap(gap: Gap) -> Self {
        Self::Gap(gap)
    }

    fn page(reading: &Reading, body: &[u8]) -> Result<Vec<Self>, Error> {
        let items = reading.raw_items(body)?.into_iter();
        Ok(items.map(|item| entry(reading, item)).collect())
    }

    fn one(reading: &Reading, body: &[u8]) -> Result<Self, Error> {
        Ok(entry(reading, reading.raw_one(body)?))
    }
}

/// Keeps an item as it is, but for `apiVersion` and `kind`: lists leave them out, and
/// metadata-only answers put another kind in their place.
fn entry(reading: &Reading, item: &RawValue) -> Entry {
    match serde_json::from_str::<Value>(item.get()) {
        Ok(mut value) => {
            reading.name_kind(&mut value);
            match reading.is_metadata() {
                true => Entry::Metadata(value),
                false => Entry::Seen(value),
            }
        }
        Err(error) => Entry::Gap(reading.bad_item(item, error.to_string())),
    }
}
