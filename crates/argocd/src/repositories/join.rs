//! Connections joined with the add-ons that use them; what add-ons use without a connection is listed, too.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::address::comparable;
use super::connection::{Connection, ConnectionKind, SourceType};
use super::credentials::Credential;
use super::home::Homes;
use crate::application::{Application, Source};
use crate::redact::{first_line, without_credentials};

/// One repository or registry, and who uses it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Repository {
    /// Address without user information.
    pub url: String,
    /// What is spoken there.
    #[serde(rename = "type")]
    pub source_type: SourceType,
    /// What the connection is good for; absent where add-ons use it without one, or connections could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub connection: Option<ConnectionKind>,
    /// Its name in Argo CD.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// The AppProject that alone may use it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub project: String,
    /// Namespace of the Argo CD.
    pub namespace: String,
    /// Its credentials.
    pub credentials: Credentials,
    /// Add-ons that use it, as `namespace/name`.
    pub used_by: Vec<String>,
    /// What Argo CD complains of at those that use it.
    pub errors: Vec<Trouble>,
}

/// Which credentials are used; never what they are.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Credentials {
    /// Whether they are known; else connections could not be read.
    pub known: bool,
    /// Kinds of credentials; empty where there are none.
    pub kinds: Vec<Credential>,
    /// Address of the template they come from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub template: Option<String>,
}

/// What Argo CD complains of.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Trouble {
    /// The add-on, as `namespace/name`.
    pub addon: String,
    /// Argo CD's sentence, secrets masked.
    pub message: String,
}

/// Whether the connections of an Argo CD could be read.
pub trait Known {
    /// Returns whether those of the Argo CD in a namespace could.
    fn knows(&self, namespace: &str) -> bool;
}

impl<F: Fn(&str) -> bool> Known for F {
    fn knows(&self, namespace: &str) -> bool {
        self(namespace)
    }
}

/// Joins connections and add-ons, sorted by address.
pub fn join(
    connections: &[Connection],
    applications: &[&Application],
    known: &impl Known,
) -> Vec<Repository> {
    let mut repositories: Vec<Repository> = connections.iter().map(connected).collect();
    let mut others: BTreeMap<(String, String), Repository> = BTreeMap::new();
    let homes = Homes::of(applications.iter().copied());
    for &application in applications {
        let namespace = homes.home(application);
        write_to(&mut repositories, application, namespace);
        for source in application.sources() {
            let found = find(connections, application, namespace, source);
            let template = template(connections, namespace, &source.repo_url);
            let used = match found {
                Some(index) => &mut repositories[index],
                None => others
                    .entry((namespace.to_owned(), comparable(&source.repo_url)))
                    .or_insert_with(|| unconnected(source, namespace)),
            };
            used.credentials.known = known.knows(namespace);
            if used.credentials.kinds.is_empty()
                && let Some(template) = template
            {
                used.credentials.kinds = connections[template].credentials.clone();
                used.credentials.template = Some(connections[template].url.clone());
            }
            let inherits = used.credentials.template.is_some();
            used_by(used, application, source);
            if inherits && let Some(template) = template {
                used_by(&mut repositories[template], application, source);
            }
        }
    }
    repositories.extend(others.into_values());
    repositories.sort_by(|a, b| {
        (&a.url, a.connection, &a.project).cmp(&(&b.url, b.connection, &b.project))
    });
    repositories
}

fn connected(connection: &Connection) -> Repository {
    Repository {
        url: connection.url.clone(),
        source_type: connection.source_type,
        connection: Some(connection.kind),
        name: connection.name.clone(),
        project: connection.project.clone(),
        namespace: connection.namespace.clone(),
        credentials: Credentials {
            known: true,
            kinds: connection.credentials.clone(),
            template: None,
        },
        used_by: Vec::new(),
        errors: Vec::new(),
    }
}

