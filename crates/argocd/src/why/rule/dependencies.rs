//! The charts that a chart depends on cannot be fetched.

use super::{Cause, Rule, next, saying};

/// `error building helm chart dependencies` of Argo CD's `reposerver/repository` around `helm dependency build`, and
/// what Helm says where they are missing (`pkg/action`). Why they cannot be fetched it often hides.
pub(super) const RULE: Rule = Rule {
    cause: Cause::RenderFailed,
    says: &[
        &["error building helm chart dependencies"],
        &["found in chart.yaml, but missing in charts/"],
    ],
    summary: |_, said| saying("The charts that it depends on cannot be fetched", said),
    next: |_, _| {
        vec![next(
            "in the chart's folder, see whether they are where `dependencies` of Chart.yaml says (Argo CD asks from its repo-server)",
            "helm dependency build",
        )]
    },
};
