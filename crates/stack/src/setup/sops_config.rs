//! The `.sops.yaml` that `setup` begins, so that the first push can seal for Argo CD. One that is there is a person's file.

use crate::files::Files;
use crate::layout;
use crate::seal::{Config, Rule, same_recipient};

/// Path in the GitOps repository.
pub const PATH: &str = ".sops.yaml";

/// Returns the file for a repository that has none: secrets of the cluster are sealed for these age recipients.
pub fn begun(tip: &Files, cluster: &str, recipients: &[String]) -> Option<String> {
    if recipients.is_empty() || tip.contains(PATH) {
        return None;
    }
    let recipients: Vec<String> = recipients
        .iter()
        .map(|name| format!("      - {name}\n"))
        .collect();
    Some(format!(
        "# Whom secrets are sealed for (SOPS, creation rules): Argo CD's key, and those of the people who may read them.\n\
         creation_rules:\n  - path_regex: ^clusters/{cluster}/\n    age:\n{}",
        recipients.concat()
    ))
}

/// Returns the recipients among these for whom the repository's rules do not seal the cluster's secrets; none where
/// nobody can tell.
pub fn left_out(tip: &Files, cluster: &str, recipients: &[String]) -> Vec<String> {
    let config = tip
        .text(PATH)
        .and_then(|text| Config::read(text, PATH).ok());
    let Some((config, rule)) = config.zip(Rule::for_keys(&["password".to_owned()])) else {
        return Vec::new();
    };
    let path = layout::Layout::new(cluster, "stack").file("add-ons/addon/values.yaml");
    let named = config.recipients_for(&path, &rule).unwrap_or_default();
    recipients
        .iter()
        .filter(|name| !named.iter().any(|it| same_recipient(it, name)))
        .cloned()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ARGO_CD: &str = "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj";
    const ALICE: &str = "age1lggyhqrw2nlhcxprm67z43rta597azn8gknawjehu9d9dl0jq3yqqvfafg";

    fn recipients() -> Vec<String> {
        vec![ARGO_CD.to_owned()]
    }

    fn with(text: &str) -> Files {
        [(PATH, text)].into_iter().collect()
    }

    #[test]
    fn what_is_begun_seals_for_argo_cd() {
        let text = begun(&Files::default(), "prod", &recipients()).unwrap();
        insta::assert_snapshot!(text, @r"
        # Whom secrets are sealed for (SOPS, creation rules): Argo CD's key, and those of the people who may read them.
        creation_rules:
          - path_regex: ^clusters/prod/
            age:
              - age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj
        ");
        assert_eq!(
            left_out(&with(&text), "prod", &recipients()),
            Vec::<String>::new()
        );
        assert_eq!(
            left_out(&with(&text), "staging", &recipients()),
            recipients()
        );
    }

    #[test]
    fn a_file_that_is_there_is_left_alone_and_looked_at() {
        let there = with(&format!("creation_rules:\n  - age: {ALICE}\n"));
        assert_eq!(begun(&there, "prod", &recipients()), None);
        assert_eq!(left_out(&there, "prod", &recipients()), recipients());
    }

    #[test]
    fn without_a_key_nothing_is_begun() {
        assert_eq!(begun(&Files::default(), "prod", &[]), None);
    }
}
