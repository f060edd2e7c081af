//! Sync hooks: which objects Argo CD runs as part of a sync instead of keeping them.
//!
//! Only the marks are read here (gitops-engine's `pkg/sync/hook`); what a hook did
//! stands in the operation.

use crate::object::Metadata;

/// Annotation that makes an object an Argo CD hook, with its phases.
const HOOK: &str = "argocd.argoproj.io/hook";
/// Annotation that makes an object a Helm hook.
const HELM_HOOK: &str = "helm.sh/hook";
/// Finalizer that keeps a hook until its sync phase is over.
const HOOK_FINALIZER: &str = "argocd.argoproj.io/hook-finalizer";

/// Phases Argo CD knows besides `Skip`.
const PHASES: [&str; 4] = ["PreSync", "Sync", "PostSync", "SyncFail"];

/// Returns whether an object is a hook. An Argo CD hook that is only `Skip` is none, and
/// Helm's `crd-install` never is.
pub(crate) fn is_hook(metadata: &Metadata) -> bool {
    match metadata.annotations.get(HOOK) {
        Some(phases) => !is_skipped(phases),
        None => metadata
            .annotations
            .get(HELM_HOOK)
            .is_some_and(|phase| phase != "crd-install"),
    }
}

/// Returns whether the end of its sync phase holds an object's deletion.
pub(crate) fn has_hook_finalizer(metadata: &Metadata) -> bool {
    metadata
        .finalizers
        .iter()
        .any(|name| name == HOOK_FINALIZER)
}

fn is_skipped(phases: &str) -> bool {
    let mut known = phases
        .split(',')
        .map(str::trim)
        .filter(|phase| *phase == "Skip" || PHASES.contains(phase))
        .peekable();
    known.peek().is_some() && known.all(|phase| phase == "Skip")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn annotated(key: &str, value: &str) -> Metadata {
        Metadata {
            annotations: [(key.to_owned(), value.to_owned())].into(),
            ..Metadata::default()
        }
    }

    #[test]
    fn argo_hooks_are_hooks_unless_only_skipped() {
        for phases in ["PreSync", "PostSync, Sync", "Skip,PreSync", "", "Unheard"] {
            assert!(is_hook(&annotated(HOOK, phases)), "{phases}");
        }
        assert!(!is_hook(&annotated(HOOK, "Skip")));
        assert!(!is_hook(&annotated(HOOK, "Skip, Skip")));
    }

    #[test]
    fn helm_hooks_are_hooks_but_for_crd_install() {
        assert!(is_hook(&annotated(HELM_HOOK, "test")));
        assert!(!is_hook(&annotated(HELM_HOOK, "crd-install")));
        assert!(!is_hook(&Metadata::default()));
    }

    #[test]
    fn an_argo_mark_hides_the_helm_mark() {
        let mut metadata = annotated(HOOK, "Skip");
        metadata
            .annotations
            .insert(HELM_HOOK.into(), "post-install".into());
        assert!(!is_hook(&metadata));
    }
}
