//! `diff`: what a push would change in the GitOps repository, line by line.

use plugin_kit::failure::Exit;
use plugin_kit::progress::Progress;
use plugin_kit::stdout::stdout;
use plugin_kit::view::{Output, show};

use super::Session;
use crate::cli::DiffArguments;
use crate::planning::Planning;
use crate::view::diff::DiffView;

/// Runs the command.
pub(crate) fn run(arguments: &DiffArguments, session: &Session) -> anyhow::Result<Exit> {
    let planning = Planning::new(&arguments.target, session)?;
    let progress = Progress::start("reading the GitOps repository", &session.streams.talk);
    let wanted = planning.wanted();
    let wanted: Vec<&str> = wanted.iter().map(String::as_str).collect();
    let tip = planning.repository.fetch(&wanted)?;
    let plan = planning.plan(&tip, session)?;
    progress.done();
    let view = DiffView::new(
        &planning.shown(&tip),
        &plan,
        &tip.files,
        &planning.encrypted(),
    );
    show(
        &view,
        Output::from(arguments.output),
        &session.streams.answer,
        &mut stdout(),
    )?;
    let differs = !plan.is_empty() || !plan.is_clear();
    if !differs && !arguments.output.is_data() {
        session.streams.tell(&[planning.nothing_to_push()]);
    }
    Ok(match arguments.exit_code && differs {
        true => Exit::Differs,
        false => Exit::Done,
    })
}
