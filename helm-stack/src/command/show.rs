//! `show`: shows the stack.

use plugin_kit::failure::Exit;
use plugin_kit::stdout::stdout;
use plugin_kit::view::{self, Format, Output};
use stack::{file, graph};

use super::Session;
use crate::cli::ShowArguments;
use crate::view::parents::ParentsView;
use crate::view::show::ShowView;

/// Runs the command.
pub(crate) fn run(arguments: &ShowArguments, session: &Session) -> anyhow::Result<Exit> {
    let (folder, stack) = session.open()?;
    let waves = graph::waves(&stack)
        .map_err(|complaints| session.refuse(&complaints, &folder.shown, file::NAME))?;
    let view = ShowView::new(&stack, &waves);
    let output = Output {
        format: arguments.output,
        headers: !arguments.no_headers,
    };
    let screen = &session.streams.answer;
    match arguments.output {
        Format::Tree | Format::Mermaid | Format::Dot | Format::Svg => {
            view::show(&ParentsView(&view), output, screen, &mut stdout())?;
        }
        _ => view::show(&view, output, screen, &mut stdout())?,
    }
    Ok(Exit::Done)
}
