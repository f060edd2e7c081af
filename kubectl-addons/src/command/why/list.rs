//! `why` without a name: the roots of everything that is not Synced. While it is watched, from the Applications alone.

use argocd::application::{self, Application};
use argocd::lifecycle::State;
use argocd::selector::Selector;
use argocd::snapshot::{Need, Scope, Snapshot};
use argocd::tree::plan::Want;
use futures_util::future::join;
use jiff::Timestamp;
use plugin_kit::failure::{Exit, Failure};
use plugin_kit::streams::Streams;
use plugin_kit::view::Output;

use super::super::{output, show, tell_gaps};
use super::glance::{self, Glance};
use crate::cli::WhyArguments;
use crate::follow::{Watched, follow};
use crate::reader::{Reader, Wanted, surroundings};
use crate::view::addon::Addon;
use crate::view::remarks::nothing;
use crate::view::selection::Selection;
use crate::view::surroundings::Surroundings;
use crate::view::why::{WhyListView, WhyRow};

/// Lists what is not well.
pub(super) async fn run(arguments: WhyArguments, streams: Streams) -> anyhow::Result<Exit> {
    let selection = selection(&arguments)?;
    let mut reader = Reader::open(&arguments.connection, &streams.talk).await?;
    let discovering = reader.discovering();
    let (read, discovery) = join(reader.read_applications(), discovering).await;
    read?;
    let output = output(arguments.output, arguments.no_headers);
    if arguments.watch && reader.is_live() {
        return watch(reader, selection, output, streams).await;
    }
    reader.learn(discovery?);
    let unwell = {
        let surroundings = Surroundings::of(reader.snapshot(), reader.now());
        let chosen = chosen(reader.snapshot(), &selection);
        glance::to_look_into(chosen, &surroundings)
    };
    let glance = Glance::into_all(&mut reader, &unwell).await?;
    reader.finish();
    let view = view(&reader, &glance, &selection, reader.now());
    show(&view, output, &streams)?;
    tell_gaps(&streams, view.gaps());
    let none = none(&reader, &selection);
    if view.is_well() {
        let well = || "every add-on is Synced".to_owned();
        streams.tell(&[none.clone().unwrap_or_else(well)]);
    }
    streams.tell(&view.remarks(glance.left_out));
    Ok(match arguments.exit_code {
        true if none.is_some() => Exit::NotFound,
        true if !view.is_well() => Exit::Differs,
        _ => Exit::Done,
    })
}

/// Says that there is nobody to ask about: a name of a stack may be mistyped.
fn none(reader: &Reader, selection: &Selection) -> Option<String> {
    let snapshot = reader.snapshot();
    let surroundings = Surroundings::of(snapshot, reader.now());
    let fits = |application| selection.fits(&Addon::of(application, &surroundings));
    let found = snapshot.applications().count();
    (!chosen(snapshot, selection).any(fits)).then(|| nothing(found, selection.namespace.as_deref()))
}

async fn watch(
    reader: Reader,
    selection: Selection,
    output: Output,
    streams: Streams,
) -> anyhow::Result<Exit> {
    let applications = reader.snapshot();
    let scopes = applications.settled_scopes(application::GROUP, application::KIND);
    let watched = WatchedCauses {
        scopes: scopes.cloned().collect(),
        selection,
    };
    follow(reader, watched, output, streams).await
}

fn chosen<'a>(
    snapshot: &'a Snapshot,
    selection: &'a Selection,
) -> impl Iterator<Item = &'a Application> {
    let applications = snapshot.applications();
    applications.filter(|application| selection.fits_application(application))
}

fn view(reader: &Reader, glance: &Glance, selection: &Selection, now: Timestamp) -> WhyListView {
    let snapshot = reader.snapshot();
    let surroundings = Surroundings::of(snapshot, now);
    let rows = chosen(snapshot, selection).filter_map(|application| {
        let addon = Addon::of(application, &surroundings);
        let wanted = addon.state() != State::Synced && selection.fits(&addon);
        wanted.then(|| {
            let answer = glance.answer(application, reader, &surroundings);
            WhyRow::new(addon, answer, glance.has(application))
        })
    });
    WhyListView::new(rows.collect(), reader.gaps().cloned().collect())
}

fn selection(arguments: &WhyArguments) -> anyhow::Result<Selection> {
    let selector = arguments.selector.as_deref().unwrap_or_default();
    let labels = Selector::parse(selector).map_err(|complaint| {
        Failure::new(format!("reading the selector of -l: {complaint}")).exit(Exit::Usage)
    })?;
    Ok(Selection {
        namespace: arguments.connection.namespace.clone(),
        stacks: arguments.stack.clone(),
        labels,
        ..Selection::default()
    })
}

/// The causes, followed where the Applications could be read.
struct WatchedCauses {
    scopes: Vec<Scope>,
    selection: Selection,
}

impl Watched for WatchedCauses {
    type View = WhyListView;

    fn wants(&self, reader: &Reader) -> Wanted {
        let applications = self.scopes.iter().map(|scope| Want {
            scope: scope.clone(),
            need: Need::Summary,
        });
        Wanted::of_control_plane(applications.chain(surroundings(reader.snapshot())))
    }

    fn view(&mut self, reader: &Reader, now: Timestamp) -> Option<WhyListView> {
        Some(view(reader, &Glance::default(), &self.selection, now))
    }
}
