//! Text with a meaning: spans and their tones.
//!
//! A [`Text`] is one line (a cell, a value, a title). It is kept exactly as it came; escaping happens when it is drawn.

use std::borrow::Cow;

/// What a piece of text means; the painter decides what that looks like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tone {
    /// Nothing in particular.
    #[default]
    Plain,
    /// As it should be.
    Good,
    /// On its way.
    Busy,
    /// Held back, or waiting for somebody.
    Paused,
    /// Wrong; somebody should look.
    Bad,
    /// Nobody can tell.
    Unknown,
    /// Less important than what stands around it.
    Quiet,
    /// More important than what stands around it.
    Strong,
}

/// A piece of text with one tone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The text, unescaped.
    pub text: Cow<'static, str>,
    /// What it means.
    pub tone: Tone,
}

impl Span {
    /// Returns a span of this tone.
    pub fn new(text: impl Into<Cow<'static, str>>, tone: Tone) -> Self {
        Self {
            text: text.into(),
            tone,
        }
    }
}

/// One line of text: spans side by side. A single span needs no list of its own, as most cells have one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    first: Span,
    rest: Vec<Span>,
}

impl Text {
    /// Returns text of one tone.
    pub fn toned(text: impl Into<Cow<'static, str>>, tone: Tone) -> Self {
        Span::new(text, tone).into()
    }

    /// Returns the text with a plain span added at its end.
    #[must_use]
    pub fn then(self, text: impl Into<Cow<'static, str>>) -> Self {
        self.then_toned(text, Tone::Plain)
    }

    /// Returns the text with a span of this tone added at its end.
    #[must_use]
    pub fn then_toned(mut self, text: impl Into<Cow<'static, str>>, tone: Tone) -> Self {
        self.push(Span::new(text, tone));
        self
    }

    /// Adds a span at the end; an empty one adds nothing.
    pub fn push(&mut self, span: Span) {
        match (span.text.is_empty(), self.first.text.is_empty()) {
            (true, _) => {}
            (false, true) => self.first = span,
            (false, false) => self.rest.push(span),
        }
    }

    /// Adds all spans of another text at the end.
    pub fn extend(&mut self, other: Text) {
        self.push(other.first);
        other.rest.into_iter().for_each(|span| self.push(span));
    }

    /// Returns the spans from left to right.
    pub fn spans(&self) -> impl Iterator<Item = &Span> {
        std::iter::once(&self.first).chain(&self.rest)
    }

    /// Says whether there is nothing to read.
    pub fn is_empty(&self) -> bool {
        self.first.text.is_empty()
    }

    /// Returns what is written, without tones.
    pub fn plain(&self) -> Cow<'_, str> {
        if self.rest.is_empty() {
            return Cow::Borrowed(&self.first.text);
        }
        self.spans().map(|span| span.text.as_ref()).collect()
    }
}

impl From<Span> for Text {
    fn from(span: Span) -> Self {
        Self {
            first: span,
            rest: Vec::new(),
        }
    }
}

impl From<&'static str> for Text {
    fn from(text: &'static str) -> Self {
        Span::new(text, Tone::Plain).into()
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Span::new(text, Tone::Plain).into()
    }
}

impl FromIterator<Span> for Text {
    fn from_iter<I: IntoIterator<Item = Span>>(spans: I) -> Self {
        let mut text = Self::default();
        spans.into_iter().for_each(|span| text.push(span));
        text
    }
}
