//! Several logs, line by line in the order of time.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use argocd::containers::Container;
use argocd::snapshot::Gap;
use cluster::{Cluster, LogLine, LogLines};
use futures_util::stream::{self, StreamExt};
use jiff::Timestamp;

use super::Choice;

/// Opening so many logs at once leaves the server time for others.
const OPENING: usize = 12;

/// Reads the logs of containers and hands over each line, the oldest first; returns those that could not be read.
///
/// # Errors
/// A line could not be taken.
pub(crate) async fn merge(
    cluster: &Cluster,
    choice: &Choice,
    containers: &[Container],
    take: &mut dyn FnMut(&Container, LogLine) -> anyhow::Result<()>,
) -> anyhow::Result<Vec<Gap>> {
    let mut gaps = Vec::new();
    let mut logs = Vec::new();
    for (container, opened) in containers
        .iter()
        .zip(open(cluster, choice, containers).await)
    {
        match opened {
            Ok(lines) => logs.push(Log::new(container, lines)),
            Err(error) => gaps.push(error.into_gap(what(container), None)),
        }
    }
    let mut heads = BinaryHeap::new();
    for (index, log) in logs.iter_mut().enumerate() {
        heads.extend(log.next(index, &mut gaps).await);
    }
    while let Some(Reverse(head)) = heads.pop() {
        let log = &mut logs[head.log];
        take(log.container, head.line)?;
        heads.extend(log.next(head.log, &mut gaps).await);
    }
    Ok(gaps)
}

async fn open(
    cluster: &Cluster,
    choice: &Choice,
    containers: &[Container],
) -> Vec<Result<LogLines, cluster::Error>> {
    let opening = containers.iter().map(|container| {
        let wanted = choice.wanted(container);
        async move { cluster.log(&wanted).await }
    });
    stream::iter(opening).buffered(OPENING).collect().await
}

/// Says what is read of a container.
pub(super) fn what(container: &Container) -> String {
    format!("log of container {} of {}", container.name, container.pod)
}

/// One log being read.
struct Log<'a> {
    container: &'a Container,
    lines: LogLines,
    /// When its last line was written: the time of one that says none.
    last: Timestamp,
}

/// The next line of a log.
struct Head {
    at: Timestamp,
    log: usize,
    line: LogLine,
}

impl<'a> Log<'a> {
    fn new(container: &'a Container, lines: LogLines) -> Self {
        Self {
            container,
            lines,
            last: Timestamp::MIN,
        }
    }

    /// Reads its next line; a log that breaks off ends there, and that is told.
    async fn next(&mut self, log: usize, gaps: &mut Vec<Gap>) -> Option<Reverse<Head>> {
        let line = match self.lines.next().await {
            Ok(line) => line?,
            Err(error) => {
                gaps.push(
                    error.into_gap(format!("the rest of the {}", what(self.container)), None),
                );
                return None;
            }
        };
        self.last = line.time.parse().unwrap_or(self.last);
        Some(Reverse(Head {
            at: self.last,
            log,
            line,
        }))
    }
}

impl PartialEq for Head {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Head {}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Head {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.log).cmp(&(other.at, other.log))
    }
}
