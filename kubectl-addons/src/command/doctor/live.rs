//! What a cluster tells: first everything that needs nothing else, at once; then what belongs to each Argo CD in sight;
//! then other clusters, objects with sealed values, and rights.
//!
//! Every part has a deadline of its own, so that what hangs is unknown and holds nothing else up.

use std::collections::{BTreeMap, BTreeSet};

use argocd::application::{self, Application};
use argocd::doctor::{
    Component, Granted, Groups, Home, Known, PARAMETERS, PART_OF, PART_OF_LABEL, Rules, Server,
    asked, homes, is_sealed, kept_by, places,
};
use argocd::object::ObjectRef;
use argocd::settings;
use argocd::snapshot::Scope;
use argocd::tree::plan::Want;
use cluster::{Cluster, Error, pinned};
use futures_util::future::{join, join_all};
use jiff::Timestamp;
use serde_json::Value;

use super::findings::Findings;
use crate::command::sources;
use crate::reader::Reader;

/// Namespace that Argo CD is usually installed in.
const USUAL_NAMESPACE: &str = "argocd";
/// How many objects of add-ons with sealed values are looked into.
const SEALED_READ: usize = 50;
/// In how many namespaces the user's rights are asked for.
const NAMESPACES_ASKED: usize = 200;

/// Collects it.
///
/// # Errors
/// The cluster is out of reach.
pub(super) async fn collect(reader: &mut Reader, cluster: &Cluster) -> anyhow::Result<Findings> {
    let (server, read) = tokio::join!(of_server(cluster), read_everywhere(reader, cluster));
    read?;
    let (server, groups, components) = server;
    reader.say("looking at Argo CD");
    let components = components_of(reader, cluster, components).await;
    let namespaces = namespaces(reader, &components);
    read_settings(reader, &namespaces).await?;
    let (connections, clusters) = secrets(reader, cluster, &namespaces).await;
    reader.say("looking at what add-ons need");
    reach(reader).await;
    read_sealed(reader).await?;
    reader.say("asking what you may do");
    let found = components.as_deref().unwrap_or_default();
    let rights = rights(
        cluster,
        &places(reader.snapshot(), &homes(reader.snapshot(), found)),
    )
    .await;
    Ok(Findings {
        server: Some(server),
        groups,
        components,
        connections,
        clusters,
        rights,
    })
}

fn known<T>(answer: Result<T, Error>, what: &str) -> Known<T> {
    answer.map_err(|error| Box::new(error.into_gap(what.to_owned(), None)))
}

/// Asks what belongs to nobody: the server, its groups, and components of any Argo CD.
async fn of_server(cluster: &Cluster) -> (Server, Known<Groups>, Known<Vec<Component>>) {
    let (version, clock, discovery, services, components) = tokio::join!(
        cluster.version(),
        ahead(cluster),
        cluster.discover(),
        list_services(cluster),
        list_components(cluster, None),
    );
    let server = Server {
        address: cluster.server().to_owned(),
        context: cluster.context().map(str::to_owned),
        version: known(version, "the version of Kubernetes"),
        ahead: clock,
    };
    let groups = known(discovery, "which kinds are served");
    let groups = groups.map(|found| Groups::of(found.catalog, &found.gaps, &services));
    (server, groups, components)
}

/// Returns how far the server's clock is ahead of ours.
async fn ahead(cluster: &Cluster) -> Option<jiff::SignedDuration> {
    let theirs = cluster.clock().await.ok().flatten()?;
    Some(theirs.duration_since(Timestamp::now()))
}

/// Who may not list them still learns from discovery which groups are broken.
async fn list_services(cluster: &Cluster) -> Vec<Value> {
    let services = cluster.labelled(&pinned::api_services(), None, "").await;
    services.unwrap_or_default()
}

async fn list_components(cluster: &Cluster, namespace: Option<&str>) -> Known<Vec<Component>> {
    let selector = format!("{PART_OF_LABEL}={PART_OF}");
    let (deployments, stateful_sets) = (pinned::deployments(), pinned::stateful_sets());
    let (deployments, stateful_sets) = join(
        cluster.labelled(&deployments, namespace, &selector),
        cluster.labelled(&stateful_sets, namespace, &selector),
    )
    .await;
    let what = "the components of Argo CD";
    let mut objects = known(deployments, what)?;
    objects.extend(known(stateful_sets, what)?);
    Ok(objects.iter().filter_map(Component::of).collect())
}

