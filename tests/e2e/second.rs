//! The second cluster of the bench, and the Secrets by which Argo CD knows it.
//!
//! What Argo CD is told of it is the test's own and goes away with it.

use std::fs;

use anyhow::{Context, Result};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Value, json};

use crate::bench::{self, Bench};
use crate::person::Person;
use crate::repository::Repository;

/// How its API server is reached and who may.
#[derive(Debug, Clone)]
pub struct Second {
    /// URL of the API server.
    pub server: String,
    /// The authority that vouches for it, as PEM in base64.
    pub authority: String,
    /// An administrator's token.
    pub token: String,
}

impl Second {
    /// Reads the kubeconfig of the second cluster.
    ///
    /// # Errors
    /// The bench has none; the error says what to run.
    pub fn of_bench() -> Result<Self> {
        let kubeconfig = kubeconfig("BENCH_SECOND_KUBECONFIG")?;
        let word = |pointer: &str| {
            let word = kubeconfig.pointer(pointer).and_then(Value::as_str);
            word.map(str::to_owned)
                .with_context(|| format!("the kubeconfig of the second cluster has {pointer}"))
        };
        Ok(Self {
            server: word("/clusters/0/cluster/server")?,
            authority: word("/clusters/0/cluster/certificate-authority-data")?,
            token: word("/users/0/user/token")?,
        })
    }

    /// Returns a `config` of a cluster Secret with the token.
    pub fn with_token(&self) -> Value {
        json!({"bearerToken": self.token, "tlsClientConfig": {"caData": self.authority}})
    }

    /// Returns a `config` of a cluster Secret with a client certificate.
    ///
    /// # Errors
    /// The bench has none.
    pub fn with_certificate(&self) -> Result<Value> {
        let folder = bench::path("BENCH_SECOND_PKI")?;
        let encoded = |file: &str| {
            let path = folder.join(file);
            let pem = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
            Ok::<_, anyhow::Error>(BASE64_STANDARD.encode(pem))
        };
        Ok(json!({"tlsClientConfig": {"caData": self.authority,
            "certData": encoded("client.crt")?, "keyData": encoded("client.key")?}}))
    }
}

/// Returns a kubeconfig of the bench, which is JSON.
///
/// # Errors
/// It is not there.
pub fn kubeconfig(variable: &str) -> Result<Value> {
    let path = bench::path(variable)?;
    let text = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
    serde_json::from_slice(&text).with_context(|| format!("reading {}", path.display()))
}

/// Namespaces, Applications and cluster Secrets of one test; they go away with it.
#[derive(Debug)]
pub struct Deployment<'a> {
    /// Somebody with every right where Argo CD runs.
    pub administrator: Person<'a>,
    /// The same in the second cluster.
    pub second: Person<'a>,
    /// What Argo CD deploys.
    pub repository: Repository,
    /// Namespace in both clusters, and the beginning of every name.
    pub name: String,
    made: Vec<String>,
}

impl<'a> Deployment<'a> {
    /// Makes nothing yet but an empty repository.
    ///
    /// # Errors
    /// The bench has no second cluster.
    pub fn new(bench: &'a Bench, name: &str) -> Result<Self> {
        Ok(Self {
            administrator: bench.administrator()?,
            second: bench.with_kubeconfig(bench::path("BENCH_SECOND_KUBECONFIG")?),
            repository: Repository::new(name)?,
            name: bench::unique(name),
            made: Vec::new(),
        })
    }

    /// Tells Argo CD of a cluster by a Secret of the test's name and `suffix`.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn secret(
        &mut self,
        suffix: &str,
        cluster: &str,
        server: &str,
        config: &Value,
    ) -> Result<()> {
        let name = format!("{}-{suffix}", self.name);
        let secret = json!({
            "apiVersion": "v1", "kind": "Secret", "type": "Opaque",
            "metadata": {"name": name, "namespace": "argocd",
                         "labels": {"argocd.argoproj.io/secret-type": "cluster"}},
            "stringData": {"name": cluster, "server": server, "config": config.to_string()},
        });
        self.make("secret", &name, &secret)
    }

    /// Makes an Application of the test's name and `suffix` that syncs a folder of the repository by itself.
    ///
    /// # Errors
    /// It cannot be made.
    pub fn application(&mut self, suffix: &str, path: &str, destination: &Value) -> Result<String> {
        let name = format!("{}-{suffix}", self.name);
        let application = self.document(&name, path, destination);
        self.make("application.argoproj.io", &name, &application)?;
        Ok(name)
    }

    /// Returns an Application as JSON.
    pub fn document(&self, name: &str, path: &str, destination: &Value) -> Value {
        let mut destination = destination.clone();
        destination["namespace"] = json!(self.name);
        json!({
            "apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
            "metadata": {"name": name, "namespace": "argocd"},
            "spec": {"project": "default", "destination": destination,
                "source": {"repoURL": self.repository.url(), "path": path, "targetRevision": "main"},
                "syncPolicy": {"automated": {}, "syncOptions": ["CreateNamespace=true"]}},
        })
    }

    /// Counts on something that the test did not make itself to be removed with the rest.
    pub fn leaves(&mut self, kind: &str, name: &str) {
        self.made.push(format!("{kind}/{name}"));
    }

    fn make(&mut self, kind: &str, name: &str, object: &Value) -> Result<()> {
        let file = format!("{name}.json");
        self.administrator.write(&file, &object.to_string())?;
        self.leaves(kind, name);
        self.administrator.kubectl(["apply", "-f", &file]).map(drop)
    }
}

impl Drop for Deployment<'_> {
    fn drop(&mut self) {
        // What cannot be removed has a name that no other test uses.
        for made in self.made.iter().rev() {
            let _ = self
                .administrator
                .kubectl(["delete", made, "-n", "argocd", "--wait=false"]);
        }
        for person in [&self.administrator, &self.second] {
            let words = [
                "delete",
                "namespace",
                &self.name,
                "--wait=false",
                "--ignore-not-found",
            ];
            let _ = person.kubectl(words);
        }
    }
}
