//! What an entry of `valueFiles` means: a file of the source, of another source (`$ref/…`), or an address.
//!
//! Argo CD's `getResolvedValueFiles` and `ResolveValueFilePathOrUrl`; paths are from the root of their source.

use super::environment::BuildEnvironment;

/// Where a file of values is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ValueFile {
    /// In the source itself.
    Own(String),
    /// In the source of that name.
    Of {
        /// Name of the source: `values` for `$values/…`.
        reference: String,
        /// Path from its root.
        path: String,
    },
    /// Somewhere on the web.
    Remote(String),
    /// Outside of the source, which Argo CD refuses.
    Outside,
}

impl ValueFile {
    /// Reads an entry; `folder` is the path of the source, `references` the names that sources lend files under. A
    /// variable that no source is named like is one of the build environment.
    pub fn of(
        entry: &str,
        folder: &str,
        references: &[&str],
        environment: &BuildEnvironment,
    ) -> Self {
        let first = entry.split('/').next().unwrap_or_default();
        let lent = first
            .strip_prefix('$')
            .filter(|name| references.contains(name));
        if let Some(reference) = lent {
            let rest = environment.fill(&entry[first.len()..]);
            return inside("", &rest).map_or(Self::Outside, |path| Self::Of {
                reference: reference.to_owned(),
                path,
            });
        }
        let entry = environment.fill(entry);
        if is_address(&entry) {
            return Self::Remote(entry);
        }
        let folder = if entry.starts_with('/') { "" } else { folder };
        inside(folder, &entry).map_or(Self::Outside, Self::Own)
    }
}

fn is_address(entry: &str) -> bool {
    entry.split_once("://").is_some_and(|(scheme, _)| {
        let sign = |letter: char| letter.is_ascii_alphanumeric() || "+-.".contains(letter);
        !scheme.is_empty() && scheme.chars().all(sign)
    })
}

/// Returns a path below a folder from the root; none: it leads out, or to the root itself.
fn inside(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/")).filter(|path| !path.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_is_of_its_source_of_another_or_of_the_web() {
        let environment = BuildEnvironment {
            application: "web".to_owned(),
            ..BuildEnvironment::default()
        };
        let of = |entry| ValueFile::of(entry, "charts/web", &["values"], &environment);
        let own = |path: &str| ValueFile::Own(path.to_owned());
        let lent = |path: &str| ValueFile::Of {
            reference: "values".to_owned(),
            path: path.to_owned(),
        };
        assert_eq!(of("prod.yaml"), own("charts/web/prod.yaml"));
        assert_eq!(of("../../envs/prod.yaml"), own("envs/prod.yaml"));
        assert_eq!(of("/envs/prod.yaml"), own("envs/prod.yaml"));
        assert_eq!(of("$values/a/$ARGOCD_APP_NAME.yaml"), lent("a/web.yaml"));
        assert_eq!(of("$ARGOCD_APP_NAME.yaml"), own("charts/web/web.yaml"));
        assert_eq!(of("$other/x.yaml"), own("x.yaml"));
        assert_eq!(of("../../../x.yaml"), ValueFile::Outside);
        assert_eq!(of("$values/../x.yaml"), ValueFile::Outside);
        let address = "https://example.com/x.yaml";
        assert_eq!(of(address), ValueFile::Remote(address.to_owned()));
    }
}