/// Reads Applications and `argocd-cm` wherever they may be.
async fn read_everywhere(reader: &mut Reader, cluster: &Cluster) -> anyhow::Result<()> {
    let all = Scope {
        namespace: reader.namespace().map(str::to_owned),
        ..Scope::everywhere(application::GROUP, application::KIND)
    };
    let settings = Scope {
        name: Some(settings::CONFIG_MAP.to_owned()),
        ..Scope::everywhere("", "ConfigMap")
    };
    reader
        .read(&[Want::body(all.clone()), Want::body(settings)])
        .await?;
    let refused = reader.snapshot().gaps().any(|gap| gap.is_about(&all));
    if refused && all.namespace.is_none() {
        let places = BTreeSet::from([cluster.default_namespace(), USUAL_NAMESPACE]);
        let wants = places.into_iter().map(|place| {
            Want::body(Scope::namespace(
                application::GROUP,
                application::KIND,
                place,
            ))
        });
        reader.read(&wants.collect::<Vec<_>>()).await?;
    }
    Ok(())
}

/// Where components may not be listed everywhere, they are looked for where an Argo CD is to be expected.
async fn components_of(
    reader: &Reader,
    cluster: &Cluster,
    everywhere: Known<Vec<Component>>,
) -> Known<Vec<Component>> {
    let Err(refused) = everywhere else {
        return everywhere;
    };
    let namespaces = namespaces(reader, &Ok(Vec::new()));
    let asked = namespaces
        .iter()
        .map(|namespace| list_components(cluster, Some(namespace)));
    let (mut found, mut seen) = (Vec::new(), false);
    for components in join_all(asked).await.into_iter().flatten() {
        seen = true;
        found.extend(components);
    }
    if seen { Ok(found) } else { Err(refused) }
}

/// Returns the namespaces of Argo CDs in sight; where there is none, the usual one.
fn namespaces(reader: &Reader, components: &Known<Vec<Component>>) -> BTreeSet<String> {
    let components = components.as_deref().unwrap_or_default();
    let homes = homes(reader.snapshot(), components).into_iter();
    let namespaces: BTreeSet<String> = homes.map(|home: Home<'_>| home.namespace).collect();
    match namespaces.is_empty() {
        true => BTreeSet::from([USUAL_NAMESPACE.to_owned()]),
        false => namespaces,
    }
}

async fn read_settings(reader: &mut Reader, namespaces: &BTreeSet<String>) -> anyhow::Result<()> {
    let maps = namespaces.iter().flat_map(|namespace| {
        [settings::CONFIG_MAP, PARAMETERS]
            .map(|name| ObjectRef::new("", "ConfigMap", namespace, name))
    });
    let unread = maps.filter(|map| reader.snapshot().resource(map).is_none());
    let wants: Vec<Want> = unread.map(|map| Want::body(Scope::object(&map))).collect();
    reader.read(&wants).await
}

type ByNamespace<T> = BTreeMap<String, Known<Vec<T>>>;

async fn secrets(
    reader: &Reader,
    cluster: &Cluster,
    namespaces: &BTreeSet<String>,
) -> (
    ByNamespace<argocd::repositories::Connection>,
    ByNamespace<argocd::destination::ClusterSecret>,
) {
    let asked = namespaces.iter().map(|namespace| async move {
        let (connections, clusters) = join(
            sources::of_secrets(reader, namespace),
            cluster.cluster_secrets(namespace),
        )
        .await;
        (
            (namespace.clone(), connections.map_err(Box::new)),
            (namespace.clone(), known(clusters, "cluster Secrets")),
        )
    });
    join_all(asked).await.into_iter().unzip()
}

/// Connects to the clusters in use; a gap says which cannot be reached, and why.
async fn reach(reader: &mut Reader) {
    let abroad: Vec<Application> = reader
        .snapshot()
        .applications()
        .filter(|one| !one.spec.destination.is_in_cluster())
        .cloned()
        .collect();
    reader.reach(&abroad).await;
}

/// Reads what add-ons with sealed values keep in this cluster.
async fn read_sealed(reader: &mut Reader) -> anyhow::Result<()> {
    let snapshot = reader.snapshot();
    let sealed = snapshot
        .applications()
        .filter(|one| snapshot.holds(one) && is_sealed(one));
    let kept = sealed.flat_map(kept_by).take(SEALED_READ);
    let wants: Vec<Want> = kept.map(|one| Want::body(Scope::object(&one))).collect();
    reader.read(&wants).await
}

/// Asks for the whole cluster, and where that is not enough for each namespace that matters.
async fn rights(cluster: &Cluster, places: &BTreeSet<String>) -> Known<Granted> {
    let what = "what you may do";
    let asked = asked();
    let may = known(cluster.may_all(&asked).await, what)?;
    let mut granted = Granted::default();
    let all = may.iter().all(|may| *may);
    let held = asked.into_iter().zip(may).filter(|(_, may)| *may);
    granted.everywhere = held.map(|(right, _)| right).collect();
    if all {
        return Ok(granted);
    }
    let within = places
        .iter()
        .take(NAMESPACES_ASKED)
        .map(|place| async move {
            let rules = cluster.rules_within(place).await;
            (place.clone(), known(rules, what))
        });
    for (place, rules) in join_all(within).await {
        granted.within.insert(place, Rules::of(&rules?));
    }
    Ok(granted)
}
