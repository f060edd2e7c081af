//! Argo CD has no plugin that renders the source, or the plugin fails.

use super::super::command;
use super::{Cause, Rule, next, saying};

/// `CMP processing failed` and `could not find … plugin` of Argo CD's `reposerver/repository` and `util/app/discovery`;
/// `plugin sidecar failed` of its `cmpserver`.
pub(super) const RULE: Rule = Rule {
    cause: Cause::RenderFailed,
    says: &[
        &["cmp processing failed"],
        &["could not find plugin supporting"],
        &["could not find cmp-server plugin"],
        &["plugin sidecar failed"],
    ],
    summary: |_, said| saying("No plugin of Argo CD renders it", said),
    next: |case, _| {
        let namespace = case.question.application.controller_namespace();
        vec![next(
            "see which plugins run beside the repo-server",
            command::at_home(
                "describe",
                namespace,
                "pods -l app.kubernetes.io/component=repo-server",
            ),
        )]
    },
};
