//! The word, the tone and the symbol of every state, once, so that no two commands say the same thing differently.
//!
//! The words are Argo CD's and the lifecycle's own; what a state is gets decided in `argocd`, never here.

use std::borrow::Cow;

use argocd::health::HealthStatus;
use argocd::lifecycle::State;
use argocd::sync::SyncStatus;

use crate::shape::{Text, Tone};

/// How a state is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// The word, as scripts and filters know it.
    pub text: Cow<'static, str>,
    /// What it means.
    pub tone: Tone,
    /// One column wide; says the same as the tone to who sees no colour.
    pub symbol: &'static str,
}

impl Word {
    const fn new(text: &'static str, tone: Tone, symbol: &'static str) -> Self {
        Self {
            text: Cow::Borrowed(text),
            tone,
            symbol,
        }
    }

    /// Returns a word of an Argo CD newer than this program, verbatim.
    fn verbatim(text: &str) -> Self {
        Self {
            text: Cow::Owned(text.to_owned()),
            tone: Tone::Unknown,
            symbol: "?",
        }
    }

    /// Returns the word alone: for tables, whose cells are copied and searched for.
    pub fn plain(&self) -> Text {
        Text::toned(self.text.clone(), self.tone)
    }

    /// Returns symbol and word: for trees and overviews.
    pub fn marked(&self) -> Text {
        Text::toned(format!("{} {}", self.symbol, self.text), self.tone)
    }
}

impl From<State> for Word {
    fn from(state: State) -> Self {
        let word = state.as_str();
        match state {
            State::Synced => Self::new(word, Tone::Good, "✔"),
            State::Pending => Self::new(word, Tone::Busy, "◦"),
            State::Deploying => Self::new(word, Tone::Busy, "◐"),
            State::OutOfSync => Self::new(word, Tone::Paused, "≠"),
            State::Unknown => Self::new(word, Tone::Unknown, "?"),
            State::Degraded => Self::new(word, Tone::Bad, "✖"),
        }
    }
}

impl From<&HealthStatus> for Word {
    fn from(status: &HealthStatus) -> Self {
        match status {
            HealthStatus::Healthy => Self::new("Healthy", Tone::Good, "✔"),
            HealthStatus::Suspended => Self::new("Suspended", Tone::Paused, "‖"),
            HealthStatus::Progressing => Self::new("Progressing", Tone::Busy, "◐"),
            HealthStatus::Missing => Self::new("Missing", Tone::Paused, "∅"),
            HealthStatus::Degraded => Self::new("Degraded", Tone::Bad, "✖"),
            HealthStatus::Unknown => Self::new("Unknown", Tone::Unknown, "?"),
            HealthStatus::Other(word) => Self::verbatim(word),
        }
    }
}

impl From<&SyncStatus> for Word {
    fn from(status: &SyncStatus) -> Self {
        match status {
            SyncStatus::Synced => Self::new("Synced", Tone::Good, "✔"),
            SyncStatus::OutOfSync => Self::new("OutOfSync", Tone::Paused, "≠"),
            SyncStatus::Unknown => Self::new("Unknown", Tone::Unknown, "?"),
            SyncStatus::Other(word) => Self::verbatim(word),
        }
    }
}

#[cfg(test)]
mod tests {
    use unicode_width::UnicodeWidthStr;

    use super::*;

    fn healths() -> Vec<HealthStatus> {
        let words = [
            "Healthy",
            "Suspended",
            "Progressing",
            "Missing",
            "Degraded",
            "Unknown",
            "Resting",
        ];
        words
            .into_iter()
            .map(|word| HealthStatus::from(word.to_owned()))
            .collect()
    }

    fn syncs() -> Vec<SyncStatus> {
        let words = ["Synced", "OutOfSync", "Unknown", "Drifting"];
        words
            .into_iter()
            .map(|word| SyncStatus::from(word.to_owned()))
            .collect()
    }

    #[test]
    fn words_are_those_of_argo_cd_and_of_the_lifecycle() {
        for status in healths() {
            assert_eq!(Word::from(&status).text, status.as_str());
        }
        for status in syncs() {
            assert_eq!(Word::from(&status).text, status.as_str());
        }
        for state in State::ALL {
            assert_eq!(Word::from(state).text, state.as_str());
        }
    }

    #[test]
    fn symbols_take_one_column_and_agree_with_tones() {
        let mut words: Vec<Word> = State::ALL.into_iter().map(Word::from).collect();
        words.extend(healths().iter().map(Word::from));
        words.extend(syncs().iter().map(Word::from));
        for word in words {
            assert_eq!(word.symbol.width(), 1, "{}", word.text);
            assert_eq!(word.symbol == "✔", word.tone == Tone::Good, "{}", word.text);
            assert_eq!(word.symbol == "✖", word.tone == Tone::Bad, "{}", word.text);
            assert_eq!(
                word.symbol == "?",
                word.tone == Tone::Unknown,
                "{}",
                word.text
            );
        }
    }

    #[test]
    fn a_marked_word_begins_with_its_symbol() {
        assert_eq!(
            Word::from(State::Degraded).marked(),
            Text::toned("✖ Degraded", Tone::Bad)
        );
        assert_eq!(
            Word::from(State::Degraded).plain(),
            Text::toned("Degraded", Tone::Bad)
        );
    }
}
