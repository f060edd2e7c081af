//! Looks up what may stand in an argument, for as long as a person at a prompt waits.

use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use argocd::application::Application;
use argocd::object::ObjectRef;
use argocd::tree::{ResourceTree, TreeOptions};
use clap_complete::CompletionCandidate;
use plugin_kit::screen::Screen;
use tokio::time::{Instant, timeout_at};

use super::line::Line;
use super::offer::Offer;
use super::{addons, candidate, resources};
use crate::command::{tree, wait};
use crate::logs::Choice;
use crate::reader::{Reader, kubeconfig_names};
use crate::selection;
use crate::view::addon::Addon;
use crate::view::surroundings::Surroundings;

/// How long a person at a prompt waits.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long children are waited for; what is known of the Application alone is offered then.
const QUICK: Duration = Duration::from_millis(1500);

type Candidates = anyhow::Result<Vec<CompletionCandidate>>;

/// Returns what may stand where something is written, without what the list has already; nothing where it cannot be
/// looked up.
pub(super) fn candidates(offer: Offer, line: &Line, written: &str) -> Vec<CompletionCandidate> {
    let mut candidates = in_time(offer, line, written).unwrap_or_default();
    candidates.retain(|candidate| {
        let value = candidate.get_value().to_string_lossy();
        value.starts_with(written)
            && !value.contains(char::is_whitespace)
            && !line.listed.iter().any(|listed| *listed == value)
    });
    candidates
}

/// Looks up in a thread that is left behind when time is over: reading files, asking for names of hosts and programs
/// that hand out credentials cannot be interrupted.
fn in_time(offer: Offer, line: &Line, written: &str) -> Option<Vec<CompletionCandidate>> {
    let (found, finding) = mpsc::channel();
    let (line, written) = (line.clone(), written.to_owned());
    thread::spawn(move || {
        let candidates = wait(look_up(offer, &line, &written)).unwrap_or_default();
        // Nobody waits any more.
        let _too_late = found.send(candidates);
    });
    finding.recv_timeout(PATIENCE).ok()
}

async fn look_up(offer: Offer, line: &Line, written: &str) -> Candidates {
    match offer {
        Offer::Context => Ok(plain(kubeconfig_names(&line.flags).contexts)),
        Offer::KubeCluster => Ok(plain(kubeconfig_names(&line.flags).clusters)),
        Offer::KubeUser => Ok(plain(kubeconfig_names(&line.flags).users)),
        Offer::Addon => named(line, written).await,
        Offer::Namespace => namespaces(line).await,
        Offer::Stack | Offer::Project | Offer::DeployedIn | Offer::Cluster | Offer::Owner => {
            Ok(addons::shared(offer, &all(line).await?))
        }
        Offer::ClusterContext => ways(line, written).await,
        Offer::Deployment => Ok(addons::deployments(&meant(line).await?.1)),
        Offer::Source => Ok(addons::sources(&meant(line).await?.1)),
        Offer::Side => sides(line, written).await,
        Offer::Managed => Ok(resources::words(&managed(&meant(line).await?.1), written)),
        Offer::Resource => Ok(resources::words(&known(line).await?, written)),
        Offer::Kind => kinds(line, written).await,
        Offer::Container => containers(line).await,
    }
}

fn plain(names: Vec<String>) -> Vec<CompletionCandidate> {
    let names = names.into_iter();
    names.map(|name| candidate::candidate(name, "")).collect()
}

/// Opens what the line reads; standard input belongs to the shell.
async fn open(line: &Line) -> anyhow::Result<Reader> {
    let stdin = line.flags.from.as_deref() == Some(Path::new("-"));
    anyhow::ensure!(!stdin, "standard input is not there yet");
    Reader::open(&line.flags, &Screen::pipe()).await
}

async fn named(line: &Line, written: &str) -> Candidates {
    let names = open(line).await?.names().await?;
    Ok(addons::named(&names, written.contains('/')))
}

