//! `diff`: how live objects differ from what was applied, or two deployments from each other.

mod live;

use argocd::application::{Application, ManagedResource};
use argocd::diff::{self, Comparison, IgnoreRules};
use argocd::object::{ObjectRef, Resource};
use argocd::settings::{self, Settings};
use plugin_kit::failure::{Exit, Failure};
use plugin_kit::streams::Streams;

use super::tree::find;
use super::{output, show, tell_gaps};
use crate::cli::{Against, DiffArguments};
use crate::reader::Reader;
use crate::selection;
use crate::view::diff::{Between, DiffView};

/// Shows the difference that was asked for; exits with 4 where there is one.
pub(crate) async fn run(arguments: DiffArguments, streams: Streams) -> anyhow::Result<Exit> {
    let mut reader = Reader::open(&arguments.connection, &streams.talk).await?;
    let (application, comparison, between) = match arguments.history.as_slice() {
        [] => live(&mut reader, &arguments).await?,
        ids => history(&mut reader, &arguments.name, ids).await?,
    };
    reader.finish();
    let view = DiffView::new(
        &application,
        comparison,
        between,
        arguments.summary,
        reader.now(),
    );
    show(
        &view,
        output(arguments.output, arguments.no_headers),
        &streams,
    )?;
    streams.tell(&view.remarks());
    tell_gaps(&streams, view.gaps());
    Ok(match view.differs() {
        true => Exit::Differs,
        false => Exit::Done,
    })
}

async fn live(
    reader: &mut Reader,
    arguments: &DiffArguments,
) -> anyhow::Result<(Application, Comparison, Between)> {
    let application = find(reader, &arguments.name).await?;
    reader.read_surroundings().await?;
    let resources = chosen(&application, &arguments.resources)?;
    let Against::Applied = arguments.against;
    let comparison = applied(reader, &application, resources).await?;
    Ok((application, comparison, Between::live("last applied")))
}

async fn applied(
    reader: &mut Reader,
    application: &Application,
    resources: Vec<ManagedResource>,
) -> anyhow::Result<Comparison> {
    reader.say(&format!(
        "reading {} resources of {}",
        resources.len(),
        application.metadata.name
    ));
    let (lives, gaps) = live::records(reader, application, resources).await;
    let config_map = config_map(reader, application);
    let settings = config_map.as_ref().map(Settings::of).unwrap_or_default();
    let rules = IgnoreRules::of(application, config_map.as_ref());
    let own = application.clone();
    let mut comparison =
        live::within_patience(move || diff::against_applied(&own, lives, &settings, &rules))
            .await?;
    comparison.gaps.extend(gaps);
    comparison.gaps.extend(reader.snapshot().gaps().cloned());
    Ok(comparison)
}

/// Returns the settings of the Argo CD that manages an Application, where they were read.
fn config_map(reader: &Reader, application: &Application) -> Option<Resource> {
    let namespace = application.controller_namespace();
    let name = ObjectRef::new("", "ConfigMap", namespace, settings::CONFIG_MAP);
    reader.snapshot().resource(&name).cloned()
}

/// Returns the managed resources that were asked for, all unless some are named.
fn chosen(application: &Application, words: &[String]) -> anyhow::Result<Vec<ManagedResource>> {
    let managed = application.detail.as_deref();
    let managed = managed.map_or(&[][..], |detail| &detail.resources);
    if words.is_empty() {
        return Ok(managed.to_vec());
    }
    let mut chosen = Vec::new();
    for word in words {
        let meant = selection::word(word)?;
        let fits = |resource: &&ManagedResource| meant.fits(&resource.reference());
        let before = chosen.len();
        chosen.extend(managed.iter().filter(fits).cloned());
        if chosen.len() == before {
            return Err(unmanaged(word, &application.metadata.name).into());
        }
    }
    Ok(chosen)
}

fn unmanaged(word: &str, name: &str) -> Failure {
    Failure::new(format!(
        "{word} is not among the resources that {name} manages"
    ))
    .next(format!("see them all: kubectl addons tree {name}"))
    .exit(Exit::NotFound)
}

async fn history(
    reader: &mut Reader,
    name: &str,
    ids: &[i64],
) -> anyhow::Result<(Application, Comparison, Between)> {
    let application = selection::find(reader, name).await?;
    let known = diff::ids(&application);
    let newest = known.last().copied();
    let (older, newer) = match (ids, newest) {
        (&[older, newer], _) => (older, newer),
        (&[older], Some(newest)) => (older, newest),
        _ => return Err(undeployed(&application.metadata.name).into()),
    };
    let comparison = diff::between(&application, older, newer).ok_or_else(|| {
        let unknown = if known.contains(&older) { newer } else { older };
        forgotten(&application.metadata.name, unknown, &known)
    })?;
    let label = |id| format!("deployment {id}");
    Ok((
        application,
        comparison,
        Between::new(label(older), label(newer)),
    ))
}

fn undeployed(name: &str) -> Failure {
    Failure::new(format!("{name} has no deployments to compare"))
        .next(format!(
            "see what is remembered: kubectl addons history {name}"
        ))
        .exit(Exit::NotFound)
}

fn forgotten(name: &str, id: i64, known: &[i64]) -> Failure {
    let known: Vec<String> = known.iter().map(i64::to_string).collect();
    let failure = Failure::new(format!("{name} remembers no deployment {id}")).exit(Exit::NotFound);
    match known.is_empty() {
        true => failure.next("only full syncs that succeed are remembered"),
        false => failure.next(format!("it remembers {}", known.join(", "))),
    }
}
