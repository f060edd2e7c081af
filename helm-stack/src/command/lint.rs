//! `lint`: complains about the stack.

use plugin_kit::failure::Exit;
use plugin_kit::stdout::stdout;
use plugin_kit::view;
use stack::check;
use stack::complaint::Complaint;
use stack::file::{self, Decoded};

use super::Session;
use crate::cli::LintArguments;
use crate::folder::Folder;
use crate::view::lint::LintView;

/// Runs the command.
pub(crate) fn run(arguments: &LintArguments, session: &Session) -> anyhow::Result<Exit> {
    let folder = Folder::open(session.stack.as_deref())?;
    let (stack, complaints) = complaints(&folder);
    if stack.is_none() {
        let remark = "until stack.yaml is mended, it cannot be seen what its members miss: other files were only read";
        session.streams.tell([&remark.to_owned()]);
    }
    let view = LintView::new(stack, complaints, &folder.shown);
    view::show(
        &view,
        arguments.output,
        &session.streams.answer,
        &mut stdout(),
    )?;
    Ok(match view.is_well(arguments.strict) {
        true => Exit::Done,
        false => Exit::Error,
    })
}

/// Returns the name of the stack, where its file has no errors, and everything that is wrong with its folder.
fn complaints(folder: &Folder) -> (Option<String>, Vec<Complaint>) {
    let files = &folder.files;
    let (name, mut complaints, more) = match file::of(files) {
        Ok(Decoded { stack, warnings }) => {
            let more = check::check(&stack, files);
            (Some(stack.name), warnings, more)
        }
        Err(complaints) => (None, complaints, check::check_files(files)),
    };
    complaints.extend(more);
    (name, check::sorted(complaints))
}
