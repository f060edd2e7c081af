//! `get`: the overview of one add-on; without a name, the list.

use argocd::lifecycle::State;
use argocd::object::ObjectRef;
use argocd::snapshot::Scope;
use argocd::tree::plan::Want;
use jiff::Timestamp;
use plugin_kit::failure::{Exit, Failure};
use plugin_kit::streams::Streams;

use super::{list, output, show, tell_gaps};
use crate::cli::{GetArguments, ListArguments};
use crate::follow::{Watched, follow};
use crate::owners::{self, read_owners};
use crate::reader::{Reader, Wanted, surroundings};
use crate::selection;
use crate::view::get::GetView;
use crate::view::surroundings::Surroundings;

/// Shows the add-on that was named.
pub(crate) async fn run(arguments: GetArguments, streams: Streams) -> anyhow::Result<Exit> {
    match arguments.name {
        Some(name) => one(&name, arguments.list, streams).await,
        None => list::run(arguments.list, streams).await,
    }
}

async fn one(name: &str, arguments: ListArguments, streams: Streams) -> anyhow::Result<Exit> {
    if let Some(flag) = arguments.chooses() {
        return Err(Failure::new(format!(
            "{flag} chooses among many add-ons, and {name} names one"
        ))
        .next("leave out the name or the flag")
        .exit(Exit::Usage)
        .into());
    }
    let mut reader = Reader::open(&arguments.connection, &streams.talk).await?;
    let application = selection::find(&mut reader, name).await?;
    reader.read_surroundings().await?;
    read_owners(&mut reader, &application).await?;
    let output = output(arguments.output, arguments.no_headers);
    if arguments.watch && reader.is_live() {
        let watched = WatchedAddon {
            reference: application.reference(),
        };
        return follow(reader, watched, output, streams).await;
    }
    reader.finish();
    let view = GetView::new(
        &application,
        &Surroundings::of(reader.snapshot(), reader.now()),
    );
    show(&view, output, &streams)?;
    tell_gaps(&streams, view.gaps());
    Ok(
        match arguments.exit_code && view.addon().state() != State::Synced {
            true => Exit::Differs,
            false => Exit::Done,
        },
    )
}

/// The overview, followed.
struct WatchedAddon {
    reference: ObjectRef,
}

impl Watched for WatchedAddon {
    type View = GetView;

    fn wants(&self, reader: &Reader) -> Wanted {
        let snapshot = reader.snapshot();
        let itself = Want::body(Scope::object(&self.reference));
        let application = snapshot.application(&self.reference);
        let owners = application.map(|application| owners::wants(application, snapshot));
        let all = std::iter::once(itself)
            .chain(surroundings(snapshot))
            .chain(owners.unwrap_or_default());
        Wanted::of_control_plane(all)
    }

    fn view(&mut self, reader: &Reader, now: Timestamp) -> Option<GetView> {
        let snapshot = reader.snapshot();
        let application = snapshot.application(&self.reference)?;
        Some(GetView::new(application, &Surroundings::of(snapshot, now)))
    }
}
