//! What is said of a file that others changed too.

use serde_json::Value;

use crate::complaint::{Complaint, Place, Severity};

use super::merge::{Clash, Owner, Why};

/// Fields of `stack.yaml` by where they end up in an Application; the first that fits.
const FIELDS: [(&str, &str); 16] = [
    ("/metadata/labels", "labels"),
    ("/metadata/annotations/helm-stack~1parents", "parents"),
    (
        "/metadata/annotations/argocd.argoproj.io~1sync-wave",
        "parents",
    ),
    ("/metadata/annotations", "annotations"),
    ("/metadata/name", "applicationName"),
    ("/spec/project", "project"),
    ("/spec/sources/0/targetRevision", "version"),
    ("/spec/sources/0/repoURL", "repository"),
    ("/spec/sources/0/chart", "chart"),
    ("/spec/sources/0/helm/releaseName", "releaseName"),
    ("/spec/sources/0/helm/parameters", "parameters"),
    ("/spec/sources/0/helm/valueFiles", "values, valueFiles"),
    ("/spec/destination/namespace", "namespace"),
    ("/spec/destination", "destination"),
    (
        "/spec/syncPolicy/managedNamespaceMetadata",
        "managedNamespaceMetadata",
    ),
    ("/spec/syncPolicy", "sync"),
];

/// Returns what is said of a conflict; `home` is where the stack says what the file is to be,
/// `short` how a person may call the file.
pub(super) fn complaint(path: &str, short: &str, clash: Clash, home: &str) -> Complaint {
    let either = format!("or decide: --ours {short} or --theirs {short}");
    let (rule, what, next) = match clash {
        Clash::Both => (
            "conflict-both-changed",
            "it was changed in the GitOps repository since the last push, and in the stack",
            format!("bring the two together in {home}, {either}"),
        ),
        Clash::Outdated => (
            "conflict-outdated",
            "others have pushed another stack.yaml since, and Applications follow it",
            format!(
                "bring it home: copy it to {home} and see what changed; or push this one with --ours {short}"
            ),
        ),
        Clash::DeletedThere => (
            "conflict-deleted-there",
            "it was deleted in the GitOps repository since the last push, and the stack still has it",
            format!("take it out of the stack, {either}"),
        ),
        Clash::Generated => (
            "conflict-generated",
            "a file that a push writes anew was edited in the GitOps repository",
            format!("say the same in {home}, {either}"),
        ),
        Clash::NoBase => (
            "conflict-no-base",
            "it lies in the GitOps repository already, differs, and no push of this stack wrote it",
            format!("make {home} the same, {either}"),
        ),
    };
    Complaint::error(rule, Place::file(path), what, next)
}

/// Returns what is said of a file that stays as it lies there.
pub(super) fn remark(path: &str, owner: Owner, why: Why, home: &str) -> Complaint {
    let (rule, what, next) = match (why, owner) {
        (Why::TheirsChanged, Owner::Pushes) => (
            "kept-foreign-edit",
            "edited in the GitOps repository: kept",
            "leave it: it says all that the stacks need".to_owned(),
        ),
        (Why::TheirsChanged, _) => (
            "kept-foreign-edit",
            "changed in the GitOps repository since the last push: kept",
            format!("bring it home: copy it to {home}"),
        ),
        (Why::NoLongerOurs, _) => (
            "kept-foreign-edit",
            "the stack has it no more, but it was changed in the GitOps repository: kept",
            "delete it there once nobody needs it".to_owned(),
        ),
        (Why::Chosen, _) => (
            "kept-as-chosen",
            "kept as it lies in the GitOps repository, as you chose",
            format!("bring it home: say the same in {home}"),
        ),
    };
    Complaint {
        severity: Severity::Note,
        ..Complaint::warning(rule, Place::file(path), what, next)
    }
}

/// Returns where in `stack.yaml` a member's generated Application can be made to say what somebody wrote into it.
pub(super) fn fields(member: &str, theirs: Option<&Value>, ours: &Value) -> String {
    let mut pointers = Vec::new();
    if let Some(theirs) = theirs {
        differences("", theirs, ours, &mut pointers);
    }
    let mut fields: Vec<&str> = pointers.iter().map(|pointer| field(pointer)).collect();
    fields.sort_unstable();
    fields.dedup();
    match fields.is_empty() {
        true => format!("stack.yaml ({member})"),
        false => format!("stack.yaml ({member}: {})", fields.join(", ")),
    }
}

fn field(pointer: &str) -> &'static str {
    let generic = pointer.replacen("/spec/source/", "/spec/sources/0/", 1);
    let found = FIELDS
        .iter()
        .find(|(prefix, _)| generic.starts_with(prefix));
    found.map_or("application", |(_, field)| field)
}

fn differences(pointer: &str, theirs: &Value, ours: &Value, found: &mut Vec<String>) {
    match (theirs, ours) {
        (Value::Object(theirs), Value::Object(ours)) => {
            let keys = theirs
                .keys()
                .chain(ours.keys().filter(|key| !theirs.contains_key(*key)));
            for key in keys {
                let below = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
                let side = |fields: &serde_json::Map<String, Value>| fields.get(key).cloned();
                differences(&below, &side(theirs).into(), &side(ours).into(), found);
            }
        }
        (Value::Array(theirs), Value::Array(ours)) if theirs.len() == ours.len() => {
            for (number, (theirs, ours)) in theirs.iter().zip(ours).enumerate() {
                differences(&format!("{pointer}/{number}"), theirs, ours, found);
            }
        }
        (theirs, ours) if theirs != ours => found.push(pointer.to_owned()),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_edit_of_an_application_is_led_to_its_field() {
        let ours = json!({"metadata": {"labels": {"a": "b"}}, "spec": {
            "sources": [{"targetRevision": "1.0.0", "helm": {"valueFiles": ["a"]}}, {"ref": "values"}],
            "syncPolicy": {"automated": {"prune": true}}}});
        let theirs = json!({"metadata": {"labels": {"a": "c"}}, "spec": {
            "sources": [{"targetRevision": "1.1.0", "helm": {"valueFiles": ["a", "b"]}}, {"ref": "values"}],
            "syncPolicy": {}, "info": []}});
        assert_eq!(
            fields("grafana", Some(&theirs), &ours),
            "stack.yaml (grafana: application, labels, sync, values, valueFiles, version)"
        );
        assert_eq!(fields("grafana", None, &ours), "stack.yaml (grafana)");
    }
}
