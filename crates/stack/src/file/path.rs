//! Paths that `stack.yaml` names: they stay in the stack folder and keep away from what a push writes there.

/// Files and folders of a stack's folder in the GitOps repository that `push` writes (PRODUCT: "The GitOps repository").
const GENERATED: [&str; 5] = [
    "apps",
    "overrides",
    "pushed.yaml",
    "stack.yaml",
    "stack.lock.yaml",
];

/// Returns a path in the stack folder with slashes and without `.`.
///
/// # Errors
/// What is wrong with it, as the rest of a sentence: it leaves the folder, or is one a push writes.
pub(super) fn within(typed: &str) -> Result<String, String> {
    if typed.contains('\\') {
        return Err("has a backslash; paths are written with slashes".to_owned());
    }
    let drive = typed.chars().nth(1) == Some(':');
    if typed.starts_with(['/', '~']) || drive {
        return Err("is absolute; files of a stack lie in its folder".to_owned());
    }
    if typed.chars().any(char::is_control) {
        return Err("holds a control character".to_owned());
    }
    let segments: Vec<&str> = typed
        .split('/')
        .filter(|segment| !matches!(*segment, "" | "."))
        .collect();
    match segments.first() {
        None => Err("names no file".to_owned()),
        _ if segments.contains(&"..") => {
            Err("leaves the stack folder; files of a stack lie in it".to_owned())
        }
        Some(first) if GENERATED.contains(first) => {
            Err(format!("is where `push` writes its own {first}"))
        }
        _ => Ok(segments.join("/")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_written_one_way() {
        assert_eq!(
            within("./add-ons//a/./values.yaml").as_deref(),
            Ok("add-ons/a/values.yaml")
        );
        assert_eq!(within("..a/b..").as_deref(), Ok("..a/b.."));
    }

    #[test]
    fn paths_stay_in_the_folder_and_off_what_a_push_writes() {
        for bad in [
            "",
            ".",
            "/etc/passwd",
            "~/x",
            "C:/x",
            "..",
            "a/../../b",
            "a/..",
            "a\\b",
            "a\nb",
            "apps/x.yaml",
            "./overrides/x.yaml",
            "pushed.yaml",
            "stack.yaml",
        ] {
            assert!(within(bad).is_err(), "{bad}");
        }
    }
}
