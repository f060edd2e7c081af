//! Logs of one container: the last lines of it, or lines as they are written.
//!
//! Lines come as the container wrote them; escaping and masking is their reader's matter.
//! Needs the right to `get` `pods/log` (Kubernetes, "Interacting with running Pods").

use std::collections::VecDeque;
use std::time::Duration;

use argocd::object::ObjectRef;
use argocd::rights::Right;
use http_body_util::BodyExt;
use kube::client::Body;

use crate::cluster::{Cluster, RequestTimeout};
use crate::error::{Cause, Error};
use crate::request::{self, Answer, Question, within};
use crate::{hint, pinned};

/// The longest line that is kept whole, in bytes; a longer one comes in pieces.
const LONGEST_LINE: usize = 64 << 10;

/// Any text: the server writes a log as it is.
const ANY: &str = "*/*";

/// One container's log, and which part of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogWanted {
    /// Namespace of the Pod.
    pub namespace: String,
    /// Name of the Pod.
    pub pod: String,
    /// Name of the container.
    pub container: String,
    /// Whether the run before the last restart is meant.
    pub previous: bool,
    /// At most so many lines from the end.
    pub tail: Option<u32>,
    /// Only lines newer than this.
    pub since: Option<Duration>,
    /// Whether lines are waited for until the container ends.
    pub follow: bool,
}

impl LogWanted {
    fn question(&self) -> Question {
        let pods = pinned::pods();
        let path = request::path_of(&pods, Some(&self.namespace), Some(&self.pod));
        let mut path = format!(
            "{path}/log?timestamps=true&container={}",
            request::encode(&self.container)
        );
        let tail = self.tail.map(|lines| format!("&tailLines={lines}"));
        let since = self
            .since
            .map(|since| format!("&sinceSeconds={}", since.as_secs().max(1)));
        path.extend(tail.into_iter().chain(since));
        path.push_str(if self.previous { "&previous=true" } else { "" });
        path.push_str(if self.follow { "&follow=true" } else { "" });
        Question {
            path,
            accept: ANY,
            verb: "get",
            what: format!(
                "the log of container {} of pod {}/{}",
                self.container, self.namespace, self.pod
            ),
            resource: "pods/log".to_owned(),
            right: Some(Right::new("get", "", "pods/log").within(&self.namespace)),
        }
    }
}

/// One line of a log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LogLine {
    /// When the container wrote it, as the server says (RFC 3339); empty where it does not.
    pub time: String,
    /// The line without its end.
    pub text: String,
}

impl LogLine {
    /// Splits the server's timestamp off (`timestamps=true`).
    fn of(line: &str) -> Self {
        let is_time =
            |word: &str| word.len() >= 20 && word.as_bytes()[4] == b'-' && word.contains('T');
        match line.split_once(' ') {
            Some((time, text)) if is_time(time) => Self {
                time: time.to_owned(),
                text: text.to_owned(),
            },
            // An empty line of the container has no blank behind its timestamp.
            None if is_time(line) => Self {
                time: line.to_owned(),
                text: String::new(),
            },
            _ => Self {
                time: String::new(),
                text: line.to_owned(),
            },
        }
    }
}

/// Lines that arrive.
pub struct LogLines {
    body: Body,
    server: String,
    what: String,
    patience: Option<Duration>,
    arrived: Vec<u8>,
    lines: VecDeque<LogLine>,
    ended: bool,
}

impl LogLines {
    /// Waits for the next line; `None` when the log has ended. May be dropped while it waits.
    ///
    /// # Errors
    /// The connection broke, or nothing came within the request timeout; a followed log is waited for without end.
    pub async fn next(&mut self) -> Result<Option<LogLine>, Error> {
        loop {
            if let Some(line) = self.lines.pop_front() {
                return Ok(Some(line));
            }
            if self.ended {
                return Ok(None);
            }
            self.read().await?;
        }
    }

    async fn read(&mut self) -> Result<(), Error> {
        let frame = within(self.patience, &self.what, async {
            Ok(self.body.frame().await)
        });
        match frame.await? {
            Some(frame) => {
                let frame = frame.map_err(|error| hint::explain(error, &self.server))?;
                self.take(&frame.into_data().unwrap_or_default());
            }
            None => self.end(),
        }
        Ok(())
    }

    fn take(&mut self, bytes: &[u8]) {
        self.arrived.extend_from_slice(bytes);
        while let Some(end) = self.arrived.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.arrived.drain(..=end).collect();
            self.keep(&line[..end]);
        }
        if self.arrived.len() > LONGEST_LINE {
            let piece = std::mem::take(&mut self.arrived);
            self.keep(&piece);
        }
    }

    fn end(&mut self) {
        self.ended = true;
        if !self.arrived.is_empty() {
            let last = std::mem::take(&mut self.arrived);
            self.keep(&last);
        }
    }

    fn keep(&mut self, line: &[u8]) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let line = LogLine::of(&String::from_utf8_lossy(line));
        self.lines.push_back(line);
    }
}

impl Cluster {
    /// Opens a log.
    ///
    /// # Errors
    /// The Pod or the container is not there or has not begun, its node does not answer, or the user may not read it.
    pub async fn log(&self, wanted: &LogWanted) -> Result<LogLines, Error> {
        let question = wanted.question();
        let limit = self.request_timeout.page();
        let opening = self.try_to_send(&question, limit, || request::request(&question));
        let body = match within(limit, &question.what, opening).await? {
            Answer::Body(body) => body,
            Answer::Missing => return Err(gone(&question)),
        };
        Ok(LogLines {
            body,
            server: self.server.clone(),
            patience: patience(wanted, self.request_timeout),
            what: question.what,
            arrived: Vec::new(),
            lines: VecDeque::new(),
            ended: false,
        })
    }

    /// Returns the last lines of a container, oldest first.
    ///
    /// # Errors
    /// As of [`Cluster::log`].
    pub async fn log_tail(
        &self,
        pod: &ObjectRef,
        container: &str,
        previous: bool,
        lines: u32,
    ) -> Result<Vec<LogLine>, Error> {
        let wanted = LogWanted {
            namespace: pod.namespace.clone().unwrap_or_default(),
            pod: pod.name.clone(),
            container: container.to_owned(),
            previous,
            tail: Some(lines),
            ..LogWanted::default()
        };
        let mut log = self.log(&wanted).await?;
        let mut tail = Vec::new();
        while let Some(line) = log.next().await? {
            tail.push(line);
        }
        Ok(tail)
    }
}

fn patience(wanted: &LogWanted, timeout: RequestTimeout) -> Option<Duration> {
    match wanted.follow {
        true => None,
        false => timeout.page(),
    }
}

fn gone(question: &Question) -> Error {
    Error::new(
        Cause::Failed,
        format!("{} is not there: the pod is gone", question.what),
    )
}

#[cfg(test)]
#[path = "logs_tests.rs"]
mod tests;
