//! What a finder looks at: the question, and the part of the tree in which it looks.

use std::cmp::Reverse;
use std::collections::HashSet;

use serde_json::Value;

use super::{LogWant, Question};
use crate::application::{Condition, ManagedResource, OperationState, SyncResult};
use crate::events::Event;
use crate::object::{ObjectRef, Resource};
use crate::tree::Node;

/// One question, in the whole tree or below one node of it.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    pub(super) question: &'a Question<'a>,
    /// UID of the node below which to look.
    below: Option<&'a str>,
}

impl<'a> Case<'a> {
    /// Asks in the whole tree.
    pub(super) fn new(question: &'a Question<'a>) -> Self {
        Self {
            question,
            below: None,
        }
    }

    /// Asks below one node alone.
    pub(super) fn below(&self, node: &'a Node) -> Self {
        Self {
            below: Some(&node.uid),
            ..*self
        }
    }

    /// Returns the nodes in which the cause may lie, in tree order: all below the node asked about, else all
    /// below what Argo CD manages and what is not healthy.
    pub(super) fn suspects(&self) -> Vec<&'a Node> {
        let mut inside: HashSet<&str> = HashSet::new();
        let mut suspects = Vec::new();
        for node in &self.question.tree.nodes {
            let below = node.parents.iter().any(|parent| inside.contains(&**parent));
            if below || self.is_top(node) {
                inside.insert(&node.uid);
                suspects.push(node);
            }
        }
        suspects
    }

    fn is_top(&self, node: &Node) -> bool {
        match self.below {
            Some(uid) => node.uid == uid,
            None => node.parents.is_empty() && node.is_unhealthy(),
        }
    }

    /// Returns the suspects of one kind.
    pub(super) fn suspects_of(&self, group: &str, kind: &str) -> Vec<&'a Node> {
        let mut nodes = self.suspects();
        nodes.retain(|node| node.reference.is(group, kind));
        nodes
    }

    /// Returns an object of the cluster it is deployed to.
    pub(super) fn resource(&self, object: &ObjectRef) -> Option<&'a Resource> {
        self.question.deployed.resource(object)
    }

    /// Returns the body of an object, where it was read.
    pub(super) fn body(&self, object: &ObjectRef) -> Option<&'a Value> {
        self.resource(object)?.body.as_ref()
    }

    /// Returns the Events of an object, the newest first.
    pub(super) fn events_of(&self, object: &ObjectRef) -> Vec<Event<'a>> {
        let events = self
            .question
            .deployed
            .of_kind("", "Event")
            .filter_map(Event::of);
        let mut events: Vec<Event<'_>> = events.filter(|event| event.object == *object).collect();
        events.sort_by_key(|event| Reverse(event.last_seen));
        events
    }

    /// Returns the newest Event of an object that fits.
    pub(super) fn event(
        &self,
        object: &ObjectRef,
        fits: impl Fn(&Event<'_>) -> bool,
    ) -> Option<Event<'a>> {
        self.events_of(object).into_iter().find(fits)
    }

    /// Returns the condition of a type, where Argo CD raises it.
    pub(super) fn condition(&self, kind: &str) -> Option<&'a Condition> {
        let conditions = &self.question.application.status.conditions;
        conditions.iter().find(|condition| condition.kind == kind)
    }

    /// Returns the running or last operation that is no dry run.
    pub(super) fn operation(&self) -> Option<&'a OperationState> {
        let state = self.question.application.status.operation_state.as_ref();
        state.filter(|state| !state.operation.is_dry_run())
    }

    /// Returns what the operation did with each resource, where the Application was read whole.
    pub(super) fn results(&self) -> &'a [SyncResult] {
        let detail = self.question.application.detail.as_ref();
        detail
            .map(|detail| detail.results.as_slice())
            .unwrap_or_default()
    }

    /// Returns the managed resources, where the Application was read whole.
    pub(super) fn managed(&self) -> &'a [ManagedResource] {
        let detail = self.question.application.detail.as_ref();
        detail
            .map(|detail| detail.resources.as_slice())
            .unwrap_or_default()
    }

    /// Returns the reason of the state.
    pub(super) fn reason(&self) -> &'a str {
        self.question.lifecycle.reason.as_str()
    }

    /// Returns the last lines of a log, where somebody has read it.
    pub(super) fn log(&self, want: &LogWant) -> Option<&'a [String]> {
        let tail = self.question.logs.iter().find(|tail| tail.of == *want)?;
        Some(&tail.lines)
    }
}
