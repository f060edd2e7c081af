//! Our binary called as `helm`: opens sealed values files for the real Helm, and is otherwise the real Helm.
//!
//! It stands in the place of `helm` in Argo CD's repo-server. It opens only files of repositories and folders that the
//! allow-list names. Whatever goes wrong is one line without a value in it, since Argo CD shows it on its pages; nothing
//! that a command for people needs enters here.

mod allowed;
mod arguments;
mod checkout;
mod handed_over;
mod opened;
mod real_helm;
mod refusal;
mod told;

use std::env;
use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::process::ExitCode;

use allowed::Allowed;
use handed_over::HandedOver;
use refusal::Refusal;

/// Says whether a program is called as `helm`, by the first of its arguments.
pub(crate) fn is_called_as_helm(first: Option<&OsString>) -> bool {
    let name = first.and_then(|first| Path::new(first).file_name());
    name.is_some_and(|name| name == OsStr::new("helm") || name == OsStr::new("helm.exe"))
}

/// Runs the real Helm with these arguments, the program's name left out, sealed values files opened for it.
pub(crate) fn run(arguments: &[OsString]) -> ExitCode {
    match call(arguments) {
        Ok(exit) => exit,
        Err(refusal) => {
            refusal.tell();
            ExitCode::FAILURE
        }
    }
}

fn call(arguments: &[OsString]) -> Result<ExitCode, Refusal> {
    let helm = real_helm::find(&|name| env::var_os(name))?;
    let mut files = HandedOver::default();
    let mut allowed = Allowed::default();
    let arguments = arguments::with_files(arguments, &mut |file| {
        let Some(opened) = opened::open(Path::new(file), &mut allowed)? else {
            return Ok(None);
        };
        files.hand_over(&opened).map(Some)
    })?;
    files.run(&helm, &arguments)
}
