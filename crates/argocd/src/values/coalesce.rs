//! The chart's own values laid under those of the Application, as Helm coalesces them (`pkg/chart/common/util` and
//! `pkg/chart/v2/util/dependencies.go` of Helm 4; Helm 3 differs only where a chart's own default is null).

use super::chart::{Chart, Dependency, Import};
use super::traced::{Fields, Traced, fields_of};

/// Key of the values that every chart in a chart sees.
const GLOBAL: &str = "global";

/// Which layer the own values of a chart are, by the names that lead to it.
pub(super) type LayerOf<'a> = &'a mut dyn FnMut(&[&str], &Chart) -> usize;

/// Lays a chart's own values, and those of the charts in it, under values.
pub(super) fn coalesce(chart: &Chart, values: &mut Fields, layer_of: LayerOf<'_>) {
    let mut node = Node::of(chart, &[], layer_of);
    let mut all = values.clone();
    node.lay_under(&mut all, Nulls::TakeAway);
    let tags = table(&all, "tags").cloned().unwrap_or_default();
    node.switch_off(&all, &tags);
    node.import();
    node.lay_under(values, Nulls::TakeAway);
}

/// What a null means that stands over another value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Nulls {
    /// It takes the value away, as in what templates see.
    TakeAway,
    /// It stays, as while charts are put together.
    Stay,
}

/// A chart with its own values, traced.
struct Node {
    name: String,
    own: Fields,
    layer: usize,
    names_charts: bool,
    inner: Vec<(Node, Dependency)>,
}

impl Node {
    fn of(chart: &Chart, names: &[&str], layer_of: LayerOf<'_>) -> Self {
        let layer = layer_of(names, chart);
        let inner = chart.charts.iter().map(|dependency| {
            let inner = &dependency.chart;
            let names: Vec<&str> = names.iter().copied().chain([inner.name.as_str()]).collect();
            (Self::of(inner, &names, layer_of), dependency.clone())
        });
        let inner = inner.collect();
        Self {
            name: chart.name.clone(),
            own: fields_of(chart.values.clone(), layer),
            layer,
            names_charts: chart.names_charts,
            inner,
        }
    }

    /// Takes out the charts that are switched off; `values` are those at this chart.
    fn switch_off(&mut self, values: &Fields, tags: &Fields) {
        self.inner
            .retain(|(_, dependency)| dependency.is_on(values, tags));
        for (node, _) in &mut self.inner {
            if let Some(values) = table(values, &node.name) {
                node.switch_off(values, tags);
            }
        }
    }

    /// Takes over what inner charts have, the innermost first (`processImportValues`).
    fn import(&mut self) {
        for (node, _) in &mut self.inner {
            node.import();
        }
        if !self.names_charts {
            return;
        }
        let mut values = Fields::new();
        self.lay_under(&mut values, Nulls::Stay);
        let mut imported = Fields::new();
        for (node, dependency) in &self.inner {
            for import in &dependency.imports {
                if let Some(found) = import.found(&values, &node.name) {
                    lay_table(&mut imported, &found, Nulls::Stay);
                }
            }
        }
        lay_table(&mut values, &imported, Nulls::Stay);
        self.own = values;
    }

    /// Lays its own values under values, then those of the charts in it.
    fn lay_under(&self, values: &mut Fields, nulls: Nulls) {
        self.lay_own(values, nulls);
        for (node, _) in &self.inner {
            let globals = values.get(GLOBAL).cloned();
            let empty = || Traced::empty(self.layer);
            let inner = values.entry(node.name.clone()).or_insert_with(empty);
            // Anything but a map ends Helm with an error.
            if let Traced::Map { fields, .. } = inner {
                take_globals(fields, globals, self.layer);
                node.lay_under(fields, nulls);
            }
        }
    }

