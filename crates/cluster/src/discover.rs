//! Asks the server which kinds it serves.
//!
//! Aggregated discovery takes two requests; a server that has none is asked group
//! by group. A broken group becomes a gap and stops nothing else. Commands that
//! know their kinds use `pinned` instead.

use argocd::catalog::{Catalog, ServedKind};
use argocd::object::ObjectKind;
use argocd::snapshot::{Gap, GapReason};
use futures_util::future;
use futures_util::stream::{self, StreamExt};
use kube::client::{APIGroupDiscovery, APIResourceDiscovery, APIVersionDiscovery};
use serde::Deserialize;

use crate::cluster::Cluster;
use crate::error::{Cause, Error};
use crate::request::{JSON, Question, within};

/// The aggregated form, in both versions that servers since Kubernetes 1.26 know, else the plain one.
const AGGREGATED: &str = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,\
    application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";

/// How many groups are asked at once.
const AT_ONCE: usize = 8;

/// What the server serves, and which groups could not be asked.
#[derive(Debug, Clone, Default)]
pub struct Discovery {
    /// Every kind, in its preferred version.
    pub catalog: Catalog,
    /// Groups that are broken.
    pub gaps: Vec<Gap>,
}

impl Cluster {
    /// Asks the server which kinds it serves.
    ///
    /// # Errors
    /// Only when the server as a whole does not answer; a broken group is a gap.
    pub async fn discover(&self) -> Result<Discovery, Error> {
        let (core, groups) = future::join(self.aggregated("/api"), self.aggregated("/apis")).await;
        let mut found = Found::default();
        for (root, answer) in [("/api", core?), ("/apis", groups?)] {
            match answer {
                Form::Aggregated(items) => items.into_iter().for_each(|group| found.take(group)),
                Form::Plain(paths) => self.ask_each(root, paths, &mut found).await?,
            }
        }
        Ok(Discovery {
            catalog: found.kinds.into_iter().collect(),
            gaps: found.gaps,
        })
    }

    async fn aggregated(&self, path: &str) -> Result<Form, Error> {
        let question = Question::of_path(path, AGGREGATED, "the kinds it serves");
        let limit = self.request_timeout.part();
        let body = within(limit, &question.what, self.ask(&question)).await?;
        let root: Root = decode(&body)?;
        Ok(match root.kind.as_str() {
            "APIGroupDiscoveryList" => Form::Aggregated(root.items),
            "APIVersions" => Form::Plain(root.versions),
            _ => Form::Plain(root.groups.iter().flat_map(PlainGroup::paths).collect()),
        })
    }

    async fn ask_each(
        &self,
        root: &str,
        paths: Vec<String>,
        found: &mut Found,
    ) -> Result<(), Error> {
        let asked = paths
            .iter()
            .map(|path| async move { (path, self.plain_kinds(root, path).await) });
        let mut answers = stream::iter(asked).buffered(AT_ONCE);
        while let Some((path, answer)) = answers.next().await {
            match answer {
                Ok(kinds) => found.kinds.extend(kinds),
                Err(error) if error.cause().is_about_connection() => return Err(error),
                Err(error) => found
                    .gaps
                    .push(error.into_gap(format!("API group {path}"), None)),
            }
        }
        Ok(())
    }

    async fn plain_kinds(&self, root: &str, group_version: &str) -> Result<Vec<ServedKind>, Error> {
        let what = format!("API group {group_version}");
        let question = Question::of_path(format!("{root}/{group_version}"), JSON, &what);
        let limit = self.request_timeout.part();
        let body = within(limit, &what, self.ask(&question)).await?;
        let list: PlainList = decode(&body)?;
        let kinds = list.resources.into_iter();
        let kinds = kinds.filter(|resource| !resource.name.contains('/'));
        Ok(kinds
            .map(|resource| resource.served(group_version))
            .collect())
    }
}

fn decode<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Error> {
    serde_json::from_slice(body).map_err(|error| {
        Error::new(
            Cause::Unreadable,
            format!("what the server said of the kinds it serves cannot be read: {error}"),
        )
        .next("is this the address of a Kubernetes API server?")
    })
}

/// The two forms of an answer at `/api` and `/apis`.
enum Form {
    Aggregated(Vec<APIGroupDiscovery>),
    /// Group and version of each part that must be asked.
    Plain(Vec<String>),
}

#[derive(Deserialize)]
#[serde(default)]
#[derive(Default)]
struct Root {
    kind: String,
    items: Vec<APIGroupDiscovery>,
    versions: Vec<String>,
    groups: Vec<PlainGroup>,
}

#[derive(Deserialize, Default)]
#[serde(default, rename_all = "camelCase")]
struct PlainGroup {
    versions: Vec<PlainVersion>,
    preferred_version: PlainVersion,
}

#[derive(Deserialize, Default, Clone, PartialEq)]
#[serde(default, rename_all = "camelCase")]
struct PlainVersion {
    group_version: String,
}

impl PlainGroup {
    /// Returns the group's versions, the preferred one first.
    fn paths(&self) -> impl Iterator<Item = String> {
        let others = self.versions.iter();
        let others = others.filter(|version| **version != self.preferred_version);
        std::iter::once(&self.preferred_version)
            .chain(others)
            .filter(|version| !version.group_version.is_empty())
            .map(|version| version.group_version.clone())
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct PlainList {
    resources: Vec<PlainResource>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct PlainResource {
    name: String,
    kind: String,
    namespaced: bool,
    verbs: Vec<String>,
}

impl PlainResource {
    fn served(self, group_version: &str) -> ServedKind {
        ServedKind {
            kind: ObjectKind::parse(group_version, &self.kind),
            plural: self.name,
            namespaced: self.namespaced,
            listable: is_listable(&self.verbs),
        }
    }
}

fn is_listable(verbs: &[String]) -> bool {
    let has = |wanted: &str| verbs.iter().any(|verb| verb == wanted);
    has("list") && has("watch")
}

#[derive(Default)]
struct Found {
    kinds: Vec<ServedKind>,
    gaps: Vec<Gap>,
}

impl Found {
    fn take(&mut self, group: APIGroupDiscovery) {
        let name = group.metadata.and_then(|metadata| metadata.name);
        let name = name.unwrap_or_default();
        for version in group.versions {
            self.take_version(&name, version);
        }
    }

    /// A stale version is one whose API server does not answer: its kinds may be out of date or absent.
    fn take_version(&mut self, group: &str, version: APIVersionDiscovery) {
        let number = version.version.unwrap_or_default();
        if version.freshness.as_deref() == Some("Stale") {
            self.gaps.push(Gap {
                reason: GapReason::Unavailable,
                what: format!("API group {group}/{number}"),
                message: "the API server behind it does not answer".to_owned(),
                scope: None,
                right: None,
            });
        }
        let kinds = version.resources.into_iter();
        self.kinds
            .extend(kinds.filter_map(|resource| served(group, &number, resource)));
    }
}

fn served(group: &str, version: &str, resource: APIResourceDiscovery) -> Option<ServedKind> {
    Some(ServedKind {
        kind: ObjectKind {
            group: group.to_owned(),
            version: version.to_owned(),
            kind: resource.response_kind?.kind?,
        },
        plural: resource.resource?,
        namespaced: resource.scope.as_deref() == Some("Namespaced"),
        listable: is_listable(&resource.verbs),
    })
}

#[cfg(test)]
#[path = "discover_tests.rs"]
mod tests;
