//! What is there already: the objects that `setup` adds to, as the cluster has them.

use argocd::catalog::ServedKind;
use cluster::{Cluster, pinned};
use plugin_kit::failure::{Exit, Failure};
use serde_json::Value;
use stack::cluster_file::ClusterFile;
use stack::layout::root_name;
use stack::setup::{argocd_cm, decryptor};

use super::intent::Intent;
use super::rights::{Right, or_rule};

/// Objects as they are; none that is not there or was not asked for.
#[derive(Debug, Default)]
pub(super) struct Live {
    /// Argo CD's settings.
    pub argocd_cm: Option<Value>,
    /// The decryptor's allow-list.
    pub allow_map: Option<Value>,
    /// The decryptor's key.
    pub key_secret: Option<Value>,
    /// The repo-server.
    pub repo_server: Option<Value>,
    /// The root Application.
    pub root: Option<Value>,
}

impl Live {
    /// Reads them, and checks that what cannot be made is there.
    ///
    /// # Errors
    /// No Argo CD in that namespace, no repo-server to be changed, no key for it; something may not be read.
    pub(super) async fn read(
        cluster: &Cluster,
        intent: &Intent<'_>,
        file: &ClusterFile,
    ) -> anyhow::Result<Self> {
        let namespace = file.namespace.as_str();
        let (maps, secrets) = (pinned::config_maps(), pinned::secrets());
        let root = root_name(&file.instance);
        let mut live = Self {
            argocd_cm: get(cluster, &maps, namespace, argocd_cm::NAME).await?,
            root: get(cluster, &pinned::applications(), namespace, &root).await?,
            repo_server: repo_server(cluster, intent, namespace).await?,
            ..Self::default()
        };
        if live.argocd_cm.is_none() {
            return Err(no_argo_cd(namespace));
        }
        if intent.decrypts() {
            live.allow_map = get(cluster, &maps, namespace, decryptor::ALLOW_MAP).await?;
        }
        if intent.identities.is_some() || intent.arguments.decryptor_image.is_some() {
            live.key_secret = get(cluster, &secrets, namespace, decryptor::KEY_SECRET).await?;
        }
        live.check_decryptor(intent, namespace)?;
        Ok(live)
    }

    /// Says whether somebody else's check judges Applications.
    pub(super) fn has_foreign_check(&self) -> bool {
        self.argocd_cm
            .as_ref()
            .is_some_and(argocd_cm::has_foreign_check)
    }

    /// A repo-server with a volume of a Secret that is not there never starts.
    fn check_decryptor(&self, intent: &Intent<'_>, namespace: &str) -> anyhow::Result<()> {
        if intent.arguments.decryptor_image.is_none() {
            return Ok(());
        }
        let name = &intent.arguments.repo_server;
        if self.repo_server.is_none() {
            return Err(Failure::new(format!("there is no Deployment {name} in namespace {namespace} to put the decryptor into"))
                .next("name it with --repo-server, as the argo-cd chart calls it after its release")
                .next("where Argo CD is installed in another way, leave out --decryptor-image, and add by that way what `helm stack setup` prints without --apply")
                .exit(Exit::NotFound)
                .into());
        }
        if self.key_secret.is_none() && intent.identities.is_none() {
            let secret = decryptor::KEY_SECRET;
            return Err(Failure::new(format!("there is no Secret {secret} in namespace {namespace}, and the decryptor would have no key"))
                .next("name the file with the age identity: --age-key-file FILE")
                .exit(Exit::NotFound)
                .into());
        }
        Ok(())
    }
}

async fn get(
    cluster: &Cluster,
    served: &ServedKind,
    namespace: &str,
    name: &str,
) -> anyhow::Result<Option<Value>> {
    let found = cluster.get_object(served, Some(namespace), name).await;
    or_rule(found, &Right::new(served, namespace, name, &["get"]))
}

/// Where it is only asked for its version, it may stay unknown.
async fn repo_server(
    cluster: &Cluster,
    intent: &Intent<'_>,
    namespace: &str,
) -> anyhow::Result<Option<Value>> {
    let name = &intent.arguments.repo_server;
    let found = get(cluster, &pinned::deployments(), namespace, name).await;
    match intent.arguments.decryptor_image {
        Some(_) => found,
        None => Ok(found.unwrap_or_default()),
    }
}

fn no_argo_cd(namespace: &str) -> anyhow::Error {
    Failure::new(format!("there is no Argo CD in namespace {namespace}: it has no ConfigMap {}", argocd_cm::NAME))
        .next("install Argo CD there, name its namespace with --argocd-namespace, or choose its cluster with --kube-context")
        .exit(Exit::NotFound)
        .into()
}
