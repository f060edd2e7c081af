//! The AppProject does not exist, or does not permit it.

use super::super::command;
use super::{Cause, Rule, next, saying};
use crate::why::case::Case;

/// `Application referencing project x which does not exist` of Argo CD's `util/argo/argo.go`;
/// `error getting app project` of its `controller/appcontroller.go`; `appprojects.argoproj.io "x" not found` of the
/// API server.
pub(super) const MISSING: Rule = Rule {
    cause: Cause::ProjectMissing,
    says: &[
        &["referencing project", "which does not exist"],
        &["appproject.argoproj.io \"", "\" not found"],
        &["appprojects.argoproj.io \"", "\" not found"],
        &["error getting app project", "not found"],
    ],
    summary: |case, _| {
        format!(
            "AppProject {} does not exist",
            case.question.application.project()
        )
    },
    next: |case, _| {
        let application = case.question.application;
        let namespace = application.controller_namespace();
        vec![
            next(
                "see which there are; create it, or name another in the Application",
                command::at_home("get", namespace, "appprojects"),
            ),
            command::edit_spec(case, "", "spec.project"),
        ]
    },
};

/// `is not permitted in project` (sources, kinds, namespaces), `do not match any of the allowed destinations in
/// project` and `is not permitted to use project` of Argo CD's `util/argo/argo.go`, `controller/sync.go` and
/// `pkg/apis/application/v1alpha1`.
pub(super) const FORBIDS: Rule = Rule {
    cause: Cause::ProjectForbids,
    says: &[
        &["not permitted in project"],
        &["do not match any of the allowed destinations"],
        &["not permitted to use project"],
        &["is not allowed in project"],
        &["not permitted by project"],
    ],
    summary: |case, said| {
        saying(
            format!(
                "AppProject {} does not permit it",
                case.question.application.project()
            ),
            said,
        )
    },
    next: |case, _| {
        vec![next(
            "see what it permits (sourceRepos, destinations, kinds, sourceNamespaces), and let its owner widen it",
            show(case),
        )]
    },
};

fn show(case: &Case<'_>) -> crate::why::Line {
    let application = case.question.application;
    let rest = format!(
        "appproject {} -o yaml",
        command::quoted(application.project())
    );
    command::at_home("get", application.controller_namespace(), &rest)
}
