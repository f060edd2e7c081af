//! Which formats each command knows.

use argocd::lifecycle::State;
use argocd::tree::Category;
use clap::builder::{PossibleValuesParser, TypedValueParser};
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

/// Returns the parser of `--state`, which takes any case.
pub(crate) fn state() -> impl TypedValueParser<Value = State> + use<> {
    PossibleValuesParser::new(State::ALL.map(State::as_str)).try_map(|word| {
        State::ALL
            .into_iter()
            .find(|state| state.as_str().eq_ignore_ascii_case(&word))
            .ok_or_else(|| format!("no such state: {word}"))
    })
}
