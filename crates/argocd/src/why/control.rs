//! Nobody looks after it: Argo CD is told to skip it, looks elsewhere, is down, or thinks it is still busy.

use super::case::Case;
use super::{Cause, Finding, Step, command};
use crate::application::Phase;
use crate::duration;

/// Fits when Argo CD is told to leave the Application alone.
pub(super) fn skipped(case: &Case<'_>) -> Option<Finding> {
    let application = case.question.application;
    (case.reason() == "SkipReconcile").then(|| {
        let rest = "argocd.argoproj.io/skip-reconcile-";
        let annotate = format!(
            "{} {rest}",
            command::of_object("annotate", &application.reference())
        );
        Finding::new(
            Cause::SkipReconcile,
            "An annotation tells Argo CD to leave it alone; what is shown may be old",
        )
        .steps([Step::new(
            &application.reference(),
            "argocd.argoproj.io/skip-reconcile is set",
        )])
        .next("let Argo CD look after it again", annotate)
    })
}

/// Fits when an operation is said to have succeeded and never ended: Argo CD then syncs the Application no more
/// (argo-cd issue 29636).
pub(super) fn stuck_end(case: &Case<'_>) -> Option<Finding> {
    let application = case.question.application;
    let operation = case.operation()?;
    (operation.phase == Phase::Succeeded && operation.finished_at.is_none()).then(|| {
        Finding::new(
            Cause::OperationStuck,
            "The last operation succeeded and never ended, so that Argo CD syncs it no more",
        )
        .steps([Step::new(
            &application.reference(),
            "operationState Succeeded without finishedAt",
        )])
        .next(
            "begin a new sync, which takes its place",
            command::sync(application, false),
        )
    })
}

/// Fits when Argo CD never looked at it, and looks at no Application of this namespace, but at those of others.
pub(super) fn namespace_not_enabled(case: &Case<'_>) -> Option<Finding> {
    let application = case.question.application;
    let namespace = &application.metadata.namespace;
    never_compared(case)?;
    let all = || case.question.home.applications();
    let known = |other: &&crate::application::Application| {
        !other.status.controller_namespace.is_empty() || other.status.reconciled_at.is_some()
    };
    let control = all()
        .filter(known)
        .find(|other| other.metadata.namespace != *namespace)?
        .controller_namespace();
    let looked_at = control == namespace
        || all()
            .filter(known)
            .any(|other| other.metadata.namespace == *namespace);
    (!looked_at).then(|| {
        let rest = "configmap argocd-cmd-params-cm -o yaml";
        Finding::new(Cause::NamespaceNotEnabled, format!("The Argo CD in namespace {control} does not look at Applications in namespace {namespace}"))
            .steps([Step::new(&application.reference(), "Argo CD never looked at it")])
            .next(
                format!("see application.namespaces; add {namespace} to it, and to sourceNamespaces of the AppProject"),
                command::at_home("get", control, rest),
            )
    })
}

/// Fits when the controller has fallen silent, or has never looked at an old Application.
pub(super) fn silent(case: &Case<'_>) -> Option<Finding> {
    let question = case.question;
    let application = question.application;
    let forsaken = question.silent || case.reason() == "NobodyReconciles";
    if !forsaken || namespace_not_enabled(case).is_some() {
        return None;
    }
    let namespace = application.controller_namespace();
    let compared = application
        .status
        .reconciled_at
        .map(|at| duration::in_words(question.now.duration_since(at)));
    let says = compared.map_or("never compared".to_owned(), |ago| {
        format!("last compared {ago} ago")
    });
    Some(
        Finding::new(
            Cause::ControllerSilent,
            format!("No controller of the Argo CD in namespace {namespace} looks at it: {says}"),
        )
        .steps([Step::new(&application.reference(), &says)])
        .next(
            "see whether it runs",
            command::at_home(
                "get",
                namespace,
                "pods -l app.kubernetes.io/component=application-controller",
            ),
        )
        .next(
            "see what it says",
            command::at_home(
                "logs",
                namespace,
                "-l app.kubernetes.io/component=application-controller --tail=50",
            ),
        ),
    )
}

fn never_compared(case: &Case<'_>) -> Option<()> {
    let status = &case.question.application.status;
    (status.reconciled_at.is_none() && status.sync.status.is_none()).then_some(())
}
