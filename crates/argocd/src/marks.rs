//! The names, labels and annotations that `helm stack` writes and `kubectl addons` reads.

/// Label with the name of the stack that a member or stack Application belongs to.
pub const STACK_LABEL: &str = "helm-stack/stack";
/// Label with the member's name in its stack.
pub const MEMBER_LABEL: &str = "helm-stack/member";
/// Label with what an Application delivers: `addon`, `manifest` or `stack`.
pub const TYPE_LABEL: &str = "helm-stack/type";
/// Annotation that says who paused an Application's auto-sync, as `<user> <instant> <why>`.
pub const PAUSED_ANNOTATION: &str = "helm-stack/paused";
/// Annotation of `argocd-cm` that says who decrypts values sealed in Git: `helm-stack`.
pub const DECRYPTOR_ANNOTATION: &str = "helm-stack/decryptor";
/// Annotation with the members that must be healthy first, as `manifest/a,addon/b`.
pub const PARENTS_ANNOTATION: &str = "helm-stack/parents";
/// Annotation with the seconds an Application may be progressing before the stack's sync gives up on it.
pub const PROGRESS_DEADLINE_ANNOTATION: &str = "helm-stack/progress-deadline";
/// Annotation that is `"true"` where values of the Application are sealed in Git and need a decryptor.
pub const SEALED_ANNOTATION: &str = "helm-stack/sealed";
/// Begins, at the start of a line, our part of the health check for Applications in `argocd-cm`.
pub const HEALTH_CHECK_BEGIN: &str = "-- helm-stack: begin";
/// Begins the line that ends it.
pub const HEALTH_CHECK_END: &str = "-- helm-stack: end";

/// Returns what somebody else wrote of a health check: everything but our part, which judges only Applications with
/// [`TYPE_LABEL`].
pub fn foreign_health_check(check: &str) -> String {
    let mut ours = false;
    let mut kept = String::new();
    for line in check.split_inclusive('\n') {
        ours |= line.starts_with(HEALTH_CHECK_BEGIN);
        if !ours {
            kept.push_str(line);
        }
        ours &= !line.starts_with(HEALTH_CHECK_END);
    }
    kept
}
