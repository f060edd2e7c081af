//! The answer to a shell that asks how a line goes on, in the protocol that kubectl speaks.
//!
//! Says which arguments are names of add-ons and looks them up where the line itself points to: `--from`, or the
//! cluster its connection flags choose. Whatever goes wrong, the shell gets silence and not an error in its line.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::time::Duration;

use clap::{ArgMatches, FromArgMatches};
use clap_complete::{ArgValueCandidates, CompletionCandidate};
use plugin_kit::complete::complete;
use plugin_kit::failure::Exit;
use plugin_kit::screen::Screen;
use plugin_kit::stdout::stdout;

use crate::cli::{self, ConnectionFlags};
use crate::reader::{NamedApplication, Reader};

/// The commands that take names, and the argument that does.
const TAKE_NAMES: [(&str, &str); 5] = [
    ("get", "name"),
    ("tree", "name"),
    ("events", "name"),
    ("values", "name"),
    ("snapshot", "names"),
];

/// How long a person at a prompt waits for names.
const PATIENCE: Duration = Duration::from_secs(2);

/// Prints what may come next.
pub(crate) fn run(words: &[OsString]) -> Exit {
    match complete(command(words), words.to_vec(), None, &mut stdout()) {
        Ok(()) => Exit::Done,
        Err(_) => Exit::Error,
    }
}

/// Returns the command line with names where names are asked for; they are looked up only then.
fn command(words: &[OsString]) -> clap::Command {
    let plain = cli::command("kubectl addons");
    TAKE_NAMES.into_iter().fold(plain, |command, (verb, name)| {
        let words = words.to_vec();
        let names = ArgValueCandidates::new(move || candidates(&words));
        command.mut_subcommand(verb, |verb| {
            verb.mut_arg(name, |argument| argument.add(names))
        })
    })
}

fn candidates(words: &[OsString]) -> Vec<CompletionCandidate> {
    let flags = connection(words).unwrap_or_default();
    let slashed = words
        .last()
        .is_some_and(|word| word.to_string_lossy().contains('/'));
    let names = super::wait(look_up(flags)).unwrap_or_default();
    named(&names, slashed)
}

async fn look_up(flags: ConnectionFlags) -> anyhow::Result<Vec<NamedApplication>> {
    let look_up = async {
        let mut reader = Reader::open(&flags, &Screen::pipe()).await?;
        reader.names().await
    };
    tokio::time::timeout(PATIENCE, look_up).await?
}

/// Reads the connection flags of an unfinished line, up to the first word that makes no sense.
fn connection(words: &[OsString]) -> Option<ConnectionFlags> {
    let finished = words.split_last().map_or(words, |(_, finished)| finished);
    let program = OsString::from("kubectl-addons");
    let line = std::iter::once(&program).chain(finished);
    let matches = cli::command("kubectl addons")
        .ignore_errors(true)
        .try_get_matches_from(line)
        .ok()?;
    let (_, matches): (_, &ArgMatches) = matches.subcommand()?;
    ConnectionFlags::from_arg_matches(matches).ok()
}

/// Returns the names as they can be typed: alone where that fits one add-on, else with the namespace.
fn named(applications: &[NamedApplication], slashed: bool) -> Vec<CompletionCandidate> {
    let mut fitting: BTreeMap<&str, usize> = BTreeMap::new();
    for application in applications {
        *fitting.entry(&application.name).or_default() += 1;
    }
    let candidates = applications.iter().map(|application| {
        let alone = !slashed && fitting.get(application.name.as_str()) == Some(&1);
        let value = match alone {
            true => application.name.clone(),
            false => format!("{}/{}", application.namespace, application.name),
        };
        let help = (!application.state.is_empty()).then(|| application.state.clone().into());
        CompletionCandidate::new(value).help(help)
    });
    candidates.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn application(namespace: &str, name: &str) -> NamedApplication {
        NamedApplication {
            namespace: namespace.to_owned(),
            name: name.to_owned(),
            state: String::new(),
        }
    }

    fn values(applications: &[NamedApplication], slashed: bool) -> Vec<String> {
        let candidates = named(applications, slashed).into_iter();
        candidates
            .map(|candidate| candidate.get_value().to_string_lossy().into_owned())
            .collect()
    }

    fn flags(line: &str) -> ConnectionFlags {
        let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        connection(&words).unwrap()
    }

    #[test]
    fn a_name_that_fits_several_comes_with_its_namespace() {
        let applications = [
            application("argocd", "grafana"),
            application("argocd", "web"),
            application("team", "web"),
        ];
        assert_eq!(
            values(&applications, false),
            ["grafana", "argocd/web", "team/web"]
        );
    }

    #[test]
    fn who_began_with_a_namespace_goes_on_with_one() {
        assert_eq!(
            values(&[application("argocd", "grafana")], true),
            ["argocd/grafana"]
        );
    }

    #[test]
    fn the_line_says_where_names_are_looked_up() {
        let flags = flags("tree --from snapshot.gz -n argocd -s http://api --unhealthy gr");
        assert_eq!(flags.from.unwrap().as_os_str(), "snapshot.gz");
        assert_eq!(flags.namespace.as_deref(), Some("argocd"));
        assert_eq!(flags.server.as_deref(), Some("http://api"));
    }

    #[test]
    fn a_line_without_a_command_leads_nowhere() {
        assert!(connection(&["nonsense".into(), "tree".into(), "".into()]).is_none());
        assert!(connection(&["".into()]).is_none());
        assert!(connection(&[]).is_none());
    }
}
