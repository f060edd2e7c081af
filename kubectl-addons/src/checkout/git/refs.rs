//! What a revision is called at a remote, and which commit it is (Argo CD's `util/git`, `lsRemote`: a branch before a tag).

/// Says whether a text is the whole id of a commit, SHA-1 or SHA-256.
pub(super) fn is_commit(text: &str) -> bool {
    matches!(text.len(), 40 | 64) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Returns the refs to ask a remote for, best first.
pub(super) fn patterns(revision: &str) -> Vec<String> {
    match revision {
        "" | "HEAD" => vec!["HEAD".to_owned()],
        full if full.starts_with("refs/") => vec![full.to_owned(), format!("{full}^{{}}")],
        name => vec![
            format!("refs/heads/{name}"),
            format!("refs/tags/{name}^{{}}"),
            format!("refs/tags/{name}"),
        ],
    }
}

/// Returns the commit of a revision in what `git ls-remote` answered; of a tag with a message the commit it is on.
pub(super) fn commit(listed: &str, revision: &str) -> Option<String> {
    let lines: Vec<(&str, &str)> = listed
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .collect();
    let named = |wanted: &String| {
        let found = lines.iter().find(|(_, name)| name == wanted);
        found.map(|(commit, _)| (*commit).to_owned())
    };
    let mut patterns = patterns(revision);
    if revision.starts_with("refs/") {
        patterns.reverse();
    }
    patterns.iter().find_map(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LISTED: &str = "1111\tHEAD\n1111\trefs/heads/main\n2222\trefs/tags/v1\n3333\trefs/tags/v1^{}\n4444\trefs/tags/main\n";

    #[test]
    fn a_branch_comes_before_a_tag_and_a_tag_is_its_commit() {
        let found = |revision| commit(LISTED, revision);
        assert_eq!(found(""), Some("1111".to_owned()));
        assert_eq!(found("main"), Some("1111".to_owned()));
        assert_eq!(found("v1"), Some("3333".to_owned()));
        assert_eq!(found("refs/tags/v1"), Some("3333".to_owned()));
        assert_eq!(found("refs/tags/main"), Some("4444".to_owned()));
        assert_eq!(found("v2"), None);
    }

    #[test]
    fn a_short_id_is_no_commit() {
        assert!(is_commit(&"a".repeat(40)));
        assert!(!is_commit("abcdef1"));
        assert!(!is_commit(&"g".repeat(40)));
    }
}
