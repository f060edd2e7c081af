//! In which phases of a sync a hook runs.

use super::Info;
use crate::object::Metadata;

/// Helm's hooks that Argo CD runs, and the phase it runs them in (Argo CD, "Helm Hooks").
const OF_HELM: [(&str, &str); 6] = [
    ("pre-install", "PreSync"),
    ("pre-upgrade", "PreSync"),
    ("post-install", "PostSync"),
    ("post-upgrade", "PostSync"),
    ("pre-delete", "PreDelete"),
    ("post-delete", "PostDelete"),
];

/// Returns the phases of a hook, as in `PreSync`; Argo CD's own annotation wins over Helm's.
pub(crate) fn hook(metadata: &Metadata) -> Option<Info> {
    let annotation = |name| metadata.annotations.get(name).map(String::as_str);
    let own = annotation("argocd.argoproj.io/hook");
    let words = own.or_else(|| annotation("helm.sh/hook"))?;
    let mut phases: Vec<&str> = Vec::new();
    for word in words
        .split(',')
        .map(str::trim)
        .filter(|word| !word.is_empty())
    {
        let known = OF_HELM.iter().find(|(helm, _)| *helm == word);
        let phase = known.map_or(word, |(_, phase)| *phase);
        if !phases.contains(&phase) {
            phases.push(phase);
        }
    }
    (!phases.is_empty()).then(|| Info::new("Hook", phases.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(annotations: &[(&str, &str)]) -> String {
        let pairs = annotations
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let metadata = Metadata {
            annotations: pairs.collect(),
            ..Metadata::default()
        };
        hook(&metadata).map(|info| info.value).unwrap_or_default()
    }

    #[test]
    fn argo_cds_word_wins_and_helms_is_translated() {
        assert_eq!(
            told(&[("helm.sh/hook", "pre-install,pre-upgrade,test")]),
            "PreSync, test"
        );
        assert_eq!(
            told(&[
                ("argocd.argoproj.io/hook", "PostSync"),
                ("helm.sh/hook", "pre-install")
            ]),
            "PostSync"
        );
        assert_eq!(told(&[]), "");
    }
}
