//! Which kinds a cluster serves, for a reader that reads them all. Only texts are read here.

use anyhow::{Context, Result};

/// Returns the path of the full list of every kind in a table of `kubectl api-resources`.
///
/// The columns NAME, APIVERSION and NAMESPACED are cut where the heading has them; SHORTNAMES may be empty.
pub(crate) fn list_paths(table: &str) -> Result<Vec<String>> {
    let mut lines = table.lines();
    let heading = lines.next().unwrap_or_default();
    let place = |title: &str| {
        let found = heading.find(title);
        found.with_context(|| format!("kubectl api-resources has no column {title}: {heading:?}"))
    };
    let (version, namespaced) = (place("APIVERSION")?, place("NAMESPACED")?);
    lines
        .map(|line| {
            let plural = line.split_whitespace().next();
            let version = line.get(version..namespaced).map(str::trim);
            let (plural, version) = plural
                .zip(version)
                .with_context(|| format!("reading {line:?} of kubectl api-resources"))?;
            Ok(format!("{}/{plural}", root(version)))
        })
        .collect()
}

/// Returns the path of the full list of `plural` in one namespace.
pub(crate) fn namespaced_path(version: &str, namespace: &str, plural: &str) -> String {
    format!("{}/namespaces/{namespace}/{plural}", root(version))
}

fn root(version: &str) -> String {
    if version.contains('/') {
        format!("/apis/{version}")
    } else {
        format!("/api/{version}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "\
NAME              SHORTNAMES   APIVERSION                NAMESPACED   KIND
pods              po           v1                        true         Pod
deployments       deploy       apps/v1                   true         Deployment
thing0s                        g0.load.example.com/v1    true         Thing0
";

    #[test]
    fn every_kind_has_a_path_with_short_names_or_without() -> Result<()> {
        assert_eq!(
            list_paths(TABLE)?,
            [
                "/api/v1/pods",
                "/apis/apps/v1/deployments",
                "/apis/g0.load.example.com/v1/thing0s"
            ]
        );
        Ok(())
    }

    #[test]
    fn another_table_is_refused() {
        assert!(list_paths("error: no server\n").is_err());
    }
}
