//! Which formats each command knows.

use argocd::lifecycle::State;
use argocd::tree::Category;
use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use plugin_kit::view::Format;

/// Formats of `list` and `get`.
pub(crate) struct ListFormat;

impl ListFormat {
    /// What `-o` takes.
    pub(crate) const ALL: &'static [Format] = &[
        Format::Table,
        Format::Wide,
        Format::Json,
        Format::Yaml,
        Format::Name,
    ];
}

/// Formats of commands that show one table.
pub(crate) struct ReadFormat;

impl ReadFormat {
    /// What `-o` takes.
    pub(crate) const ALL: &'static [Format] =
        &[Format::Table, Format::Wide, Format::Json, Format::Yaml];
}

/// Formats of `tree`.
pub(crate) struct TreeFormat;

impl TreeFormat {
    /// What `-o` takes.
    pub(crate) const ALL: &'static [Format] = &[
        Format::Tree,
        Format::Wide,
        Format::Json,
        Format::Yaml,
        Format::Name,
        Format::Mermaid,
        Format::Dot,
        Format::Svg,
        Format::Html,
    ];
}

/// Returns the parser of `--category`, which takes any case.
pub(crate) fn category() -> impl TypedValueParser<Value = Category> + use<> {
    PossibleValuesParser::new(Category::ALL.map(Category::as_str))
        .try_map(|word| word.parse::<Category>())
}

/// Each state denied.
const DENIED: [&str; 6] = [
    "!Pending",
    "!Deploying",
    "!Synced",
    "!Degraded",
    "!OutOfSync",
    "!Unknown",
];

/// One word of `--state`: a state, or `!` and a state for all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StateWord {
    /// The state named.
    pub state: State,
    /// Whether all others are meant.
    pub negated: bool,
}

impl StateWord {
    /// Returns the states that fit all words: those named, without those denied; none where no word was given.
    pub(crate) fn among(words: &[Self]) -> Vec<State> {
        let (denied, named): (Vec<&Self>, Vec<&Self>) = words.iter().partition(|word| word.negated);
        let has = |words: &[&Self], state| words.iter().any(|word| word.state == state);
        let fits =
            |state: &State| (named.is_empty() || has(&named, *state)) && !has(&denied, *state);
        match words.is_empty() {
            true => Vec::new(),
            false => State::ALL.into_iter().filter(fits).collect(),
        }
    }

    fn parse(word: &str) -> Option<Self> {
        let bare = word.trim_start_matches('!');
        let state = State::ALL
            .into_iter()
            .find(|state| state.as_str().eq_ignore_ascii_case(bare))?;
        Some(Self {
            state,
            negated: bare != word,
        })
    }
}

/// Returns the parser of `--state`, which takes any case.
pub(crate) fn state() -> impl TypedValueParser<Value = StateWord> + use<> {
    let names = State::ALL.map(|state| PossibleValue::new(state.as_str()));
    let denied = DENIED.map(|word| PossibleValue::new(word).hide(true));
    PossibleValuesParser::new(names.into_iter().chain(denied))
        .try_map(|word| StateWord::parse(&word).ok_or_else(|| format!("no such state: {word}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn among(words: &str) -> Vec<State> {
        let words: Vec<StateWord> = words.split(',').filter_map(StateWord::parse).collect();
        StateWord::among(&words)
    }

    #[test]
    fn states_are_named_or_denied() {
        assert_eq!(among("synced,Degraded"), [State::Synced, State::Degraded]);
        assert_eq!(among("!Synced").len(), 5);
        assert!(!among("!synced,!Unknown").contains(&State::Unknown));
        assert_eq!(among("Synced,Degraded,!Synced"), [State::Degraded]);
        assert_eq!(among(""), []);
        assert_eq!(State::ALL.map(|state| format!("!{state}")), DENIED);
    }
}
