//! Lines of YAML as they may be shown: sealed values, values under names of secrets and private keys masked.

use argocd::mask;

/// What a sealed value begins with.
const SEALED: &str = "ENC[AES256_GCM,";

/// Returns the lines of a text, each without its secrets and without its line end.
pub(crate) fn masked(text: &str) -> Vec<String> {
    text.lines()
        .map(|line| mask::text(&unsealed(line)).into_owned())
        .collect()
}

/// Puts the mark in the place of each sealed value; what stands around it stays.
fn unsealed(line: &str) -> String {
    let mut shown = String::new();
    let mut rest = line;
    while let Some(at) = rest.find(SEALED) {
        let (before, token) = rest.split_at(at);
        let end = token.find(']').map_or(token.len(), |end| end + 1);
        shown.push_str(before);
        shown.push_str(mask::MARK);
        rest = &token[end..];
    }
    shown + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_values_of_a_line_are_masked_each() {
        let token = "ENC[AES256_GCM,data:x,iv:y,tag:z,type:str]";
        let line = format!("{{a: \"{token}\", b: \"{token}\"}} # kept");
        assert_eq!(masked(&line), ["{a: \"••••••\", b: \"••••••\"} # kept"]);
    }

    #[test]
    fn a_value_under_the_name_of_a_secret_is_masked() {
        let shown = masked("image: nginx\npassword: hunter2\n").join("\n");
        assert!(
            shown.contains("nginx") && !shown.contains("hunter2"),
            "{shown}"
        );
    }
}
