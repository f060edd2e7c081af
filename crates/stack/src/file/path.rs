//! Paths that `stack.yaml` names: they stay in the stack folder, in the folders that travel with the stack.

/// Folders whose files travel with the stack and may hold values (PRODUCT: "The stack folder").
const OF_VALUES: [&str; 2] = ["add-ons", "charts"];

/// Returns a path in the stack folder with slashes and without `.`.
///
/// # Errors
/// What is wrong with it, as the rest of a sentence.
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
        _ => Ok(segments.join("/")),
    }
}

/// Returns the path of a values file, written the same way.
///
/// # Errors
/// What is wrong with it, as the rest of a sentence: also that it lies where no values lie.
pub(super) fn of_values(typed: &str) -> Result<String, String> {
    let path = within(typed)?;
    match path.split_once('/') {
        Some((folder, _)) if OF_VALUES.contains(&folder) => Ok(path),
        _ => Err("is not in add-ons/, where values lie".to_owned()),
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
    fn paths_stay_in_the_folder() {
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
        ] {
            assert!(within(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn values_lie_in_folders_that_travel_with_the_stack() {
        assert!(of_values("add-ons/shared.yaml").is_ok());
        assert!(of_values("charts/web/values-prod.yaml").is_ok());
        for bad in [
            "values.yaml",
            "overrides/web.yaml",
            "add-ons",
            "../add-ons/x",
        ] {
            assert!(of_values(bad).is_err(), "{bad}");
        }
    }
}
