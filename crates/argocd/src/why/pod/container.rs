//! One container of a Pod, as the kubelet tells of it.

use serde_json::Value;

use crate::field;
use crate::tree::Node;

/// A container with its status.
#[derive(Clone, Copy)]
pub(super) struct Container<'a> {
    pub(super) pod: &'a Node,
    pub(super) name: &'a str,
    pub(super) init: bool,
    status: &'a Value,
    /// The whole Pod.
    body: &'a Value,
}

/// How a run of a container ended.
#[derive(Clone, Copy)]
pub(super) struct Death<'a> {
    pub(super) code: i64,
    pub(super) reason: &'a str,
    pub(super) message: &'a str,
}

impl<'a> Container<'a> {
    /// Returns the containers of a Pod, init containers first; none where it was not read.
    pub(super) fn all(pod: &'a Node, body: Option<&'a Value>) -> Vec<Self> {
        let Some(body) = body else {
            return Vec::new();
        };
        let of = |pointer, init| {
            let statuses = field::list(body, pointer).iter();
            statuses.map(move |status| Self {
                pod,
                name: field::text(status, "/name"),
                init,
                status,
                body,
            })
        };
        of("/status/initContainerStatuses", true)
            .chain(of("/status/containerStatuses", false))
            .collect()
    }

    /// Returns `container x` or `init container x`.
    pub(super) fn called(&self) -> String {
        match self.init {
            true => format!("init container {}", self.name),
            false => format!("container {}", self.name),
        }
    }

    /// Returns the word for what it waits for; empty when it does not wait.
    pub(super) fn waits_for(&self) -> &'a str {
        field::text(self.status, "/state/waiting/reason")
    }

    /// Returns the sentence on what it waits for.
    pub(super) fn waiting_message(&self) -> &'a str {
        field::text(self.status, "/state/waiting/message")
    }

    /// Returns whether it runs.
    pub(super) fn runs(&self) -> bool {
        field::part(self.status, "/state/running").is_some()
    }

    /// Returns whether it is ready.
    pub(super) fn is_ready(&self) -> bool {
        field::flag(self.status, "/ready")
    }

    /// Returns whether its startup probe has passed, or it has none.
    pub(super) fn has_started(&self) -> bool {
        field::flag(self.status, "/started")
    }

    /// Returns how often it was started again.
    pub(super) fn restarts(&self) -> i64 {
        field::number(self.status, "/restartCount")
    }

    /// Returns how it ended, if it has.
    pub(super) fn death(&self) -> Option<Death<'a>> {
        death(self.status, "/state/terminated")
    }

    /// Returns how its run before ended, if there was one.
    pub(super) fn death_before(&self) -> Option<Death<'a>> {
        death(self.status, "/lastState/terminated")
    }

    /// Returns how it last ended badly: this run, else the one before.
    pub(super) fn last_failure(&self) -> Option<Death<'a>> {
        self.death()
            .or_else(|| self.death_before())
            .filter(|death| death.code != 0)
    }

    /// Returns its image: that of the spec, since the status has none before it was pulled.
    pub(super) fn image(&self) -> &'a str {
        match self.spec().map(|spec| field::text(spec, "/image")) {
            None | Some("") => field::text(self.status, "/image"),
            Some(image) => image,
        }
    }

    /// Returns its part of the Pod's spec.
    pub(super) fn spec(&self) -> Option<&'a Value> {
        let pointer = match self.init {
            true => "/spec/initContainers",
            false => "/spec/containers",
        };
        let specs = field::list(self.body, pointer);
        specs
            .iter()
            .find(|spec| field::text(spec, "/name") == self.name)
    }
}

impl Death<'_> {
    /// Returns `exit code 1`, with the kubelet's word and the container's last message where they tell more.
    pub(super) fn in_words(&self) -> String {
        let code = format!("exit code {}", self.code);
        let known = match self.reason {
            "" | "Error" => code,
            reason => format!("{reason}, {code}"),
        };
        match self.message {
            "" => known,
            message => format!("{known}: {message}"),
        }
    }
}

fn death<'a>(status: &'a Value, pointer: &str) -> Option<Death<'a>> {
    let ended = field::part(status, pointer)?;
    Some(Death {
        code: field::number(ended, "/exitCode"),
        reason: field::text(ended, "/reason"),
        message: field::text(ended, "/message"),
    })
}
