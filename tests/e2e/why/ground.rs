//! Lays every entry out at once, beside what else is on the bench, and takes it all away again.

use std::collections::BTreeMap;
use std::process;

use anyhow::{Context, Result};
use serde_json::{Value, json};
use tests::bench::variable;
use tests::person::Person;
use tests::repository::Repository;

use super::entry::Entry;
use super::unauthorized::Unauthorized;

/// Label of everything that is laid out; its value is the run's number.
const RUN_LABEL: &str = "bench.addons/why";

/// Kinds in which something is laid out outside the entries' own namespaces.
const KINDS: &str = "applications.argoproj.io,appprojects.argoproj.io,secrets,validatingadmissionpolicies,\
    validatingadmissionpolicybindings,mutatingadmissionpolicies,mutatingadmissionpolicybindings,validatingwebhookconfigurations";

/// Length of what is too long for an annotation, which holds 262,144 bytes.
const LONG: usize = 300_000;

/// Everything that is laid out; it goes away with the test.
pub(super) struct Ground<'a> {
    person: &'a Person<'a>,
    /// Repository of what is never changed: a commit would make Argo CD sync everything anew.
    still: Repository,
    /// Repository of what is changed on its way.
    moving: Repository,
    unauthorized: Unauthorized,
    /// The entries, with all names filled in.
    pub(super) entries: Vec<Entry>,
}

impl<'a> Ground<'a> {
    /// Lays everything out.
    ///
    /// # Errors
    /// Something is refused.
    pub(super) fn lay_out(person: &'a Person<'a>) -> Result<Self> {
        let mut ground = Self {
            person,
            still: Repository::new("why")?,
            moving: Repository::new("why-moving")?,
            unauthorized: Unauthorized::start()?,
            entries: Vec::new(),
        };
        let names = ground.names()?;
        ground.entries = Entry::all(|name, text| fill(&names, name, text))?;
        for (repository, moves) in [(&ground.still, false), (&ground.moving, true)] {
            let entries = ground.entries.iter().filter(|entry| entry.moves() == moves);
            ground.commit(
                repository,
                entries.flat_map(|entry| in_folder(entry, &entry.files)),
            )?;
        }
        let before = ground.entries.iter().flat_map(|entry| &entry.before);
        ground.apply("before", before.cloned().collect())?;
        for call in ground.entries.iter().flat_map(|entry| &entry.hurry) {
            person.kubectl(call)?;
        }
        let applications = ground.entries.iter().map(|entry| ground.application(entry));
        ground.apply("applications", applications.collect())?;
        Ok(ground)
    }

    /// Changes files of an entry's folder and asks Argo CD to look.
    ///
    /// # Errors
    /// Git or the API server refuses.
    pub(super) fn change(&self, entry: &Entry, files: &BTreeMap<String, Value>) -> Result<()> {
        self.commit(&self.moving, in_folder(entry, files))?;
        let refresh = "argocd.argoproj.io/refresh=normal";
        let name = application_name(&entry.name);
        let words = [
            "annotate",
            "application",
            &name,
            "--namespace",
            &entry.namespace,
            refresh,
        ];
        self.person.kubectl(words).map(drop)
    }

    /// Returns `host:port` of the server that lets nobody in.
    pub(super) fn private_address(&self) -> &str {
        self.unauthorized.address()
    }

    fn names(&self) -> Result<Vec<(&'static str, String)>> {
        Ok(vec![
            ("${REPOSITORY}", self.still.url().to_owned()),
            ("${GIT}", format!("file://{}", variable("BENCH_GIT")?)),
            ("${CHARTS}", variable("BENCH_CHARTS")?),
            ("${REGISTRY}", variable("BENCH_REGISTRY")?),
            ("${UNAUTHORIZED}", self.private_address().to_owned()),
            ("${LONG}", "x".repeat(LONG)),
        ])
    }

    fn commit(
        &self,
        repository: &Repository,
        files: impl Iterator<Item = (String, String)>,
    ) -> Result<()> {
        let files: Vec<(String, String)> = files.collect();
        let files: Vec<(&str, &str)> = files
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
            .collect();
        repository.commit(self.person, &files)
    }

