//! A stack folder and a GitOps repository, on which pushes are tried.

use std::collections::BTreeSet;
use std::fmt::Write;

use crate::complaint::Complaint;
use crate::files::Files;
use crate::member::Stack;
use crate::plan::{Plan, Push, SealRequest, plan};
use crate::seal::Sealed;

pub(super) const STACK: &str = "\
apiVersion: helm-stack/v1
kind: Stack
metadata: {name: monitoring, version: 1.4.0, description: Metrics and dashboards}
manifests:
  - name: grafana-ns
    file: manifests/grafana-ns.yaml
addons:
  - name: grafana
    chart: grafana
    version: 9.2.10
    repository: https://charts.example.com/community
    namespace: grafana
    encrypt: [adminPassword]
    parents: [{kind: manifest, name: grafana-ns}]
";

/// What pushes are tried on.
#[derive(Clone)]
pub(super) struct World {
    pub(super) folder: Files,
    pub(super) tip: Files,
    pub(super) known: Vec<String>,
    pub(super) tags: BTreeSet<String>,
    pub(super) remove: BTreeSet<String>,
    pub(super) ours: BTreeSet<String>,
    pub(super) theirs: BTreeSet<String>,
}

impl World {
    /// Returns a stack of one namespace and one chart beside an empty repository.
    pub(super) fn new() -> Self {
        let folder = [
            ("stack.yaml", STACK),
            (
                "add-ons/grafana/values.yaml",
                "# Grafana\nreplicas: 2\nadminPassword: hunter2\n",
            ),
            (
                "manifests/grafana-ns.yaml",
                "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: grafana\n",
            ),
            ("notes.txt", "not pushed\n"),
        ];
        Self {
            folder: folder.into_iter().collect(),
            tip: [("README.md", "# GitOps\n")].into_iter().collect(),
            known: Vec::new(),
            tags: BTreeSet::new(),
            remove: BTreeSet::new(),
            ours: BTreeSet::new(),
            theirs: BTreeSet::new(),
        }
    }

    /// Returns a world whose stack was pushed once.
    pub(super) fn pushed() -> Self {
        let mut world = Self::new();
        world.push();
        world
    }

    pub(super) fn stack(&self) -> Stack {
        crate::file::of(&self.folder).unwrap().stack
    }

    pub(super) fn try_plan(&self) -> Result<Plan, Vec<Complaint>> {
        self.try_plan_on("prod")
    }

    /// Plans a push to a cluster.
    pub(super) fn plan_on(&self, cluster: &str) -> Plan {
        self.try_plan_on(cluster).unwrap()
    }

    fn try_plan_on(&self, cluster: &str) -> Result<Plan, Vec<Complaint>> {
        let stack = self.stack();
        let push = Push {
            stack: &stack,
            folder: &self.folder,
            tip: &self.tip,
            known: &self.known,
            cluster,
            repository: "https://git.example.com/platform/gitops.git",
            branch: "main",
            tags: &self.tags,
            remove: &self.remove,
            ours: &self.ours,
            theirs: &self.theirs,
        };
        plan(&push, &mut |request| {
            Ok(Sealed::nothing_to_hide(seal(&request)))
        })
    }

    pub(super) fn plan(&self) -> Plan {
        self.try_plan().unwrap()
    }

    /// Plans and does it.
    pub(super) fn push(&mut self) -> Plan {
        let plan = self.plan();
        assert!(plan.is_clear(), "{:?}", plan.conflicts);
        self.tip = plan.applied(&self.tip);
        self.tags.extend(plan.tag.clone());
        plan
    }

    /// Replaces a text in a file of the stack folder.
    pub(super) fn edit(&mut self, path: &str, from: &str, to: &str) {
        replace(&mut self.folder, path, from, to);
    }

    /// Replaces a text in a file of the GitOps repository, as somebody else would.
    pub(super) fn edit_there(&mut self, path: &str, from: &str, to: &str) {
        replace(&mut self.tip, &there(path), from, to);
    }

    /// Returns the text of a file of the stack's folder in the GitOps repository.
    pub(super) fn text_there(&self, path: &str) -> &str {
        self.tip.text(&there(path)).unwrap()
    }
}

/// Returns the path in the GitOps repository of a file of the stack folder.
pub(super) fn there(path: &str) -> String {
    format!("clusters/prod/stacks/monitoring/{path}")
}

fn replace(files: &mut Files, path: &str, from: &str, to: &str) {
    let text = files.text(path).unwrap();
    assert!(text.contains(from), "{path} has no {from:?}");
    let text = text.replace(from, to);
    files.insert(path, text);
}

/// Seals by writing backwards, and keeps a sealed line whose plain text is the same, as the real one does.
fn seal(request: &SealRequest) -> Vec<u8> {
    let is_named = |line: &str| {
        let key = line.split(':').next().unwrap_or_default().trim();
        request.encrypt.iter().any(|name| name == key) && !line.contains("ENC[")
    };
    let sealed = |line: &str| {
        let (key, value) = line.split_once(':').unwrap();
        let sealed: String = value.trim().chars().rev().collect();
        format!("{key}: ENC[{sealed}]")
    };
    let lines = request.text.lines();
    let lines = lines.map(|line| match is_named(line) {
        true => sealed(line),
        false => line.to_owned(),
    });
    lines
        .flat_map(|line| [line, "\n".to_owned()])
        .collect::<String>()
        .into_bytes()
}

/// Writes a plan out in full.
pub(super) fn shown(plan: &Plan) -> String {
    let mut text = String::new();
    for member in &plan.members {
        let _ = writeln!(
            text,
            "{} ({:?}): {:?}",
            member.reference, member.wave, member.change
        );
    }
    for said in plan.conflicts.iter().chain(&plan.remarks) {
        let _ = writeln!(
            text,
            "{} {}: {}: {}",
            said.severity.as_str(),
            said.place,
            said.what,
            said.next
        );
    }
    if let Some(tag) = &plan.tag {
        let _ = writeln!(text, "tag {tag}");
    }
    if !plan.is_empty() {
        let _ = writeln!(text, "\n{}", plan.message);
    }
    for change in &plan.changes {
        let _ = writeln!(text, "=== {:?} {}", change.kind, change.path);
        let bytes = change.bytes.as_ref().map(|bytes| bytes.as_bytes());
        let bytes = bytes.unwrap_or_default();
        text.push_str(std::str::from_utf8(bytes).unwrap());
    }
    text
}

/// Returns the complaints of a push that is refused, a line each.
pub(super) fn refused(world: &World) -> String {
    let complaints = world.try_plan().unwrap_err();
    let lines: Vec<String> = complaints
        .iter()
        .map(|complaint| {
            format!(
                "{}: {}: {}; {}",
                complaint.place, complaint.rule, complaint.what, complaint.next
            )
        })
        .collect();
    lines.join("\n")
}
