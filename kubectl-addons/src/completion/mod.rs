//! The answer to a shell that asks how a line goes on, in the protocol that kubectl speaks.
//!
//! Says for every argument what may stand there, and looks it up where the line itself points to: `--from`, the
//! kubeconfig, or the cluster its connection flags choose. Whatever goes wrong, the shell gets silence and not an error
//! in its line. Names are all that is ever offered: no values, no credentials.

mod addons;
mod candidate;
mod line;
mod look_up;
mod offer;
mod resources;

use std::env;
use std::ffi::OsString;

use clap::builder::ValueHint;
use clap_complete::ArgValueCompleter;
use plugin_kit::complete::complete;
use plugin_kit::failure::Exit;
use plugin_kit::stdout::stdout;

use crate::cli;
use line::Line;
use offer::Offer;

/// Prints what may come next.
pub(crate) fn run(words: &[OsString]) -> Exit {
    let folder = env::current_dir().ok();
    match complete(
        command(words),
        words.to_vec(),
        folder.as_deref(),
        &mut stdout(),
    ) {
        Ok(()) => Exit::Done,
        Err(_) => Exit::Error,
    }
}

/// Returns the command line with what may stand in each argument; it is looked up only where it is asked for.
fn command(words: &[OsString]) -> clap::Command {
    let plain = cli::command("kubectl addons");
    plain.mut_subcommands(|verb| verb.mut_args(|argument| offering(argument, words)))
}

fn offering(argument: clap::Arg, words: &[OsString]) -> clap::Arg {
    let Some(offer) = Offer::of(argument.get_id().as_str()) else {
        return argument;
    };
    let words = words.to_vec();
    argument
        .value_hint(ValueHint::Other)
        .add(ArgValueCompleter::new(move |written: &std::ffi::OsStr| {
            let line = Line::read(&words);
            look_up::candidates(offer, &line, &written.to_string_lossy())
        }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Arguments that take what nobody can list: times, numbers, selectors, keys, and who one wants to be.
    const FREE_TEXT: [&str; 12] = [
        "as",
        "as-group",
        "as-uid",
        "depth",
        "key",
        "request-timeout",
        "selector",
        "server",
        "since",
        "tail",
        "tls-server-name",
        "token",
    ];

    fn is_known(argument: &clap::Arg) -> bool {
        let free = argument
            .get_long()
            .is_some_and(|long| FREE_TEXT.contains(&long));
        let is_path = !matches!(
            argument.get_value_hint(),
            ValueHint::Unknown | ValueHint::Other
        );
        let has_values = argument.get_value_parser().possible_values().is_some();
        free || is_path || has_values || Offer::of(argument.get_id().as_str()).is_some()
    }

    #[test]
    fn every_argument_that_takes_a_value_is_completed_or_free_text() {
        let mut command = cli::command("kubectl addons");
        command.build();
        for verb in command.get_subcommands() {
            let takes_value = |argument: &&clap::Arg| {
                argument
                    .get_num_args()
                    .is_some_and(|many| many.takes_values())
            };
            for argument in verb.get_arguments().filter(takes_value) {
                assert!(is_known(argument), "{} {argument}", verb.get_name());
            }
        }
    }
}