async fn namespaces(line: &Line) -> Candidates {
    let names = open(line).await?.names().await?;
    let namespaces = names.into_iter().map(|named| named.namespace);
    Ok(candidate::counted(namespaces, "add-on"))
}

async fn all(line: &Line) -> anyhow::Result<Vec<Addon>> {
    let mut reader = open(line).await?;
    reader.read_applications().await?;
    let surroundings = Surroundings::of(reader.snapshot(), reader.now());
    let applications = reader.snapshot().applications();
    Ok(applications
        .map(|application| Addon::of(application, &surroundings))
        .collect())
}

async fn ways(line: &Line, written: &str) -> Candidates {
    let clusters = match written.contains('=') {
        true => Vec::new(),
        false => all(line).await?,
    };
    let clusters = clusters.into_iter().map(|addon| addon.destination.cluster);
    let contexts = kubeconfig_names(&line.flags).contexts;
    Ok(addons::ways(written, clusters, &contexts))
}

/// Returns the add-on that the line names, and who read it.
async fn meant(line: &Line) -> anyhow::Result<(Reader, Application)> {
    let name = line.addon.as_deref().unwrap_or_default();
    anyhow::ensure!(!name.is_empty(), "the line names no add-on");
    let mut reader = open(line).await?;
    let application = selection::find(&mut reader, name).await?;
    Ok((reader, application))
}

/// Other add-ons are offered too, since their values may be compared with those of this one.
async fn sides(line: &Line, written: &str) -> Candidates {
    let application = meant(line).await.ok().map(|(_, application)| application);
    let mut sides = addons::sides(application.as_ref());
    sides.extend(named(line, written).await.unwrap_or_default());
    Ok(sides)
}

fn managed(application: &Application) -> Vec<ObjectRef> {
    let detail = application.detail.as_deref();
    let resources = detail.map_or(&[][..], |detail| &detail.resources);
    resources
        .iter()
        .map(|resource| resource.reference())
        .collect()
}

/// Returns the resources of the add-on, with all children if they can be had quickly.
async fn known(line: &Line) -> anyhow::Result<Vec<ObjectRef>> {
    let deadline = Instant::now() + QUICK;
    let (mut reader, application) = meant(line).await?;
    match timeout_at(deadline, grown(&mut reader, &application)).await {
        Ok(Ok(tree)) => Ok(references(&tree)),
        _ => Ok(managed(&application)),
    }
}

async fn grown(reader: &mut Reader, application: &Application) -> anyhow::Result<ResourceTree> {
    let discovery = reader.discovering().await?;
    reader.learn(discovery);
    tree::read_tree(reader, application, &TreeOptions::default()).await
}

fn references(tree: &ResourceTree) -> Vec<ObjectRef> {
    let nodes = tree.nodes.iter();
    nodes.map(|node| node.reference.clone()).collect()
}

/// Kinds of a whole stack are not looked up: it would be a tree for each of its members.
async fn kinds(line: &Line, written: &str) -> Candidates {
    if line.addon.is_some() {
        return Ok(resources::kinds(&known(line).await?, written));
    }
    let mut reader = open(line).await?;
    let discovery = reader.discovering().await?;
    reader.learn(discovery);
    let served = reader.snapshot().catalog.kinds();
    let kinds: Vec<ObjectRef> = served
        .map(|served| ObjectRef::new(&served.kind.group, &served.kind.kind, "", ""))
        .collect();
    Ok(resources::kinds(&kinds, written))
}

async fn containers(line: &Line) -> Candidates {
    let (mut reader, application) = meant(line).await?;
    let tree = grown(&mut reader, &application).await?;
    let chosen = Choice::default().among(&tree, reader.snapshot_for(&application));
    let containers = chosen.readable.into_iter().chain(chosen.without);
    Ok(resources::containers(
        containers.map(|container| container.name),
    ))
}
