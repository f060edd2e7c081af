//! Finds and reads the kubeconfig, as kubectl does, and lays the flags over it.
//!
//! Files that `KUBECONFIG` names and that are not there are passed over. No
//! connection is made here.

use std::env;
use std::path::{Path, PathBuf};

use argocd::destination::comparable;
use kube::config::{
    AuthInfo, Context, KubeConfigOptions, Kubeconfig, KubeconfigError, NamedAuthInfo, NamedCluster,
    NamedContext,
};

use crate::connect::Connection;
use crate::error::{Cause, Error};

/// The name given to a context made of flags alone.
const FROM_FLAGS: &str = "flags";

/// A kubeconfig with the flags laid over it, and the names chosen in it.
pub(crate) struct Chosen {
    pub(crate) kubeconfig: Kubeconfig,
    pub(crate) options: KubeConfigOptions,
    /// The context as the user knows it.
    pub(crate) context: Option<String>,
}

/// Reads the kubeconfig; `None` when there is none anywhere.
pub(crate) fn read(connection: &Connection) -> Result<Option<Kubeconfig>, Error> {
    if let Some(path) = &connection.kubeconfig {
        return read_file(path).map(Some);
    }
    let mut merged = None;
    for path in usual_places().into_iter().filter(|path| path.exists()) {
        let file = read_file(&path)?;
        merged = Some(match merged {
            None => file,
            Some(earlier) => Kubeconfig::merge(earlier, file).map_err(|error| {
                Error::new(
                    Cause::Kubeconfig,
                    format!(
                        "the kubeconfig {} cannot be merged: {error}",
                        path.display()
                    ),
                )
                .next("name one file with --kubeconfig")
            })?,
        });
    }
    Ok(merged)
}

fn read_file(path: &Path) -> Result<Kubeconfig, Error> {
    Kubeconfig::read_from(path).map_err(|error| {
        Error::new(
            Cause::Kubeconfig,
            format!(
                "the kubeconfig {} cannot be read: {}",
                path.display(),
                reason(&error)
            ),
        )
        .next("check the file, or name another one with --kubeconfig")
    })
}

/// Returns what is wrong with the file; the library names the file again, and draws the place over several lines.
fn reason(error: &KubeconfigError) -> String {
    match error {
        KubeconfigError::ReadConfig(error, _) => error.to_string(),
        KubeconfigError::Parse(error) => {
            let said = error.to_string();
            let first = said.lines().next().unwrap_or_default();
            first.trim_start_matches("error: ").to_owned()
        }
        other => other.to_string(),
    }
}

/// Returns the paths of `KUBECONFIG`, else `~/.kube/config`.
pub(crate) fn usual_places() -> Vec<PathBuf> {
    let named: Vec<PathBuf> = env::var_os("KUBECONFIG")
        .map(|paths| env::split_paths(&paths).collect())
        .unwrap_or_default();
    let named: Vec<PathBuf> = named
        .into_iter()
        .filter(|path| !path.as_os_str().is_empty())
        .collect();
    match named.is_empty() {
        true => env::home_dir()
            .map(|home| home.join(".kube").join("config"))
            .into_iter()
            .collect(),
        false => named,
    }
}

/// Lays the flags over a kubeconfig and checks that the names chosen in it are there.
pub(crate) fn choose(mut kubeconfig: Kubeconfig, connection: &Connection) -> Result<Chosen, Error> {
    let mut named = connection.context.clone().or(kubeconfig
        .current_context
        .clone()
        .filter(|name| !name.is_empty()));
    let context = named.clone();
    if named.is_none() && connection.server.is_some() {
        add_context_of_flags(&mut kubeconfig, connection);
        named = Some(FROM_FLAGS.to_owned());
    }
    let name = named.ok_or_else(|| no_context(&kubeconfig))?;
    let found = find_context(&kubeconfig, &name)?.clone();
    let cluster = connection.cluster.clone().unwrap_or(found.cluster);
    check_cluster(&kubeconfig, &name, &cluster)?;
    check_user(&kubeconfig, connection.user.as_deref())?;
    let user = connection.user.clone().or(found.user);
    lay_over_cluster(&mut kubeconfig, &cluster, connection);
    let user = lay_over_user(&mut kubeconfig, user, connection);
    let options = KubeConfigOptions {
        context: Some(name),
        cluster: Some(cluster),
        user: Some(user),
    };
    Ok(Chosen {
        kubeconfig,
        options,
        context,
    })
}

