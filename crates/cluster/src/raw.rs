//! Objects as the server has them, with the records of what was applied and who set what; and what an apply would make
//! of them, without making it.
//!
//! For comparing alone: everything else reads objects without these copies. Secrets are in here.

use argocd::catalog::ServedKind;
use argocd::object::ObjectRef;
use futures_util::stream::{self, StreamExt};
use serde_json::Value;

use crate::apply::APPLY;
use crate::cluster::Cluster;
use crate::error::Error;

/// How many requests run at once.
const AT_ONCE: usize = 12;

impl Cluster {
    /// Reads named objects whole, at most twelve at once, in the order they are given; `None` for one that is not there.
    pub async fn raw_objects(
        &self,
        wanted: &[(ServedKind, ObjectRef)],
    ) -> Vec<Result<Option<Value>, Error>> {
        let reads = wanted.iter().map(|(served, reference)| {
            let namespace = reference.namespace.as_deref();
            self.get_object(served, namespace, &reference.name)
        });
        stream::iter(reads).buffered(AT_ONCE).collect().await
    }

    /// Asks what server-side applies by a manager, conflicts overridden, would make of objects, at most twelve at once,
    /// in the order they are given. Nothing is written (`dryRun=All`).
    pub async fn would_apply(
        &self,
        wanted: &[(ServedKind, Value)],
        manager: &str,
    ) -> Vec<Result<Value, Error>> {
        let parameters = [
            ("fieldManager", manager),
            ("force", "true"),
            ("dryRun", "All"),
        ];
        let asked = wanted
            .iter()
            .map(|(served, object)| self.patch(served, object, object, APPLY, &parameters));
        stream::iter(asked).buffered(AT_ONCE).collect().await
    }
}