fn unconnected(source: &Source, namespace: &str) -> Repository {
    let url = without_credentials(&source.repo_url);
    let is_registry = url.starts_with("oci://") || (source.chart.is_some() && !url.contains("://"));
    Repository {
        source_type: match (is_registry, source.chart.is_some()) {
            (true, _) => SourceType::Oci,
            (false, true) => SourceType::Helm,
            (false, false) => SourceType::Git,
        },
        url,
        connection: None,
        name: String::new(),
        project: String::new(),
        namespace: namespace.to_owned(),
        credentials: Credentials {
            kinds: Credential::in_address(&source.repo_url)
                .into_iter()
                .collect(),
            ..Credentials::default()
        },
        used_by: Vec::new(),
        errors: Vec::new(),
    }
}

/// Finds the connection for reading that Argo CD takes: that of the AppProject, else one for all (`getRepositorySecret`).
fn find(
    connections: &[Connection],
    application: &Application,
    namespace: &str,
    source: &Source,
) -> Option<usize> {
    let wanted = comparable(&source.repo_url);
    let fits = |connection: &Connection, project: &str| {
        connection.kind == ConnectionKind::Repository
            && connection.namespace == namespace
            && connection.project == project
            && comparable(&connection.url) == wanted
    };
    let of = |project: &str| {
        connections
            .iter()
            .position(|connection| fits(connection, project))
    };
    of(application.project()).or_else(|| of(""))
}

/// Finds the template whose address is the longest beginning (`getRepositoryCredentialIndex`).
fn template(connections: &[Connection], namespace: &str, url: &str) -> Option<usize> {
    let wanted = comparable(url);
    let fits = |(_, connection): &(usize, &Connection)| {
        connection.kind == ConnectionKind::Template
            && connection.namespace == namespace
            && wanted.starts_with(&comparable(&connection.url))
    };
    let fitting = connections.iter().enumerate().filter(fits);
    let longest = fitting.max_by_key(|(_, connection)| comparable(&connection.url).len());
    longest.map(|(index, _)| index)
}

/// Tells of the repository that a hydrator writes to.
fn write_to(repositories: &mut [Repository], application: &Application, namespace: &str) {
    let Some(hydrator) = &application.spec.source_hydrator else {
        return;
    };
    let target = hydrator.deployed_source();
    let wanted = comparable(&target.repo_url);
    let written = repositories.iter_mut().filter(|repository| {
        let url = comparable(&repository.url);
        repository.namespace == namespace
            && match repository.connection {
                Some(ConnectionKind::RepositoryForWriting) => url == wanted,
                Some(ConnectionKind::TemplateForWriting) => wanted.starts_with(&url),
                _ => false,
            }
    });
    written.for_each(|repository| used_by(repository, application, &target));
}

fn used_by(repository: &mut Repository, application: &Application, source: &Source) {
    let name = format!(
        "{}/{}",
        application.metadata.namespace, application.metadata.name
    );
    if !repository.used_by.contains(&name) {
        let at = repository.used_by.partition_point(|known| *known < name);
        repository.used_by.insert(at, name.clone());
    }
    let complaints = application.status.conditions.iter();
    let complaints = complaints.filter(|condition| {
        condition.kind == "ComparisonError" && is_about(&condition.message, application, source)
    });
    for complaint in complaints {
        let trouble = Trouble {
            addon: name.clone(),
            message: first_line(&complaint.message),
        };
        if !repository.errors.contains(&trouble) {
            repository.errors.push(trouble);
        }
    }
}

/// A complaint is about the source whose address it names; where it names none, about all of them.
fn is_about(message: &str, application: &Application, source: &Source) -> bool {
    let message = message.to_lowercase();
    let names = |source: &Source| message.contains(&source.repo_url.to_lowercase());
    let sources = application.sources();
    names(source) || !sources.into_iter().any(names)
}

#[cfg(test)]
#[path = "join_tests.rs"]
mod tests;
