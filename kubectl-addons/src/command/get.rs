//! `get`: the overview of one add-on; without a name, the list.

use plugin_kit::failure::Exit;

use super::{Streams, list, output, show};
use crate::cli::{GetArguments, ListArguments};
use crate::reader::Reader;
use crate::selection;
use crate::view::get::GetView;
use crate::view::surroundings::Surroundings;
use argocd::lifecycle::State;

/// Shows the add-on that was named.
pub(crate) async fn run(arguments: GetArguments, streams: Streams) -> anyhow::Result<Exit> {
    match arguments.name {
        Some(name) => one(&name, arguments.list, streams).await,
        None => list::run(arguments.list, streams).await,
    }
}

async fn one(name: &str, arguments: ListArguments, streams: Streams) -> anyhow::Result<Exit> {
    let mut reader = Reader::open(&arguments.connection, &streams.talk).await?;
    let application = selection::find(&mut reader, name).await?;
    reader.finish();
    let view = GetView::new(
        &application,
        &Surroundings::of(reader.snapshot(), reader.now()),
    );
    show(
        &view,
        output(arguments.output, arguments.no_headers),
        &streams,
    )?;
    streams.tell_gaps(view.gaps());
    Ok(
        match arguments.exit_code && view.addon().state() != State::Synced {
            true => Exit::Differs,
            false => Exit::Done,
        },
    )
}
