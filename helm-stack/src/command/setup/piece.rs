//! The objects that are applied, in their order: what others rely on comes first.

use argocd::catalog::ServedKind;
use cluster::{Conflicts, pinned};
use serde_json::Value;
use stack::setup::argocd_cm::argocd_cm;
use stack::setup::decryptor;
use stack::setup::health_check::Others;
use stack::setup::repository::Prepared;

use super::intent::Intent;
use super::live::Live;

/// One object to be applied.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// Its kind.
    pub served: ServedKind,
    /// The fields of it that are ours.
    pub object: Value,
    /// The object as it was read.
    pub before: Option<Value>,
    /// What becomes of fields that somebody else manages.
    pub conflicts: Conflicts,
}

impl Piece {
    /// Returns a piece whose fields were made from those that are there, and hold for that version alone.
    fn made_from(served: ServedKind, mut object: Value, before: Option<&Value>) -> Self {
        if let Some(before) = before {
            object["metadata"]["resourceVersion"] = before["metadata"]["resourceVersion"].clone();
        }
        Self {
            served,
            object,
            before: before.cloned(),
            conflicts: Conflicts::Force,
        }
    }

    /// Returns a piece beside what others manage; nothing of theirs is taken.
    fn beside(served: ServedKind, object: Value, before: Option<&Value>) -> Self {
        Self {
            served,
            object,
            before: before.cloned(),
            conflicts: Conflicts::Refuse,
        }
    }

    /// Returns its kind and name.
    pub(super) fn name(&self) -> String {
        let name = self.object["metadata"]["name"].as_str().unwrap_or_default();
        format!("{} {name}", self.served.kind.kind)
    }

    /// Says whether its data are secret.
    pub(super) fn is_secret(&self) -> bool {
        self.served.kind.kind == "Secret"
    }
}

/// Returns the objects; without what is live, as on an Argo CD as it was installed.
pub(super) fn pieces(intent: &Intent, prepared: &Prepared, live: &Live) -> Vec<Piece> {
    let namespace = prepared.cluster.namespace.as_str();
    let mut pieces = match intent.decrypts() {
        true => vec![allow_map(prepared, live)],
        false => Vec::new(),
    };
    pieces.extend(key_secret(intent, namespace, live));
    pieces.extend(repo_server(intent, namespace, live));
    let settings = live.argocd_cm.as_ref();
    let object = argocd_cm(namespace, settings, others(intent, live), intent.decrypts());
    pieces.push(Piece::made_from(pinned::config_maps(), object, settings));
    let root = prepared.root.clone();
    pieces.push(Piece::beside(
        pinned::applications(),
        root,
        live.root.as_ref(),
    ));
    pieces
}

/// Returns what is right for Applications of others, by the version of Argo CD that was said, else that runs.
pub(super) fn others(intent: &Intent, live: &Live) -> Others {
    let said = intent.arguments.argocd_version.as_deref();
    let runs = || live.repo_server.as_ref().and_then(decryptor::version_of);
    Others::for_version(said.or_else(runs))
}

fn allow_map(prepared: &Prepared, live: &Live) -> Piece {
    let cluster = &prepared.cluster;
    let folder = format!("clusters/{}", cluster.name);
    let there = live.allow_map.as_ref();
    let map = decryptor::allow_map(&cluster.namespace, there, &cluster.repository, &folder);
    Piece::made_from(pinned::config_maps(), map, there)
}

fn key_secret(intent: &Intent, namespace: &str, live: &Live) -> Option<Piece> {
    let identities = intent.identities.as_ref()?;
    let there = live.key_secret.as_ref();
    let secret = decryptor::key_secret(namespace, there, identities);
    Some(Piece::made_from(pinned::secrets(), secret, there))
}

fn repo_server(intent: &Intent, namespace: &str, live: &Live) -> Option<Piece> {
    let image = intent.arguments.decryptor_image.as_ref()?;
    let there = live.repo_server.as_ref();
    let name = intent.arguments.repo_server.as_str();
    let patch = decryptor::repo_server(namespace, name, there, image);
    Some(Piece::beside(pinned::deployments(), patch, there))
}
