//! Labels with their values, in groups.

use std::borrow::Cow;

use super::Text;

/// A label and what it says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fact {
    /// The label, in sentence case, without a colon.
    pub label: Cow<'static, str>,
    /// The first stands beside the label, the others below it.
    pub values: Vec<Text>,
    /// Follows the clock (an age): its change is no change.
    pub clock: bool,
}

impl Fact {
    /// Returns a fact of one line.
    pub fn new(label: impl Into<Cow<'static, str>>, value: impl Into<Text>) -> Self {
        Self {
            label: label.into(),
            values: vec![value.into()],
            clock: false,
        }
    }

    /// Returns a fact of several lines.
    pub fn list<T: Into<Text>>(
        label: impl Into<Cow<'static, str>>,
        values: impl IntoIterator<Item = T>,
    ) -> Self {
        Self {
            label: label.into(),
            values: values.into_iter().map(Into::into).collect(),
            clock: false,
        }
    }

    /// Returns the fact as one that follows the clock.
    #[must_use]
    pub fn clock(self) -> Self {
        Self {
            clock: true,
            ..self
        }
    }
}

/// Facts in groups. All labels of one block are aligned; a blank line stands between groups.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The groups; empty ones are not drawn, nor are facts without a value.
    pub groups: Vec<Vec<Fact>>,
}

impl Facts {
    /// Returns facts with one group.
    pub fn new(facts: impl IntoIterator<Item = Fact>) -> Self {
        Self::default().group(facts)
    }

    /// Returns the facts with one more group at the end.
    #[must_use]
    pub fn group(mut self, facts: impl IntoIterator<Item = Fact>) -> Self {
        self.groups.push(facts.into_iter().collect());
        self
    }
}
