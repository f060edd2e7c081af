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
mod tests {
    use serde_json::{Map, Value, json};

    use super::*;

    fn connection(kind: ConnectionKind, url: &str, more: Value) -> Connection {
        let mut data: Map<String, Value> = more.as_object().unwrap().clone();
        data.insert("url".to_owned(), url.into());
        Connection::of_data(kind, &data, "argocd").unwrap()
    }

    fn application(name: &str, spec: Value, error: &str) -> Application {
        let conditions = json!([{"type": "ComparisonError", "message": error}]);
        Application::from_value(
            &json!({"metadata": {"name": name, "namespace": "argocd"}, "spec": spec,
            "status": {"conditions": if error.is_empty() { json!([]) } else { conditions }}}),
        )
        .unwrap()
    }

    fn told(connections: &[Connection], applications: &[Application]) -> Vec<String> {
        let applications: Vec<&Application> = applications.iter().collect();
        let joined = join(connections, &applications, &|_: &str| true);
        let told = joined.into_iter().map(|one| {
            let kinds: Vec<&str> = one
                .credentials
                .kinds
                .iter()
                .map(|kind| kind.words())
                .collect();
            format!(
                "{} {} {} [{}]{} {}",
                one.url,
                one.source_type.as_str(),
                if one.connection.is_some() {
                    "connected"
                } else {
                    "-"
                },
                kinds.join(", "),
                one.credentials
                    .template
                    .map(|url| format!(" from {url}"))
                    .unwrap_or_default(),
                one.used_by.join(", ")
            )
        });
        told.collect()
    }

    #[test]
    fn add_ons_are_found_at_what_they_use_however_its_address_is_written() {
        let connections = [
            connection(
                ConnectionKind::Repository,
                "https://git.example.com/a.git",
                json!({"password": "x"}),
            ),
            connection(
                ConnectionKind::Repository,
                "registry.example.com/charts",
                json!({"type": "helm", "enableOCI": "true"}),
            ),
        ];
        let applications = [
            application(
                "one",
                json!({"source": {"repoURL": "https://git.example.com/A", "path": "x"}}),
                "",
            ),
            application(
                "two",
                json!({"sources": [
                {"repoURL": "registry.example.com/charts", "chart": "web"},
                {"repoURL": "https://git.example.com/a", "ref": "values"},
                {"repoURL": "https://u:hunter2@charts.example.com", "chart": "db"}]}),
                "",
            ),
        ];
        assert_eq!(
            told(&connections, &applications),
            [
                "https://charts.example.com helm - [password] argocd/two",
                "https://git.example.com/a.git git connected [password] argocd/one, argocd/two",
                "registry.example.com/charts oci connected [] argocd/two",
            ]
        );
    }

    #[test]
    fn credentials_come_from_the_longest_template_where_there_are_no_own() {
        let connections = [
            connection(
                ConnectionKind::Template,
                "https://git.example.com",
                json!({"password": "x"}),
            ),
            connection(
                ConnectionKind::Template,
                "https://git.example.com/team",
                json!({"bearerToken": "x"}),
            ),
            connection(
                ConnectionKind::Repository,
                "https://git.example.com/team/own",
                json!({"sshPrivateKey": "x"}),
            ),
        ];
        let of = |name: &str, path: &str| {
            let url = format!("https://git.example.com/{path}");
            application(name, json!({"source": {"repoURL": url, "path": "x"}}), "")
        };
        assert_eq!(
            told(
                &connections,
                &[of("a", "team/a"), of("b", "b"), of("own", "team/own")]
            ),
            [
                "https://git.example.com git connected [password] argocd/b",
                "https://git.example.com/b git - [password] from https://git.example.com argocd/b",
                "https://git.example.com/team git connected [bearer token] argocd/a",
                "https://git.example.com/team/a git - [bearer token] from https://git.example.com/team argocd/a",
                "https://git.example.com/team/own git connected [SSH key] argocd/own",
            ]
        );
    }

    #[test]
    fn a_connection_of_a_project_is_for_its_add_ons_alone() {
        let connections = [
            connection(
                ConnectionKind::Repository,
                "https://git.example.com/a",
                json!({"project": "team"}),
            ),
            connection(
                ConnectionKind::Repository,
                "https://git.example.com/a",
                json!({}),
            ),
        ];
        let of = |name: &str, project: &str| {
            let source = json!({"repoURL": "https://git.example.com/a", "path": "x"});
            application(name, json!({"project": project, "source": source}), "")
        };
        let joined = join(
            &connections,
            &[&of("one", "team"), &of("two", "other")],
            &|_: &str| true,
        );
        assert_eq!(joined[0].used_by, ["argocd/two"]);
        assert_eq!(joined[1].used_by, ["argocd/one"]);
    }

    #[test]
    fn a_complaint_belongs_to_the_source_it_names() {
        let sources = json!({"sources": [
            {"repoURL": "https://git.example.com/a", "path": "x"}, {"repoURL": "https://git.example.com/b", "path": "x"}]});
        let errors = |message: &str| {
            let joined = join(
                &[],
                &[&application("one", sources.clone(), message)],
                &|_: &str| false,
            );
            joined
                .into_iter()
                .map(|one| one.errors.len())
                .collect::<Vec<_>>()
        };
        assert_eq!(
            errors("failed to fetch https://git.example.com/b: no such host"),
            [0, 1]
        );
        assert_eq!(errors("something else"), [1, 1]);
    }
}
