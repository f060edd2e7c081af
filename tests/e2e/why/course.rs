//! How far each entry has come: its steps are taken one after another, then the plugin is asked until it is right.

use anyhow::{Context, Result};
use serde_json::Value;
use tests::person::Person;

use super::answer;
use super::entry::{Entry, Step};
use super::ground::{Ground, application_name};

/// One entry on its way.
pub(super) struct Course<'a> {
    ground: &'a Ground<'a>,
    person: &'a Person<'a>,
    entry: &'a Entry,
    left: &'a [Step],
    complaint: Option<String>,
    right: bool,
}

impl<'a> Course<'a> {
    /// Begins the course of an entry.
    pub(super) fn new(ground: &'a Ground<'a>, person: &'a Person<'a>, entry: &'a Entry) -> Self {
        Self {
            ground,
            person,
            entry,
            left: &entry.then,
            complaint: None,
            right: false,
        }
    }

    /// Goes as far as the Applications of this moment let it; returns what is still wrong.
    ///
    /// # Errors
    /// A step is refused.
    pub(super) fn go_on(&mut self, applications: &Value) -> Result<Option<&str>> {
        if !self.right {
            self.complaint = self
                .next(applications)
                .with_context(|| self.entry.name.clone())?;
            self.right = self.complaint.is_none();
        }
        Ok(self.complaint.as_deref())
    }

    fn next(&mut self, applications: &Value) -> Result<Option<String>> {
        let name = application_name(&self.entry.name);
        let items = applications["items"].as_array().into_iter().flatten();
        let found = items
            .into_iter()
            .find(|item| item["metadata"]["name"] == name);
        let Some(application) = found else {
            return Ok(Some("its Application is not there".to_owned()));
        };
        if let Some((step, rest)) = self.left.split_first() {
            let unmet = self.take(step, application)?;
            if unmet.is_empty() {
                self.left = rest;
                return Ok(Some("a step was taken just now".to_owned()));
            }
            return Ok(Some(unmet.join(", ")));
        }
        if !self.entry.again.is_empty() {
            self.person.kubectl(&self.entry.again)?;
        }
        let unmet = self.entry.wait.unmet(application);
        if unmet.is_empty() {
            let Entry {
                namespace,
                why,
                says,
                ..
            } = self.entry;
            return answer::differs(self.person, &format!("{namespace}/{name}"), why, says);
        }
        Ok(Some(unmet.join(", ")))
    }

    fn take(&self, step: &Step, application: &Value) -> Result<Vec<String>> {
        match step {
            Step::Wait(wait) => return Ok(wait.unmet(application)),
            Step::Commit(files) => self.ground.change(self.entry, files)?,
            Step::Kubectl(call) => self.person.kubectl(call).map(drop)?,
        }
        Ok(Vec::new())
    }
}
