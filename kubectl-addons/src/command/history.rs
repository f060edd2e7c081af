//! `history`: an add-on's deployments.

use argocd::object::ObjectRef;
use argocd::snapshot::Scope;
use argocd::tree::plan::Want;
use jiff::Timestamp;
use plugin_kit::failure::Exit;
use plugin_kit::streams::Streams;

use super::{output, show, tell_gaps};
use crate::cli::HistoryArguments;
use crate::follow::{Watched, follow};
use crate::reader::{Reader, Wanted, surroundings};
use crate::selection;
use crate::view::gaps::at_home;
use crate::view::history::HistoryView;
use crate::view::surroundings::Surroundings;

/// Shows the deployments of the add-on that was named.
pub(crate) async fn run(arguments: HistoryArguments, streams: Streams) -> anyhow::Result<Exit> {
    let mut reader = Reader::open(&arguments.connection, &streams.talk).await?;
    let application = selection::find(&mut reader, &arguments.name).await?;
    reader.read_surroundings().await?;
    let output = output(arguments.output, arguments.no_headers);
    if arguments.watch && reader.is_live() {
        let reference = application.reference();
        return follow(reader, WatchedHistory { reference }, output, streams).await;
    }
    reader.finish();
    let around = Surroundings::of(reader.snapshot(), reader.now());
    let view = HistoryView::new(&application, &around);
    show(&view, output, &streams)?;
    streams.tell(&view.remarks());
    tell_gaps(&streams, at_home(reader.snapshot().gaps()));
    Ok(Exit::Done)
}

/// The deployments, followed.
struct WatchedHistory {
    reference: ObjectRef,
}

impl Watched for WatchedHistory {
    type View = HistoryView;

    fn wants(&self, reader: &Reader) -> Wanted {
        let application = Want::body(Scope::object(&self.reference));
        let around = surroundings(reader.snapshot());
        Wanted::of_control_plane(std::iter::once(application).chain(around))
    }

    fn view(&mut self, reader: &Reader, now: Timestamp) -> Option<HistoryView> {
        let snapshot = reader.snapshot();
        let application = snapshot.application(&self.reference)?;
        Some(HistoryView::new(
            application,
            &Surroundings::of(snapshot, now),
        ))
    }
}