    /// Lays its own values under values; below the name of a chart in it nulls wait for that chart's own values
    /// (`childChartMergeTrue`).
    fn lay_own(&self, values: &mut Fields, nulls: Nulls) {
        for (key, own) in &self.own {
            let of_chart = self.inner.iter().any(|(node, _)| node.name == *key);
            match (values.get_mut(key), own) {
                (None, own) => insert(values, key, own, nulls),
                (Some(value), _) if value.is_null() && nulls == Nulls::TakeAway => {
                    values.remove(key);
                }
                (Some(Traced::Map { fields, .. }), Traced::Map { fields: own, .. }) => {
                    let own = kept(own, nulls);
                    lay_table(fields, &own, if of_chart { Nulls::Stay } else { nulls });
                }
                _ => {}
            }
        }
    }
}

/// Lays a table under another, which has the last word (`coalesceTablesFullKey`).
fn lay_table(above: &mut Fields, below: &Fields, nulls: Nulls) {
    for (key, value) in below {
        match (above.get_mut(key), value) {
            (None, value) => drop(above.insert(key.clone(), value.clone())),
            (Some(over), value)
                if over.is_null() && nulls == Nulls::TakeAway && !value.is_null() =>
            {
                above.remove(key);
            }
            (Some(Traced::Map { fields, .. }), Traced::Map { fields: below, .. }) => {
                lay_table(fields, below, nulls);
            }
            _ => {}
        }
    }
}

fn insert(values: &mut Fields, key: &str, own: &Traced, nulls: Nulls) {
    match own {
        own if own.is_null() && nulls == Nulls::TakeAway => {}
        Traced::Map { fields, layer } => {
            let fields = kept(fields, nulls);
            let layer = *layer;
            values.insert(key.to_owned(), Traced::Map { fields, layer });
        }
        own => drop(values.insert(key.to_owned(), own.clone())),
    }
}

/// Returns a chart's own table without its nulls, where nulls take away (Helm 4's `cleanNilValues`).
fn kept(fields: &Fields, nulls: Nulls) -> Fields {
    let mut all = Fields::new();
    for (key, value) in fields {
        insert(&mut all, key, value, nulls);
    }
    all
}

impl Dependency {
    /// Returns whether the chart counts: its first condition that is there, else its tags, else it does.
    fn is_on(&self, values: &Fields, tags: &Fields) -> bool {
        let said = self.conditions.iter().find_map(|way| flag(values, way));
        said.unwrap_or_else(|| {
            let flags = self.tags.iter().filter_map(|tag| flag(tags, tag));
            let flags: Vec<bool> = flags.collect();
            flags.is_empty() || flags.contains(&true)
        })
    }
}

impl Import {
    /// Returns the values in the outer chart's shape.
    fn found(&self, values: &Fields, chart: &str) -> Option<Fields> {
        let table = tables(table(values, chart)?, &self.from)?;
        let keys = self.to.split('.').filter(|key| !key.is_empty()).rev();
        Some(keys.fold(table.clone(), |fields, key| {
            let layer = fields.values().next().map_or(0, Traced::layer);
            [(key.to_owned(), Traced::Map { fields, layer })].into()
        }))
    }
}

fn table<'a>(values: &'a Fields, key: &str) -> Option<&'a Fields> {
    match values.get(key)? {
        Traced::Map { fields, .. } => Some(fields),
        Traced::Leaf { .. } => None,
    }
}

fn tables<'a>(values: &'a Fields, way: &str) -> Option<&'a Fields> {
    way.split('.').try_fold(values, table)
}

fn flag(values: &Fields, way: &str) -> Option<bool> {
    let (above, key) = way
        .rsplit_once('.')
        .map_or((None, way), |(above, key)| (Some(above), key));
    let values = above.map_or(Some(values), |above| tables(values, above))?;
    match values.get(key)? {
        Traced::Leaf { value, .. } => value.as_bool(),
        Traced::Map { .. } => None,
    }
}

/// Lays the globals of a chart over those of a chart in it.
fn take_globals(values: &mut Fields, globals: Option<Traced>, layer: usize) {
    let above = match globals {
        Some(Traced::Map { fields, .. }) => fields,
        Some(Traced::Leaf { .. }) => return,
        None => Fields::new(),
    };
    let empty = || Traced::empty(layer);
    let below = values.entry(GLOBAL.to_owned()).or_insert_with(empty);
    if let Traced::Map { fields, .. } = below {
        lay_globals(fields, above);
    }
}

