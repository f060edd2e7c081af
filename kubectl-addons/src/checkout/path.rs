//! Paths inside a source: always below its root, whatever is written.

/// Returns a path without `.`, `..` and double slashes, from the root of its source; `None`: it leads out of the source.
/// The root itself is empty.
pub(crate) fn normal(path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// Returns a path that is relative to a folder of its source, from the root.
pub(crate) fn join(folder: &str, path: &str) -> String {
    match folder {
        "" => path.to_owned(),
        folder => format!("{folder}/{path}"),
    }
}

/// Returns the folder a file lies in; of one at the root an empty one.
pub(crate) fn parent(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_never_leads_out_of_its_source() {
        assert_eq!(normal("a/./b//c/../d"), Some("a/b/d".to_owned()));
        assert_eq!(normal("/a/b/"), Some("a/b".to_owned()));
        assert_eq!(normal("a/../.."), None);
        assert_eq!(normal("."), Some(String::new()));
    }

    #[test]
    fn paths_are_joined_and_parted() {
        assert_eq!(join("a/b", "c"), "a/b/c");
        assert_eq!(join("", "c"), "c");
        assert_eq!((parent("a/b/c"), parent("c")), ("a/b", ""));
    }
}
