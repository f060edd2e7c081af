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
