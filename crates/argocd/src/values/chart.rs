//! A chart's own values, and those of the charts in it.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::read::{Unreadable, read};

/// How deep charts may lie in each other.
const DEEPEST: usize = 16;

/// A chart, as far as its values are concerned.
#[derive(Clone, Default)]
pub struct Chart {
    /// Its name, or the alias its parent gives it.
    pub name: String,
    /// Its version.
    pub version: String,
    pub(super) values: Map<String, Value>,
    pub(super) charts: Vec<Dependency>,
    /// Whether it names the charts it depends on.
    pub(super) names_charts: bool,
    /// Charts it depends on that are not among its files: their part cannot be said.
    pub unseen: Vec<String>,
}

/// A chart in a chart, and when it counts.
#[derive(Clone)]
pub(super) struct Dependency {
    pub(super) chart: Chart,
    /// Ways to values that switch it on or off, the first that is there counts.
    pub(super) conditions: Vec<String>,
    pub(super) tags: Vec<String>,
    /// Values that the outer chart takes over from it.
    pub(super) imports: Vec<Import>,
}

/// Values that an outer chart takes over (Helm's `import-values`): ways of keys.
#[derive(Clone)]
pub(super) struct Import {
    /// Where they are in the inner chart.
    pub(super) from: String,
    /// Where they go in the outer one; `.` is its root.
    pub(super) to: String,
}

/// `Chart.yaml`, as far as it is needed (Helm's `chart.Metadata`).
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Metadata {
    name: Option<String>,
    version: Option<String>,
    dependencies: Option<Vec<Wanted>>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
struct Wanted {
    name: Option<String>,
    alias: Option<String>,
    condition: Option<String>,
    tags: Option<Vec<String>>,
    import_values: Option<Vec<Value>>,
}

impl Chart {
    /// Reads a chart from its files by their paths in it; packed charts in `charts/` are unpacked already.
    ///
    /// # Errors
    /// The file whose values cannot be read, and why.
    pub fn read(files: &BTreeMap<String, Vec<u8>>) -> Result<Self, (String, Unreadable)> {
        chart(files, "", 0)
    }
}

fn chart(
    files: &BTreeMap<String, Vec<u8>>,
    folder: &str,
    depth: usize,
) -> Result<Chart, (String, Unreadable)> {
    let text = |name: &str| {
        let bytes = files.get(&format!("{folder}{name}"));
        bytes.map(|bytes| String::from_utf8_lossy(bytes).into_owned())
    };
    let metadata: Metadata = text("Chart.yaml")
        .and_then(|text| serde_saphyr::from_str(&text).ok())
        .unwrap_or_default();
    let values = text("values.yaml").map_or_else(|| Ok(Map::new()), |text| read(&text));
    let mut chart = Chart {
        name: metadata.name.unwrap_or_default(),
        version: metadata.version.unwrap_or_default(),
        values: values.map_err(|fault| (format!("{folder}values.yaml"), fault))?,
        ..Chart::default()
    };
    let mut found = Vec::new();
    for name in names(files, &format!("{folder}charts/")) {
        if depth < DEEPEST {
            found.push(self::chart(
                files,
                &format!("{folder}charts/{name}/"),
                depth + 1,
            )?);
        }
    }
    let wanted = metadata
        .dependencies
        .or_else(|| requirements(text("requirements.yaml")));
    chart.names_charts = wanted.is_some();
    chart.take(found, &wanted.unwrap_or_default());
    Ok(chart)
}

/// Reads the dependencies of a chart of the first API version.
fn requirements(text: Option<String>) -> Option<Vec<Wanted>> {
    let metadata: Metadata = serde_saphyr::from_str(&text?).ok()?;
    metadata.dependencies
}

/// Returns the folders right below a folder that hold a chart.
fn names(files: &BTreeMap<String, Vec<u8>>, below: &str) -> Vec<String> {
    let names = files.keys().filter_map(|path| {
        let name = path.strip_prefix(below)?.strip_suffix("/Chart.yaml")?;
        (!name.contains('/')).then(|| name.to_owned())
    });
    names.collect()
}

impl Chart {
    /// Takes the charts found in it as its dependencies name them; those it does not name count always.
    fn take(&mut self, found: Vec<Chart>, wanted: &[Wanted]) {
        for wanted in wanted {
            let name = wanted.name.as_deref().unwrap_or_default();
            let Some(chart) = found.iter().find(|chart| chart.name == name) else {
                self.unseen
                    .push(format!("chart {name} is not among the files"));
                continue;
            };
            self.charts.push(wanted.dependency(chart));
        }
        let is_named = |chart: &Chart| {
            let mut names = wanted.iter().filter_map(|wanted| wanted.name.as_deref());
            names.any(|name| name == chart.name)
        };
        let always = found.iter().filter(|chart| !is_named(chart));
        self.charts
            .extend(always.map(|chart| Wanted::default().dependency(chart)));
        for chart in &found {
            self.unseen.extend(chart.unseen.iter().cloned());
        }
    }
}

impl Wanted {
    fn dependency(&self, chart: &Chart) -> Dependency {
        let alias = self.alias.clone().filter(|alias| !alias.is_empty());
        let conditions = self.condition.as_deref().unwrap_or_default().split(',');
        let conditions = conditions.map(str::trim).filter(|it| !it.is_empty());
        Dependency {
            chart: Chart {
                name: alias.unwrap_or_else(|| chart.name.clone()),
                ..chart.clone()
            },
            conditions: conditions.map(str::to_owned).collect(),
            tags: self.tags.clone().unwrap_or_default(),
            imports: self.imports(),
        }
    }

    fn imports(&self) -> Vec<Import> {
        let values = self.import_values.iter().flatten();
        let text = |value: &Value, key: &str| Some(value.get(key)?.as_str()?.to_owned());
        let imports = values.filter_map(|value| match value {
            Value::String(name) => Some(Import {
                from: format!("exports.{name}"),
                to: ".".to_owned(),
            }),
            value => Some(Import {
                from: text(value, "child")?,
                to: text(value, "parent")?,
            }),
        });
        imports.collect()
    }
}
