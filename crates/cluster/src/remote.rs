//! The clusters that an Argo CD deploys to: found and reached through the Secrets it keeps of them.
//!
//! Secrets are read here, turned into a connection and forgotten; nothing of them reaches an error or a snapshot. A
//! program that a Secret names is never run: whoever may write that Secret would run it on the reader's machine.

use argocd::destination::{Access, CLUSTER_TYPE, ClusterSecret, Identity};
use http::Uri;
use kube::Config;
use kube::config::{
    AuthInfo, Cluster as NamedServer, Context, KubeConfigOptions, Kubeconfig, NamedAuthInfo,
    NamedCluster, NamedContext,
};

use crate::cluster::Cluster;
use crate::connect::{self, Connection};
use crate::error::{Cause, Error};
use crate::proxy;

/// The name that cluster, user and context have in a kubeconfig made of a Secret.
const OF_SECRET: &str = "secret";

impl Cluster {
    /// Reads the clusters that the Argo CD of a namespace knows.
    ///
    /// # Errors
    /// The Secrets may not be listed, or the cluster is out of reach.
    pub async fn cluster_secrets(&self, namespace: &str) -> Result<Vec<ClusterSecret>, Error> {
        let kind = format!("={CLUSTER_TYPE}");
        let secrets = self.argocd_secrets(namespace, &kind).await?;
        Ok(secrets.iter().map(ClusterSecret::from_value).collect())
    }
}

/// Makes a cluster out of what a Secret says; nothing is asked of its server yet. Time-outs, the program's name and
/// whether certificates may go unchecked are the connection's; whom it impersonates is nobody there.
///
/// # Errors
/// Credentials made by a program, a server that would go unchecked, or what cannot be read.
pub async fn connect_through(access: &Access, connection: &Connection) -> Result<Cluster, Error> {
    check(access, connection)?;
    let kubeconfig = kubeconfig(access);
    let options = KubeConfigOptions {
        context: Some(OF_SECRET.to_owned()),
        ..KubeConfigOptions::default()
    };
    let own_proxy = proxy::of_kubeconfig(&kubeconfig, Some(OF_SECRET));
    // What the library says may repeat what it could not read.
    let unreadable = |_| unusable("its certificate, key or address cannot be read");
    let mut config = Config::from_custom_kubeconfig(kubeconfig, &options)
        .await
        .map_err(unreadable)?;
    config.proxy_url = proxy::choose(own_proxy, &config.cluster_url, &proxy::Environment::read())
        .map_err(|_| unusable("the address of its proxy cannot be read"))?;
    connect::check_token(&config).map_err(|_| unusable("its token is none"))?;
    connect::finish(config, None, connection)
        .map_err(|_| unusable("its client certificate, key or proxy is none"))
}

/// What may go unchecked where Argo CD runs may be somebody else's machine here: neither its token nor its objects
/// are to be trusted to whoever answers, unless the user says so.
fn check(access: &Access, connection: &Connection) -> Result<(), Error> {
    if let Identity::Program(program) = &access.identity {
        return Err(unusable(&format!(
            "its credentials are made by the program {program}, which is never run here"
        )));
    }
    let plain = access.server.parse::<Uri>().ok();
    let plain = plain.is_some_and(|server| server.scheme_str() == Some("http"));
    match access.insecure || plain {
        true if !connection.insecure => Err(unusable(
            "its server's certificate would not be checked, so that anybody could answer",
        )
        .next("to trust the network you are in, give --insecure-skip-tls-verify")),
        _ => Ok(()),
    }
}

fn unusable(why: &str) -> Error {
    Error::new(Cause::Credentials, why)
}

fn kubeconfig(access: &Access) -> Kubeconfig {
    let filled = |text: &String| Some(text.clone()).filter(|text| !text.is_empty());
    let server = NamedServer {
        server: Some(with_scheme(&access.server)),
        insecure_skip_tls_verify: Some(access.insecure),
        certificate_authority_data: filled(&access.authorities).filter(|_| !access.insecure),
        tls_server_name: filled(&access.server_name),
        proxy_url: filled(&access.proxy),
        disable_compression: Some(access.disable_compression),
        ..NamedServer::default()
    };
    Kubeconfig {
        clusters: vec![NamedCluster {
            name: OF_SECRET.to_owned(),
            cluster: Some(server),
            ..NamedCluster::default()
        }],
        auth_infos: vec![NamedAuthInfo {
            name: OF_SECRET.to_owned(),
            auth_info: Some(user(access)),
            ..NamedAuthInfo::default()
        }],
        contexts: vec![NamedContext {
            name: OF_SECRET.to_owned(),
            context: Some(Context {
                cluster: OF_SECRET.to_owned(),
                user: Some(OF_SECRET.to_owned()),
                ..Context::default()
            }),
            ..NamedContext::default()
        }],
        ..Kubeconfig::default()
    }
}

/// A URL without a scheme is one of HTTPS (client-go, `DefaultServerURL`).
fn with_scheme(server: &str) -> String {
    match server.contains("://") {
        true => server.to_owned(),
        false => format!("https://{server}"),
    }
}

fn user(access: &Access) -> AuthInfo {
    let mut user = AuthInfo::default();
    match &access.identity {
        Identity::Token(token) => user.token = Some(token.clone()),
        Identity::Password(name, password) => {
            user.username = Some(name.clone());
            user.password = Some(password.clone());
        }
        Identity::Nobody | Identity::Program(_) => {}
    }
    if !access.certificate.is_empty() {
        user.client_certificate_data = Some(access.certificate.clone());
        user.client_key_data = Some(access.key.clone());
    }
    user
}

#[cfg(test)]
#[path = "remote_tests.rs"]
mod tests;
