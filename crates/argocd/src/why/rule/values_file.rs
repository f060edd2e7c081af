//! A values file that the Application names is not there.

use super::super::command;
use super::{Cause, Rule, saying};
use crate::why::spec;

/// `open x: no such file or directory` of Helm (`pkg/cli/values`), which Argo CD's repo-server calls;
/// `error resolving helm value files` and `source referenced "x"` of its `reposerver/repository`.
pub(super) const RULE: Rule = Rule {
    cause: Cause::ValuesFileMissing,
    says: &[
        &["open ", ".yaml: no such file or directory"],
        &["open ", ".yml: no such file or directory"],
        &["open ", ".json: no such file or directory"],
        &["error resolving helm value file"],
        &["error resolving value file path"],
        &["value file", "does not exist"],
        &["values file", "not found"],
        &["source referenced", "does not exist"],
        &["source referenced", "but no source has a 'ref'"],
    ],
    summary: |_, said| match file(&said.telling) {
        Some(file) => format!("The values file {file} is not in the repository"),
        None => saying("A values file is not in the repository", said),
    },
    next: |case, _| {
        vec![command::edit_spec(
            case,
            "push what is missing, or ",
            &spec::field(case, "helm.valueFiles"),
        )]
    },
};

/// Returns the file after `open `, without the folder the repo-server keeps the repository in.
fn file(text: &str) -> Option<String> {
    let (_, rest) = text.split_once("open ")?;
    let (file, _) = rest.split_once(": no such file")?;
    let inside = file.split_once("/_argocd-repo/").map_or(file, |(_, rest)| {
        rest.split_once('/').map_or(rest, |(_, inside)| inside)
    });
    Some(inside.to_owned())
}
