//! What a person should know before they agree: things that hold, and will surprise.

use serde_json::Value;
use stack::setup::argocd_cm;
use stack::setup::health_check::Others;

use super::intent::Intent;
use super::live::Live;

/// Returns the notes, a sentence each; `repository` is what the root Application reads from now on.
pub(super) fn notes(intent: &Intent, live: &Live, others: Others, repository: &str) -> Vec<String> {
    let root = live.root.as_ref();
    let moved = root.and_then(|root| moved(root, repository, &intent.cluster));
    let mut notes: Vec<String> = moved.into_iter().collect();
    if live
        .argocd_cm
        .as_ref()
        .is_some_and(argocd_cm::copies_another_key)
    {
        notes.push(
            "another key of argocd-cm has a health check for Applications: a copy of it goes on judging all others, and later edits there are not seen before the next setup"
                .to_owned(),
        );
    }
    if others == Others::Healthy && !live.has_foreign_check() {
        notes.push(
            "before Argo CD 3.6, or where its version is not known, child Applications of others are drawn as Healthy where no heart was before; name the version with --argocd-version"
                .to_owned(),
        );
    }
    notes.extend(
        live.argocd_cm
            .as_ref()
            .and_then(|object| deployed("ConfigMap argocd-cm", object)),
    );
    let image = intent.arguments.decryptor_image.is_some();
    let repo_server = live.repo_server.as_ref().filter(|_| image);
    notes.extend(repo_server.and_then(|object| {
        deployed(
            &format!("Deployment {}", intent.arguments.repo_server),
            object,
        )
    }));
    if intent.decrypts() && !image {
        notes.push(
            "no --decryptor-image: this program must be put into the repo-server by other means, called helm and before the real one on PATH"
                .to_owned(),
        );
    }
    notes
}

/// Says that the root Application leaves another repository, whose stacks it deployed so far.
fn moved(root: &Value, repository: &str, cluster: &str) -> Option<String> {
    let name = root["metadata"]["name"].as_str().unwrap_or_default();
    let before = root["spec"]["source"]["repoURL"].as_str()?;
    (before != repository).then(|| {
        format!(
            "Application {name} reads {before} now, and would read {repository}: what is pushed to the former would not be deployed any more; to keep both, first write another argocd.instance into clusters/{cluster}/cluster.yaml of the latter"
        )
    })
}

/// Says who deploys an object, and may take out again what is added.
fn deployed(what: &str, object: &Value) -> Option<String> {
    let metadata = &object["metadata"];
    let by_helm = metadata["labels"]["app.kubernetes.io/managed-by"] == "Helm";
    let by_argo_cd = metadata["annotations"]["argocd.argoproj.io/tracking-id"].is_string();
    let who = match (by_argo_cd, by_helm) {
        (true, _) => "Argo CD itself",
        (_, true) => "Helm",
        _ => return None,
    };
    Some(format!(
        "{what} is deployed by {who}, which may take out again what is added here: add it there too, see what setup prints without --apply"
    ))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_root_that_leaves_another_repository_is_said() {
        let root = json!({"metadata": {"name": "argocd-stacks"},
            "spec": {"source": {"repoURL": "https://git.example.com/one.git"}}});
        assert_eq!(
            moved(&root, "https://git.example.com/one.git", "prod"),
            None
        );
        let said = moved(&root, "https://git.example.com/two.git", "prod").unwrap();
        assert!(
            said.starts_with("Application argocd-stacks reads https://git.example.com/one.git now"),
            "{said}"
        );
    }

    #[test]
    fn who_deploys_an_object_is_named() {
        let helm = json!({"metadata": {"labels": {"app.kubernetes.io/managed-by": "Helm"}}});
        assert!(
            deployed("ConfigMap argocd-cm", &helm)
                .unwrap()
                .contains("deployed by Helm")
        );
        let own =
            json!({"metadata": {"annotations": {"argocd.argoproj.io/tracking-id": "argocd:x"}}});
        assert!(
            deployed("ConfigMap argocd-cm", &own)
                .unwrap()
                .contains("Argo CD itself")
        );
        assert_eq!(
            deployed("ConfigMap argocd-cm", &json!({"metadata": {}})),
            None
        );
    }
}
