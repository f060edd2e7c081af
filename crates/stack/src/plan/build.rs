//! The stack's own files as the GitOps repository is to have them: `stack.yaml`, values, manifests, local charts.
//!
//! Only files that members name are taken, so that nothing leaves the folder by accident; keys to seal go with them.

use std::collections::BTreeMap;

use crate::complaint::Complaint;
use crate::files::Files;
use crate::layout::{label, stays};
use crate::member::{Chart, Content, Member, Repository, Stack};

use super::Push;

/// Files of the stack folder that go along although no member names them.
const OWN: [&str; 2] = ["stack.yaml", "stack.lock.yaml"];

/// A file of the stack folder that is to be pushed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted {
    /// Its bytes.
    pub(super) bytes: Vec<u8>,
    /// Keys of it to seal, as typed.
    pub(super) encrypt: Vec<String>,
}

/// Files to be pushed, by their paths in the stack folder.
pub(super) type WantedFiles = BTreeMap<String, Wanted>;

/// Returns the files of the stack folder to be pushed.
///
/// # Errors
/// Names that cannot be paths, files that are missing or leave the folder.
pub(super) fn build(push: &Push) -> Result<WantedFiles, Vec<Complaint>> {
    let mut builder = Builder {
        folder: push.folder,
        wanted: WantedFiles::new(),
        complaints: push.layout().complaints(),
    };
    OWN.iter().for_each(|path| builder.own(path));
    builder.stack(push.stack);
    match builder.complaints.is_empty() {
        true => Ok(builder.wanted),
        false => Err(builder.complaints),
    }
}

/// Returns the paths in the stack folder of the files that one member delivers, folders of local charts included.
pub(super) fn member_paths(member: &Member) -> Vec<String> {
    let chart = match &member.content {
        Content::Manifest(file) => return vec![file.clone()],
        Content::Chart(chart) => chart,
    };
    let mut paths = chart.value_files.clone();
    paths.push(chart.values.clone());
    paths.extend(local_folder(chart).map(|folder| format!("{folder}/")));
    paths
}

fn local_folder(chart: &Chart) -> Option<&str> {
    match &chart.repository {
        Repository::Local(folder) => Some(folder),
        _ => None,
    }
}

struct Builder<'a> {
    folder: &'a Files,
    wanted: WantedFiles,
    complaints: Vec<Complaint>,
}

impl Builder<'_> {
    fn own(&mut self, path: &str) {
        if let Some(bytes) = self.folder.get(path) {
            self.wanted.entry(path.to_owned()).or_default().bytes = bytes.to_vec();
        }
    }

    fn stack(&mut self, stack: &Stack) {
        for member in &stack.members {
            self.member(member, true);
        }
        for member in &stack.disabled {
            self.member(member, false);
        }
    }

    /// Takes a member's files. Those of a member that is not enabled may be missing.
    fn member(&mut self, member: &Member, is_needed: bool) {
        let named = label("member", &member.reference.name, member.place.clone());
        self.complaints.extend(named);
        for path in member_paths(member) {
            match path.strip_suffix('/') {
                Some(folder) => self.chart(member, folder, is_needed),
                None => self.file(member, &path, is_needed),
            }
        }
    }

    fn file(&mut self, member: &Member, path: &str, is_needed: bool) {
        if let Some(complaint) = stays(path, member.place.clone()) {
            self.complaints.push(complaint);
            return;
        }
        match self.folder.get(path) {
            Some(bytes) => {
                let wanted = self.wanted.entry(path.to_owned()).or_default();
                wanted.bytes = bytes.to_vec();
                let further = member.encrypt.iter();
                let further: Vec<String> = further
                    .filter(|key| !wanted.encrypt.contains(key))
                    .cloned()
                    .collect();
                wanted.encrypt.extend(further);
            }
            None if is_needed => self.complaints.push(missing_file(member, path)),
            None => {}
        }
    }

    fn chart(&mut self, member: &Member, folder: &str, is_needed: bool) {
        if let Some(complaint) = stays(folder, member.place.clone()) {
            self.complaints.push(complaint);
            return;
        }
        if !self.folder.contains(&format!("{folder}/Chart.yaml")) {
            let missing = is_needed.then(|| missing_chart(member, folder));
            self.complaints.extend(missing);
            return;
        }
        let files: Vec<(&str, &[u8])> = self.folder.below(folder).collect();
        for (path, bytes) in files {
            self.wanted.entry(path.to_owned()).or_default().bytes = bytes.to_vec();
        }
    }
}

fn missing_file(member: &Member, path: &str) -> Complaint {
    Complaint::error(
        "missing-file",
        member.place.clone(),
        format!("{path} of {} is not in the stack folder", member.reference),
        format!("create {path} (values may be empty), or name the file that is meant"),
    )
    .because("Argo CD fails on a values file that is not there")
}

fn missing_chart(member: &Member, folder: &str) -> Complaint {
    Complaint::error(
        "missing-chart",
        member.place.clone(),
        format!(
            "there is no chart in {folder}, which {} names",
            member.reference
        ),
        format!("put the chart there ({folder}/Chart.yaml), or name the folder that is meant"),
    )
}

/// Says whether a member is known to hold things that must not be deleted without being asked: manifests and local
/// charts are looked at, charts from elsewhere are not here to be read.
pub(super) fn holds_data(member: &Member, wanted: &WantedFiles) -> bool {
    const KINDS: [&str; 5] = [
        "Namespace",
        "CustomResourceDefinition",
        "PersistentVolume",
        "PersistentVolumeClaim",
        "StatefulSet",
    ];
    let holds = |bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        let mut kinds = text.lines().filter_map(|line| line.strip_prefix("kind:"));
        kinds.any(|kind| KINDS.contains(&kind.trim().trim_matches(['"', '\''])))
    };
    match &member.content {
        Content::Manifest(file) => wanted.get(file).is_some_and(|file| holds(&file.bytes)),
        Content::Chart(chart) => local_folder(chart).is_some_and(|folder| {
            let prefix = format!("{folder}/");
            let mut files = wanted.range(prefix.clone()..);
            files
                .by_ref()
                .take_while(|(path, _)| path.starts_with(&prefix))
                .any(|(_, file)| holds(&file.bytes))
        }),
    }
}
