//! Helm or another renderer refuses the chart or its values.

use super::super::command;
use super::{Cause, Rule, next, saying};

/// `helm template` around what Helm's `pkg/engine` says (`execution error at`, `parse error at`, `values don't meet
/// the specifications of the schema`); `kustomize build`; `Manifest generation error` and `failed to execute helm
/// template command` of Argo CD's `reposerver/repository`.
pub(super) const RULE: Rule = Rule {
    cause: Cause::RenderFailed,
    says: &[
        &["helm template"],
        &["kustomize build"],
        &["execution error at ("],
        &["parse error at ("],
        &["error calling include"],
        &["don't meet the specifications of the schema"],
        &["chart requires kubeversion"],
        &["error converting yaml to json"],
        &["failed to evaluate"],
        &["yaml: line "],
    ],
    summary: |_, said| saying("The chart cannot be rendered with these values", said),
    next: |case, _| {
        let application = case.question.application;
        vec![next(
            "see which values it is rendered with, and where each comes from",
            format!(
                "{} --desired --origin",
                command::addons("values", application)
            ),
        )]
    },
};
