//! `add NAME --manifest FILE`: the file is copied into the stack as it is.

use std::path::Path;

use plugin_kit::failure::{Exit, Failure};
use serde_json::Value;
use stack::file;
use stack::member::MemberKind;

use super::{Addition, member, plan_file, read, stack_file};
use crate::changes::Changes;
use crate::cli::AddArguments;
use crate::folder::Folder;

/// Plans a manifest.
///
/// # Errors
/// A file that holds no Kubernetes objects, or a member the stack cannot have.
pub(super) fn plan(
    arguments: &AddArguments,
    from: &Path,
    folder: &Folder,
) -> anyhow::Result<Addition> {
    let name = &arguments.name;
    let path = format!("manifests/{name}.yaml");
    let first = [
        ("name", Some(name.as_str())),
        ("file", Some(path.as_str())),
        ("namespace", arguments.target_namespace.as_deref()),
    ];
    let given: Vec<(&str, &str)> = first
        .into_iter()
        .filter_map(|(key, text)| Some((key, text?)))
        .collect();
    let before = stack_file(folder)?;
    let after = member::added(
        before,
        MemberKind::Manifest,
        member::fields(&given, arguments)?,
    )?;
    let bytes = read(from)?;
    let kinds = kinds(&bytes, from)?;
    let mut changes = Changes::default();
    plan_file(&mut changes, folder, &path, bytes)?;
    changes.replace(file::NAME, before, after);
    let mut said = vec![format!(
        "added manifest/{name}, {}, as {}{path}",
        listed(&kinds),
        folder.shown
    )];
    if kinds.iter().any(|kind| kind == "Secret") && arguments.encrypt.is_empty() {
        said.push(
            "note: it holds a Secret, which goes to Git as it is; a chart's values can be sealed"
                .to_owned(),
        );
    }
    Ok(Addition { changes, said })
}

/// Reads the kinds of the objects in a file.
///
/// # Errors
/// It is no Kubernetes YAML.
fn kinds(bytes: &[u8], from: &Path) -> anyhow::Result<Vec<String>> {
    let name = if from == Path::new("-") {
        "standard input".to_owned()
    } else {
        from.display().to_string()
    };
    let wrong = |why: &str| {
        Failure::new(format!("{name} is no Kubernetes YAML: {why}"))
            .next("name a file of objects as `kubectl apply -f` takes it")
            .exit(Exit::Usage)
    };
    let text = std::str::from_utf8(bytes).map_err(|_| wrong("it is no text in UTF-8"))?;
    let options = serde_saphyr::options! { with_snippet: false, duplicate_keys: serde_saphyr::DuplicateKeyPolicy::LastWins };
    let documents: Vec<Value> =
        serde_saphyr::from_multiple_with_options(text, options).map_err(|error| {
            let line = error
                .location()
                .map_or_else(String::new, |place| format!(" on line {}", place.line()));
            wrong(&format!("it cannot be read{line}"))
        })?;
    let objects = documents.iter().filter(|document| !document.is_null());
    let kinds: Option<Vec<String>> = objects.map(kind).collect();
    match kinds {
        Some(kinds) if !kinds.is_empty() => Ok(kinds),
        Some(_) => Err(wrong("it is empty").into()),
        None => Err(wrong("not every document has apiVersion and kind").into()),
    }
}

fn kind(object: &Value) -> Option<String> {
    let text = |key| object.get(key)?.as_str();
    text("apiVersion")?;
    text("kind").map(str::to_owned)
}

/// Lists kinds, each once: `Namespace, 2 ConfigMap`.
fn listed(kinds: &[String]) -> String {
    let mut listed: Vec<(&str, usize)> = Vec::new();
    for kind in kinds {
        match listed.iter_mut().find(|(known, _)| known == kind) {
            Some((_, count)) => *count += 1,
            None => listed.push((kind, 1)),
        }
    }
    let words = listed.iter().map(|(kind, count)| match count {
        1 => (*kind).to_owned(),
        count => format!("{count} {kind}"),
    });
    words.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_counted() {
        let read = |text: &str| kinds(text.as_bytes(), Path::new("a.yaml"));
        let two = "---\napiVersion: v1\nkind: Namespace\n---\n---\napiVersion: v1\nkind: Secret\n---\n{apiVersion: v1, kind: Secret}\n";
        assert_eq!(listed(&read(two).unwrap()), "Namespace, 2 Secret");
        for bad in [
            "",
            "# nothing\n",
            "a: [",
            "kind: X\n",
            "- 1\n",
            "words",
            "{{ .Values.x }}",
        ] {
            assert!(
                read(bad)
                    .unwrap_err()
                    .to_string()
                    .starts_with("a.yaml is no Kubernetes YAML: "),
                "{bad}"
            );
        }
    }
}
