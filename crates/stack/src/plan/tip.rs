//! What the tip of the GitOps repository says: the clusters, what was pushed last, the Applications that are there.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::complaint::{Complaint, Place};
use crate::files::Files;
use crate::layout::{Layout, cluster_of};
use crate::yaml;

use super::{Push, Pushed};
use crate::cluster_file::ClusterFile;

/// What the tip says.
#[derive(Debug)]
pub(super) struct Tip<'a> {
    files: &'a Files,
    /// Clusters by name; the one that is pushed to with its defaults, if it is new.
    pub(super) clusters: BTreeMap<String, ClusterFile>,
    /// Whether the cluster that is pushed to has its file.
    pub(super) has_cluster: bool,
    /// What the last push of this stack wrote.
    pub(super) pushed: Option<Pushed>,
    /// What the last push from this folder wrote, where others have pushed the stack since.
    known: Vec<Pushed>,
    /// Ids that any push recorded for a file that several stacks share, by path.
    recorded: BTreeMap<String, BTreeSet<String>>,
}

impl<'a> Tip<'a> {
    /// Reads the tip.
    ///
    /// # Errors
    /// Files of ours there that cannot be read.
    pub(super) fn read(push: &Push<'a>) -> Result<Self, Vec<Complaint>> {
        let mut complaints = Vec::new();
        let mut tip = Self {
            files: push.tip,
            clusters: BTreeMap::new(),
            has_cluster: push.tip.contains(&push.layout().cluster_file()),
            pushed: None,
            known: Vec::new(),
            recorded: BTreeMap::new(),
        };
        for (path, bytes) in push.tip.iter() {
            let read = match std::str::from_utf8(bytes) {
                Ok(text) => tip.read_file(push, path, text),
                Err(_) => Ok(()),
            };
            complaints.extend(read.err().into_iter().flatten());
        }
        if !tip.has_cluster {
            let new = ClusterFile::new(push.cluster, push.repository, push.branch);
            tip.clusters.insert(push.cluster.to_owned(), new);
        }
        tip.known = tip.outdated(push);
        match complaints.is_empty() {
            true => Ok(tip),
            false => Err(complaints),
        }
    }

    /// Returns what a folder knows of its last push, if others have pushed since. What cannot be read is not known.
    fn outdated(&self, push: &Push) -> Vec<Pushed> {
        let path = push.layout().pushed();
        let known = push.known.iter();
        let known = known.filter_map(|text| Pushed::read(&path, text).ok());
        let known: Vec<Pushed> = known.collect();
        let is_last = |record: &Pushed| self.pushed.as_ref() == Some(record);
        match self.pushed.is_none() || known.iter().any(is_last) {
            true => Vec::new(),
            false => known,
        }
    }

    fn read_file(&mut self, push: &Push, path: &str, text: &str) -> Result<(), Vec<Complaint>> {
        if let Some(name) = cluster_of(path) {
            let cluster = ClusterFile::read(name, text)?;
            self.clusters.insert(name.to_owned(), cluster);
        } else if is_record(path) {
            let pushed = Pushed::read(path, text)?;
            for (path, id) in pushed.files.iter().filter(|(path, _)| is_shared(path)) {
                let ids = self.recorded.entry(path.clone()).or_default();
                ids.insert(id.clone());
            }
            if path == push.layout().pushed() {
                self.pushed = Some(pushed);
            }
        }
        Ok(())
    }

    /// Returns the bytes of a file.
    pub(super) fn get(&self, path: &str) -> Option<&'a [u8]> {
        self.files.get(path)
    }

    /// Returns the text of a file.
    pub(super) fn text(&self, path: &str) -> Option<&'a str> {
        self.files.text(path)
    }

    /// Returns the id this stack's last push recorded for a file.
    pub(super) fn base(&self, path: &str) -> Option<&str> {
        let id = self.pushed.as_ref()?.files.get(path)?;
        Some(id.as_str())
    }

    /// Returns the ids under which the stack folder knows a file of its own: those of its last push, else of anybody's.
    pub(super) fn home_base(&self, path: &str) -> BTreeSet<String> {
        let records = match self.known.is_empty() {
            true => self.pushed.as_slice(),
            false => &self.known,
        };
        let ids = records.iter().map(|record| record.files.get(path));
        ids.flatten().cloned().collect()
    }

    /// Says whether others have pushed since the last push from the stack folder.
    pub(super) fn is_outdated(&self) -> bool {
        !self.known.is_empty()
    }

    /// Says whether others have pushed a file since the last push from the stack folder, which never had it.
    pub(super) fn is_strange(&self, path: &str) -> bool {
        let mut known = self.known.iter();
        self.is_outdated() && !known.any(|known| known.files.contains_key(path))
    }

    /// Returns the ids that the pushes of all stacks recorded for a file.
    pub(super) fn recorded(&self, path: &str) -> BTreeSet<String> {
        self.recorded.get(path).cloned().unwrap_or_default()
    }

    /// Returns the Application at a path.
    pub(super) fn application(&self, path: &str) -> Option<Value> {
        yaml::read::read(self.text(path)?).ok()
    }

    /// Returns the members that the last push deployed, by name.
    pub(super) fn members(&self, layout: &Layout) -> BTreeSet<String> {
        let folder = format!("{}/", layout.applications());
        let recorded = self.pushed.iter().flat_map(|pushed| pushed.files.keys());
        let names = recorded
            .filter(|path| self.files.contains(path))
            .filter_map(|path| path.strip_prefix(&folder)?.strip_suffix(".yaml"));
        names.map(str::to_owned).collect()
    }

    /// Returns the Applications of the members of the cluster's other stacks.
    ///
    /// # Errors
    /// Those that cannot be read.
    pub(super) fn other_members(&self, layout: &Layout) -> Result<Vec<Value>, Vec<Complaint>> {
        let own = format!("{}/", layout.folder());
        let folder = format!("clusters/{}/stacks", layout.cluster);
        let files = self.files.below(&folder);
        let paths = files
            .map(|(path, _)| path)
            .filter(|path| !path.starts_with(&own) && is_application(path));
        let (mut applications, mut complaints) = (Vec::new(), Vec::new());
        for path in paths {
            match self.application(path) {
                Some(application) => applications.push(application),
                None => complaints.push(unreadable(path)),
            }
        }
        match complaints.is_empty() {
            true => Ok(applications),
            false => Err(complaints),
        }
    }

    /// Returns the paths of all files.
    pub(super) fn paths(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.files.iter().map(|(path, _)| path)
    }
}

fn unreadable(path: &str) -> Complaint {
    Complaint::error(
        "unreadable-application",
        Place::file(path),
        "this Application of another stack cannot be read",
        "push that stack again, or restore the file from Git",
    )
    .because("the cluster's AppProject must admit what every stack needs")
}

/// Says whether several stacks write a file.
pub(super) fn is_shared(path: &str) -> bool {
    path.starts_with("argocd/") || path.ends_with("/argocd/stacks/project.yaml")
}

fn is_record(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    matches!(
        parts.as_slice(),
        ["clusters", _, "stacks", _, "pushed.yaml"]
    )
}

fn is_application(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    matches!(parts.as_slice(), ["clusters", _, "stacks", _, "apps", file] if file.ends_with(".yaml"))
}