/// Checks that the context that is chosen is there, and what it names.
///
/// # Errors
/// It is not, or there is no kubeconfig.
pub fn check_context(connection: &Connection) -> Result<(), Error> {
    match read(connection)? {
        Some(kubeconfig) => choose(kubeconfig, connection).map(drop),
        None => Err(Error::new(Cause::Kubeconfig, "there is no kubeconfig")
            .next("name one with --kubeconfig or KUBECONFIG")),
    }
}

/// The names that flags choose from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KubeconfigNames {
    /// Contexts.
    pub contexts: Vec<String>,
    /// Clusters.
    pub clusters: Vec<String>,
    /// Users.
    pub users: Vec<String>,
}

/// Returns the names in the kubeconfig; none where there is no kubeconfig that can be read.
pub fn names(connection: &Connection) -> KubeconfigNames {
    let Ok(Some(kubeconfig)) = read(connection) else {
        return KubeconfigNames::default();
    };
    let contexts = kubeconfig.contexts.into_iter().map(|named| named.name);
    let clusters = kubeconfig.clusters.into_iter().map(|named| named.name);
    let users = kubeconfig.auth_infos.into_iter().map(|named| named.name);
    KubeconfigNames {
        contexts: contexts.collect(),
        clusters: clusters.collect(),
        users: users.collect(),
    }
}

/// Returns the contexts that lead to a server; none where there is no kubeconfig that can be read.
pub fn contexts_to(connection: &Connection, server: &str) -> Vec<String> {
    let Ok(Some(kubeconfig)) = read(connection) else {
        return Vec::new();
    };
    let leads_there = |named: &&NamedContext| {
        let context = named.context.as_ref();
        let cluster = context.and_then(|context| {
            let mut clusters = kubeconfig.clusters.iter();
            clusters.find(|named| named.name == context.cluster)
        });
        let address = cluster.and_then(|named| named.cluster.as_ref()?.server.as_deref());
        address.is_some_and(|address| comparable(address) == comparable(server))
    };
    let contexts = kubeconfig.contexts.iter().filter(leads_there);
    contexts.map(|named| named.name.clone()).collect()
}

fn add_context_of_flags(kubeconfig: &mut Kubeconfig, connection: &Connection) {
    let context = Context {
        cluster: connection.cluster.clone().unwrap_or(FROM_FLAGS.to_owned()),
        user: connection.user.clone(),
        ..Context::default()
    };
    kubeconfig.clusters.push(NamedCluster {
        name: FROM_FLAGS.to_owned(),
        cluster: Some(kube::config::Cluster::default()),
        ..NamedCluster::default()
    });
    kubeconfig.contexts.push(NamedContext {
        name: FROM_FLAGS.to_owned(),
        context: Some(context),
        ..NamedContext::default()
    });
}

fn find_context<'a>(kubeconfig: &'a Kubeconfig, name: &str) -> Result<&'a Context, Error> {
    let named = kubeconfig.contexts.iter().find(|named| named.name == name);
    named
        .and_then(|named| named.context.as_ref())
        .ok_or_else(|| {
            Error::new(
                Cause::UnknownContext,
                format!("the kubeconfig has no context {name}"),
            )
            .next(contexts_there_are(kubeconfig))
        })
}

fn no_context(kubeconfig: &Kubeconfig) -> Error {
    Error::new(
        Cause::UnknownContext,
        "the kubeconfig names no current context",
    )
    .next(contexts_there_are(kubeconfig))
}

