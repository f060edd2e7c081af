//! What an unfinished line says so far: where to look, and which add-on is meant.

use std::ffi::OsString;

use clap::{ArgMatches, FromArgMatches};

use crate::cli::{self, ConnectionFlags};

/// An unfinished line.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    /// Where it looks.
    pub(super) flags: ConnectionFlags,
    /// The add-on it names.
    pub(super) addon: Option<String>,
    /// What stands in the list that is being written, without the word that is not finished.
    pub(super) listed: Vec<String>,
}

impl Line {
    /// Reads the words up to the first that makes no sense; the last one is not finished.
    pub(super) fn read(words: &[OsString]) -> Self {
        let Some((unfinished, finished)) = words.split_last() else {
            return Self::default();
        };
        let read = matches(finished).unwrap_or_default();
        Self {
            listed: listed(&unfinished.to_string_lossy()),
            ..read
        }
    }
}

fn matches(finished: &[OsString]) -> Option<Line> {
    let program = OsString::from("kubectl-addons");
    let line = std::iter::once(&program).chain(finished);
    let matches = cli::command("kubectl addons")
        .ignore_errors(true)
        .try_get_matches_from(line)
        .ok()?;
    let (_, matches) = matches.subcommand()?;
    let mut flags = ConnectionFlags::from_arg_matches(matches).ok()?;
    flags.context = flags.context.or_else(|| text(matches, "contexts"));
    Some(Line {
        flags,
        addon: text(matches, "name"),
        listed: Vec::new(),
    })
}

/// Returns the first value of an argument that not every command has.
fn text(matches: &ArgMatches, argument: &str) -> Option<String> {
    let values = matches.try_get_many::<String>(argument).ok()??;
    values.into_iter().next().cloned()
}

/// Returns the finished words of a list in commas, which may stand behind `--flag=`.
fn listed(word: &str) -> Vec<String> {
    let list = match (word.starts_with('-'), word.split_once('=')) {
        (true, Some((_, list))) => list,
        _ => word,
    };
    let finished = list.rsplit_once(',').map_or("", |(finished, _)| finished);
    finished.split(',').map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(line: &str) -> Line {
        let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        Line::read(&words)
    }

    #[test]
    fn the_line_says_where_to_look() {
        let flags = line("tree --from snapshot.gz -n argocd -s http://api --unhealthy gr").flags;
        assert_eq!(flags.from.unwrap().as_os_str(), "snapshot.gz");
        assert_eq!(flags.namespace.as_deref(), Some("argocd"));
        assert_eq!(flags.server.as_deref(), Some("http://api"));
        let flags = line("list --contexts prod,staging --project ").flags;
        assert_eq!(flags.context.as_deref(), Some("prod"));
    }

    #[test]
    fn the_line_names_an_add_on_before_what_belongs_to_it() {
        let addon = |words| line(words).addon;
        assert_eq!(addon("events grafana --for ").as_deref(), Some("grafana"));
        assert_eq!(addon("describe web --history ").as_deref(), Some("web"));
        assert_eq!(addon("resource gra"), None);
        assert_eq!(addon("list --kind "), None);
    }

    #[test]
    fn what_a_list_has_already_is_known() {
        assert_eq!(line("list --stack a,b,c").listed, ["a", "b"]);
        assert_eq!(line("list --stack=a,b,").listed, ["a", "b"]);
        assert_eq!(line("list --stack a").listed, [""]);
    }

    #[test]
    fn a_line_without_a_command_leads_nowhere() {
        for words in ["nonsense tree ", ""] {
            assert_eq!(line(words).addon, None);
        }
        assert_eq!(Line::read(&[]).addon, None);
    }
}