    fn application(&self, entry: &Entry) -> Value {
        let name = application_name(&entry.name);
        let repository = if entry.moves() {
            &self.moving
        } else {
            &self.still
        };
        let mut application = json!({
            "apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
            "metadata": {"name": name, "namespace": entry.namespace},
            "spec": {
                "project": "default",
                "source": {"repoURL": repository.url(), "path": entry.name, "targetRevision": "main"},
                "destination": {"server": "https://kubernetes.default.svc", "namespace": name},
                "syncPolicy": {"automated": {"prune": true, "selfHeal": true}, "syncOptions": ["CreateNamespace=true"]},
            },
        });
        merge(&mut application["metadata"], &entry.metadata);
        merge(&mut application["spec"], &entry.spec);
        application
    }

    fn apply(&self, name: &str, mut objects: Vec<Value>) -> Result<()> {
        for object in &mut objects {
            merge(
                &mut object["metadata"],
                &json!({"labels": {RUN_LABEL: process::id().to_string()}}),
            );
        }
        let list = json!({"apiVersion": "v1", "kind": "List", "items": objects});
        let file = format!("{name}.json");
        self.person.write(&file, &list.to_string())?;
        let words = [
            "apply",
            "--server-side",
            "--force-conflicts",
            "--filename",
            &file,
        ];
        self.person
            .kubectl(words)
            .with_context(|| format!("applying {name}"))
            .map(drop)
    }

    fn take_away(&self) -> Result<()> {
        for call in self.entries.iter().flat_map(|entry| &entry.after) {
            // Whatever it frees may never have come about.
            let _ = self.person.kubectl(call);
        }
        let run = format!("{RUN_LABEL}={}", process::id());
        self.person.kubectl([
            "delete",
            KINDS,
            "--all-namespaces",
            "--selector",
            &run,
            "--wait=false",
        ])?;
        let namespaces = self
            .entries
            .iter()
            .map(|entry| application_name(&entry.name));
        let words =
            ["delete", "namespace", "--ignore-not-found", "--wait=false"].map(str::to_owned);
        self.person
            .kubectl(words.into_iter().chain(namespaces))
            .map(drop)
    }
}

impl Drop for Ground<'_> {
    fn drop(&mut self) {
        // Left behind, it shows in lists, and nothing else.
        let _ = self.take_away();
    }
}

/// Returns the name of an entry's Application, which is that of its namespace too.
pub(super) fn application_name(entry: &str) -> String {
    format!("why-{entry}-{}", process::id())
}

fn fill(names: &[(&str, String)], entry: &str, text: &str) -> String {
    let text = text.replace("${APP}", &application_name(entry));
    names
        .iter()
        .fold(text, |text, (name, value)| text.replace(name, value))
}

fn in_folder(
    entry: &Entry,
    files: &BTreeMap<String, Value>,
) -> impl Iterator<Item = (String, String)> {
    files.iter().map(|(path, content)| {
        let text = content
            .as_str()
            .map_or_else(|| content.to_string(), str::to_owned);
        (format!("{}/{path}", entry.name), text)
    })
}

/// Lays a merge patch over a value, RFC 7386.
fn merge(value: &mut Value, patch: &Value) {
    let (Value::Object(fields), Value::Object(changes)) = (&mut *value, patch) else {
        if !patch.is_null() {
            *value = patch.clone();
        }
        return;
    };
    for (name, change) in changes {
        match change {
            Value::Null => drop(fields.remove(name)),
            change => merge(fields.entry(name).or_insert(Value::Null), change),
        }
    }
}

#[test]
fn a_merge_patch_changes_adds_and_removes() {
    let mut value = json!({"a": {"b": 1, "c": 2}, "d": [1]});
    merge(
        &mut value,
        &json!({"a": {"b": null, "e": {"f": 3}}, "d": [2]}),
    );
    assert_eq!(value, json!({"a": {"c": 2, "e": {"f": 3}}, "d": [2]}));
}
