//! The objects by which Argo CD's repo-server decrypts: allow-list, key, and our binary in the place of its `helm`.
//!
//! Paths and names here are those that `wrapper` of the plugin reads. The key enters as text and leaves as Secret data.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use zeroize::Zeroizing;

use super::allow_list;

/// Name of the ConfigMap with the allow-list.
pub const ALLOW_MAP: &str = "helm-stack-decryptor";
/// Its key, and the file's name.
const ALLOW_KEY: &str = "allow";
/// Name of the Secret with the age identities.
pub const KEY_SECRET: &str = "helm-stack-age";
/// Its key, and the file's name.
const KEY_FILE: &str = "keys.txt";
/// Name of the repo-server's Deployment and of its container in Argo CD's own manifests.
pub const REPO_SERVER: &str = "argocd-repo-server";

/// Names the real Helm; Argo CD's image has it there (its Dockerfile).
pub const REAL_HELM_VARIABLE: &str = "HELM_STACK_REAL_HELM";
/// Names the file with the allow-list.
pub const ALLOW_VARIABLE: &str = "HELM_STACK_ALLOW_FILE";
/// Names the file with age identities, as SOPS has it.
pub const KEY_VARIABLE: &str = "SOPS_AGE_KEY_FILE";

const REAL_HELM: &str = "/usr/local/bin/helm";
/// Found before the real one: the image's PATH begins with `/usr/local/sbin`.
const FIRST_HELM: &str = "/usr/local/sbin/helm";
const ALLOW_FOLDER: &str = "/etc/helm-stack/allow";
const KEY_FOLDER: &str = "/etc/helm-stack/age";
const COPY_FOLDER: &str = "/decryptor";

/// Returns the ConfigMap with the allow-list: the lines that are there, and one for this repository and folder.
pub fn allow_map(namespace: &str, live: Option<&Value>, repository: &str, folder: &str) -> Value {
    let lines = live
        .and_then(|live| live.get("data")?.get(ALLOW_KEY)?.as_str())
        .unwrap_or_default();
    json!({
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": ALLOW_MAP, "namespace": namespace},
        "data": {ALLOW_KEY: allow_list::with_entry(lines, repository, folder)},
    })
}

/// Returns the Secret with the age identities: those that are there, which older files may be sealed for, and these.
/// `live` is the Secret as it is in the cluster, if it could be read.
pub fn key_secret(namespace: &str, live: Option<&Value>, identities: &str) -> Value {
    let there = live.and_then(|live| live.get("data")?.get(KEY_FILE)?.as_str());
    let there = there.and_then(|data| STANDARD.decode(data).ok());
    let there = there.and_then(|bytes| String::from_utf8(bytes).ok());
    let identities = Zeroizing::new(joined(
        Zeroizing::new(there.unwrap_or_default()),
        identities,
    ));
    json!({
        "apiVersion": "v1",
        "kind": "Secret",
        "metadata": {"name": KEY_SECRET, "namespace": namespace},
        "type": "Opaque",
        "data": {KEY_FILE: STANDARD.encode(identities.as_bytes())},
    })
}

/// Adds the identities that are missing, each with the comments above it.
fn joined(there: Zeroizing<String>, more: &str) -> String {
    let known = |line: &str| there.lines().any(|there| there.trim() == line.trim());
    let is_identity = |line: &&str| !line.trim().is_empty() && !line.trim_start().starts_with('#');
    if !there.is_empty() && more.lines().filter(is_identity).all(known) {
        return there.to_string();
    }
    let end = match there.is_empty() || there.ends_with('\n') {
        true => "",
        false => "\n",
    };
    format!("{}{end}{more}", *there)
}

/// Says whether a text holds age identities: a line that begins as theirs do, of keys, plugins and SSH.
pub fn has_identity(text: &str) -> bool {
    let starts = [
        "AGE-SECRET-KEY-",
        "AGE-PLUGIN-",
        "-----BEGIN OPENSSH PRIVATE KEY-----",
        "-----BEGIN RSA PRIVATE KEY-----",
    ];
    text.lines()
        .any(|line| starts.iter().any(|start| line.trim().starts_with(start)))
}

/// Returns what is to be applied to the repo-server's Deployment of this name; `live` is that Deployment, if it could be
/// read.
pub fn repo_server(namespace: &str, name: &str, live: Option<&Value>, image: &str) -> Value {
    json!({
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": {"name": name, "namespace": namespace},
        "spec": {"template": {"spec": {
            "initContainers": [copying(image)],
            "containers": [{
                "name": container(live),
                "env": [
                    {"name": REAL_HELM_VARIABLE, "value": REAL_HELM},
                    {"name": ALLOW_VARIABLE, "value": format!("{ALLOW_FOLDER}/{ALLOW_KEY}")},
                    {"name": KEY_VARIABLE, "value": format!("{KEY_FOLDER}/{KEY_FILE}")},
                ],
                "volumeMounts": [
                    {"name": "helm-stack", "mountPath": FIRST_HELM, "subPath": "helm"},
                    {"name": ALLOW_MAP, "mountPath": ALLOW_FOLDER, "readOnly": true},
                    {"name": KEY_SECRET, "mountPath": KEY_FOLDER, "readOnly": true},
                ],
            }],
            "volumes": [
                {"name": "helm-stack", "emptyDir": {}},
                {"name": ALLOW_MAP, "configMap": {"name": ALLOW_MAP}},
                {"name": KEY_SECRET, "secret": {"secretName": KEY_SECRET}},
            ],
        }}},
    })
}

