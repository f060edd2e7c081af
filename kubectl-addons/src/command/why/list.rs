//! `why` without a name: every add-on that is not Synced, with its cause in short, from the Applications alone.

use argocd::application;
use argocd::lifecycle::State;
use argocd::selector::Selector;
use argocd::snapshot::{Need, Scope, Snapshot};
use argocd::tree::plan::Want;
use jiff::Timestamp;
use plugin_kit::failure::{Exit, Failure};
use plugin_kit::streams::Streams;

use super::super::{output, show, tell_gaps};
use super::inquiry;
use crate::cli::WhyArguments;
use crate::follow::{Watched, follow};
use crate::reader::{Reader, Wanted, surroundings};
use crate::view::addon::Addon;
use crate::view::selection::Selection;
use crate::view::surroundings::Surroundings;
use crate::view::why::{WhyListView, WhyRow};

/// Lists what is not well.
pub(super) async fn run(arguments: WhyArguments, streams: Streams) -> anyhow::Result<Exit> {
    let selection = selection(&arguments)?;
    let mut reader = Reader::open(&arguments.connection, &streams.talk).await?;
    reader.read_applications().await?;
    let output = output(arguments.output, arguments.no_headers);
    if arguments.watch && reader.is_live() {
        let scopes = reader
            .snapshot()
            .settled_scopes(application::GROUP, application::KIND);
        let watched = WatchedCauses {
            scopes: scopes.cloned().collect(),
            selection,
        };
        return follow(reader, watched, output, streams).await;
    }
    reader.finish();
    let view = view(reader.snapshot(), &selection, reader.now());
    show(&view, output, &streams)?;
    tell_gaps(&streams, view.gaps());
    streams.tell(&view.remarks());
    Ok(match arguments.exit_code && !view.is_well() {
        true => Exit::Differs,
        false => Exit::Done,
    })
}

fn view(snapshot: &Snapshot, selection: &Selection, now: Timestamp) -> WhyListView {
    let surroundings = Surroundings::of(snapshot, now);
    let fitting = snapshot
        .applications()
        .filter(|application| selection.fits_application(application));
    let rows = fitting.filter_map(|application| {
        let addon = Addon::of(application, &surroundings);
        let wanted = addon.state() != State::Synced && selection.fits(&addon);
        wanted.then(|| WhyRow::new(addon, inquiry::from_itself(application, &surroundings)))
    });
    WhyListView::new(rows.collect(), snapshot.gaps().cloned().collect())
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

    fn view(&self, reader: &Reader, now: Timestamp) -> Option<WhyListView> {
        Some(view(reader.snapshot(), &self.selection, now))
    }
}
