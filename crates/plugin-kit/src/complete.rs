//! Answers a shell's completion in the protocol of cobra, which kubectl and Helm both speak.
//!
//! They run us with the words typed so far (the last one may be empty) and read candidates, one a line as
//! `value<TAB>description`, then a directive. clap's own engine finds the candidates; what a value can be is said
//! where the argument is declared (`ArgValueCandidates`), never here.

use std::ffi::OsString;
use std::io::{self, Write};
use std::path::Path;

use clap::Command;
use clap_complete::CompletionCandidate;

use crate::escape::is_dangerous;

/// cobra's `ShellCompDirectiveNoSpace`: the word goes on.
const NO_SPACE: u8 = 2;
/// cobra's `ShellCompDirectiveNoFileComp`: the shell adds no file names of its own.
const NO_FILES: u8 = 4;

/// Writes the candidates for the last of `words`, which are those after the program's name.
///
/// A line that cannot be completed has no candidates; that is no error, as a shell would show it in the line.
pub fn complete(
    command: Command,
    words: Vec<OsString>,
    folder: Option<&Path>,
    writer: &mut dyn Write,
) -> io::Result<()> {
    let candidates = candidates(command, words, folder);
    for candidate in &candidates {
        writeln!(writer, "{}", line(candidate))?;
    }
    writeln!(writer, ":{}", directive(&candidates))?;
    writer.flush()
}

fn candidates(
    command: Command,
    words: Vec<OsString>,
    folder: Option<&Path>,
) -> Vec<CompletionCandidate> {
    let mut command = without_aliases(command, &words);
    let mut line = vec![OsString::from(command.get_name())];
    line.extend(words);
    if line.len() == 1 {
        line.push(OsString::new());
    }
    let last = line.len() - 1;
    let flags = line[last].as_encoded_bytes().starts_with(b"-");
    let found =
        clap_complete::engine::complete(&mut command, line, last, folder).unwrap_or_default();
    let fitting = found
        .into_iter()
        .filter(|candidate| (flags || !is_flag(candidate)) && !runs(candidate));
    let (hidden, shown): (Vec<_>, Vec<_>) = fitting.partition(CompletionCandidate::is_hide_set);
    if shown.is_empty() { hidden } else { shown }
}

/// Lets commands be offered under their own names: of a command with aliases, clap's engine shows the first by alphabet.
/// An alias that was typed before the last word stays, so that its arguments are known.
fn without_aliases(command: Command, words: &[OsString]) -> Command {
    let typed = |alias: &str| words.iter().rev().skip(1).any(|word| word == alias);
    command.mut_subcommands(|subcommand| {
        let by_alias = subcommand.get_visible_aliases().any(typed);
        if by_alias {
            subcommand
        } else {
            subcommand.visible_alias(None)
        }
    })
}

/// Flags are offered, as cobra does, once the word begins with a dash.
fn is_flag(candidate: &CompletionCandidate) -> bool {
    candidate.get_value().as_encoded_bytes().starts_with(b"-")
}

/// Signs by which a shell runs something, or ends a word and begins a command.
const RUNNING: [char; 12] = ['$', '`', ';', '|', '&', '<', '>', '(', ')', '!', '"', '\''];

/// Whether a shell would run something if this stood in its line: cobra's older scripts for Bash write candidates there
/// as they are, and all hand the whole line to `eval` at the next Tab.
fn runs(candidate: &CompletionCandidate) -> bool {
    candidate.get_value().to_string_lossy().contains(RUNNING)
}

fn line(candidate: &CompletionCandidate) -> String {
    let value = one_line(&candidate.get_value().to_string_lossy());
    let help = candidate
        .get_help()
        .map(ToString::to_string)
        .unwrap_or_default();
    match help.lines().next() {
        Some(help) if !help.is_empty() => format!("{value}\t{}", one_line(help)),
        _ => value,
    }
}

/// A candidate goes into the reader's command line: what does not show there is left out.
fn one_line(text: &str) -> String {
    text.chars()
        .filter(|&character| !is_dangerous(character))
        .collect()
}

/// A folder or an unfinished `--flag=` wants no blank behind it.
fn directive(candidates: &[CompletionCandidate]) -> u8 {
    let goes_on = |candidate: &CompletionCandidate| {
        let value = candidate.get_value().to_string_lossy();
        value.ends_with('/') || value.ends_with('=')
    };
    if candidates.iter().any(goes_on) {
        NO_FILES | NO_SPACE
    } else {
        NO_FILES
    }
}

#[cfg(test)]
mod tests {
    use clap::{Arg, ValueEnum};
    use clap_complete::ArgValueCandidates;
    use insta::assert_snapshot;

    use super::*;
    use crate::screen::Colour;

    fn command() -> Command {
        let names = || {
            vec![
                CompletionCandidate::new("grafana").help(Some("Degraded\nsecond line".into())),
                "lo\u{1b}ki".into(),
                "$(touch x)".into(),
                "a;touch x".into(),
            ]
        };
        let get = Command::new("get")
            .visible_alias("describe")
            .about("Shows one add-on")
            .arg(Arg::new("name").add(ArgValueCandidates::new(names)));
        let colour = Arg::new("color")
            .long("color")
            .value_parser(clap::value_parser!(Colour))
            .help("When to colour");
        Command::new("kubectl-addons")
            .arg(colour)
            .subcommand(get)
            .subcommand(Command::new("list").about("Lists add-ons"))
    }

    fn completed(words: &[&str]) -> String {
        let mut written = Vec::new();
        complete(
            command(),
            words.iter().map(OsString::from).collect(),
            None,
            &mut written,
        )
        .unwrap();
        String::from_utf8(written).unwrap()
    }

    #[test]
    fn commands_come_with_what_they_do() {
        assert_snapshot!(completed(&["l"]), @r#"
        list	Lists add-ons
        :4
        "#);
        assert_snapshot!(completed(&["ge"]), @r#"
        get	Shows one add-on
        :4
        "#);
    }

    #[test]
    fn commands_are_offered_by_name_and_known_by_alias() {
        assert_snapshot!(completed(&[""]), @r#"
        get	Shows one add-on
        list	Lists add-ons
        help	Print this message or the help of the given subcommand(s)
        :4
        "#);
        assert_eq!(completed(&["describe", ""]), completed(&["get", ""]));
    }

    #[test]
    fn names_come_from_where_the_argument_is_declared() {
        assert_snapshot!(completed(&["get", ""]), @r#"
        grafana	Degraded
        loki
        :4
        "#);
    }

    #[test]
    fn values_of_flags_are_known() {
        assert_eq!(Colour::value_variants().len(), 3);
        assert_snapshot!(completed(&["--color", "a"]), @r#"
        auto	On a terminal, unless the environment says otherwise
        always	Always, even into a file
        :4
        "#);
    }

    #[test]
    fn flags_are_offered_after_a_dash() {
        assert_snapshot!(completed(&["get", "-"]), @r#"
        -h	Print help
        :4
        "#);
    }

    #[test]
    fn a_line_that_makes_no_sense_has_no_candidates() {
        assert_eq!(completed(&["nothing", "--like", "this"]), ":4\n");
    }

    #[test]
    fn no_words_at_all_are_one_empty_word() {
        assert_eq!(completed(&[]), completed(&[""]));
    }

    #[test]
    fn a_word_that_goes_on_wants_no_blank() {
        assert_eq!(directive(&["charts/".into()]), 6);
        assert_eq!(directive(&["charts".into()]), 4);
    }
}