/// Returns the init container that puts our binary where it is called as `helm`; the image needs no shell.
fn copying(image: &str) -> Value {
    json!({
        "name": "helm-stack",
        "image": image,
        "command": ["/helm-stack", "setup", "--copy-to", format!("{COPY_FOLDER}/helm")],
        "volumeMounts": [{"name": "helm-stack", "mountPath": COPY_FOLDER}],
        "securityContext": {
            "runAsNonRoot": true,
            "allowPrivilegeEscalation": false,
            "readOnlyRootFilesystem": true,
            "capabilities": {"drop": ["ALL"]},
            "seccompProfile": {"type": "RuntimeDefault"},
        },
    })
}

/// Returns the name of the repo-server's container: Argo CD's manifests call it `argocd-repo-server`, its chart
/// `repo-server`.
fn container(live: Option<&Value>) -> &str {
    let containers =
        live.and_then(|live| live["spec"]["template"]["spec"]["containers"].as_array());
    let names = containers.into_iter().flatten();
    names
        .filter_map(|container| container["name"].as_str())
        .find(|name| name.ends_with("repo-server"))
        .unwrap_or(REPO_SERVER)
}

/// Returns the version of Argo CD that a Deployment of it runs: the tag of its image, without the digest.
pub fn version_of(deployment: &Value) -> Option<&str> {
    let containers = deployment["spec"]["template"]["spec"]["containers"].as_array()?;
    let mut images = containers.iter().filter_map(|container| {
        let name = container["name"].as_str()?;
        name.ends_with("repo-server")
            .then(|| container["image"].as_str())?
    });
    let image = images.next_back()?.split('@').next()?;
    let (_, name) = image.rsplit_once('/').unwrap_or(("", image));
    name.split_once(':').map(|(_, tag)| tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn deployment(container: &str, image: &str) -> Value {
        json!({"metadata": {"name": "argocd-repo-server"}, "spec": {"template": {"spec": {"containers": [
            {"name": "sidecar", "image": "example.com/x:v9.9.9"}, {"name": container, "image": image}]}}}})
    }

    #[test]
    fn the_repo_server_gets_our_binary_as_its_helm() {
        let live = deployment("repo-server", "quay.io/argoproj/argocd:v3.6.1");
        let patch = repo_server(
            "argocd",
            REPO_SERVER,
            Some(&live),
            "registry.example.com/tools/helm-stack:0.1.0",
        );
        insta::assert_snapshot!(serde_json::to_string_pretty(&patch).unwrap());
    }

    #[test]
    fn the_version_is_the_tag_of_the_image() {
        for (image, version) in [
            ("quay.io/argoproj/argocd:v3.6.1", Some("v3.6.1")),
            (
                "registry.example.com:5000/argocd:v3.4.2@sha256:00",
                Some("v3.4.2"),
            ),
            ("registry.example.com:5000/argocd@sha256:00", None),
            ("registry.example.com:5000/argocd", None),
        ] {
            let live = deployment("argocd-repo-server", image);
            assert_eq!(version_of(&live), version, "{image}");
        }
    }

    #[test]
    fn the_allow_list_keeps_what_others_wrote() {
        let live = json!({"data": {"allow": "https://git.example.com/other .\n"}});
        let map = allow_map(
            "argocd",
            Some(&live),
            "https://git.example.com/gitops",
            "clusters/prod",
        );
        assert_eq!(
            map["data"]["allow"],
            "https://git.example.com/other .\nhttps://git.example.com/gitops clusters/prod\n"
        );
    }

    #[test]
    fn the_key_is_in_the_secret_as_it_was() {
        let secret = key_secret("argocd", None, "AGE-SECRET-KEY-EXAMPLE\n");
        assert_eq!(
            secret["data"]["keys.txt"],
            "QUdFLVNFQ1JFVC1LRVktRVhBTVBMRQo="
        );
    }

    #[test]
    fn identities_that_older_files_need_stay_in_the_secret() {
        let first = key_secret("argocd", None, "# first\nAGE-SECRET-KEY-1");
        let both = key_secret("argocd", Some(&first), "# second\nAGE-SECRET-KEY-2\n");
        let text = STANDARD
            .decode(both["data"]["keys.txt"].as_str().unwrap())
            .unwrap();
        let expected = "# first\nAGE-SECRET-KEY-1\n# second\nAGE-SECRET-KEY-2\n";
        assert_eq!(String::from_utf8(text).unwrap(), expected);
        assert_eq!(
            key_secret("argocd", Some(&both), "AGE-SECRET-KEY-1\n"),
            both
        );
    }

    #[test]
    fn what_is_no_identity_is_known() {
        assert!(has_identity("# created\nAGE-SECRET-KEY-1EXAMPLE\n"));
        assert!(!has_identity("age1example\n") && !has_identity(""));
    }
}
