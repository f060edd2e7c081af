//! How each cluster that Applications deploy to is come by: a context the user gave, or a Secret of Argo CD.

use std::collections::BTreeMap;

use argocd::application::Application;
use argocd::destination::{Access, ClusterSecret, Found, comparable, find};
use argocd::nearest::nearest;
use argocd::rights::Right;
use argocd::why::quoted;
use cluster::{Cluster, Connection, contexts_to};
use plugin_kit::failure::{Exit, Failure};

use super::connect;
use crate::cli::{ClusterContext, ConnectionFlags};
use crate::explain::explained;

/// What is known of the ways.
#[derive(Default)]
pub(super) struct Ways {
    /// What of the connection flags holds everywhere.
    base: Connection,
    contexts: Vec<ClusterContext>,
    /// By the namespace of the Argo CD, or why they cannot be had.
    secrets: BTreeMap<String, Result<Vec<ClusterSecret>, cluster::Error>>,
}

/// The way to one cluster.
pub(super) enum Way {
    /// It is the one Argo CD runs in.
    Home,
    /// With a context of the user's.
    Context(ClusterContext),
    /// With a Secret of Argo CD: its namespace and name, and what it says.
    Secret(String, Box<Access>),
}

impl Ways {
    /// Reads the flags.
    ///
    /// # Errors
    /// A context that the kubeconfig does not have, or two for one cluster.
    pub(super) fn of(flags: &ConnectionFlags) -> anyhow::Result<Self> {
        let ways = Self {
            base: connect::elsewhere(flags)?,
            contexts: flags.cluster_context.clone(),
            secrets: BTreeMap::new(),
        };
        for (at, given) in ways.contexts.iter().enumerate() {
            let mut before = ways.contexts[..at].iter();
            if before.any(|before| before.is_of(&given.cluster)) {
                return Err(Failure::new(format!(
                    "--cluster-context gives two contexts for cluster {}",
                    given.cluster
                ))
                .next("leave one of them out")
                .exit(Exit::Usage)
                .into());
            }
            cluster::check_context(&ways.through(given)).map_err(explained)?;
        }
        Ok(ways)
    }

    /// Returns the way to an Application's cluster; Secrets are read where no context is given.
    ///
    /// # Errors
    /// There is none; a sentence says why, and another what to do.
    pub(super) async fn to(
        &mut self,
        application: &Application,
        home: &Cluster,
    ) -> Result<Way, String> {
        let destination = &application.spec.destination;
        let given = self.given([&*destination.name, &*destination.server]);
        if let Some(given) = given {
            return Ok(Way::Context(given.clone()));
        }
        let namespace = application.controller_namespace();
        self.read_secrets(namespace, home).await;
        let way = self.by_secret(application);
        way.map_err(|why| format!("{why}; {}", self.advice(application)))
    }

    async fn read_secrets(&mut self, namespace: &str, home: &Cluster) {
        if !self.secrets.contains_key(namespace) {
            let read = home.cluster_secrets(namespace).await;
            self.secrets.insert(namespace.to_owned(), read);
        }
    }

    fn by_secret(&self, application: &Application) -> Result<Way, String> {
        let namespace = application.controller_namespace();
        let secrets = match self.secrets.get(namespace) {
            Some(Ok(secrets)) => secrets,
            Some(Err(why)) => {
                return Err(format!(
                    "{why}, where Argo CD keeps the credentials of clusters"
                ));
            }
            None => return Err("its cluster Secret was not read".to_owned()),
        };
        let secret = match find(application, secrets)? {
            Found::InCluster => return Ok(Way::Home),
            Found::Secret(secret) => secret,
        };
        if let Some(given) = self.given([&*secret.name, &*secret.server]) {
            return Ok(Way::Context(given.clone()));
        }
        let place = format!("{namespace}/{}", secret.secret);
        match &secret.access {
            Ok(access) => Ok(Way::Secret(place, Box::new(access.clone()))),
            Err(why) => Err(of_secret(&place, why)),
        }
    }

    /// Returns the right that reading an Application's cluster Secret took, where it was missing.
    pub(super) fn missing_right(&self, application: &Application) -> Option<&Right> {
        let secrets = self.secrets.get(application.controller_namespace())?;
        secrets.as_ref().err()?.right()
    }

    /// Returns the context that was given for a cluster of one of these names or URLs.
    fn given<'a>(&self, words: impl IntoIterator<Item = &'a str>) -> Option<&ClusterContext> {
        let mut words = words.into_iter().filter(|word| !word.is_empty());
        words.find_map(|word| self.contexts.iter().find(|given| given.is_of(word)))
    }

    /// Connects, without asking anything yet.
    ///
    /// # Errors
    /// A sentence that says why not.
    pub(super) async fn connect(&self, way: &Way) -> Result<Option<Cluster>, String> {
        match way {
            Way::Home => Ok(None),
            Way::Context(given) => {
                let connected = cluster::connect(&self.through(given)).await;
                connected.map(Some).map_err(|error| error.to_string())
            }
            Way::Secret(place, access) => {
                let connected = cluster::connect_through(access, &self.base).await;
                let why = |error: cluster::Error| of_secret(place, &error.to_string());
                connected.map(Some).map_err(why)
            }
        }
    }

    fn through(&self, given: &ClusterContext) -> Connection {
        Connection {
            context: Some(given.context.clone()),
            ..self.base.clone()
        }
    }

    /// Says what to do where a cluster cannot be reached.
    pub(super) fn advice(&self, application: &Application) -> String {
        let cluster = application.spec.destination.cluster();
        let given = self.contexts.iter().map(|given| &*given.cluster);
        if let Some(near) = nearest(cluster, given, 1).first()
            && *near != cluster
        {
            return format!("--cluster-context names {near}, and this cluster is {cluster}");
        }
        let server = self.server_of(application);
        let contexts =
            server.and_then(|server| contexts_to(&self.base, &server).into_iter().next());
        let context = contexts.as_deref().unwrap_or("CONTEXT");
        let way = quoted(&format!("{cluster}={context}"));
        format!("--cluster-context {way} reads it with a context of yours")
    }

    fn server_of(&self, application: &Application) -> Option<String> {
        let given = &application.spec.destination.server;
        if !given.is_empty() {
            return Some(given.clone());
        }
        let secrets = self.secrets.get(application.controller_namespace())?;
        match find(application, secrets.as_ref().ok()?) {
            Ok(Found::Secret(secret)) => Some(secret.server.clone()),
            _ => None,
        }
    }
}

impl ClusterContext {
    /// Returns whether it is for the cluster of this name or URL.
    fn is_of(&self, word: &str) -> bool {
        comparable(&self.cluster) == comparable(word)
    }
}

impl Way {
    /// Returns what tells this way from others.
    pub(super) fn id(&self) -> String {
        match self {
            Self::Home => String::new(),
            Self::Context(given) => format!("context {}", given.context),
            Self::Secret(place, _) => place.clone(),
        }
    }
}

fn of_secret(place: &str, why: &str) -> String {
    format!("cluster Secret {place}: {why}")
}
