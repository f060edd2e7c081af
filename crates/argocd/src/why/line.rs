//! Lines for the shell, and whom they ask: so that whoever prints one can add the flags that lead there.

use std::fmt;

use schemars::JsonSchema;
use serde::Serialize;

/// Whom a line asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asks {
    /// This plugin.
    Addons,
    /// The cluster that Argo CD runs in.
    ControlPlane,
    /// The cluster that the add-on is deployed to.
    Deployed,
    /// No cluster.
    Nobody,
}

/// A line for a POSIX shell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(into = "String")]
#[schemars(with = "String")]
pub struct Line {
    words: String,
    asks: Asks,
}

/// What lines must end with so that they ask the right cluster with the right credentials: words for the shell, each
/// empty or with a blank before it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Carried {
    /// After `kubectl addons …`.
    pub addons: String,
    /// After `kubectl …` about what lies in the cluster that Argo CD runs in.
    pub control_plane: String,
    /// After `kubectl …` about what the add-on has deployed.
    pub deployed: String,
}

impl Line {
    /// Returns a line that asks the cluster Argo CD runs in.
    pub(super) fn at_home(words: impl Into<String>) -> Self {
        Self {
            words: words.into(),
            asks: Asks::ControlPlane,
        }
    }

    /// Returns it as it is typed.
    pub fn as_str(&self) -> &str {
        &self.words
    }

    /// Returns the line with what it must end with.
    #[must_use]
    pub fn carrying(self, carried: &Carried) -> Self {
        let ending = match self.asks {
            Asks::Addons => &carried.addons,
            Asks::ControlPlane => &carried.control_plane,
            Asks::Deployed => &carried.deployed,
            Asks::Nobody => "",
        };
        Self {
            words: self.words + ending,
            ..self
        }
    }
}

/// Reads whom words ask: other programs than kubectl ask no cluster, and Applications lie where Argo CD runs.
impl From<String> for Line {
    fn from(words: String) -> Self {
        let asks = match words.strip_prefix("kubectl ") {
            Some(rest) if rest.starts_with("addons ") => Asks::Addons,
            Some(rest) if rest.contains(" application.argoproj.io ") => Asks::ControlPlane,
            Some(_) => Asks::Deployed,
            None => Asks::Nobody,
        };
        Self { words, asks }
    }
}

impl From<&str> for Line {
    fn from(words: &str) -> Self {
        words.to_owned().into()
    }
}

impl From<Line> for String {
    fn from(line: Line) -> Self {
        line.words
    }
}

impl fmt::Display for Line {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_line_ends_with_what_leads_to_whom_it_asks() {
        let carried = Carried {
            addons: " --a".to_owned(),
            control_plane: " --c".to_owned(),
            deployed: " --d".to_owned(),
        };
        let ended = |line: Line| line.carrying(&carried).to_string();
        assert_eq!(
            ended("kubectl addons why web".into()),
            "kubectl addons why web --a"
        );
        assert_eq!(
            ended("kubectl edit -n argocd application.argoproj.io web".into()),
            "kubectl edit -n argocd application.argoproj.io web --c"
        );
        assert_eq!(
            ended("kubectl describe nodes".into()),
            "kubectl describe nodes --d"
        );
        assert_eq!(
            ended(Line::at_home("kubectl get pods")),
            "kubectl get pods --c"
        );
        assert_eq!(ended("helm stack push".into()), "helm stack push");
    }
}
