//! A stack on its way: the folder somebody works in, the GitOps repository it is pushed to, and its cluster there.
//!
//! Each has names of its own, its root Application too, so that tests deliver beside each other to one Argo CD.

use std::fs::{self, File};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::Value;

use crate::bench::{self, Bench};
use crate::output::Output;
use crate::patience::complaints_after;
use crate::person::Person;
use crate::repo_server;
use crate::repository::Repository;

/// How long Argo CD may take to see a commit and to do what it says.
const DELIVERED: Duration = Duration::from_secs(150);

/// Version of the bench's Argo CD, which has no Deployment to read it from.
pub const ARGO_CD: &str = "3.6.1";

/// A stack, its GitOps repository and its cluster; what was deployed goes away with the test.
#[derive(Debug)]
pub struct Delivery<'a> {
    /// Somebody at work in the stack folder.
    pub person: Person<'a>,
    /// The GitOps repository.
    pub repository: Repository,
    /// Name of the cluster in it.
    pub cluster: String,
    /// Name of the stack.
    pub stack: String,
    /// Name of the Argo CD among those that deploy from the repository; its root Application is called after it.
    instance: String,
}

impl<'a> Delivery<'a> {
    /// Makes an empty stack and an empty GitOps repository, whose secrets are sealed for the repo-server's key; the person
    /// has it too.
    ///
    /// # Errors
    /// One of them cannot be made.
    pub fn new(bench: &'a Bench, stack: &str) -> Result<Self> {
        let administrator = bench.administrator()?;
        administrator.stack(["init", stack])?.done()?;
        let delivery = Self {
            person: administrator.at(stack)?,
            repository: Repository::new(stack)?,
            cluster: bench::unique(&format!("lab-{stack}")),
            stack: stack.to_owned(),
            instance: "argocd".to_owned(),
        };
        let recipient = repo_server::recipient(&delivery.person)?;
        let keys = fs::read_to_string(repo_server::keys()?).context("reading the bench's key")?;
        delivery
            .person
            .write("../.config/sops/age/keys.txt", &keys)?;
        let rules = format!("creation_rules:\n  - age: {recipient}\n");
        let recipients = [(".sops.yaml", rules.as_str())];
        delivery.repository.commit(&delivery.person, &recipients)?;
        Ok(delivery)
    }

    /// Gives the cluster an Argo CD instance of its own, so that its root Application is beside those of others.
    ///
    /// # Errors
    /// It cannot be written into the repository.
    pub fn beside_others(mut self) -> Result<Self> {
        self.instance = self.cluster.clone();
        let Self {
            cluster,
            repository,
            ..
        } = &self;
        let text = format!(
            "apiVersion: helm-stack/v1\nkind: Cluster\nmetadata:\n  name: {cluster}\nargocd:\n  instance: {cluster}\n\
             repository: {}\nbranch: main\n",
            repository.url()
        );
        let path = format!("clusters/{cluster}/cluster.yaml");
        repository.commit(&self.person, &[(&path, &text)])?;
        Ok(self)
    }

    /// Lets the command line prepare Argo CD for the cluster, and the repo-server open what is sealed in the repository.
    ///
    /// # Errors
    /// It cannot be prepared; the error has the command's words.
    pub fn set_up(&self) -> Result<Output> {
        // Two at once would have to look again at what the other has changed.
        let turn = bench::path("BENCH_FOLDER")?.join("setup.lock");
        let turn = File::create(&turn).context("opening the lock of setup")?;
        turn.lock().context("waiting for another setup")?;
        repo_server::decrypts()?;
        let keys = repo_server::keys()?;
        let keys = keys.to_string_lossy();
        let words = [
            "setup",
            "--apply",
            "--yes",
            "--decryptor",
            "helm-stack",
            "--age-key-file",
            &keys,
            "--argocd-version",
            ARGO_CD,
        ];
        let output = self.stack(&[&words[..], &self.target()].concat())?;
        repo_server::mount(&self.person)?;
        Ok(output)
    }

    /// Returns the flags that name the repository and the cluster.
    pub fn target(&self) -> [&str; 4] {
        ["--repo", self.repository.url(), "--cluster", &self.cluster]
    }

    /// Runs the command line in the stack folder; it has to succeed.
    ///
    /// # Errors
    /// It fails; the error has its words.
    pub fn stack(&self, words: &[&str]) -> Result<Output> {
        self.person
            .stack(words)?
            .done()
            .with_context(|| words.join(" "))
    }

