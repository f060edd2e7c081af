//! Which values of an add-on: those deployed, those Git wants, those of an earlier deployment, the chart's own.

use std::fmt;

use argocd::application::Application;
use argocd::values::{Delivered, delivered, desired, in_history};
use argocd::why::quoted;
use plugin_kit::failure::{Exit, Failure};

/// One side of a comparison, or what is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Side {
    /// What is deployed.
    Deployed,
    /// What Git wants.
    Desired,
    /// What the chart has by itself, in the version deployed.
    Defaults,
    /// An earlier deployment.
    History(i64),
    /// What is deployed of another add-on.
    Addon(String),
}

impl Side {
    /// Reads a word of `--diff`.
    pub(super) fn of(word: &str) -> Self {
        match (word, word.parse()) {
            ("deployed", _) => Self::Deployed,
            ("desired", _) => Self::Desired,
            ("defaults", _) => Self::Defaults,
            (_, Ok(id)) => Self::History(id),
            (name, Err(_)) => Self::Addon(name.to_owned()),
        }
    }

    /// Returns the sources at their revisions.
    ///
    /// # Errors
    /// There is no such deployment.
    pub(super) fn delivered(&self, application: &Application) -> anyhow::Result<Delivered> {
        let found = match self {
            Self::Deployed | Self::Addon(_) => delivered(application),
            Self::Desired => desired(application),
            Self::Defaults => delivered(application).or_else(|| desired(application)),
            Self::History(id) => in_history(application, *id),
        };
        let is_empty = |found: &Delivered| found.sources.is_empty();
        found
            .filter(|found| !is_empty(found))
            .ok_or_else(|| self.nothing(&application.metadata.name))
    }

    fn nothing(&self, name: &str) -> anyhow::Error {
        let named = quoted(name);
        let failure = match self {
            Self::Deployed | Self::Addon(_) => {
                Failure::new(format!("nothing of {name} was deployed yet")).next(format!(
                    "see the values Git wants: kubectl addons values {named} --desired"
                ))
            }
            Self::Desired | Self::Defaults => Failure::new(format!("{name} has no source")).next(
                format!("see what is wrong with it: kubectl addons get {named}"),
            ),
            Self::History(id) => {
                Failure::new(format!("{name} has no deployment {id} in its history"))
                    .next(format!("see those it has: kubectl addons history {named}"))
            }
        };
        failure.exit(Exit::NotFound).into()
    }
}

impl fmt::Display for Side {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Deployed => formatter.write_str("deployed"),
            Self::Desired => formatter.write_str("desired"),
            Self::Defaults => formatter.write_str("defaults"),
            Self::History(id) => write!(formatter, "{id}"),
            Self::Addon(name) => formatter.write_str(name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_numbers_and_names_are_told_apart() {
        assert_eq!(Side::of("desired"), Side::Desired);
        assert_eq!(Side::of("12"), Side::History(12));
        assert_eq!(Side::of("argocd/web"), Side::Addon("argocd/web".to_owned()));
    }
}
