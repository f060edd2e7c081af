//! Labels and annotations that say where an object comes from and how Argo CD treats it.

use std::collections::BTreeMap;

use crate::mask;

/// Labels that every project agrees on (Kubernetes, "Recommended Labels").
const AGREED: &str = "app.kubernetes.io/";
/// Names that begin so are those of Argo CD, Helm, `helm stack` and Kubernetes' own admission.
const PREFIXES: [&str; 5] = [
    "argocd.argoproj.io/",
    "helm.sh/",
    "helm-stack/",
    "meta.helm.sh/",
    "pod-security.kubernetes.io/",
];

/// Returns those of some labels or annotations that are worth knowing, secrets masked.
pub fn marks(pairs: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let told = |name: &str| {
        name.starts_with(AGREED) || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
    };
    let told = pairs.iter().filter(|(name, _)| told(name));
    told.map(|(name, value)| (name.clone(), mask::text(value).into_owned()))
        .collect()
}