fn contexts_there_are(kubeconfig: &Kubeconfig) -> String {
    let names: Vec<&str> = kubeconfig
        .contexts
        .iter()
        .map(|named| named.name.as_str())
        .collect();
    match names.is_empty() {
        true => "the kubeconfig has no contexts at all; name another one with --kubeconfig".into(),
        false => format!("choose one with --context: {}", names.join(", ")),
    }
}

fn check_cluster(kubeconfig: &Kubeconfig, context: &str, cluster: &str) -> Result<(), Error> {
    let mut names = kubeconfig.clusters.iter().map(|named| &named.name);
    if names.any(|name| name == cluster) {
        return Ok(());
    }
    let names: Vec<&str> = kubeconfig
        .clusters
        .iter()
        .map(|c| c.name.as_str())
        .collect();
    Err(Error::new(
        Cause::UnknownContext,
        format!("the kubeconfig has no cluster {cluster}, which context {context} is to use"),
    )
    .next(format!(
        "choose one with --kube-cluster: {}",
        names.join(", ")
    )))
}

fn check_user(kubeconfig: &Kubeconfig, user: Option<&str>) -> Result<(), Error> {
    let names: Vec<&str> = kubeconfig
        .auth_infos
        .iter()
        .map(|named| named.name.as_str())
        .collect();
    match user {
        Some(user) if !names.contains(&user) => Err(Error::new(
            Cause::UnknownContext,
            format!("the kubeconfig has no user {user}"),
        )
        .next(format!("choose one with --user: {}", names.join(", ")))),
        _ => Ok(()),
    }
}

fn lay_over_cluster(kubeconfig: &mut Kubeconfig, name: &str, connection: &Connection) {
    let mut named = kubeconfig.clusters.iter_mut();
    let Some(named) = named.find(|named| named.name == name) else {
        return;
    };
    let cluster = named.cluster.get_or_insert_default();
    if let Some(server) = &connection.server {
        cluster.server = Some(server.clone());
    }
    if let Some(authority) = &connection.certificate_authority {
        cluster.certificate_authority = Some(authority.display().to_string());
        cluster.certificate_authority_data = None;
    }
    if let Some(server_name) = &connection.tls_server_name {
        cluster.tls_server_name = Some(server_name.clone());
    }
    if connection.insecure {
        cluster.insecure_skip_tls_verify = Some(true);
        cluster.certificate_authority = None;
        cluster.certificate_authority_data = None;
    }
}

/// Gives the user a name and lays token and impersonation over it. A token takes
/// the place of every other credential: it is what the user wants to be seen as.
fn lay_over_user(
    kubeconfig: &mut Kubeconfig,
    name: Option<String>,
    connection: &Connection,
) -> String {
    let name = name.unwrap_or_else(|| FROM_FLAGS.to_owned());
    let mut users = kubeconfig.auth_infos.iter_mut();
    match users.find(|named| named.name == name) {
        Some(named) => lay_over(named.auth_info.get_or_insert_default(), connection),
        None => {
            let mut user = AuthInfo::default();
            lay_over(&mut user, connection);
            kubeconfig.auth_infos.push(NamedAuthInfo {
                name: name.clone(),
                auth_info: Some(user),
                ..NamedAuthInfo::default()
            });
        }
    }
    name
}

fn lay_over(user: &mut AuthInfo, connection: &Connection) {
    if let Some(token) = &connection.token {
        *user = AuthInfo {
            token: Some(token.clone().into()),
            impersonate: user.impersonate.clone(),
            impersonate_groups: user.impersonate_groups.clone(),
            ..AuthInfo::default()
        };
    }
    if let Some(name) = &connection.impersonate {
        user.impersonate = Some(name.clone());
    }
    if !connection.impersonate_groups.is_empty() {
        user.impersonate_groups = Some(connection.impersonate_groups.clone());
    }
    if let Some(uid) = &connection.impersonate_uid {
        user.impersonate_uid = Some(uid.clone());
    }
}
