//! `sources`: the repositories and registries Argo CD is connected to, and who uses them.

use std::collections::BTreeSet;

use argocd::application::Application;
use argocd::object::ObjectRef;
use argocd::repositories::{Connection, Homes, Repository, join, of_config_map};
use argocd::settings;
use argocd::snapshot::{Gap, GapReason, Scope};
use plugin_kit::failure::Exit;
use plugin_kit::streams::Streams;

use super::{output, show, tell_gaps};
use crate::cli::SourcesArguments;
use crate::reader::Reader;
use crate::selection;
use crate::view::sources::SourcesView;

/// Lists what was asked for.
pub(crate) async fn run(arguments: SourcesArguments, streams: Streams) -> anyhow::Result<Exit> {
    let mut reader = Reader::open(&arguments.connection, &streams.talk).await?;
    let user = match &arguments.used_by {
        Some(name) => Some(selection::find(&mut reader, name).await?),
        None => None,
    };
    reader.read_applications().await?;
    let found = connections(&reader).await;
    reader.finish();
    let known = |namespace: &str| found.known.contains(namespace);
    let applications: Vec<&Application> = reader.snapshot().applications().collect();
    let mut repositories = join(&found.connections, &applications, &known);
    if let Some(user) = &user {
        let name = format!("{}/{}", user.metadata.namespace, user.metadata.name);
        repositories.retain(|repository| repository.used_by.contains(&name));
    }
    if arguments.unused {
        repositories.retain(|repository: &Repository| repository.used_by.is_empty());
    }
    let unread = found.connections.is_empty() && !found.gaps.is_empty();
    let gaps = reader.snapshot().gaps().cloned().chain(found.gaps);
    let view = SourcesView::new(repositories, gaps.collect());
    show(
        &view,
        output(arguments.output, arguments.no_headers),
        &streams,
    )?;
    if view.is_empty() {
        streams.tell(&[nothing(&arguments, unread).to_owned()]);
    }
    tell_gaps(&streams, view.gaps());
    Ok(Exit::Done)
}

fn nothing(arguments: &SourcesArguments, unread: bool) -> &'static str {
    match (arguments.unused, &arguments.used_by) {
        (true, _) if unread => "whether a connection is unused is not known: none could be read",
        (true, _) => "every connection that could be read is used",
        (false, Some(_)) => "it uses no source",
        (false, None) => "no connections and no Applications found",
    }
}

/// The connections of every Argo CD in sight.
#[derive(Default)]
struct Found {
    connections: Vec<Connection>,
    /// Namespaces of which they could be read.
    known: BTreeSet<String>,
    gaps: Vec<Gap>,
}

async fn connections(reader: &Reader) -> Found {
    let mut found = Found::default();
    let homes = Homes::of(reader.snapshot().applications());
    let applications = reader.snapshot().applications();
    let namespaces: BTreeSet<String> = applications
        .map(|application| homes.home(application).to_owned())
        .collect();
    for namespace in namespaces {
        let config_map = ObjectRef::new("", "ConfigMap", &namespace, settings::CONFIG_MAP);
        let old = reader.snapshot().resource(&config_map).map(of_config_map);
        found.connections.extend(old.unwrap_or_default());
        match of_secrets(reader, &namespace).await {
            Ok(connections) => {
                found.connections.extend(connections);
                found.known.insert(namespace);
            }
            Err(gap) => found.gaps.push(gap),
        }
    }
    found
}

/// Reads the connections of the Argo CD in a namespace; what stands in the way is a gap.
pub(super) async fn of_secrets(reader: &Reader, namespace: &str) -> Result<Vec<Connection>, Gap> {
    let what = format!("what the Argo CD in namespace {namespace} is connected to");
    let scope = Scope::namespace("", "Secret", namespace);
    if let Some(cluster) = reader.cluster() {
        let read = cluster.connections(namespace).await;
        return read.map_err(|error| error.into_gap(what, Some(scope)));
    }
    let secrets = reader.snapshot().resources();
    let of_namespace = secrets.filter(|secret| {
        secret.reference.is("", "Secret") && secret.metadata.namespace == namespace
    });
    let bodies = of_namespace.filter_map(|secret| secret.body.as_ref());
    let connections: Vec<Connection> = bodies.filter_map(Connection::from_secret).collect();
    match connections.is_empty() {
        false => Ok(connections),
        true => Err(Gap {
            reason: GapReason::NotRecorded,
            what,
            message: "its Secrets are not in the file, or masked".to_owned(),
            scope: None,
            right: None,
        }),
    }
}
