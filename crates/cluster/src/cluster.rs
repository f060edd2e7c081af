//! One connected cluster: the client, and what a person needs to know of it.
//!
//! What can be asked of it stands beside, a file a question: `discover`, `list`,
//! `table`, `fetch`, `follow`. Nothing here knows what an answer means.

use std::fmt;
use std::time::Duration;

use argocd::snapshot::Update;
use kube::Client;

/// Takes updates in, in the order they were read.
pub type Sink<'a> = dyn FnMut(Update) + 'a;

/// A connected cluster; cheap to clone, all clones share their connections.
#[derive(Clone)]
pub struct Cluster {
    pub(crate) client: Client,
    pub(crate) server: String,
    pub(crate) default_namespace: String,
    pub(crate) context: Option<String>,
    pub(crate) request_timeout: RequestTimeout,
}

impl Cluster {
    /// Returns the server's address, without credentials.
    pub fn server(&self) -> &str {
        &self.server
    }

    /// Returns the namespace the user works in: the flag's, else the context's, else `default`.
    pub fn default_namespace(&self) -> &str {
        &self.default_namespace
    }

    /// Returns the context's name; `None` inside a cluster or with `--server` alone.
    pub fn context(&self) -> Option<&str> {
        self.context.as_deref()
    }
}

impl fmt::Debug for Cluster {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Cluster")
            .field("server", &self.server)
            .field("context", &self.context)
            .finish_non_exhaustive()
    }
}

/// How long one answer may take (`--request-timeout`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RequestTimeout {
    /// Nobody said: a minute for a page, ten seconds for one kind among many.
    #[default]
    Unset,
    /// As long as it takes (`0`, as with kubectl).
    Never,
    /// As long as this.
    After(Duration),
}

impl RequestTimeout {
    /// Returns the time one page may take.
    pub(crate) fn page(self) -> Option<Duration> {
        self.or(Duration::from_secs(60))
    }

    /// Returns the time one kind among many may take.
    pub(crate) fn part(self) -> Option<Duration> {
        self.or(Duration::from_secs(10))
    }

    /// Returns the time a whole list may take, where somebody said: a long one is no fault of its server.
    pub(crate) fn list(self) -> Option<Duration> {
        match self {
            Self::Unset | Self::Never => None,
            Self::After(time) => Some(time),
        }
    }

    fn or(self, usual: Duration) -> Option<Duration> {
        match self {
            Self::Unset => Some(usual),
            Self::Never => None,
            Self::After(time) => Some(time),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_kind_among_many_gets_less_time_than_a_page_unless_somebody_said() {
        let RequestTimeout::Unset = RequestTimeout::default() else {
            panic!("nobody said")
        };
        assert!(RequestTimeout::Unset.part() < RequestTimeout::Unset.page());
        let said = RequestTimeout::After(Duration::from_secs(3));
        assert_eq!(
            (said.part(), said.page()),
            (said.page(), Some(Duration::from_secs(3)))
        );
        assert_eq!(RequestTimeout::Never.part(), None);
    }
}