/// A map and something else: what the inner chart has stays.
fn lay_globals(below: &mut Fields, above: Fields) {
    for (key, value) in above {
        match (below.get_mut(&key), value) {
            (Some(Traced::Map { fields, .. }), Traced::Map { fields: above, .. }) => {
                lay_globals(fields, above);
            }
            (Some(Traced::Map { .. }), _) | (Some(_), Traced::Map { .. }) => {}
            (_, value) => drop(below.insert(key, value)),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Value, json};

    use super::super::traced::{fields_of, plain};
    use super::*;

    fn fields(value: Value) -> Fields {
        match value {
            Value::Object(fields) => fields_of(fields, 0),
            _ => Fields::new(),
        }
    }

    fn coalesced(files: &[(&str, &str)], values: Value) -> Value {
        let files: BTreeMap<String, Vec<u8>> = files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()))
            .collect();
        let chart = Chart::read(&files).unwrap();
        let mut values = fields(values);
        coalesce(&chart, &mut values, &mut |names, _| names.len() + 1);
        Value::Object(plain(&values))
    }

    const PLAIN: (&str, &str) = ("Chart.yaml", "name: web\nversion: 1.0.0\n");

    #[test]
    fn a_null_takes_a_default_away_and_stays_where_there_is_none() {
        let defaults = ("values.yaml", "a: 1\nb: {c: 1, d: 2}\ne: {f: 1}\nn: null\n");
        assert_eq!(
            coalesced(
                &[PLAIN, defaults],
                json!({"a": null, "b": {"c": null}, "x": null, "e": 3})
            ),
            json!({"b": {"d": 2}, "e": 3, "x": null})
        );
    }

    #[test]
    fn values_of_a_chart_in_it_are_taken_over() {
        let files = [
            (
                "Chart.yaml",
                "name: web\ndependencies:\n- name: db\n  import-values: [data, {child: port, parent: db.net}]\n",
            ),
            ("values.yaml", "size: 5\n"),
            ("charts/db/Chart.yaml", "name: db\n"),
            (
                "charts/db/values.yaml",
                "exports: {data: {size: 1, kind: small}}\nport: {number: 1}\n",
            ),
        ];
        let values = coalesced(&files, json!({}));
        assert_eq!(
            (&values["size"], &values["kind"]),
            (&json!(5), &json!("small"))
        );
        assert_eq!(values["db"]["net"], json!({"number": 1}));
    }

    #[test]
    fn charts_in_it_count_where_they_are_on_and_see_the_globals() {
        let files = [
            (
                "Chart.yaml",
                "name: web\ndependencies:\n- {name: db, alias: store, condition: store.enabled}\n- {name: log, tags: [logs]}\n",
            ),
            (
                "values.yaml",
                "global: {team: a}\nstore: {enabled: true, size: 2}\ntags: {logs: false}\n",
            ),
            ("charts/db/Chart.yaml", "name: db\n"),
            (
                "charts/db/values.yaml",
                "size: 1\nkind: small\nglobal: {team: b, zone: c}\n",
            ),
            ("charts/log/Chart.yaml", "name: log\n"),
            ("charts/log/values.yaml", "level: info\n"),
        ];
        assert_eq!(
            coalesced(&files, json!({"store": {"kind": null}})),
            json!({
                "global": {"team": "a"}, "tags": {"logs": false},
                "store": {"enabled": true, "size": 2, "global": {"team": "a", "zone": "c"}},
            })
        );
        let off = coalesced(
            &files,
            json!({"store": {"enabled": false}, "tags": {"logs": true}}),
        );
        assert_eq!(
            off["log"],
            json!({"level": "info", "global": {"team": "a"}})
        );
        assert_eq!(off["store"], json!({"enabled": false, "size": 2}));
    }
}
