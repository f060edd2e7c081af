//! `why`: from an add-on's state down to its cause, and what to do next.

mod glance;
mod inquiry;
mod list;

use argocd::application::Application;
use argocd::object::ObjectRef;
use argocd::tree::{self, ResourceTree, TreeOptions, plan};
use argocd::why::{self, Carried};
use jiff::Timestamp;
use plugin_kit::failure::{Exit, Failure};
use plugin_kit::streams::Streams;

use super::tree::find;
use super::{output, show, tell_gaps};
use crate::cli::WhyArguments;
use crate::follow::{Watched, follow};
use crate::reader::{Reader, Wanted};
use crate::view::addon::Addon;
use crate::view::surroundings::Surroundings;
use crate::view::why::WhyView;

/// Explains the add-on that was named, else every one that is not well.
pub(crate) async fn run(arguments: WhyArguments, streams: Streams) -> anyhow::Result<Exit> {
    match arguments.name.clone() {
        Some(name) => one(&name, arguments, streams).await,
        None => list::run(arguments, streams).await,
    }
}

async fn one(name: &str, arguments: WhyArguments, streams: Streams) -> anyhow::Result<Exit> {
    refuse_choices(name, &arguments)?;
    let mut reader = Reader::open(&arguments.connection, &streams.talk).await?;
    let application = find(&mut reader, name).await?;
    reader.read_surroundings().await?;
    let inquiry = inquiry::inquire(&mut reader, &application).await?;
    let output = output(arguments.output, arguments.no_headers);
    let carried = arguments.connection.carried(&application.spec.destination);
    if arguments.watch && reader.is_live() {
        let watched = WatchedWhy {
            reference: application.reference(),
            carried,
        };
        return follow(reader, watched, output, streams).await;
    }
    reader.finish();
    let addon = Addon::of(
        &application,
        &Surroundings::of(reader.snapshot(), reader.now()),
    );
    let view = WhyView::new(addon, inquiry.answer.carrying(&carried), inquiry.gaps);
    show(&view, output, &streams)?;
    tell_gaps(&streams, view.gaps());
    Ok(match arguments.exit_code && !view.is_well() {
        true => Exit::Differs,
        false => Exit::Done,
    })
}

fn refuse_choices(name: &str, arguments: &WhyArguments) -> anyhow::Result<()> {
    let flag = match (&arguments.selector, arguments.stack.is_empty()) {
        (Some(_), _) => "-l",
        (None, false) => "--stack",
        (None, true) => return Ok(()),
    };
    Err(Failure::new(format!(
        "{flag} chooses among many add-ons, and {name} names one"
    ))
    .next("leave out the name or the flag")
    .exit(Exit::Usage)
    .into())
}

/// One add-on's cause, followed. Logs are not read again while it is followed.
struct WatchedWhy {
    reference: ObjectRef,
    carried: Carried,
}

impl WatchedWhy {
    fn tree<'a>(&self, reader: &'a Reader) -> Option<(&'a Application, ResourceTree)> {
        let application = reader.snapshot().application(&self.reference)?;
        let deployed = reader.snapshot_for(application);
        let tree = tree::build(application, deployed, &TreeOptions::default());
        Some((application, tree))
    }
}

impl Watched for WatchedWhy {
    type View = WhyView;

    fn wants(&self, reader: &Reader) -> Wanted {
        let Some((application, tree)) = self.tree(reader) else {
            return Wanted::default();
        };
        let beside = why::beside(&tree, application, reader.snapshot_for(application));
        let wants = plan::watch(&tree, application)
            .into_iter()
            .chain(plan::events(&tree, application))
            .chain(beside);
        reader.wanted_for(application, wants)
    }

    fn view(&mut self, reader: &Reader, now: Timestamp) -> Option<WhyView> {
        let (application, tree) = self.tree(reader)?;
        let surroundings = Surroundings::of(reader.snapshot(), now);
        let members = inquiry::members_from_themselves(&tree, &surroundings);
        let deployed = reader.snapshot_for(application);
        let answer = inquiry::ask(application, &tree, deployed, &surroundings, &members, &[]);
        let addon = Addon::of(application, &surroundings);
        Some(WhyView::new(
            addon,
            answer.carrying(&self.carried),
            tree.gaps,
        ))
    }
}