    /// Pushes the stack.
    ///
    /// # Errors
    /// It fails; the error has its words.
    pub fn push(&self) -> Result<Output> {
        self.stack(&[&["push", "--yes"][..], &self.target()].concat())
    }

    /// Returns the name of a member's Application.
    pub fn application(&self, member: &str) -> String {
        format!("{}-{}-{member}", self.cluster, self.stack)
    }

    /// Returns the path in the repository of a file of the stack folder.
    pub fn path(&self, file: &str) -> String {
        format!("clusters/{}/stacks/{}/{file}", self.cluster, self.stack)
    }

    /// Returns what `kubectl addons list` says of a member; nothing while it is not there.
    ///
    /// # Errors
    /// The list fails.
    pub fn listed(&self, member: &str) -> Result<Option<Value>> {
        let name = self.application(member);
        let words = ["list", "--stack", &self.stack, "-o", "json"];
        let list = self.person.addons(words)?;
        if list.code == Some(3) {
            return Ok(None);
        }
        let list = list.json()?;
        let items = list["items"].as_array().context("a list has items")?;
        Ok(items.iter().find(|item| item["name"] == name).cloned())
    }

    /// Waits until members are in their state for their reason, written `State/Reason`.
    ///
    /// # Errors
    /// One of them is not, after long enough.
    pub fn becomes(&self, expected: &[(&str, &str)]) -> Result<()> {
        let wrong = complaints_after(DELIVERED, || {
            let complaints = expected
                .iter()
                .map(|(member, state)| self.complaint(member, state));
            Ok(complaints.collect::<Result<Vec<_>>>()?.concat())
        })?;
        ensure!(
            wrong.is_empty(),
            "not as it should be:\n{}",
            wrong.join("\n")
        );
        Ok(())
    }

    fn complaint(&self, member: &str, expected: &str) -> Result<Vec<String>> {
        let Some(item) = self.listed(member)? else {
            return Ok(vec![format!(
                "  {member}: expected {expected}, is not there"
            )]);
        };
        let text = |field: &str| item[field].as_str().unwrap_or_default().to_owned();
        let found = format!("{}/{}", text("state"), text("reason"));
        let wrong = found != expected;
        let line = format!(
            "  {member}: expected {expected}, found {found}: {}",
            text("message")
        );
        Ok(wrong.then_some(line).into_iter().collect())
    }

    /// Waits until a field of a live object, as `kubectl -o jsonpath` prints it, is as expected.
    ///
    /// # Errors
    /// It is not, after long enough.
    pub fn live(&self, object: &str, namespace: &str, field: &str, expected: &str) -> Result<()> {
        let field = format!("jsonpath={field}");
        let wrong = complaints_after(DELIVERED, || {
            let words = ["get", object, "--namespace", namespace, "-o", &field];
            Ok(match self.person.kubectl(words) {
                Ok(found) if found == expected => Vec::new(),
                Ok(found) => vec![format!("it is {found:?}, not {expected:?}")],
                Err(error) => vec![format!("{error:#}")],
            })
        })?;
        ensure!(wrong.is_empty(), "{object} {field}: {}", wrong.join("\n"));
        Ok(())
    }
}

impl Drop for Delivery<'_> {
    fn drop(&mut self) {
        // Nobody waits for any of it: whatever stays behind has names that nobody uses again.
        let argocd = ["--namespace", "argocd"];
        let names = ["get", "applications.argoproj.io", "-o", "name"];
        let names = self.person.kubectl([&names[..], &argocd].concat());
        let names = names.unwrap_or_default();
        let root = format!("application.argoproj.io/{}-stacks", self.instance);
        let begin = format!("application.argoproj.io/{}-", self.cluster);
        let mut own: Vec<&str> = names
            .lines()
            .filter(|name| name.starts_with(&begin) || **name == root)
            .collect();
        // The root first: it would make the others again.
        own.sort_by_key(|name| **name != root);
        for name in own {
            // Argo CD would ask for a confirmation first, for what holds data.
            let free = [
                "patch",
                name,
                "--type=merge",
                "--patch={\"metadata\":{\"finalizers\":null}}",
            ];
            let _ = self.person.kubectl([&free[..], &argocd].concat());
            let delete = ["delete", name, "--wait=false", "--ignore-not-found"];
            let _ = self.person.kubectl([&delete[..], &argocd].concat());
        }
        let namespace = [
            "delete",
            "namespace",
            &self.stack,
            "--wait=false",
            "--ignore-not-found",
        ];
        let _ = self.person.kubectl(namespace);
    }
}
